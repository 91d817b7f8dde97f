//! Nothing that is printed is a command but what is meant as one, and no output becomes two.

use super::{holding, huge, long_texts, texts};
use crate::github::links::Links;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::model::report::Report;
use crate::outputs::commands::{annotations, sanitize_line, sanitize_text};
use crate::outputs::runner::{reads_outputs, runner_reads};
use crate::outputs::text::{TextStyle, render};
use crate::outputs::{badge, github_files, html, json, markdown, sample, sarif};

fn assert_silent(what: &str, printed: &str, text: &str) {
    let read = runner_reads(printed);
    assert!(read.is_empty(), "{what} of {:?}: {read:?}", &text.chars().take(200).collect::<String>());
}

/// All that `--format` can print, as it is printed while the runner listens.
fn assert_report_silent(report: &Report, text: &str) {
    for (color, width) in [(true, 40), (false, 100)] {
        let shown = render(report, &TextStyle { color, width, verbose: true });
        assert_silent("text", &sanitize_text(&shown), text);
    }
    assert_silent("markdown", &sanitize_text(&markdown::render(report, &Links::default())), text);
    assert_silent("html", &sanitize_text(&html::render(report)), text);
    assert_silent("badge", &badge::render(report), text);
    // These need no guard, and so stay what they are to the letter.
    for (what, document) in
        [("json", json::render(report)), ("sarif", sarif::render(report, &Links::default(), text))]
    {
        assert_silent(what, &document, text);
        assert_eq!(sanitize_text(&document), document, "{what} of {text:?}");
    }
}

#[test]
fn no_line_of_a_report_is_a_command() {
    long_texts().iter().for_each(|text| assert_report_silent(&sample::saying_everywhere(text), text));
    for text in sample::HOSTILE {
        assert_report_silent(&sample::saying_everywhere(text), text);
    }
}

#[test]
fn no_line_of_a_huge_report_is_a_command() {
    huge().iter().take(1).for_each(|text| assert_report_silent(&holding(text), text));
}

#[test]
fn no_line_is_one_after_it_was_guarded_and_harmless_lines_stay() {
    for text in texts(3_000) {
        assert_silent("a line", &sanitize_line(&text), &text);
        assert_silent("a text", &sanitize_text(&text), &text);
        for (index, _) in text.char_indices() {
            assert_silent("a part", &sanitize_text(&text[index..]), &text);
        }
        if runner_reads(&text).is_empty() && !text.contains(['\r', '\n']) {
            let said = sanitize_line(&text);
            let same = said == text || text.contains("##[") || text.trim_start().starts_with("::");
            assert!(same, "{text:?} became {said:?}");
        }
    }
}

#[test]
fn an_annotation_is_one_command_that_says_what_the_finding_says() {
    for text in texts(1_500) {
        let mut report = sample::empty();
        let finding = Finding::new(Code::DriftExtra, text.as_str()).at(Place::at(text.as_str(), 3, 4));
        let in_repository = finding.place.as_ref().is_some_and(Place::is_in_repository);
        report.findings.push(finding.in_environment(text.as_str()).with_help(text.as_str()));
        let printed = annotations(&report, false).join("\n");
        let read = runner_reads(&printed);
        assert_eq!(read.len(), 1, "{text:?}: {printed}");
        assert_eq!(read[0].name, "error");
        assert_eq!(read[0].data, format!("{text}: {text}\n{text}"));
        assert_eq!(read[0].properties["title"], "lockstep: drift-extra");
        // The runner drops equals signs at the start of a value, and knows no escape for them.
        let file = in_repository.then(|| text.trim_start_matches('=')).filter(|file| !file.is_empty());
        assert_eq!(read[0].properties.get("file").map(String::as_str), file, "{printed}");
        assert_eq!(read[0].properties.contains_key("line"), in_repository, "{printed}");
        assert_eq!(printed.lines().count(), 1, "{printed:?}");
    }
}

#[test]
fn an_output_is_one_value_that_is_what_it_was() {
    for text in texts(2_000) {
        let report = sample::saying_everywhere(&text);
        let read = reads_outputs(&github_files::entries(&report, Some(&text), true));
        assert_eq!(read.len(), 15, "{text:?}: {read:?}");
        assert_eq!((&read["backup-path"], &read["report-path"]), (&text, &text));
        assert_eq!(read["result"], "findings");
        let verdict = &read["verdict"];
        assert!(!verdict.contains(['\n', '\r']), "{verdict:?}");
        assert_silent("the verdict", verdict, &text);
    }
}
