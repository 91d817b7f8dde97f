use super::*;
use crate::model::report::Cause;
use crate::outputs::parsed::{Parsed, assert_huge_text_is_cut, assert_text_stays_text, links};
use crate::outputs::{github_page, sample};

const AT: &str = "2026-03-01T05:17:00Z";

fn issue(report: &Report) -> DriftIssue {
    of_environment(report, "production", &[], &links(), AT).expect("it was compared")
}

/// The sample without drift.
fn settled() -> Report {
    let mut report = sample::drifted();
    report.changes.retain(|reported| reported.severity != Severity::Error);
    report.environments[1].drift = Some(0);
    report
}

#[test]
fn drift_as_an_issue() {
    let issue = issue(&sample::drifted());
    assert!(issue.drifted);
    assert_eq!(issue.title, "Schema drift in production: 6 objects");
    assert!(issue.marker.marks(&issue.body));
    insta::assert_snapshot!("drift_issue", issue.body);
    insta::assert_snapshot!("drift_issue_changed", issue.changed);
}

#[test]
fn no_drift_closes_the_issue() {
    let issue = issue(&settled());
    assert!(!issue.drifted);
    insta::assert_snapshot!("drift_issue_resolved", issue.resolved);
    insta::assert_snapshot!("drift_issue_body_when_resolved", issue.body);
}

#[test]
fn what_was_not_compared_says_nothing_about_its_issue() {
    let mut report = sample::drifted();
    assert!(of_environment(&report, "nowhere", &[], &links(), AT).is_none());
    report.environments[1].drift = None;
    assert!(of_environment(&report, "production", &[], &links(), AT).is_none());
}

#[test]
fn the_fingerprint_is_of_what_drifted_and_of_nothing_else() {
    let report = sample::drifted();
    let state = |report: &Report| {
        let issue = issue(report);
        issue.marker.state_of(&issue.body).expect("a state").to_owned()
    };
    let before = state(&report);
    let mut same = report.clone();
    same.changes.reverse();
    same.started_at = "2030-01-01T00:00:00Z".into();
    same.plans.clear();
    same.changes.iter_mut().for_each(|one| (one.place, one.cause) = (None, Cause::NotInGit));
    let tolerated = same.changes.iter().position(|one| one.severity != Severity::Error).expect("one");
    same.changes.remove(tolerated);
    assert_eq!(state(&same), before);
    for index in 0..report.changes.len() {
        let mut other = report.clone();
        if other.changes[index].severity == Severity::Error {
            other.changes[index].change.key.name = "other".into();
            assert_ne!(state(&other), before, "{index}");
            other.changes.remove(index);
            assert_ne!(state(&other), before, "{index}");
        }
    }
    let (one, other) = (issue(&report), issue(&settled()));
    assert!(one.marker.marks(&other.body), "the issue is the same whatever it says");
    let elsewhere = of_environment(&report, "production", &["shop/lockstep.yml"], &links(), AT);
    assert!(!elsewhere.expect("compared").marker.marks(&one.body));
}

#[test]
fn any_amount_of_drift_is_shown_or_counted() {
    let mut report = sample::drifted();
    let template = report.changes[0].clone();
    for plan in &mut report.plans {
        let statements = &mut plan.plan.groups[0].statements;
        *statements = statements.iter().cycle().take(2_000).cloned().collect();
    }
    for number in [1, 50, 5_000] {
        report.changes = (0..number).map(|_| template.clone()).collect();
        for (index, reported) in report.changes.iter_mut().enumerate() {
            reported.change.key.name = format!("column_{index}").into();
        }
        report.environments[1].drift = Some(number);
        let issue = issue(&report);
        assert!(issue.body.len() <= github_page::LARGEST, "{number}: {}", issue.body.len());
        assert!(issue.changed.len() <= 20_000, "{number}: {}", issue.changed.len());
        assert!(issue.title.contains(&format!(" {number} object")), "{}", issue.title);
        let parsed = Parsed::of(&issue.body);
        parsed.assert_harmless();
        Parsed::of(&issue.changed).assert_harmless();
        let shown = parsed.code.iter().filter(|code| code.starts_with("public.users.column_")).count();
        let (_, left_off) =
            issue.body.split_once("because this page has a size: ").expect("the scripts are cut");
        let left_off = left_off.split([',', '.']).find(|part| part.contains(" difference"));
        let left_off = left_off.and_then(|part| part.trim().split(' ').next());
        let left_off: usize = left_off.map_or(0, |number| number.parse().expect("a number"));
        assert_eq!(shown + left_off, number);
        assert_eq!(left_off > 0, number == 5_000);
        let cut = issue.body.matches(" statements more\n").count();
        assert_eq!(cut, 2, "both scripts say how much of them is missing");
    }
}

#[test]
fn foreign_text_stays_text_in_issues() {
    let of = |text: &str| {
        let mut report = sample::saying_everywhere(text);
        report.environments.remove(0);
        report.changes.iter_mut().for_each(|reported| reported.to = "migrations".into());
        of_environment(&report, text, &[], &links(), AT).expect("compared")
    };
    for page in [
        |issue: DriftIssue| issue.body,
        |issue: DriftIssue| issue.changed,
        |issue: DriftIssue| issue.resolved,
    ] {
        assert_text_stays_text(&|text| page(of(text)));
        assert_huge_text_is_cut(&|text| page(of(text)));
    }
    for text in sample::HOSTILE {
        let title = of(text).title;
        assert!(!title.contains(char::is_control) && title.chars().count() <= LONGEST_TITLE, "{title}");
    }
}
