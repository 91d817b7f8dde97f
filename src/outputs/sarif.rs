//! The report as SARIF 2.1.0, for GitHub's code scanning and whatever else reads it
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html>,
//! <https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>).
//! Types of its own, of the parts of the format that we fill.

mod fingerprint;
mod result;
mod rule;

use serde::Serialize;

use crate::github::links::Links;
use crate::model::amount::count;
use crate::model::code::Code;
use crate::model::exit::Exit;
use crate::model::report::Report;

use self::fingerprint::Fingerprints;
use self::result::Entry;
use self::rule::Rule;
use super::verdict::worst_first;

/// The file that findings without a place of their own stand at when nobody knows a better one:
/// code scanning shows no result without a location.
pub(crate) const FALLBACK: &str = "lockstep.yml";

/// Results of a run that code scanning keeps; above 25,000 it refuses all.
const MOST_RESULTS: usize = 5_000;
/// Bytes of all results. Code scanning refuses a file above 10 MB after gzip, which makes no text
/// larger than it is.
const LARGEST: usize = 9_000_000;
/// What relative paths start from; GitHub takes it for the repository's root.
const ROOT: &str = "%SRCROOT%";

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool,
    invocations: [Invocation<'a>; 1],
    #[serde(skip_serializing_if = "Option::is_none")]
    version_control_provenance: Option<[Revision; 1]>,
    /// A place counts characters, not UTF-16 units.
    column_kind: &'static str,
    results: Vec<Entry>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    information_uri: Option<&'static str>,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'a> {
    start_time_utc: &'a str,
    exit_code: u8,
    exit_code_description: &'static str,
    /// The look itself worked, whatever it found.
    execution_successful: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Text,
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Revision {
    repository_uri: String,
    revision_id: String,
    mapped_to: BaseId,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct BaseId {
    uri_base_id: &'static str,
}

/// The findings as one run of SARIF, worst first. What is above code scanning's limits is left off
/// and counted in a notification. A finding without a place stands at the first line of `fallback`,
/// a path relative to the repository's root.
pub(crate) fn render(report: &Report, links: &Links, fallback: &str) -> String {
    let mut codes: Vec<Code> = report.findings.iter().map(|finding| finding.code).collect();
    codes.sort_unstable();
    codes.dedup();
    let mut fingerprints = Fingerprints::default();
    let mut room = LARGEST;
    let mut results: Vec<Entry> = Vec::new();
    for finding in worst_first(report).into_iter().take(MOST_RESULTS) {
        let rule = codes.binary_search(&finding.code).expect("every code of a finding is in the list");
        let entry = Entry::new(finding, rule, fingerprints.of(finding), fallback);
        let size = json(&entry).len() + 1;
        // Once one is left off all later ones are: an order with holes misleads.
        if size > room {
            break;
        }
        room -= size;
        results.push(entry);
    }
    let left_off = report.findings.len() - results.len();
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                information_uri: rule::project(),
                rules: codes.into_iter().map(Rule::of).collect(),
            },
        },
        invocations: [invocation(report, left_off)],
        version_control_provenance: revision(links).map(|revision| [revision]),
        column_kind: "unicodeCodePoints",
        results,
    };
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [run],
    };
    // As in the JSON report: no line of it may be a command for the runner.
    format!("{}\n", json(&log).replace("##[", "#\\u0023["))
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("strings, numbers and lists with string keys always serialise")
}

fn invocation(report: &Report, left_off: usize) -> Invocation<'_> {
    let mut notifications = Vec::new();
    if left_off > 0 {
        let text = format!(
            "{} left off, because code scanning keeps {MOST_RESULTS} of a run and takes files of a certain size; \
             the JSON report holds all",
            count(left_off, "finding")
        );
        notifications.push(Notification { level: "warning", message: Text { text } });
    }
    Invocation {
        start_time_utc: &report.started_at,
        exit_code: report.exit.code(),
        exit_code_description: report.exit.meaning(),
        execution_successful: matches!(report.exit, Exit::Done | Exit::Findings),
        tool_execution_notifications: notifications,
    }
}

/// The commit that was checked out.
fn revision(links: &Links) -> Option<Revision> {
    let (repository, sha) = links.files.as_deref()?.trim_end_matches('/').rsplit_once("/blob/")?;
    Some(Revision {
        repository_uri: repository.to_owned(),
        revision_id: sha.to_owned(),
        mapped_to: BaseId { uri_base_id: ROOT },
    })
}

#[cfg(test)]
mod tests;
