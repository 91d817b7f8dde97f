//! What differs, as the page shows it.

use crate::model::report::{Report, ReportedChange};
use crate::model::sense::Class;
use crate::model::sketch::Sketch;
use crate::outputs::differences::{
    Chapter, Comparison, Group, Topic, comparisons, diff_lines, notes, sign, tags, what,
};

use super::diff::{Run, runs};
use super::drawing::{Drawing, drawing};
use super::view::{LeftOff, name, prose};

/// Changes on the page, and bytes of their diffs: a browser draws no more with pleasure.
const MOST_CHANGES: usize = 2_000;
const MOST_TEXT: usize = 4_000_000;

/// All changes between two sides.
pub(super) struct ComparisonView {
    pub(super) from: String,
    pub(super) to: String,
    pub(super) tally: String,
    pub(super) chapters: Vec<ChapterView>,
    pub(super) drawing: Option<Drawing>,
}

pub(super) struct ChapterView {
    pub(super) heading: &'static str,
    pub(super) explanation: &'static str,
    pub(super) count: usize,
    /// Shown without a click.
    pub(super) open: bool,
    pub(super) groups: Vec<GroupView>,
}

/// One object with what belongs to it.
pub(super) struct GroupView {
    pub(super) owner: String,
    pub(super) count: usize,
    pub(super) changes: Vec<ChangeView>,
}

pub(super) struct ChangeView {
    pub(super) sign: char,
    pub(super) sort: &'static str,
    pub(super) kind: &'static str,
    pub(super) name: String,
    pub(super) what: String,
    pub(super) class: &'static str,
    pub(super) severity: &'static str,
    pub(super) security: bool,
    pub(super) tags: Vec<&'static str>,
    pub(super) notes: Vec<String>,
    pub(super) place: Option<String>,
    pub(super) runs: Vec<Run>,
    /// Both sides have lines, so that two columns make sense.
    pub(super) two_sided: bool,
}

/// What is still allowed on the page.
struct Room {
    changes: usize,
    text: usize,
    /// Changes without their diffs.
    bare: usize,
    /// Changes that are not on the page at all.
    absent: usize,
}

/// Every comparison of the report, and what was left off.
pub(super) fn views(report: &Report, left_off: &mut LeftOff) -> Vec<ComparisonView> {
    let mut room = Room { changes: MOST_CHANGES, text: MOST_TEXT, bare: 0, absent: 0 };
    let views = comparisons(&report.changes)
        .iter()
        .map(|comparison| {
            let of = |sketch: &&Sketch| sketch.from == comparison.from && sketch.to == comparison.to;
            room.comparison(comparison, report.sketches.iter().find(of).map(drawing))
        })
        .collect();
    left_off.add(room.absent, "change");
    left_off.add(room.bare, "definition");
    views
}

impl Room {
    fn comparison(&mut self, comparison: &Comparison<'_>, drawing: Option<Drawing>) -> ComparisonView {
        ComparisonView {
            from: name(comparison.from),
            to: name(comparison.to),
            tally: comparison.tally.to_string(),
            chapters: comparison.chapters.iter().map(|chapter| self.chapter(chapter)).collect(),
            drawing,
        }
    }

    fn chapter(&mut self, chapter: &Chapter<'_>) -> ChapterView {
        ChapterView {
            heading: chapter.topic.heading(),
            explanation: chapter.topic.explanation(),
            count: chapter.count,
            open: chapter.topic != Topic::Cosmetic,
            groups: chapter.groups.iter().filter_map(|group| self.group(group)).collect(),
        }
    }

    fn group(&mut self, group: &Group<'_>) -> Option<GroupView> {
        let shown = group.changes.len().min(self.changes);
        self.changes -= shown;
        self.absent += group.changes.len() - shown;
        let changes = group.changes.iter().take(shown).map(|reported| self.change(reported)).collect();
        (shown > 0).then(|| GroupView { owner: name(&group.owner), count: group.changes.len(), changes })
    }

    fn change(&mut self, reported: &ReportedChange) -> ChangeView {
        let difference = &reported.change.difference;
        let mut lines = if self.text > 0 { diff_lines(difference) } else { Vec::new() };
        let size = lines.iter().map(|line| line.text.len()).sum();
        match self.text.checked_sub(size) {
            Some(rest) if self.text > 0 => self.text = rest,
            _ => {
                lines.clear();
                self.bare += 1;
            }
        }
        let has = |wanted| lines.iter().any(|line| line.sign == wanted);
        let two_sided = has('-') && has('+');
        ChangeView {
            sign: sign(difference),
            sort: difference.as_str(),
            kind: reported.change.key.kind.as_str(),
            name: name(&reported.change.key.name),
            what: what(reported),
            class: reported.class.as_str(),
            severity: reported.severity.as_str(),
            security: reported.class == Class::Security,
            tags: tags(reported),
            notes: notes(reported).iter().map(|note| prose(note)).collect(),
            place: reported.place.as_ref().map(|place| name(&place.to_string())),
            runs: runs(lines),
            two_sided,
        }
    }
}
