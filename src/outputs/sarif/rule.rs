//! A code of findings as a rule, with its section of `docs/findings.md`.

use serde::Serialize;

use crate::model::code::Code;
use crate::model::finding::Severity;

use super::Text;
use super::result::level;

/// The sections of the codes: the same words everywhere.
const PAGE: &str = include_str!("../../../docs/findings.md");
/// Characters that code scanning takes of a description.
const LONGEST_DESCRIPTION: usize = 1_024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule {
    id: &'static str,
    short_description: Text,
    full_description: Text,
    help: Help,
    #[serde(skip_serializing_if = "Option::is_none")]
    help_uri: Option<String>,
    default_configuration: Configuration,
    properties: Properties,
}

#[derive(Serialize)]
struct Help {
    text: String,
    markdown: String,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties {
    tags: [&'static str; 2],
    precision: &'static str,
    #[serde(rename = "problem.severity")]
    severity: &'static str,
}

impl Rule {
    pub(super) fn of(code: Code) -> Self {
        let section = section(code.as_str());
        let cause = section.split("\n\n").next().unwrap_or_default().replace("**Cause.** ", "");
        let described = if cause.is_empty() { code.sentence() } else { &cause };
        Self {
            id: code.as_str(),
            short_description: Text { text: code.sentence().to_owned() },
            full_description: Text { text: plain(described).chars().take(LONGEST_DESCRIPTION).collect() },
            help: Help { text: plain(&section), markdown: section },
            help_uri: project().map(|project| {
                let version = env!("CARGO_PKG_VERSION");
                format!("{project}/blob/v{version}/docs/findings.md#{}", code.as_str())
            }),
            default_configuration: Configuration { level: level(code.severity()) },
            properties: Properties {
                tags: ["database", "schema"],
                precision: "very-high",
                severity: match code.severity() {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                    Severity::Notice => "recommendation",
                },
            },
        }
    }
}

/// Where the project is at home, when its package says so.
pub(super) fn project() -> Option<&'static str> {
    Some(env!("CARGO_PKG_REPOSITORY")).filter(|url| !url.is_empty())
}

/// What the page says below the heading of this code. Links lead to other pages of ours, which are
/// not where the text is shown: their words stay.
fn section(code: &str) -> String {
    let body = PAGE.split_once(&format!("\n### {code}\n")).map_or("", |(_, rest)| rest);
    let end = ["\n### ", "\n## "].iter().filter_map(|heading| body.find(heading)).min().unwrap_or(body.len());
    without_links(body[..end].trim())
}

fn without_links(markdown: &str) -> String {
    let mut text = String::new();
    let mut rest = markdown;
    while let Some((before, link)) = rest.split_once('[') {
        text.push_str(before);
        let parts =
            link.split_once("](").and_then(|(words, target)| Some((words, target.split_once(')')?.1)));
        match parts.filter(|(words, _)| !words.contains(['[', ']'])) {
            Some((words, after)) => {
                text.push_str(words);
                rest = after;
            }
            None => {
                text.push('[');
                rest = link;
            }
        }
    }
    text.push_str(rest);
    text
}

/// Markdown of ours as plain text: paragraphs on one line each.
fn plain(markdown: &str) -> String {
    let paragraphs: Vec<String> =
        markdown.split("\n\n").map(|paragraph| paragraph.replace('\n', " ")).collect();
    paragraphs.join("\n\n").replace("**", "").replace('`', "")
}
