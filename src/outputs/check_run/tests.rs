use std::collections::BTreeSet;

use super::*;
use crate::github::checks::{Annotation, AnnotationLevel};
use crate::model::exit::Exit;
use crate::model::place::Place;
use crate::outputs::parsed::{Parsed, assert_huge_text_is_cut, assert_text_stays_text, links};
use crate::outputs::sample;

/// Characters that GitHub takes.
const LONGEST_TEXT: usize = 65_535;

const FALLBACK: &str = ".github/workflows/schema.yml";

fn line(step: Step, environment: Option<&str>, state: StepState) -> StepLine {
    StepLine { step, environment: environment.map(str::to_owned), state }
}

fn ended(summary: &str) -> StepState {
    StepState::Ended { passed: true, summary: summary.to_owned() }
}

#[test]
fn a_name_says_mode_and_environments_and_is_one_line() {
    assert_eq!(name(Mode::Deploy, &[]), "lockstep / deploy");
    assert_eq!(name(Mode::Verify, &["production"]), "lockstep / verify production");
    assert_eq!(name(Mode::Apply, &["a", "b"]), "lockstep / apply a, b");
    assert_eq!(name(Mode::Health, &["a"; 40]), "lockstep / health 40 environments");
    assert_eq!(name(Mode::Verify, &["a\nb\u{202e}"]), "lockstep / verify a␊b<U+202E>");
    assert_eq!(name(Mode::Verify, &[&"\u{202e}".repeat(300)]).chars().count(), LONGEST_TITLE);
}

#[test]
fn while_it_works_the_page_says_what_is_done_what_goes_on_and_what_comes() {
    let steps = [
        line(Step::Identify, None, ended("two different databases")),
        line(Step::Apply, Some("staging"), StepState::Running),
        line(Step::Backup, Some("production"), StepState::ToCome),
    ];
    let output = progress(Mode::Deploy, &steps);
    assert_eq!(output.title, "applying to staging (1 of 3 steps done)");
    insta::assert_snapshot!("check_run_progress", output.summary);
    assert_eq!(progress(Mode::Deploy, &[]).title, "deploy begins");
    assert_eq!(progress(Mode::Deploy, &steps[..1]).title, "deploy goes on (1 of 1 step done)");
}

#[test]
fn a_deploy_that_found_drift_as_a_check_run() {
    let (conclusion, output) = result(&sample::drifted(), &links());
    assert_eq!(conclusion, Conclusion::Failure);
    assert_eq!(output.title, "production drifted (3 errors, 1 warning); 1 migration applied to staging");
    insta::assert_snapshot!("check_run_drifted", output.summary);
}

#[test]
fn any_number_of_findings_fits_and_all_are_annotations() {
    for number in [0, 1, 50, 5_000] {
        let report = sample::with_findings(number);
        let (_, output) = result(&report, &links());
        assert!(output.summary.chars().count() <= LONGEST_TEXT, "{number}");
        Parsed::of(&output.summary).assert_harmless();
        let annotations = annotations(&report, FALLBACK);
        assert_eq!(annotations.len(), number);
        let number_in = |one: &Annotation| one.message.split(['(', ')']).rev().nth(1).map(str::to_owned);
        let told: BTreeSet<String> = annotations.iter().filter_map(number_in).collect();
        assert_eq!(told.len(), number);
        assert!(annotations.is_sorted_by_key(|one| match one.annotation_level {
            AnnotationLevel::Failure => 0,
            AnnotationLevel::Warning => 1,
            AnnotationLevel::Notice => 2,
        }));
        assert!(number != 1 || output.summary.contains(" (0)"), "a lone finding is on the page, too");
    }
}

#[test]
fn an_annotation_has_a_place_whatever_the_finding_has() {
    let mut report = sample::drifted();
    let placed = annotations(&report, FALLBACK);
    insta::assert_snapshot!("annotations", serde_json::to_string_pretty(&placed).expect("plain data"));
    let zero = Place { file: "a.sql".into(), line: None, column: Some(3) };
    for place in
        [Place::file("../a.sql"), Place::file("/etc/passwd"), Place::line("a\nb.sql", 9), Place::file("")]
    {
        report.findings[0].place = Some(place.clone());
        let found = annotation_of(&report);
        assert_eq!((found.path.as_str(), found.start_line), (FALLBACK, 1), "{place:?}");
        assert!(found.message.contains("\n\nat "), "{}", found.message);
    }
    for (place, line, column) in [
        (zero, 1, None),
        (Place::at("a.sql", 0, 0), 1, Some(1)),
        (Place::at("a.sql", 7, u32::MAX), 7, Some(i32::MAX as u32)),
    ] {
        report.findings[0].place = Some(place);
        let found = annotation_of(&report);
        assert_eq!((found.path.as_str(), found.start_line, found.start_column), ("a.sql", line, column));
        assert_eq!((found.end_line, found.end_column), (line, column));
    }
}

/// The one of the first finding, the only warning.
fn annotation_of(report: &Report) -> Annotation {
    let warning = |one: &Annotation| one.annotation_level == AnnotationLevel::Warning;
    annotations(report, FALLBACK).into_iter().find(warning).expect("a warning")
}

#[test]
fn annotations_are_plain_text_of_bounded_size() {
    let huge = ["x".repeat(1 << 20), "\u{1}😀".repeat(1 << 18)];
    for text in sample::HOSTILE.iter().copied().chain(huge.iter().map(String::as_str)) {
        for found in annotations(&sample::saying_everywhere(text), FALLBACK) {
            assert!(!found.message.trim().is_empty());
            assert!(found.message.len() <= 64_000, "{}", found.message.len());
            assert!(found.title.chars().count() <= LONGEST_TITLE);
            assert!(!found.title.contains(char::is_control), "{}", found.title);
            assert!(!found.message.contains(|it: char| it.is_control() && it != '\n'), "{}", found.message);
            assert!(!found.path.starts_with('/') && !found.path.contains(char::is_control), "{}", found.path);
            assert!(found.path.len() <= 4_096);
        }
    }
}

#[test]
fn every_exit_has_a_conclusion_and_only_done_is_green() {
    let mut report = sample::drifted();
    let mut seen = BTreeSet::new();
    for exit in Exit::ALL {
        report.exit = exit;
        let (conclusion, _) = result(&report, &links());
        assert_eq!(conclusion == Conclusion::Success, exit == Exit::Done, "{exit:?}");
        seen.insert(format!("{conclusion:?}"));
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["Cancelled", "Failure", "Success"]);
}

#[test]
fn foreign_text_stays_text_in_check_runs() {
    let page = |text: &str| result(&sample::saying_everywhere(text), &links()).1.summary;
    assert_text_stays_text(&page);
    assert_huge_text_is_cut(&page);
    let page = |text: &str| {
        let steps =
            [line(Step::Apply, Some(text), ended(text)), line(Step::Apply, Some(text), StepState::Running)];
        progress(Mode::Deploy, &steps).summary
    };
    assert_text_stays_text(&page);
    assert_huge_text_is_cut(&page);
}
