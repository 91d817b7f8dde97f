//! The report for programs: version 1 of a frozen structure, with types of its own. Fields may be
//! added; none is renamed, removed or given another meaning without a new version.
//! `docs/report.md` explains it, `docs/report-v1.schema.json` describes it, a test holds them together.

mod v1;

use crate::model::report::Report;

/// The report as indented JSON with a line feed at the end.
///
/// The runner of GitHub Actions takes `##[…]` for a command anywhere in a line. In JSON these
/// characters can only stand inside a string, where `\u0023` is the same `#`: so the document stays
/// exact and is never a command.
pub(crate) fn render(report: &Report) -> String {
    let mut text = serde_json::to_string_pretty(&v1::Document::from(report))
        .expect("strings, numbers and lists with string keys always serialise");
    text.push('\n');
    text.replace("##[", "#\\u0023[")
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::model::exit::Exit;
    use crate::model::mode::Mode;
    use crate::outputs::sample;

    fn schema() -> jsonschema::Validator {
        let text = include_str!("../../docs/report-v1.schema.json");
        let schema: Value = serde_json::from_str(text).expect("the schema is JSON");
        jsonschema::draft202012::meta::validate(&schema).expect("the schema is one");
        jsonschema::validator_for(&schema).expect("a schema")
    }

    fn assert_valid(report: &Report) {
        let document: Value = serde_json::from_str(&render(report)).expect("JSON");
        let errors: Vec<String> =
            schema().iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }

    #[test]
    fn a_deploy_that_found_drift_as_json() {
        insta::assert_snapshot!(
            "json_drifted",
            render(&sample::drifted()).replace(env!("CARGO_PKG_VERSION"), "0.0.0")
        );
    }

    #[test]
    fn every_mode_exit_and_hostile_text_fits_the_schema() {
        let mut report = sample::drifted();
        assert_valid(&report);
        assert_valid(&sample::empty());
        assert_valid(&sample::planned());
        for mode in Mode::ALL {
            (report.mode, report.dry_run) = (mode, true);
            assert_valid(&report);
        }
        for exit in Exit::ALL {
            report.exit = exit;
            assert_valid(&report);
        }
        for text in sample::HOSTILE {
            assert_valid(&sample::saying_everywhere(text));
        }
    }

    #[test]
    fn the_schema_refuses_what_is_not_in_it() {
        let mut document: Value = serde_json::from_str(&render(&sample::drifted())).expect("JSON");
        document["findings"][0]["surprise"] = Value::Bool(true);
        assert!(!schema().is_valid(&document));
    }

    #[test]
    fn commands_of_the_runner_survive_as_text_and_only_as_text() {
        let report = sample::saying_everywhere("##[error]x ###[y");
        let text = render(&report);
        assert!(!text.contains("##["), "{text}");
        let document: Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(document["findings"][0]["message"], "##[error]x ###[y");
    }
}
