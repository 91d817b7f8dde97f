//! The comments on the issue: one when the drift is another one, one when it is gone.

use crate::model::amount::{count, minute};
use crate::outputs::differences::{title, what};
use crate::outputs::markdown_text::{code, prose};

use super::Found;

/// Objects that a comment names.
const MOST_NAMED: usize = 20;

/// The drift as it is now. What it was before stands in the history of the text.
pub(super) fn changed(found: &Found<'_>) -> String {
    let mut comment =
        format!("**The drift of {} changed.** {} now:\n\n", code(found.environment), differ(found.objects()));
    for reported in found.drifted.iter().take(MOST_NAMED) {
        let key = &reported.change.key;
        comment.push_str(&format!("- {} {}: {}\n", key.kind, code(&key.path()), prose(&what(reported))));
    }
    let _ = title;
    if let Some(more @ 1..) = found.drifted.len().checked_sub(MOST_NAMED) {
        comment.push_str(&format!("- and {more} more, in the text of this issue\n"));
    }
    comment.push_str(&format!("\n{}\n", seen(found)));
    comment
}

/// The drift is gone.
pub(super) fn resolved(found: &Found<'_>) -> String {
    let environment = code(found.environment);
    let tolerated = match found.tolerated {
        0 => String::new(),
        number => format!(" {} that the settings tolerate stayed.", count(number, "difference")),
    };
    format!(
        "✅ **No drift any more:** the schema of {environment} is what its migrations make.{tolerated}\n\n{}\n",
        seen(found)
    )
}

/// `3 objects differ from what the migrations make`.
pub(super) fn differ(objects: usize) -> String {
    let verb = if objects == 1 { "differs" } else { "differ" };
    format!("{} {verb} from what the migrations make", count(objects, "object"))
}

/// When and by which run.
pub(super) fn seen(found: &Found<'_>) -> String {
    let at =
        minute(found.checked_at).map_or_else(|| prose(found.checked_at), |minute| format!("{minute} UTC"));
    match &found.links.run {
        Some(run) => format!("Seen {at} by [this run]({run})."),
        None => format!("Seen {at}."),
    }
}
