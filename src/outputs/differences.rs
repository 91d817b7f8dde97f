//! Changes in the order and the grouping people read them. What a change looks like in lines is in
//! `diff`, how many there are in `tally`; text, Markdown and HTML only paint these.

mod diff;
mod tally;

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::model::diff::{Certainty, Difference};
use crate::model::finding::Severity;
use crate::model::object::ObjectKey;
use crate::model::report::{Cause, ReportedChange};
use crate::model::sense::Class;

use super::visible;

pub(crate) use diff::{DiffLine, diff_lines};
pub(crate) use tally::Tally;

/// Characters of an object's name in a title, and of a sentence about it.
const LONGEST_NAME: usize = 300;
const LONGEST_NOTE: usize = 1_000;

/// All changes between two sides.
#[derive(Debug)]
pub(crate) struct Comparison<'a> {
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    pub(crate) tally: Tally,
    /// Those with changes, in their order.
    pub(crate) chapters: Vec<Chapter<'a>>,
}

/// Changes of one weight, by object.
#[derive(Debug)]
pub(crate) struct Chapter<'a> {
    pub(crate) topic: Topic,
    pub(crate) count: usize,
    /// One per table, view, function …, with what belongs to it; those with a security change first.
    pub(crate) groups: Vec<Group<'a>>,
}

/// What a chapter is about: facts that no migration decides and matters of taste do not stand
/// between the changes that somebody has to act on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    Schema,
    Environment,
    Cosmetic,
}

impl Topic {
    fn of(class: Class) -> Self {
        match class {
            Class::Security | Class::Structure => Self::Schema,
            Class::Environment => Self::Environment,
            Class::Cosmetic => Self::Cosmetic,
        }
    }

    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::Schema => "Schema",
            Self::Environment => "Facts of the environment",
            Self::Cosmetic => "Cosmetic",
        }
    }

    pub(crate) fn explanation(self) -> &'static str {
        match self {
            Self::Schema => "what the migrations decide",
            Self::Environment => "versions, owners; migrations seldom decide them",
            Self::Cosmetic => "order and spelling; nothing behaves differently",
        }
    }
}

/// One object with its columns, constraints, triggers and policies.
#[derive(Debug)]
pub(crate) struct Group<'a> {
    /// `schema.name` of the object that owns the rest.
    pub(crate) owner: String,
    /// The weightiest first.
    pub(crate) changes: Vec<&'a ReportedChange>,
}

/// The changes by their two sides, then by weight and object.
pub(crate) fn comparisons(changes: &[ReportedChange]) -> Vec<Comparison<'_>> {
    let mut sides: Vec<(&str, &str)> = Vec::new();
    let mut groups: BTreeMap<(usize, Topic, String), Vec<&ReportedChange>> = BTreeMap::new();
    for reported in changes {
        let pair = (reported.from.as_str(), reported.to.as_str());
        let index = sides.iter().position(|known| *known == pair).unwrap_or_else(|| {
            sides.push(pair);
            sides.len() - 1
        });
        let key = (index, Topic::of(reported.class), owner(&reported.change.key));
        groups.entry(key).or_default().push(reported);
    }
    let none = |(from, to)| Comparison { from, to, tally: Tally::default(), chapters: Vec::new() };
    let mut comparisons: Vec<Comparison<'_>> = sides.into_iter().map(none).collect();
    for ((index, topic, owner), mut changes) in groups {
        changes.sort_by(|a, b| (a.class, &a.change.key).cmp(&(b.class, &b.change.key)));
        let Comparison { tally, chapters, .. } = &mut comparisons[index];
        changes.iter().for_each(|change| tally.add(change));
        if chapters.last().is_none_or(|chapter| chapter.topic != topic) {
            chapters.push(Chapter { topic, count: 0, groups: Vec::new() });
        }
        if let Some(chapter) = chapters.last_mut() {
            chapter.count += changes.len();
            chapter.groups.push(Group { owner, changes });
        }
    }
    for chapter in comparisons.iter_mut().flat_map(|comparison| &mut comparison.chapters) {
        // Stable, so that equals stay in the order of their names.
        chapter.groups.sort_by_key(|group| group.changes.first().map(|first| first.class));
    }
    comparisons
}

fn owner(key: &ObjectKey) -> String {
    match &key.parent {
        Some(parent) if key.schema.is_empty() => parent.to_string(),
        Some(parent) => format!("{}.{parent}", key.schema),
        None => key.path(),
    }
}

/// What kind of difference, in one character: `+` missing, `-` extra, `~` differs.
pub(crate) fn sign(difference: &Difference) -> char {
    match difference {
        Difference::Missing { .. } => '+',
        Difference::Extra { .. } => '-',
        Difference::Differs { .. } => '~',
    }
}

/// `column email: type`, `index users_email_idx: missing in production`.
pub(crate) fn title(reported: &ReportedChange) -> String {
    let key = &reported.change.key;
    format!("{} {}: {}", key.kind, visible::cut_chars(&key.name, LONGEST_NAME), what(reported))
}

/// `type`, `missing in production`, `only in production`.
pub(crate) fn what(reported: &ReportedChange) -> String {
    let from = visible::cut_chars(&reported.from, LONGEST_NAME);
    match &reported.change.difference {
        Difference::Missing { .. } => format!("missing in {from}"),
        Difference::Extra { .. } => format!("only in {from}"),
        Difference::Differs { attribute, .. } => attribute.to_string(),
    }
}

/// Whether it must be seen first.
pub(crate) fn is_security(reported: &ReportedChange) -> bool {
    reported.class == Class::Security
}

/// What is to be known beside the title, in a few words each: how much it weighs where that is not
/// an error, why it is there, how sure it is.
pub(crate) fn tags(reported: &ReportedChange) -> Vec<&'static str> {
    let severity = Some(reported.severity.as_str()).filter(|_| reported.severity != Severity::Error);
    let textual = reported.change.certainty == Certainty::Textual;
    let certainty = textual.then_some("textual, unconfirmed");
    [severity, cause(reported), certainty].into_iter().flatten().collect()
}

/// The cause in words; `None` where it is not known.
fn cause(reported: &ReportedChange) -> Option<&'static str> {
    match reported.cause {
        Cause::Manual => Some(match reported.change.difference {
            Difference::Missing { .. } => "removed by hand",
            Difference::Extra { .. } => "made by hand",
            Difference::Differs { .. } => "changed by hand",
        }),
        Cause::Pending => Some("a pending migration makes it so"),
        Cause::NotInGit => Some("by a migration that is not in git"),
        Cause::Untracked => Some("as the files make it, but not in the history"),
        Cause::Unknown => None,
    }
}

/// Sentences under the title: what the change means, and which rename it may be.
pub(crate) fn notes(reported: &ReportedChange) -> Vec<Cow<'_, str>> {
    let meaning = reported.meaning.as_deref().map(|text| visible::cut_chars(text, LONGEST_NOTE));
    let rename = reported.rename.as_ref().map(|other| {
        let path = other.path();
        let path = visible::cut_chars(&path, LONGEST_NAME);
        match reported.change.difference {
            Difference::Extra { .. } => Cow::Owned(format!("perhaps renamed to {path}")),
            Difference::Missing { .. } | Difference::Differs { .. } => {
                Cow::Owned(format!("perhaps renamed from {path}"))
            }
        }
    });
    meaning.into_iter().chain(rename).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::sample;

    #[test]
    fn security_stands_first_and_facts_and_taste_have_chapters_of_their_own() {
        let report = sample::drifted();
        let comparisons = comparisons(&report.changes);
        assert_eq!((comparisons[0].from, comparisons[0].to), ("production", "migrations"));
        let chapters: Vec<(Topic, Vec<&str>)> = comparisons[0]
            .chapters
            .iter()
            .map(|chapter| (chapter.topic, chapter.groups.iter().map(|group| group.owner.as_str()).collect()))
            .collect();
        assert_eq!(
            chapters,
            [
                (Topic::Schema, vec!["public.profiles", "public.active_projects", "public.users"]),
                (Topic::Environment, vec!["public.users"]),
                (Topic::Cosmetic, vec!["public.users"]),
            ]
        );
    }

    #[test]
    fn tags_and_notes_say_what_the_title_does_not() {
        let mut reported = sample::drifted().changes[1].clone();
        assert_eq!(tags(&reported), ["made by hand"]);
        assert_eq!(notes(&reported), ["perhaps renamed to public.users.display_name"]);
        reported.cause = Cause::Unknown;
        reported.severity = Severity::Warning;
        reported.change.certainty = Certainty::Textual;
        assert_eq!(tags(&reported), ["warning", "textual, unconfirmed"]);
    }
}
