//! One finding as a result.

use serde::Serialize;

use crate::github::links::encode;
use crate::model::finding::{Finding, Severity};
use crate::model::place::Place;
use crate::outputs::visible::{cut_chars, lines};

use super::{ROOT, Text};

/// Characters of a message and of its help.
const LONGEST_TEXT: usize = 4_000;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: PartialFingerprints,
    properties: Properties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PartialFingerprints {
    /// The one that code scanning looks at.
    primary_location_line_hash: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ArtifactLocation {
    uri: String,
    uri_base_id: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
    end_line: u32,
}

#[derive(Serialize)]
struct Properties {
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<String>,
    /// The place, where the location is only there because there must be one.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

impl Entry {
    pub(super) fn new(finding: &Finding, rule: usize, fingerprint: String, fallback: &str) -> Self {
        let inside = finding.place.as_ref().filter(|place| place.is_in_repository());
        let elsewhere = finding.place.as_ref().filter(|_| inside.is_none());
        let environment = finding.environment.as_deref();
        Self {
            rule_id: finding.code.as_str(),
            rule_index: rule,
            level: level(finding.severity),
            message: Text { text: message(finding) },
            locations: [inside.map_or_else(|| location(&Place::file(fallback)), location)],
            partial_fingerprints: PartialFingerprints { primary_location_line_hash: fingerprint },
            properties: Properties {
                environment: environment.map(text),
                place: elsewhere.map(|place| text(&place.to_string())),
            },
        }
    }
}

/// SARIF's word.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Notice => "note",
    }
}

fn location(place: &Place) -> Location {
    let file: Vec<String> = place.file.split('/').map(encode).collect();
    // A region is wanted even where a whole file is meant.
    let line = place.line.unwrap_or(1);
    Location {
        physical_location: PhysicalLocation {
            artifact_location: ArtifactLocation { uri: file.join("/"), uri_base_id: ROOT },
            region: Region { start_line: line, start_column: place.column, end_line: line },
        },
    }
}

fn message(finding: &Finding) -> String {
    let environment = finding.environment.as_deref().map(|name| format!("{}: ", text(name)));
    let help = finding.help.as_deref().map(|help| format!("\n\n{}", text(help)));
    let said = text(&finding.message);
    // An empty message is none.
    let said = if said.trim().is_empty() { "(no text)".to_owned() } else { said };
    format!("{}{said}{}", environment.unwrap_or_default(), help.unwrap_or_default())
}

/// Text of others in a message of SARIF, where `[a](b)` would be a link and `{0}` the place of an
/// argument: a space of no width keeps their parts apart.
fn text(foreign: &str) -> String {
    let shown: Vec<String> = lines(&cut_chars(foreign, LONGEST_TEXT)).collect();
    let mut text = String::new();
    let mut before = ' ';
    for character in shown.join("\n").chars() {
        if (before == ']' && character == '(') || (before == '{' && character.is_ascii_digit()) {
            text.push('\u{200b}');
        }
        text.push(character);
        before = character;
    }
    text
}
