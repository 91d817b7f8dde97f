//! Every place that a report goes to holds the same findings, with the same codes at the same lines; what
//! the size of a place leaves off is counted there. Each is read back as its reader would. Test code only.

use comrak::nodes::NodeValue;
use comrak::{Arena, Options, parse_document};
use serde_json::Value;

use super::text::{TextStyle, render};
use super::{check_run, commands, comment, html, json, markdown, runner, sample, sarif};
use crate::github::links::Links;
use crate::github::marker::Marker;
use crate::model::place::Place;
use crate::model::report::Report;

/// File, line and column; a whole file counts as its first line, as it does on GitHub.
type Spot = (String, u64, Option<u64>);
/// The number that a finding of [`sample::with_findings`] has, its code and its place.
type Told = (usize, String, Option<Spot>);

/// What a place holds, and how many it says it left off.
struct Sink {
    told: Vec<Told>,
    left_off: usize,
}

fn expected(report: &Report) -> Vec<Told> {
    let spot =
        |place: &Place| (place.file.clone(), place.line.map_or(1, u64::from), place.column.map(u64::from));
    let told = report.findings.iter();
    told.map(|finding| {
        let number = number(&finding.message).expect("a number");
        (number, finding.code.as_str().to_owned(), finding.place.as_ref().map(spot))
    })
    .collect()
}

/// `7` of `… (7)`.
fn number(message: &str) -> Option<usize> {
    message.trim_end().strip_suffix(')')?.rsplit_once('(')?.1.parse().ok()
}

/// `file:3:4`.
fn spot(place: &str) -> Spot {
    let mut parts = place.split(':');
    let file = parts.next().unwrap_or_default().to_owned();
    let numbers: Vec<u64> = parts.map(|part| part.parse().expect("a number")).collect();
    (file, numbers.first().copied().unwrap_or(1), numbers.get(1).copied())
}

/// The number before a noun: `3` of `3 findings`.
fn counted(text: &str, noun: &str) -> usize {
    let words: Vec<&str> = text.split([' ', ',', '\n']).collect();
    let of = |pair: &[&str]| pair[1].starts_with(noun).then(|| pair[0].parse().ok()).flatten();
    words.windows(2).find_map(of).unwrap_or(0)
}

fn in_text(report: &Report) -> Sink {
    let shown = render(report, &TextStyle { color: false, width: 4_000, verbose: true });
    let mut sink = Sink { told: Vec::new(), left_off: counted(&shown, "more") };
    let mut code = String::new();
    for line in shown.lines() {
        let head = ["  error[", "  warning[", "  notice["].iter().find_map(|head| line.strip_prefix(head));
        if let Some((word, _)) = head.and_then(|rest| rest.split_once(']')) {
            code = word.to_owned();
        } else if let Some(place) = line.strip_prefix("    at ").filter(|_| !code.is_empty()) {
            sink.told.last_mut().expect("a finding above its place").2 = Some(spot(place));
        } else if let Some(number) = line.strip_prefix("    ").filter(|_| !code.is_empty()).and_then(number) {
            sink.told.push((number, code.clone(), None));
        }
    }
    sink
}

fn in_json(report: &Report) -> Sink {
    let document: Value = serde_json::from_str(&json::render(report)).expect("JSON");
    let told = document["findings"].as_array().expect("findings").iter().map(|finding| {
        let place = &finding["place"];
        let spot = place["file"]
            .as_str()
            .map(|file| (file.to_owned(), place["line"].as_u64().unwrap_or(1), place["column"].as_u64()));
        let message = finding["message"].as_str().expect("a message");
        (number(message).expect("a number"), finding["code"].as_str().expect("a code").to_owned(), spot)
    });
    Sink { told: told.collect(), left_off: 0 }
}

fn in_sarif(report: &Report) -> Sink {
    let text = sarif::render(report, &Links::default(), "fallback");
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let run = &document["runs"][0];
    let told = run["results"].as_array().expect("results").iter().map(|result| {
        let location = &result["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().expect("a URI");
        let region = &location["region"];
        let spot = (uri != "fallback").then(|| {
            (uri.to_owned(), region["startLine"].as_u64().expect("a line"), region["startColumn"].as_u64())
        });
        let message =
            result["message"]["text"].as_str().expect("a text").split("\n\n").next().unwrap_or_default();
        (number(message).expect("a number"), result["ruleId"].as_str().expect("a code").to_owned(), spot)
    });
    let note = &run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"];
    Sink { told: told.collect(), left_off: counted(note.as_str().unwrap_or_default(), "finding") }
}

/// `elsewhere`: the place is part of the text, because a check run stands at the line already.
fn in_annotations(report: &Report, elsewhere: bool) -> Sink {
    let mut sink = Sink { told: Vec::new(), left_off: 0 };
    for command in runner::runner_reads(&commands::annotations(report, elsewhere).join("\n")) {
        let code = command.properties["title"].strip_prefix("lockstep: ");
        let Some(code) = code else {
            sink.left_off += counted(&command.data, "more");
            continue;
        };
        let property = |name: &str| command.properties.get(name).map(|it| it.parse().expect("a number"));
        let file = command.properties.get("file");
        let spot = file.map(|file| (file.clone(), property("line").unwrap_or(1), property("col")));
        let message = command.data.lines().next().unwrap_or_default();
        let places = report.findings.iter().filter_map(|finding| finding.place.as_ref());
        let mut said =
            places.map(Place::to_string).filter(|place| message.starts_with(&format!("{place}: ")));
        let spot = if elsewhere { said.next().map(|place| self::spot(&place)) } else { spot };
        sink.told.push((number(message).expect("a number"), code.to_owned(), spot));
    }
    sink
}

fn in_check_annotations(report: &Report) -> Sink {
    let told = check_run::annotations(report, "fallback").into_iter().map(|annotation| {
        let (line, column) = (annotation.start_line, annotation.start_column);
        let spot = (annotation.path != "fallback")
            .then(|| (annotation.path.clone(), u64::from(line), column.map(u64::from)));
        let code = annotation.title.split(' ').next().unwrap_or_default().to_owned();
        (number(annotation.message.lines().next().unwrap_or_default()).expect("a number"), code, spot)
    });
    Sink { told: told.collect(), left_off: 0 }
}

fn in_html(report: &Report) -> Sink {
    let page = html::render(report);
    let part = |item: &str, before: &str| {
        Some(item.split_once(before)?.1.split_once('<')?.0.replace("&#39;", "'").replace("&quot;", "\""))
    };
    let list = page.split_once("<ul class=\"findings\">").map_or("", |(_, rest)| rest);
    let items = list.split("</ul>").next().unwrap_or_default().split("<li class=").skip(1);
    let told = items.map(|item| {
        let message = part(item, "<p class=\"message\">").expect("a message");
        let code = part(item, "<code>").expect("a code");
        (
            number(&message).expect("a number"),
            code,
            part(item, "<p class=\"place\"><code>").map(|at| spot(&at)),
        )
    });
    let left_off = page.rsplit_once("Findings <small>").map_or(page.as_str(), |(_, rest)| rest);
    Sink { told: told.collect(), left_off: counted(left_off, "finding") }
}

/// A page of Markdown. Findings that have code, environment and advice in common share a row, and with it
/// the line that names the code.
fn in_markdown(page: &str, report: &Report) -> Sink {
    let arena = Arena::new();
    let mut options = Options::default();
    options.extension.table = true;
    let mut text = String::new();
    for node in parse_document(&arena, page, &options).descendants() {
        match &node.data().value {
            NodeValue::Text(part) => text.push_str(part),
            NodeValue::Code(code) => text.push_str(&code.literal),
            NodeValue::HtmlInline(tag) if tag != "<br>" => {}
            NodeValue::Link(_) | NodeValue::Strong | NodeValue::Emph => {}
            _ => text.push('\n'),
        }
    }
    let mut sink = Sink { told: Vec::new(), left_off: 0 };
    let mut waiting: Vec<(usize, Option<Spot>)> = Vec::new();
    for line in text.lines() {
        let word = line.split(' ').next().unwrap_or_default();
        if let Some(number) = number(line) {
            waiting.push((number, None));
        } else if let (Some(place), Some(last)) = (line.strip_prefix("at "), waiting.last_mut()) {
            last.1 = Some(spot(place));
        } else if report.findings.iter().any(|finding| finding.code.as_str() == word) {
            sink.told.extend(waiting.drain(..).map(|(number, spot)| (number, word.to_owned(), spot)));
        }
    }
    let cut = text.split_once("Not shown").map_or("", |(_, rest)| rest);
    sink.left_off = counted(cut, "finding");
    sink
}

#[test]
fn every_place_holds_the_same_findings_or_counts_what_it_leaves_off() {
    let links = Links::default();
    for findings in [0, 1, 2, 5, 40, 300, 2_500] {
        let report = sample::with_findings(findings);
        let expected = expected(&report);
        let body = comment::body(&report, &links, &Marker::new("comment", "ab", None));
        let check = check_run::result(&report, &links).1.summary;
        for (name, sink) in [
            ("text", in_text(&report)),
            ("JSON", in_json(&report)),
            ("SARIF", in_sarif(&report)),
            ("workflow commands", in_annotations(&report, false)),
            ("workflow commands beside a check run", in_annotations(&report, true)),
            ("annotations of the check run", in_check_annotations(&report)),
            ("HTML", in_html(&report)),
            ("step summary", in_markdown(&markdown::render(&report, &links), &report)),
            ("comment", in_markdown(&body, &report)),
            ("check run", in_markdown(&check, &report)),
        ] {
            let Sink { mut told, left_off } = sink;
            let number = told.len();
            told.sort();
            told.dedup();
            assert_eq!(told.len(), number, "{name} of {findings} findings says some twice");
            let known = |one: &&Told| expected.binary_search(one).is_err();
            assert_eq!(told.iter().find(known), None, "{name} of {findings} findings says another one");
            assert_eq!(number + left_off, findings, "{name} of {findings} findings: {number} and {left_off}");
        }
    }
}
