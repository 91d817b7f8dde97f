//! What differs, by object, with a diff of what is against what is wanted.

use crate::model::amount::count;
use crate::model::report::{Report, ReportedChange};
use crate::outputs::differences::{Comparison, comparisons, diff_lines, sign, title};

use super::page::{Page, Paint};

/// Changes shown of one comparison; the rest is counted and in the JSON report.
const MOST_CHANGES: usize = 200;

pub(super) fn write(page: &mut Page, report: &Report) {
    for comparison in comparisons(&report.changes) {
        write_comparison(page, &comparison);
    }
}

fn write_comparison(page: &mut Page, comparison: &Comparison<'_>) {
    let Comparison { from, to, .. } = comparison;
    page.heading(
        "Differences",
        &format!("{}: - is in {from}, + is in {to}", count(comparison.count, "change")),
    );
    let mut left = MOST_CHANGES;
    for group in &comparison.groups {
        if left == 0 {
            break;
        }
        page.line(&[(Paint::Strong, "  "), (Paint::Strong, &group.owner)]);
        for reported in group.changes.iter().take(left) {
            write_change(page, reported);
        }
        left = left.saturating_sub(group.changes.len());
    }
    if comparison.count > MOST_CHANGES {
        let more = format!("  … {} more, all with --format json", comparison.count - MOST_CHANGES);
        page.line(&[(Paint::Faint, &more)]);
    }
}

fn write_change(page: &mut Page, reported: &ReportedChange) {
    let difference = &reported.change.difference;
    let sign = sign(difference);
    page.line(&[(paint(sign), &format!("    {sign} ")), (Paint::Plain, &title(reported))]);
    for line in diff_lines(difference) {
        let before = if line.sign == ' ' { "        ".to_owned() } else { format!("      {} ", line.sign) };
        page.wrapped(paint(line.sign), &before, &line.text);
    }
    if let Some(place) = &reported.place {
        page.wrapped(Paint::Faint, "      at ", &place.to_string());
    }
}

fn paint(sign: char) -> Paint {
    match sign {
        '-' => Paint::Removed,
        '+' => Paint::Added,
        '~' => Paint::Careful,
        _ => Paint::Faint,
    }
}
