use serde_json::Value;

use super::*;
use crate::model::finding::Finding;
use crate::model::place::Place;
use crate::outputs::sample;

fn document(report: &Report, links: &Links) -> Value {
    serde_json::from_str(&render(report, links, FALLBACK)).expect("JSON")
}

/// The schema of the standard, unchanged.
fn schema() -> jsonschema::Validator {
    let text = include_str!("../../../tests/schemas/sarif-schema-2.1.0.json");
    let schema: Value = serde_json::from_str(text).expect("the schema is JSON");
    jsonschema::options().should_validate_formats(true).build(&schema).expect("a schema")
}

fn on_github() -> Links {
    let files = Some("https://github.com/acme/shop/blob/ab12cd/".to_owned());
    Links { files, ..Links::default() }
}

#[test]
fn every_report_fits_the_schema_of_the_standard() {
    let schema = schema();
    let mut reports = vec![sample::empty(), sample::drifted(), sample::planned(), sample::with_findings(50)];
    reports.extend(sample::HOSTILE.iter().map(|text| sample::saying_everywhere(text)));
    reports.extend(Exit::ALL.map(|exit| Report { exit, ..sample::drifted() }));
    for report in reports {
        for links in [Links::default(), on_github()] {
            let document = document(&report, &links);
            let errors: Vec<String> =
                schema.iter_errors(&document).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(errors.is_empty(), "{errors:#?}\n{document}");
        }
    }
    let mut wrong = document(&sample::drifted(), &Links::default());
    wrong["runs"][0]["results"][0]["level"] = "notice".into();
    assert!(!schema.is_valid(&wrong), "the schema refuses what is not SARIF");
}

#[test]
fn a_deploy_that_found_drift_as_sarif() {
    let mut document = document(&sample::drifted(), &on_github());
    document["runs"][0]["tool"]["driver"]["semanticVersion"] = "0.0.0".into();
    for rule in document["runs"][0]["tool"]["driver"]["rules"].as_array_mut().expect("rules") {
        // The page of the findings is tested as a page.
        let help = rule.as_object_mut().expect("a rule").remove("help").expect("help");
        assert!(help["text"].as_str().expect("text").contains("Remedy."), "{help}");
        assert!(!help["markdown"].as_str().expect("text").contains("]("), "{help}");
        let description = rule["fullDescription"]["text"].as_str().expect("a description");
        assert!((20..=LONGEST_DESCRIPTION).contains(&description.chars().count()), "{description}");
        rule.as_object_mut().expect("a rule").remove("fullDescription");
    }
    let text = serde_json::to_string_pretty(&document).expect("JSON");
    insta::assert_snapshot!("sarif_drifted", text);
}

/// Characters that GitHub takes of a description.
const LONGEST_DESCRIPTION: usize = 1_024;

#[test]
fn what_github_asks_for_is_in_every_result_and_rule() {
    let document = document(&sample::saying_everywhere(""), &Links::default());
    let run = &document["runs"][0];
    for result in run["results"].as_array().expect("results") {
        assert!(!result["message"]["text"].as_str().expect("a text").is_empty());
        let location = &result["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], FALLBACK);
        assert_eq!(location["region"]["startLine"], 1);
        assert_eq!(result["properties"]["place"], ":3:4");
        let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("a number") as usize];
        assert_eq!(rule["id"], result["ruleId"]);
    }
}

#[test]
fn paths_are_uris_and_messages_hold_no_link_and_no_argument() {
    let mut report = sample::empty();
    let message = "see [here](https://a.example) {0} a[1](2)";
    report.findings = vec![Finding::new(Code::DriftExtra, message).at(Place::at("a b/c:d#é.sql", 3, 7))];
    let document = document(&report, &Links::default());
    let result = &document["runs"][0]["results"][0];
    let location = &result["locations"][0]["physicalLocation"];
    assert_eq!(location["artifactLocation"]["uri"], "a%20b/c%3Ad%23%C3%A9.sql");
    assert_eq!(location["region"], serde_json::json!({"startLine": 3, "startColumn": 7, "endLine": 3}));
    let said = result["message"]["text"].as_str().expect("a text");
    assert!(!said.contains("](") && !said.contains("{0"), "{said}");
    assert_eq!(said.replace('\u{200b}', ""), message);
}

#[test]
fn a_finding_is_the_same_on_another_line_and_another_day_and_no_other() {
    let hash = |findings: Vec<Finding>| -> Vec<String> {
        let document = document(&Report { findings, ..sample::empty() }, &Links::default());
        let results = document["runs"][0]["results"].as_array().expect("results").clone();
        let hash = |result: &Value| result["partialFingerprints"]["primaryLocationLineHash"].to_string();
        results.iter().map(hash).collect()
    };
    let at = |message: &str, file: &str, line| {
        Finding::new(Code::BackupStale, message).at(Place::line(file, line)).in_environment("production")
    };
    let first = hash(vec![at("the backup is 26 hours old (2026-03-01T05:17:00Z)", "a.sql", 3)]);
    let later = hash(vec![at("the backup is 50 hours old (2026-03-02T05:17:00Z)", "a.sql", 9)]);
    assert_eq!(first, later);
    for other in [
        at("the backup is 26 hours late (2026-03-01T05:17:00Z)", "a.sql", 3),
        at("the backup is 26 hours old (2026-03-01T05:17:00Z)", "b.sql", 3),
        at("the backup is 26 hours old (2026-03-01T05:17:00Z)", "a.sql", 3).in_environment("staging"),
    ] {
        assert_ne!(first, hash(vec![other]));
    }
    let migrations = hash(vec![at("0001_a is pending", "a", 1), at("0002_a is pending", "a", 1)]);
    assert_ne!(migrations[0].split(':').next(), migrations[1].split(':').next());
    let twice = hash(vec![at("same", "a", 1), at("same", "a", 2)]);
    assert_ne!(twice[0], twice[1]);
}

#[test]
fn what_code_scanning_does_not_take_is_left_off_and_counted() {
    let left_off = |report: &Report| {
        let text = render(report, &Links::default(), FALLBACK);
        assert!(text.len() < 10_000_000, "{}", text.len());
        let document: Value = serde_json::from_str(&text).expect("JSON");
        let run = &document["runs"][0];
        let shown = run["results"].as_array().expect("results").len();
        let said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].clone();
        let counted = said.as_str().and_then(|said| said.split(' ').next()?.parse().ok()).unwrap_or(0);
        assert_eq!(shown + counted, report.findings.len(), "{said}");
        counted
    };
    assert_eq!(left_off(&sample::with_findings(5_000)), 0);
    assert_eq!(left_off(&sample::with_findings(5_003)), 3);
    let mut huge = sample::with_findings(4_000);
    huge.findings.iter_mut().for_each(|finding| finding.message = "ß\"".repeat(2_000));
    assert!(left_off(&huge) > 0);
}
