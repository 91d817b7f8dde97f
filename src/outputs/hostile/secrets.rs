//! A secret is in no output, in no form.

use super::texts;
use crate::github::links::Links;
use crate::model::connection::Secret;
use crate::outputs::commands::annotations;
use crate::outputs::redact::{Redactor, forms};
use crate::outputs::text::{TextStyle, render};
use crate::outputs::{github_files, html, json, markdown, sample, sarif};

const PASSWORD: &str = "p@ss w/rd'\"\\%ö+&<7e";
const USER: &str = "app";

/// As `config` hands them over: the URL, the password as it is and as it was written.
fn secrets() -> Vec<Secret> {
    let written = "p%40ss%20w%2Frd%27%22%5C%25%C3%B6%2B%26%3C7e";
    let url = format!("postgres://{USER}:{written}@db.example.com:5432/app?sslmode=require");
    vec![Secret::new(url), Secret::new(PASSWORD), Secret::new(written)]
}

/// Spellings written by hand, of every place that could have made them.
fn spellings() -> Vec<(&'static str, String)> {
    vec![
        ("as it is", PASSWORD.to_owned()),
        ("in a URL", "p%40ss%20w%2Frd%27%22%5C%25%C3%B6%2B%26%3C7e".to_owned()),
        ("in a URL, in lower case", "p%40ss%20w%2frd%27%22%5c%25%c3%b6%2b%26%3c7e".to_owned()),
        ("as the URL standard writes a password", "p%40ss%20w%2Frd'%22%5C%%C3%B6+&%3C7e".to_owned()),
        ("in a form", "p%40ss+w%2Frd%27%22%5C%25%C3%B6%2B%26%3C7e".to_owned()),
        ("encoded twice", "p%2540ss%2520w%252Frd%2527%2522%255C%2525%25C3%25B6%252B%2526%253C7e".to_owned()),
        (
            "encoded twice, in lower case",
            "p%2540ss%2520w%252frd%2527%2522%255c%2525%25c3%25b6%252b%2526%253c7e".to_owned(),
        ),
        ("in JSON", "p@ss w/rd'\\\"\\\\%ö+&<7e".to_owned()),
        ("in JSON, in ASCII", "p@ss w/rd'\\\"\\\\%\\u00f6+&<7e".to_owned()),
        ("in a debug text", format!("{PASSWORD:?}").trim_matches('"').to_owned()),
        ("in SQL", "p@ss w/rd''\"\\%ö+&<7e".to_owned()),
        ("in a connection string", "p@ss w/rd\\'\"\\\\%ö+&<7e".to_owned()),
        ("in HTML", "p@ss w/rd&#39;&quot;\\%ö+&amp;&lt;7e".to_owned()),
        ("in XML", "p@ss w/rd&apos;&quot;\\%ö+&amp;&lt;7e".to_owned()),
        ("in base64", "cEBzcyB3L3JkJyJcJcO2KyY8N2U=".to_owned()),
        ("in base64 behind a user", "YXBwOnBAc3Mgdy9yZCciXCXDtismPDdl".to_owned()),
        ("in base64 behind another byte", "eHBAc3Mgdy9yZCciXCXDtismPDdleA==".to_owned()),
    ]
}

#[test]
fn every_spelling_is_taken_out_of_every_output() {
    let redactor = Redactor::new(&secrets());
    for (what, spelling) in spellings() {
        for said in
            [spelling.clone(), format!("before {spelling}, after"), format!("x={spelling}&y\n{spelling}")]
        {
            let redacted = redactor.redact(&said);
            assert!(redacted.contains("***"), "{what}: {redacted}");
            // Nothing that would do to guess the rest is left.
            for part in ["p@ss", "p%40ss", "%2540ss", "7e&", "rd''", "EBzcyB3", "BAc3Mgdy", "Ac3Mgdy9y"] {
                assert!(!redacted.contains(part), "{what}: {redacted}");
            }
            let report = redactor.report(sample::saying_everywhere(&said));
            let style = TextStyle { color: false, width: 500, verbose: true };
            for output in [
                format!("{report:?}"),
                render(&report, &style),
                markdown::render(&report, &Links::default()),
                html::render(&report),
                json::render(&report),
                sarif::render(&report, &Links::default(), "a"),
                annotations(&report, false).join("\n"),
                github_files::entries(&report, None, false),
            ] {
                assert!(!output.contains(&spelling), "{what}: {output}");
            }
        }
    }
}

#[test]
fn a_secret_between_hostile_texts_is_found_and_they_stay() {
    let redactor = Redactor::new(&[Secret::new("hunter22")]);
    for text in texts(2_000) {
        let said = format!("{text}hunter22{text}");
        assert_eq!(redactor.redact(&said), format!("{text}***{text}"));
    }
}

#[test]
fn words_of_everybody_stay_words_in_all_forms() {
    for word in ["postgres", "admin", "abc", ""] {
        let url = format!("postgres://app:{word}@db.example.com/app");
        let forms = forms(&[Secret::new(word), Secret::new(url.as_str())]);
        let short: Vec<&str> =
            forms.iter().map(Secret::expose).filter(|form| !form.contains("example")).collect();
        assert!(short.iter().all(|form| form.len() > 11), "{word}: {short:?}");
    }
}

#[test]
fn a_hostile_secret_is_taken_out_too() {
    for text in texts(500).into_iter().filter(|text| text.trim().chars().count() >= 8) {
        let redactor = Redactor::new(&[Secret::new(text.as_str())]);
        if redactor.redact(&text) == text {
            continue;
        }
        assert_eq!(redactor.redact(&format!("a{text}b")), "a***b", "{text:?}");
    }
}
