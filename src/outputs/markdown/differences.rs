//! Schema differences as fenced diffs, folded, one fold per comparison.

use crate::model::amount::count;
use crate::model::report::{Report, ReportedChange};
use crate::outputs::differences::{Comparison, Group, comparisons, diff_lines, sign, title};
use crate::outputs::markdown_text::{code, fenced, html};
use crate::outputs::visible::cut_chars;

use super::page::{Page, Section};

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
    // The empty line ends the HTML block: what follows is Markdown again.
    let opening = format!(
        "<details><summary><b>{}</b> against <b>{}</b>: {}</summary>\n\n\
         Lines with `-` are in {}, lines with `+` in {}.\n\n",
        html(from),
        html(to),
        count(comparison.count, "change"),
        code(from),
        code(to),
    );
    let rows = comparison.groups.iter().map(|group| (block(group), group.changes.len()));
    let section = Section { opening, closing: "</details>\n", noun: "schema change", share: 300_000 };
    page.section(&section, rows);
}

/// One object with what belongs to it.
fn block(group: &Group<'_>) -> String {
    let lines: Vec<String> = group.changes.iter().flat_map(|reported| lines(reported)).collect();
    format!("**{}**\n\n{}\n", code(&group.owner), fenced("diff", &lines))
}

/// `@@ … @@` is a heading in GitHub's colours of a diff.
fn lines(reported: &ReportedChange) -> Vec<String> {
    let place = reported.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
    let place = cut_chars(&place, 300);
    let mut lines = vec![format!("@@ {}{place} @@", title(reported))];
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
