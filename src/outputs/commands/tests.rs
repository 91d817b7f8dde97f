use super::*;
use crate::github::links::Links;
use crate::model::code::Code;
use crate::model::place::Place;
use crate::outputs::text::{TextStyle, render};
use crate::outputs::{json, markdown, sample};

/// A command as the runner would run it.
#[derive(Debug, PartialEq, Eq)]
struct Command {
    name: String,
    properties: Vec<(String, String)>,
    data: String,
}

/// What the runner reads out of one text: both syntaxes, as in its `ActionCommand.cs`. Lines end at
/// CR, LF or CRLF there.
fn runner_reads(text: &str) -> Vec<Command> {
    text.split(['\n', '\r']).filter_map(|line| version_2(line).or_else(|| version_1(line))).collect()
}

fn version_2(line: &str) -> Option<Command> {
    let (head, data) = line.trim_start().strip_prefix("::")?.split_once("::")?;
    let unescape = |text: &str| {
        let text = text.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",");
        text.replace("%25", "%")
    };
    let (name, properties) = head.split_once(' ').unwrap_or((head, ""));
    let properties = properties.split(',').filter_map(|pair| pair.split_once('='));
    Some(Command {
        name: name.to_owned(),
        properties: properties.map(|(key, value)| (key.trim().to_owned(), unescape(value))).collect(),
        data: unescape(data),
    })
}

fn version_1(line: &str) -> Option<Command> {
    let (_, rest) = line.split_once("##[")?;
    let (head, data) = rest.split_once(']')?;
    let name = head.split(' ').next()?.to_owned();
    Some(Command { name, properties: Vec::new(), data: data.to_owned() })
}

#[test]
fn the_emulated_runner_sees_both_syntaxes() {
    assert_eq!(runner_reads("x ##[error]y\r  ::add-mask::z\n:: no").len(), 2);
    assert_eq!(runner_reads("::error file=a%2Cb,line=1::c%0Ad")[0].properties[0].1, "a,b");
}

#[test]
fn no_text_of_a_report_becomes_a_command() {
    for text in sample::HOSTILE {
        let report = sample::saying_everywhere(text);
        let style = TextStyle { color: true, width: 80, verbose: true };
        assert_eq!(runner_reads(&sanitize_text(&render(&report, &style))), []);
        assert_eq!(runner_reads(&sanitize_text(&markdown::render(&report, &Links::default()))), []);
        assert_eq!(runner_reads(&json::render(&report)), []);
        assert_eq!(runner_reads(&sanitize_line(text)), []);
    }
}

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
        let property = |name: &str| {
            read[0].properties.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
        };
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
