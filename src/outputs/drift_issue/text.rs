//! Sentences about the drift, and the comments on the issue: one when the drift is another one, one when it is
//! gone.

use crate::model::amount::{count, minute};
use crate::model::diff::Difference;
use crate::model::report::ReportedChange;
use crate::outputs::differences::{DiffLine, comparisons, diff_lines, what};
use crate::outputs::markdown_text::{code, prose};

use super::Found;

/// Differences that a comment names.
const MOST_NAMED: usize = 20;

/// Characters of a value between words.
const LONGEST_VALUE: usize = 60;

/// The drift as it is now. What it was before stands in the history of the text.
pub(super) fn changed(found: &Found<'_>) -> String {
    let mut comment = format!("**The drift changed.** Now {}:\n\n", differ(found));
    for reported in in_order(&found.drifted).iter().take(MOST_NAMED) {
        comment.push_str(&format!("- {}: {}\n", object(reported, code), difference(reported, code)));
    }
    if let Some(more @ 1..) = found.drifted.len().checked_sub(MOST_NAMED) {
        comment.push_str(&format!("- and {more} more, in the text of this issue\n"));
    }
    comment.push_str(&format!("\nSeen {}.\n", when(found)));
    comment
}

/// The drift is gone.
pub(super) fn resolved(found: &Found<'_>) -> String {
    format!("✅ {}\n\nSeen {}.\n", no_drift(found), when(found))
}

/// `**No drift:** the schema of production is what its migrations make.`
pub(super) fn no_drift(found: &Found<'_>) -> String {
    let tolerated = tolerated(found).map(|sentence| format!(" {sentence}")).unwrap_or_default();
    let environment = code(found.environment);
    format!("**No drift:** the schema of {environment} is what its migrations make.{tolerated}")
}

/// `3 objects of production differ from what its migrations make`.
pub(super) fn differ(found: &Found<'_>) -> String {
    let (objects, environment) = (found.objects(), code(found.environment));
    let verb = if objects == 1 { "differs" } else { "differ" };
    format!("{} of {environment} {verb} from what its migrations make", count(objects, "object"))
}

/// What differs and is no drift; `None` when there is nothing.
pub(super) fn tolerated(found: &Found<'_>) -> Option<String> {
    let verb = if found.tolerated == 1 { "is" } else { "are" };
    let differences = count(found.tolerated, "more difference");
    (found.tolerated > 0).then(|| format!("{differences} {verb} tolerated by the settings."))
}

/// When somebody looked, and which run did.
pub(super) fn when(found: &Found<'_>) -> String {
    let at =
        minute(found.checked_at).map_or_else(|| prose(found.checked_at), |minute| format!("{minute} UTC"));
    match &found.links.run {
        Some(run) => format!("**{at}** by [this run]({run})"),
        None => format!("**{at}**"),
    }
}

/// `column public.users.email`, the path written by `name`: [`code`], or its like for a table.
pub(super) fn object(reported: &ReportedChange, name: fn(&str) -> String) -> String {
    let key = &reported.change.key;
    format!("{} {}", key.kind, name(&key.path()))
}

/// `missing in production`, `type: text instead of character varying(320)`; long values stand in the diff only.
pub(super) fn difference(reported: &ReportedChange, value: fn(&str) -> String) -> String {
    let what = prose(&what(reported));
    if !matches!(reported.change.difference, Difference::Differs { .. }) {
        return what;
    }
    let short = |line: &DiffLine| line.text.chars().count() <= LONGEST_VALUE;
    match diff_lines(&reported.change.difference).as_slice() {
        [is, wanted] if is.sign == '-' && wanted.sign == '+' && short(is) && short(wanted) => {
            format!("{what}: {} instead of {}", value(&is.text), value(&wanted.text))
        }
        _ => format!("{what} differs"),
    }
}

/// The weightiest first, each object with what belongs to it.
pub(super) fn in_order(drifted: &[ReportedChange]) -> Vec<&ReportedChange> {
    let comparisons = comparisons(drifted);
    let groups = comparisons.iter().flat_map(|one| &one.chapters).flat_map(|chapter| &chapter.groups);
    groups.flat_map(|group| group.changes.iter().copied()).collect()
}
