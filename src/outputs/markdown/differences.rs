//! Schema differences as fenced diffs, one fold per comparison; a short one is open.

use crate::model::amount::count;
use crate::model::report::{Report, ReportedChange};
use crate::outputs::differences::{Comparison, comparisons, diff_lines, sign, title};
use crate::outputs::markdown_text::{code, fence, html, inside};
use crate::outputs::visible::cut_chars;

use super::page::{Page, Section};

/// Changes that are shown without a click.
const SHORT: usize = 12;

pub(super) fn write(page: &mut Page, report: &Report) {
    let comparisons = comparisons(&report.changes);
    if !comparisons.is_empty() {
        page.block("### Schema differences\n");
    }
    for comparison in &comparisons {
        write_comparison(page, comparison);
    }
}

fn write_comparison(page: &mut Page, comparison: &Comparison<'_>) {
    let Comparison { from, to, .. } = comparison;
    let blocks: Vec<(Vec<String>, usize)> = comparison
        .groups
        .iter()
        .map(|group| {
            let lines = group.changes.iter().flat_map(|reported| lines(&group.owner, reported));
            (lines.collect(), group.changes.len())
        })
        .collect();
    let fence = fence(blocks.iter().flat_map(|(lines, _)| lines));
    let open = if comparison.count <= SHORT { " open" } else { "" };
    // The empty line ends the HTML block: what follows is Markdown again.
    let opening = format!(
        "<details{open}><summary><b>{}</b> against <b>{}</b>: {}</summary>\n\n\
         Lines with `-` are in {}, lines with `+` in {}.\n\n{fence}diff\n",
        html(from),
        html(to),
        count(comparison.count, "change"),
        code(from),
        code(to),
    );
    let closing = format!("{fence}\n\n</details>\n");
    let rows = blocks.iter().enumerate().map(|(index, (lines, changes))| {
        let gap = if index == 0 { "" } else { "\n" };
        (format!("{gap}{}", inside(lines)), *changes)
    });
    let section = Section { opening, closing: &closing, noun: "schema change", share: 300_000 };
    page.section(&section, rows);
}

/// `@@ … @@` is a heading in GitHub's colours of a diff.
fn lines(owner: &str, reported: &ReportedChange) -> Vec<String> {
    let place = reported.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
    let (owner, place) = (cut_chars(owner, 300), cut_chars(&place, 300));
    let mut lines = vec![format!("@@ {owner}: {}{place} @@", title(reported))];
    let difference = &reported.change.difference;
    for line in diff_lines(difference) {
        lines.push(format!("{} {}", line.sign, line.text));
    }
    if lines.len() == 1 {
        // PostgreSQL prints no definition for this kind; a diff with nothing in it looks broken.
        let key = &reported.change.key;
        lines.push(format!("{} {} {}", sign(difference), key.kind, cut_chars(&key.name, 300)));
    }
    lines
}
