//! Whatever is cut ends between two characters, is as long as was asked for, and says that it was cut.

use super::{holding, huge, texts};
use crate::github::links::Links;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::outputs::commands::annotations;
use crate::outputs::runner::runner_reads;
use crate::outputs::visible::cut_chars;
use crate::outputs::{html, json, markdown, sample, sarif};

#[test]
fn a_cut_text_begins_like_the_whole_one_and_says_that_it_goes_on() {
    for text in texts(2_000) {
        let whole = text.chars().count();
        for limit in [1, 2, 3, 7, whole.saturating_sub(1).max(1), whole.max(1)] {
            let cut = cut_chars(&text, limit);
            assert!(cut.chars().count() <= limit, "{text:?} at {limit}: {cut:?}");
            match whole <= limit {
                true => assert_eq!(cut, text),
                false => assert!(text.starts_with(cut.strip_suffix('…').expect("an ellipsis")), "{cut:?}"),
            }
        }
    }
}

#[test]
fn an_annotation_is_as_long_as_the_runner_keeps_it() {
    for text in huge() {
        for shift in 0..4 {
            let mut report = sample::empty();
            let message = format!("{}{text}", "x".repeat(shift));
            report.findings.push(Finding::new(Code::DriftExtra, message.as_str()));
            let read = runner_reads(&annotations(&report, false).join("\n"));
            assert_eq!(read.len(), 1);
            let units = read[0].data.encode_utf16().count();
            assert!((4_094..=4_096).contains(&units), "{units}");
            assert!(message.starts_with(&read[0].data));
        }
    }
}

#[test]
fn a_megabyte_makes_no_output_larger_than_its_place() {
    for text in huge() {
        let report = holding(&text);
        let page = markdown::render(&report, &Links::default());
        assert!(page.len() <= 1 << 20, "{}", page.len());
        assert!(sarif::render(&report, &Links::default(), "a").len() < 10_000_000);
        assert!(html::render(&report).len() < 20_000_000);
        let document = json::render(&report);
        let read: serde_json::Value = serde_json::from_str(&document).expect("JSON");
        assert_eq!(read["findings"][0]["message"], text.as_str(), "JSON holds all");
        for largest in [4_096, 60_000, 65_535] {
            assert!(markdown::within(largest, &report, &Links::default()).len() <= largest);
        }
    }
}
