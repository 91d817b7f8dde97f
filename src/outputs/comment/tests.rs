use std::time::Duration;

use super::*;
use crate::model::finding::Severity;
use crate::outputs::parsed::{Parsed, assert_huge_text_is_cut, assert_text_stays_text, links};
use crate::outputs::sample;

fn context(job: &str) -> Context {
    let find = |name: &str| match name.split_once('_')?.1 {
        "ACTIONS" => Some("true".to_owned()),
        "JOB" => Some(job.to_owned()),
        "WORKFLOW" => Some("schema".to_owned()),
        "RUN_ID" => Some(format!("run of {job}")),
        _ => None,
    };
    Context::read(&find, &|_| Err(std::io::ErrorKind::NotFound.into())).expect("on GitHub")
}

fn ours() -> Marker {
    marker(&context("check"), Mode::Verify, &[])
}

fn written(report: &Report) -> String {
    body(report, &links(), &ours())
}

#[test]
fn the_hidden_line_tells_jobs_modes_and_environments_apart_and_runs_not() {
    assert_eq!(ours(), marker(&context("check"), Mode::Verify, &[]));
    let mut later = context("check");
    (later.run_id, later.run_attempt, later.head_sha) =
        (Some("8".into()), Some("3".into()), Some("ab".into()));
    assert_eq!(ours(), marker(&later, Mode::Verify, &[]));
    let others = [
        marker(&context("other"), Mode::Verify, &[]),
        marker(&context("check"), Mode::Check, &[]),
        marker(&context("check"), Mode::Verify, &["production"]),
        marker(&context("check"), Mode::Verify, &["production", "lockstep.yml"]),
    ];
    for (index, other) in others.iter().enumerate() {
        assert!(!ours().marks(&other.to_string()), "{index}");
        assert_eq!(others.iter().filter(|known| known.marks(&other.to_string())).count(), 1);
    }
}

#[test]
fn a_deploy_that_found_drift_as_a_comment() {
    insta::assert_snapshot!("comment_drifted", written(&sample::drifted()));
}

#[test]
fn a_plan_as_a_comment() {
    insta::assert_snapshot!("comment_planned", written(&sample::planned()));
}

#[test]
fn good_news_is_short() {
    let mut report = sample::empty();
    report.mode = Mode::Verify;
    insta::assert_snapshot!("comment_green", written(&report));
}

#[test]
fn a_comment_begins_with_its_hidden_line_and_says_no_duration() {
    let report = sample::drifted();
    let mut later = report.clone();
    (later.took, later.started_at) = (Duration::from_secs(77), "2027-01-01T00:00:00Z".into());
    later.steps.iter_mut().for_each(|step| step.took += Duration::from_secs(5));
    assert_eq!(written(&report), written(&later));
    assert!(ours().marks(&written(&report)));
}

#[test]
fn any_number_of_findings_is_shown_or_counted() {
    for number in [0, 1, 50, 5_000] {
        let written = written(&sample::with_findings(number));
        assert!(written.len() <= LARGEST, "{number}: {}", written.len());
        let parsed = Parsed::of(&written);
        parsed.assert_harmless();
        let shown = (0..number).filter(|finding| parsed.prose.contains(&format!(" ({finding})"))).count();
        let left_off = written.split_once(" findings. All").or_else(|| written.split_once(" findings, "));
        let left_off = left_off.and_then(|(before, _)| before.rsplit(' ').next());
        let left_off: usize = left_off.map_or(0, |number| number.parse().expect("a number"));
        assert_eq!(shown + left_off, number);
        assert!(number < 5_000 || (shown > 100 && written.contains("[this run](https://github.com/")));
    }
}

#[test]
fn foreign_text_stays_text_in_comments() {
    let page = |text: &str| written(&sample::saying_everywhere(text));
    assert_text_stays_text(&page);
    assert_huge_text_is_cut(&page);
}

#[test]
fn silence_is_for_runs_that_read_and_found_nothing() {
    let mut report = sample::empty();
    for mode in Mode::ALL {
        report.mode = mode;
        let writes = matches!(
            mode,
            Mode::Apply | Mode::Deploy | Mode::SyncSchema | Mode::Restore | Mode::Baseline | Mode::Resolve
        );
        assert_eq!(is_worth_a_comment(&report), writes, "{mode:?}");
        report.dry_run = true;
        assert!(!is_worth_a_comment(&report), "{mode:?}");
        report.dry_run = false;
    }
    report.mode = Mode::Verify;
    report.exit = Exit::Unreachable;
    assert!(is_worth_a_comment(&report));
    assert!(is_worth_a_comment(&sample::planned()));
    let mut pending = sample::drifted();
    (pending.mode, pending.exit) = (Mode::Status, Exit::Done);
    pending.findings.retain(|finding| finding.severity == Severity::Notice);
    assert!(is_worth_a_comment(&pending));
}
