use super::*;
use crate::model::code::Code;
use crate::model::place::Place;
use crate::outputs::runner::runner_reads;
use crate::outputs::sample;

#[test]
fn an_annotation_says_exactly_what_the_finding_says() {
    for text in sample::HOSTILE {
        let mut report = sample::empty();
        let finding = Finding::new(Code::DriftExtra, *text).at(Place::at(format!("a/{text}"), 3, 4));
        report.findings.push(finding.with_help("do it"));
        let lines = annotations(&report, false);
        let read = runner_reads(&lines.join("\n"));
        assert_eq!(read.len(), 1, "{lines:?}");
        assert_eq!((read[0].name.as_str(), &read[0].data), ("error", &format!("{text}\ndo it")));
        let property = |name: &str| read[0].properties.get(name).map(String::as_str);
        assert_eq!(property("file"), Some(format!("a/{text}").as_str()));
        assert_eq!((property("line"), property("col")), (Some("3"), Some("4")));
        assert_eq!(property("title"), Some("lockstep: drift-extra"));
    }
}

#[test]
fn at_most_ten_of_a_level_and_the_rest_is_counted() {
    for (findings, expected) in [(0, 0), (1, 1), (5, 5), (50, 30), (5_000, 30)] {
        let lines = annotations(&sample::with_findings(findings), false);
        assert_eq!(lines.len(), expected, "{findings} findings");
        for level in ["error", "warning", "notice"] {
            let of_level = lines.iter().filter(|line| line.starts_with(&format!("::{level} "))).count();
            assert!(of_level <= MOST_PER_LEVEL, "{of_level} of {level}");
        }
        let order: Vec<&str> = lines.iter().filter_map(|line| line.split([':', ' ']).nth(2)).collect();
        let rank = |level: &&str| ["error", "warning", "notice"].iter().position(|known| known == level);
        assert!(order.is_sorted_by_key(rank), "worst first: {order:?}");
    }
    let lines = annotations(&sample::with_findings(50), false);
    let last = lines.last().expect("a last line");
    assert_eq!(last, "::notice title=lockstep::21 more findings in the step summary and the JSON report");
}

#[test]
fn places_outside_the_repository_make_no_file_property() {
    for file in ["/data/x.sql", "../x.sql", ""] {
        let mut report = sample::empty();
        report.findings.push(Finding::new(Code::DriftExtra, "x").at(Place::file(file)));
        assert!(!annotations(&report, false)[0].contains("file="), "{file}");
    }
}

#[test]
fn long_messages_are_cut_between_characters() {
    let message = "𝄞".repeat(3_000);
    assert_eq!(cut_message(&message).chars().count(), LONGEST_MESSAGE / 2);
    assert_eq!(cut_message("short"), "short");
}

#[test]
fn a_place_that_a_check_run_shows_is_only_said() {
    let report = sample::drifted();
    let placed = report.findings.iter().filter(|finding| finding.place.is_some()).count();
    let (beside, said) = (annotations(&report, false), annotations(&report, true));
    assert!(placed > 0 && beside.len() == said.len());
    assert_eq!(beside.iter().filter(|line| line.contains(" file=")).count(), placed);
    assert_eq!(said.iter().filter(|line| line.contains(" file=")).count(), 0);
}

#[test]
fn every_form_of_a_secret_is_masked_and_short_ones_are_not() {
    let lines =
        add_mask(&[Secret::new("p@ss%word\nsecond line"), Secret::new("abc"), Secret::new("postgres")]);
    let values: Vec<String> = lines.iter().flat_map(|line| runner_reads(line)).map(|c| c.data).collect();
    for expected in ["p@ss%word", "second line", "p%40ss%25word%0Asecond%20line"] {
        assert!(values.iter().any(|value| value == expected), "{expected}: {values:?}");
    }
    assert!(!values.iter().any(|value| value == "abc" || value == "postgres"));
    assert_eq!(lines.len(), values.len(), "one line each");
}
