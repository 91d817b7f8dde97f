//! What differs, by object, with a diff of what is against what is wanted.

use crate::model::report::{Report, ReportedChange};
use crate::outputs::differences::{
    Chapter, Comparison, Topic, comparisons, diff_lines, is_security, notes, sign, tags, title,
};

use super::page::{Page, Paint};

/// Changes shown of one comparison; the rest is counted and in the JSON report.
const MOST_CHANGES: usize = 200;

pub(super) fn write(page: &mut Page, report: &Report) {
    for comparison in comparisons(&report.changes) {
        write_comparison(page, &comparison);
    }
}

fn write_comparison(page: &mut Page, comparison: &Comparison<'_>) {
    let Comparison { from, to, tally, .. } = comparison;
    page.gap();
    page.wrapped_behind(&[(Paint::Strong, "Differences  ".to_owned())], Paint::Plain, &tally.to_string());
    page.wrapped(Paint::Faint, "  ", &format!("- is in {from}, + is in {to}"));
    let mut left = MOST_CHANGES;
    for chapter in &comparison.chapters {
        write_chapter(page, chapter, &mut left);
    }
    if tally.all() > MOST_CHANGES {
        let more = format!("  … {} more, all with --format json", tally.all() - MOST_CHANGES);
        page.line(&[(Paint::Faint, &more)]);
    }
}

fn write_chapter(page: &mut Page, chapter: &Chapter<'_>, left: &mut usize) {
    let topic = chapter.topic;
    if topic != Topic::Schema && *left > 0 {
        let remark = format!(": {}", topic.explanation());
        page.gap();
        page.line(&[(Paint::Plain, "  "), (Paint::Strong, topic.heading()), (Paint::Faint, &remark)]);
    }
    for group in &chapter.groups {
        if *left == 0 {
            return;
        }
        page.line(&[(Paint::Strong, "  "), (Paint::Strong, &group.owner)]);
        for reported in group.changes.iter().take(*left) {
            write_change(page, reported);
        }
        *left = left.saturating_sub(group.changes.len());
    }
}

fn write_change(page: &mut Page, reported: &ReportedChange) {
    let difference = &reported.change.difference;
    let sign = sign(difference);
    let mark = if is_security(reported) { "[security] " } else { "" };
    let tags: String = tags(reported).iter().map(|tag| format!(" · {tag}")).collect();
    page.line(&[
        (paint(sign), &format!("    {sign} ")),
        (Paint::Bad, mark),
        (Paint::Plain, &title(reported)),
        (Paint::Faint, &tags),
    ]);
    for note in notes(reported) {
        page.wrapped(Paint::Careful, "      ", &note);
    }
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
