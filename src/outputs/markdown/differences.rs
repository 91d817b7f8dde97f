//! Schema differences as fenced diffs, one fold per comparison and chapter; a short one is open.

use crate::model::amount::count;
use crate::model::report::ReportedChange;
use crate::model::sketch::Sketch;
use crate::outputs::differences::{
    Chapter, Comparison, Topic, comparisons, diff_lines, is_security, notes, sign, tags, title,
};
use crate::outputs::markdown_text::{code, fence, html, inside};
use crate::outputs::visible::cut_chars;

use super::entities;
use super::page::{Page, Section};

/// Changes that are shown without a click.
const SHORT: usize = 12;

/// These changes, with a diagram where there is a sketch of what they touch.
pub(crate) fn write(page: &mut Page, changes: &[ReportedChange], sketches: &[Sketch]) {
    let comparisons = comparisons(changes);
    if !comparisons.is_empty() {
        page.block("### Schema differences\n");
    }
    for comparison in &comparisons {
        let Comparison { from, to, tally, .. } = comparison;
        page.block(&format!(
            "**{tally}**\n\nLines with `-` are in {}, lines with `+` in {}.\n",
            code(from),
            code(to)
        ));
        for chapter in &comparison.chapters {
            write_chapter(page, comparison, chapter);
        }
        let of = |sketch: &&Sketch| sketch.from == *from && sketch.to == *to;
        if let Some(sketch) = sketches.iter().find(of) {
            page.block(&entities::diagram(sketch, page.share(15)));
        }
    }
}

fn write_chapter(page: &mut Page, comparison: &Comparison<'_>, chapter: &Chapter<'_>) {
    let blocks: Vec<(Vec<String>, usize)> = chapter
        .groups
        .iter()
        .map(|group| {
            let lines = group.changes.iter().flat_map(|reported| lines(&group.owner, reported));
            (lines.collect(), group.changes.len())
        })
        .collect();
    let fence = fence(blocks.iter().flat_map(|(lines, _)| lines));
    let open = if chapter.count <= SHORT && chapter.topic != Topic::Cosmetic { " open" } else { "" };
    // The empty line ends the HTML block: what follows is Markdown again.
    let opening = format!(
        "<details{open}><summary><b>{}</b> of {} against {}: {} ({})</summary>\n\n{fence}diff\n",
        chapter.topic.heading(),
        html(comparison.from),
        html(comparison.to),
        count(chapter.count, "change"),
        chapter.topic.explanation(),
    );
    let closing = format!("{fence}\n\n</details>\n");
    let rows = blocks.iter().enumerate().map(|(index, (lines, changes))| {
        let gap = if index == 0 { "" } else { "\n" };
        (format!("{gap}{}", inside(lines)), *changes)
    });
    let share = if chapter.topic == Topic::Schema { 25 } else { 8 };
    let section = Section { opening, closing: &closing, noun: "schema change", share };
    page.section(&section, rows);
}

/// `@@ … @@` is a heading in GitHub's colours of a diff, `!` a line to look at, `#` a remark.
fn lines(owner: &str, reported: &ReportedChange) -> Vec<String> {
    let place = reported.place.as_ref().map(|place| format!(" ({place})")).unwrap_or_default();
    let (owner, place) = (cut_chars(owner, 300), cut_chars(&place, 300));
    let tags: String = tags(reported).iter().map(|tag| format!(" · {tag}")).collect();
    let mut lines = vec![format!("@@ {owner}: {}{tags}{place} @@", title(reported))];
    let notes = notes(reported);
    if is_security(reported) {
        let rest = notes.first().map(|note| format!(": {note}")).unwrap_or_default();
        lines.push(format!("! security{rest}"));
    }
    let told = usize::from(is_security(reported));
    lines.extend(notes.iter().skip(told).map(|note| format!("# {note}")));
    let before = lines.len();
    let difference = &reported.change.difference;
    for line in diff_lines(difference) {
        lines.push(format!("{} {}", line.sign, line.text));
    }
    if lines.len() == before {
        // PostgreSQL prints no definition for this kind; a diff with nothing in it looks broken.
        let key = &reported.change.key;
        lines.push(format!("{} {} {}", sign(difference), key.kind, cut_chars(&key.name, 300)));
    }
    lines
}
