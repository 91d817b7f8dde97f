//! What the steps proved, as a checklist: open where it is the good news, folded where something else is.

use crate::model::amount::count;
use crate::model::report::Report;
use crate::outputs::markdown_text::prose;
use crate::outputs::verdict::{Tone, verdict};

use super::page::{Page, Section};

/// Sentences that are shown without a click.
const SHORT: usize = 15;

pub(crate) fn write(page: &mut Page, report: &Report) {
    let proved = || report.steps.iter().flat_map(|step| &step.proved);
    let number = proved().count();
    let rows = proved().map(|sentence| (format!("- [x] {}\n", prose(sentence)), 1));
    let open = number <= SHORT && verdict(report).tone != Tone::Bad;
    let (opening, closing) = match open {
        true => ("### What was proved\n\n".to_owned(), ""),
        false => {
            let summary = format!("<b>What was proved</b>: {}", count(number, "thing"));
            (format!("<details><summary>{summary}</summary>\n\n"), "\n</details>\n")
        }
    };
    page.section(&Section { opening, closing, noun: "proved sentence", share: 6 }, rows);
}
