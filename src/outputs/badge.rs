//! The state of the databases as a badge: what shields.io reads from an address of the user's own
//! (<https://shields.io/badges/endpoint-badge>).

use serde::Serialize;

use crate::model::amount::count;
use crate::model::exit::Exit;
use crate::model::finding::Severity;
use crate::model::report::Report;

use super::verdict::{drifted, files_pending, of, pending};

/// Unknown keys are refused there, so there is none but these.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Badge {
    schema_version: u32,
    label: &'static str,
    message: String,
    color: &'static str,
    /// Nobody knows the state: a badge that says so may not be styled away.
    is_error: bool,
}

/// One line of JSON.
pub(crate) fn render(report: &Report) -> String {
    let (message, color) = state(report);
    let is_error = !matches!(report.exit, Exit::Done | Exit::Findings);
    let badge = Badge { schema_version: 1, label: "schema", message, color, is_error };
    let text = serde_json::to_string(&badge).expect("strings and numbers always serialise");
    format!("{text}\n")
}

/// A few words without foreign text: a badge is public.
fn state(report: &Report) -> (String, &'static str) {
    let errors = of(report, Severity::Error);
    let compared = report.environments.iter().filter(|environment| environment.drift.is_some()).count();
    let drifted = drifted(report).len();
    let waiting = files_pending(report);
    let is_known = compared > 0 || pending(report).is_some();
    match report.exit {
        Exit::Done | Exit::Findings if drifted > 0 => (format!("{drifted} of {compared} drifted"), "red"),
        Exit::Findings if errors > 0 => (count(errors, "error"), "red"),
        Exit::Findings => ("not in step".to_owned(), "red"),
        Exit::Done if waiting > 0 => (format!("{waiting} pending"), "blue"),
        Exit::Done if of(report, Severity::Warning) > 0 => {
            (count(of(report, Severity::Warning), "warning"), "yellow")
        }
        Exit::Done if is_known => ("in step".to_owned(), "brightgreen"),
        // `backup`, `export` and the like look at no difference.
        Exit::Done => ("not compared".to_owned(), "lightgrey"),
        Exit::Failed => ("failed".to_owned(), "red"),
        Exit::Refused => ("refused".to_owned(), "orange"),
        Exit::Unreachable => ("unreachable".to_owned(), "lightgrey"),
        Exit::Usage | Exit::Configuration | Exit::Interrupted | Exit::Terminated => {
            ("unknown".to_owned(), "lightgrey")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::outputs::sample;

    fn badge(report: &Report) -> Value {
        serde_json::from_str(&render(report)).expect("JSON")
    }

    #[test]
    fn drift_is_red_and_says_how_many() {
        let expected = json!({
            "schemaVersion": 1, "label": "schema", "message": "1 of 2 drifted", "color": "red", "isError": false
        });
        assert_eq!(badge(&sample::drifted()), expected);
    }

    #[test]
    fn what_is_fine_is_green_only_when_somebody_looked() {
        let mut report = Report { exit: Exit::Done, ..sample::drifted() };
        report.environments.iter_mut().for_each(|environment| environment.drift = Some(0));
        assert_eq!(badge(&report)["message"], "1 pending");
        report.environments.truncate(1);
        assert_eq!(
            (&badge(&report)["message"], &badge(&report)["color"]),
            (&json!("1 warning"), &json!("yellow"))
        );
        report.findings.clear();
        assert_eq!(
            (&badge(&report)["message"], &badge(&report)["color"]),
            (&json!("in step"), &json!("brightgreen"))
        );
        assert_eq!(badge(&sample::empty())["message"], "not compared");
    }

    #[test]
    fn every_exit_has_words_and_no_name_of_others_stands_in_them() {
        for text in sample::HOSTILE {
            for exit in Exit::ALL {
                let said = badge(&Report { exit, ..sample::saying_everywhere(text) });
                let message = said["message"].as_str().expect("a text");
                assert!(
                    message.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == ' '),
                    "{said}"
                );
                assert_eq!(said["isError"], !matches!(exit, Exit::Done | Exit::Findings));
            }
        }
    }
}
