//! The place of an object: the statement that made or last altered it, and in it the line of its name.

use crate::model::attribute::Attribute;
use crate::model::diff::Difference;
use crate::model::object::{ObjectKey, ObjectKind, Text, Value};
use crate::model::place::Place;
use crate::sql::mention::{self, Role};

use super::ledger::{Ledger, Statement, bare_name};
use super::words;

/// What is asked of a ledger.
pub(super) struct Question<'a> {
    pub(super) key: &'a ObjectKey,
    /// What about it; `None` = the object as such.
    pub(super) attribute: Option<Attribute>,
    /// No statement is supposed to make it.
    pub(super) extra: bool,
    /// Labels of an enum that are on one side only.
    pub(super) labels: Vec<String>,
    /// Whether the statements of this version count.
    pub(super) counts: &'a dyn Fn(&str) -> bool,
}

impl<'a> Question<'a> {
    pub(super) fn of(key: &'a ObjectKey, difference: &Difference, counts: &'a dyn Fn(&str) -> bool) -> Self {
        let (attribute, labels) = match difference {
            Difference::Differs { attribute, from, to } => (Some(*attribute), one_sided(from, to)),
            Difference::Missing { .. } | Difference::Extra { .. } => (None, Vec::new()),
        };
        let extra = matches!(difference, Difference::Extra { .. });
        Self { key, attribute, extra, labels, counts }
    }
}

/// What only one of two lists holds.
fn one_sided(from: &Option<Value>, to: &Option<Value>) -> Vec<String> {
    let list = |value: &Option<Value>| match value {
        Some(Value::List(items)) => items.to_vec(),
        Some(Value::Text(_)) | None => Vec::new(),
    };
    let (from, to) = (list(from), list(to));
    let only = |one: &[Text], other: &[Text]| -> Vec<String> {
        one.iter().filter(|item| !other.contains(item)).map(ToString::to_string).collect()
    };
    let mut labels = only(&to, &from);
    labels.extend(only(&from, &to));
    labels
}

/// How well a statement answers; more is better. Of equals the last counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It speaks of the object.
    Speaks,
    /// It alters the object, or something else of it.
    Alters,
    /// It makes what is asked for.
    Makes,
    /// It takes away what is not supposed to be there, or gives the privileges that are asked for.
    Decides,
}

/// A statement that may be the answer, and the byte of it to point at.
#[derive(Debug)]
struct Candidate {
    fit: Fit,
    statement: usize,
    offset: usize,
}

impl Ledger {
    /// Where what is asked for was made or last altered; else where that was made which it is in.
    pub(super) fn locate(&self, question: &Question<'_>) -> Option<Place> {
        let candidates = self.own(question).into_iter().chain(self.in_text(question));
        let best = candidates.max_by_key(|one| (one.fit, one.statement));
        let best = best.or_else(|| self.generated(question)).or_else(|| self.surroundings(question))?;
        Some(self.place(best.statement, best.offset))
    }

    fn counts(&self, question: &Question<'_>) -> impl Fn(usize) -> bool {
        move |statement: usize| (question.counts)(self.version(statement))
    }

    /// The statements of which the server said that they touched the object itself.
    fn own(&self, question: &Question<'_>) -> Vec<Candidate> {
        let key = question.key;
        let entries = self.of_object(key, &self.counts(question));
        let last = entries.last().map(|entry| entry.statement);
        let candidates = entries.iter().filter_map(|entry| {
            let statement = &self.statements[entry.statement];
            let mention = self.mention(statement, question);
            let tag = entry.touch.tag.as_str();
            let fit = if entry.touch.dropped {
                if !(question.extra && last == Some(entry.statement)) {
                    return None;
                }
                Fit::Decides
            } else if tag == "COMMENT" || tag == "SECURITY LABEL" {
                match question.attribute {
                    Some(Attribute::Comment) if tag == "COMMENT" => Fit::Makes,
                    Some(Attribute::SecurityLabel) if tag != "COMMENT" => Fit::Makes,
                    _ => Fit::Speaks,
                }
            } else if tag.starts_with("CREATE")
                || tag == "SELECT INTO"
                || (question.attribute.is_some() && self.says_so(statement, question))
            {
                Fit::Makes
            } else {
                Fit::Alters
            };
            // A function of the user's may have made it, whose call does not say its name.
            let offset = mention.map_or(0, |mention| mention.start);
            Some(Candidate { fit, statement: entry.statement, offset })
        });
        candidates.collect()
    }

    /// Whether a statement says the words of the attribute, or the labels, that are asked for.
    fn says_so(&self, statement: &Statement, question: &Question<'_>) -> bool {
        let words = words::of(question.attribute);
        if !question.labels.is_empty() {
            return question.labels.iter().any(|label| mention::literal(statement.sql(), label).is_some());
        }
        words.is_empty() || mention::word(statement.sql(), words).is_some()
    }

    /// The statements that speak of the object and touched what it is on; where no server was asked,
    /// all that speak of it and of what it is on.
    fn in_text(&self, question: &Question<'_>) -> Vec<Candidate> {
        let key = question.key;
        let counts = self.counts(question);
        let mut found = Vec::new();
        let grants = matches!(question.attribute, Some(Attribute::Privileges))
            || key.kind == ObjectKind::DefaultPrivileges;
        if grants {
            found.extend(self.grants(question, &counts));
        }
        // Event triggers are not called for event triggers.
        if !self.recorded || key.kind == ObjectKind::EventTrigger {
            let speaks = |statement: &Statement| {
                key.parent.as_deref().is_none_or(|parent| {
                    statement.may_name(parent)
                        && mention::best(statement.sql(), ObjectKind::Table, parent, &[]).is_some()
                })
            };
            let all = self.statements.iter().enumerate();
            let all = all.filter(|(at, statement)| counts(*at) && !statement.touches && speaks(statement));
            found.extend(all.filter_map(|(at, _)| self.by_mention(at, question)));
        }
        if let Some(parent) = parent(key) {
            let mut known: Vec<usize> = Vec::new();
            for kind in ObjectKind::PARENTS {
                let parent = ObjectKey { kind, ..parent.clone() };
                known.extend(self.of_object(&parent, &counts).iter().map(|entry| entry.statement));
            }
            known.sort_unstable();
            known.dedup();
            found.extend(known.into_iter().filter_map(|at| self.by_mention(at, question)));
        }
        found
    }

    fn by_mention(&self, at: usize, question: &Question<'_>) -> Option<Candidate> {
        let statement = &self.statements[at];
        let mention = self.mention(statement, question)?;
        let asks_words = question.attribute.is_some();
        let fit = match mention.role {
            Role::Made => Fit::Makes,
            Role::Altered if asks_words && mention.has_word => Fit::Makes,
            Role::Altered => Fit::Alters,
            // A word that stands somewhere is not that which nobody made.
            Role::Named if question.extra || !self.recorded => return None,
            Role::Named => Fit::Speaks,
        };
        Some(Candidate { fit, statement: at, offset: mention.start })
    }

    /// `GRANT`, `REVOKE` and `ALTER DEFAULT PRIVILEGES`, which tell of no object.
    fn grants(&self, question: &Question<'_>, counts: &dyn Fn(usize) -> bool) -> Vec<Candidate> {
        let key = question.key;
        let name = key.parent.as_deref().unwrap_or_else(|| bare_name(key));
        let all = self.statements.iter().enumerate().filter(|(at, _)| counts(*at));
        if key.kind == ObjectKind::DefaultPrivileges {
            let all = all.filter(|(_, statement)| statement.begins_with(&["alter default privileges"]));
            return all.map(|(statement, _)| Candidate { fit: Fit::Makes, statement, offset: 0 }).collect();
        }
        let all = all.filter(|(_, statement)| statement.begins_with(&["grant", "revoke"]));
        let found = all.filter_map(|(at, statement)| {
            let of_object = || mention::best(statement.sql(), key.kind, name, &[]).map(|one| one.start);
            let of_schema = || {
                let one = mention::best(statement.sql(), ObjectKind::Schema, &key.schema, &["all"])?;
                (one.has_word && one.role == Role::Altered).then_some(one.start)
            };
            let offset = of_object().or_else(of_schema)?;
            Some(Candidate { fit: Fit::Decides, statement: at, offset })
        });
        found.collect()
    }

    fn mention(&self, statement: &Statement, question: &Question<'_>) -> Option<mention::Mention> {
        let name = bare_name(question.key);
        let words = words::of(question.attribute);
        let mut mention = statement
            .may_name(name)
            .then(|| mention::best(statement.sql(), question.key.kind, name, words))
            .flatten()?;
        let label = question.labels.iter().find_map(|label| mention::literal(statement.sql(), label));
        mention.start = label.unwrap_or(mention.start);
        Some(mention)
    }

    /// A name that PostgreSQL made up: the column or the word that it stands for.
    fn generated(&self, question: &Question<'_>) -> Option<Candidate> {
        let key = question.key;
        let parent_key = parent(key).filter(|_| !question.extra)?;
        let (column, word) = words::of_generated(&key.name, &parent_key.name)?;
        let counts = self.counts(question);
        let entries = self.of_object(&parent_key, &counts);
        entries.iter().rev().find_map(|entry| {
            let sql = self.statements[entry.statement].sql();
            let by_column = column.and_then(|column| mention::best(sql, ObjectKind::Column, column, &[word]));
            let by_column = by_column.filter(|mention| mention.has_word).map(|mention| mention.start);
            let offset = by_column.or_else(|| mention::word(sql, &[word]))?;
            Some(Candidate { fit: Fit::Makes, statement: entry.statement, offset })
        })
    }

    /// Where the table or the schema was made that it is in.
    fn surroundings(&self, question: &Question<'_>) -> Option<Candidate> {
        let key = question.key;
        let made = |key: &ObjectKey| {
            let entries = self.of_object(key, &self.counts(question));
            let kept: Vec<_> = entries.into_iter().filter(|entry| !entry.touch.dropped).collect();
            let made = kept.iter().rfind(|entry| entry.touch.tag.starts_with("CREATE")).or(kept.last())?;
            let sql = self.statements[made.statement].sql();
            let offset = mention::best(sql, key.kind, &key.name, &[]).map_or(0, |mention| mention.start);
            Some(Candidate { fit: Fit::Makes, statement: made.statement, offset })
        };
        let parents =
            ObjectKind::PARENTS.into_iter().filter_map(|kind| Some(ObjectKey { kind, ..parent(key)? }));
        let schema =
            ObjectKey { kind: ObjectKind::Schema, schema: "".into(), parent: None, name: key.schema.clone() };
        parents.chain([schema]).find_map(|key| made(&key))
    }
}

/// What a column, a constraint, an index is on, as a table.
fn parent(key: &ObjectKey) -> Option<ObjectKey> {
    let name = key.parent.clone()?;
    Some(ObjectKey { kind: ObjectKind::Table, schema: key.schema.clone(), parent: None, name })
}
