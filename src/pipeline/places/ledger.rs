//! What every statement of a folder made, altered and dropped, in order.

use std::collections::HashMap;

use crate::db::touched::{Address, Touch};
use crate::formats::Folder;
use crate::model::history::Migration;
use crate::model::object::{ObjectKey, ObjectKind};
use crate::model::place::Place;
use crate::model::script::Passage;
use crate::sql::position::line_column;

/// One statement of a migration.
#[derive(Debug)]
pub(crate) struct Statement {
    /// Of the migrations of the ledger, from 0.
    pub(crate) migration: usize,
    pub(crate) passage: Passage,
    /// The text with ASCII letters in lower case: asked before a text is cut into tokens.
    lower: String,
    /// It told of an object.
    pub(crate) touches: bool,
}

impl Statement {
    pub(crate) fn sql(&self) -> &str {
        &self.passage.sql
    }

    /// Whether the name can be in it at all.
    pub(crate) fn may_name(&self, name: &str) -> bool {
        !name.is_empty() && (self.lower.contains(&name.to_ascii_lowercase()) || name.contains('"'))
    }

    pub(crate) fn begins_with(&self, words: &[&str]) -> bool {
        words.iter().any(|word| {
            let rest = self.lower.strip_prefix(word);
            rest.is_some_and(|rest| {
                !rest.starts_with(|next: char| next.is_ascii_alphanumeric() || next == '_')
            })
        })
    }
}

/// One object that a statement of the ledger touched.
#[derive(Debug)]
pub(crate) struct Entry {
    pub(crate) statement: usize,
    pub(crate) touch: Touch,
}

/// A migration of the ledger.
#[derive(Debug)]
struct File {
    version: String,
    name: String,
    text: String,
}

/// What the statements of a folder did, in the order in which they run.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    files: Vec<File>,
    pub(crate) statements: Vec<Statement>,
    pub(crate) entries: Vec<Entry>,
    /// A server told of the touches of every statement; else there is only text.
    pub(crate) recorded: bool,
    /// Entries by the last of the names that they had.
    by_name: HashMap<String, Vec<usize>>,
    by_address: HashMap<Address, Vec<usize>>,
}

impl Ledger {
    /// Takes in a migration with its statements; returns the number of the first of them.
    pub(super) fn add(&mut self, folder: &Folder, migration: &Migration) -> usize {
        let first = self.statements.len();
        let number = self.files.len();
        self.files.push(File {
            version: migration.version.clone(),
            name: migration.file.clone(),
            text: migration.text.clone(),
        });
        self.statements.extend(folder.passages(migration).into_iter().map(|passage| Statement {
            migration: number,
            lower: passage.sql.to_ascii_lowercase(),
            passage,
            touches: false,
        }));
        first
    }

    /// Takes in what a statement touched.
    pub(super) fn record(&mut self, statement: usize, touches: Vec<Touch>) {
        let Some(known) = self.statements.get_mut(statement) else { return };
        known.touches |= !touches.is_empty();
        for touch in touches {
            let number = self.entries.len();
            if let Some(name) = last_name(&touch) {
                self.by_name.entry(name).or_default().push(number);
            }
            self.by_address.entry(touch.address).or_default().push(number);
            self.entries.push(Entry { statement, touch });
        }
    }

    pub(super) fn version(&self, statement: usize) -> &str {
        &self.files[self.statements[statement].migration].version
    }

    /// The entries of the object that had this key last, whatever its earlier names were.
    pub(super) fn of_object(&self, key: &ObjectKey, counts: &dyn Fn(usize) -> bool) -> Vec<&Entry> {
        let named = self.by_name.get(bare_name(key)).into_iter().flatten();
        let mut known = named.map(|at| &self.entries[*at]);
        let last = known.rfind(|entry| counts(entry.statement) && is_of(&entry.touch, key));
        let Some(last) = last else { return Vec::new() };
        let all = self.by_address.get(&last.touch.address).into_iter().flatten();
        all.map(|at| &self.entries[*at]).filter(|entry| counts(entry.statement)).collect()
    }

    /// Where an offset of a statement is.
    pub(super) fn place(&self, statement: usize, offset: usize) -> Place {
        let statement = &self.statements[statement];
        let file = &self.files[statement.migration];
        let (line, column) = line_column(&file.text, statement.passage.in_file(offset));
        Place::at(&file.name, line, column)
    }
}

/// The name without the arguments of a function.
pub(super) fn bare_name(key: &ObjectKey) -> &str {
    match key.kind {
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate | ObjectKind::Operator => {
            key.name.split('(').next().unwrap_or(&key.name)
        }
        _ => &key.name,
    }
}

/// The name by which a touch is found.
fn last_name(touch: &Touch) -> Option<String> {
    if touch.kind == "domain constraint" {
        return touch.arguments.first().cloned();
    }
    let name = touch.names.last()?;
    Some(if touch.kind == "type" { type_name(name).1 } else { name.clone() })
}

/// A type's one name, as `format_type` prints it, as schema and name.
fn type_name(printed: &str) -> (String, String) {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    let mut characters = printed.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                if let Some(part) = parts.last_mut() {
                    part.push('"');
                }
            }
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(String::new()),
            other => {
                if let Some(part) = parts.last_mut() {
                    part.push(other);
                }
            }
        }
    }
    let name = parts.pop().unwrap_or_default();
    (parts.pop().unwrap_or_default(), name)
}

/// Whether a touch is of this object by the names it had then.
fn is_of(touch: &Touch, key: &ObjectKey) -> bool {
    let names: Vec<&str> = touch.names.iter().map(String::as_str).collect();
    let schema = &*key.schema;
    match (touch.kind.as_str(), &key.parent) {
        ("type", None) => {
            is_type(key.kind)
                && names.first().is_some_and(|name| {
                    let (of, name) = type_name(name);
                    name == *key.name && (of == schema || of.is_empty())
                })
        }
        ("domain constraint", Some(parent)) => {
            let domain = names.first().map(|name| type_name(name));
            key.kind == ObjectKind::Constraint
                && domain.is_some_and(|(of, name)| name == **parent && (of == schema || of.is_empty()))
                && touch.arguments.first().map(String::as_str) == Some(&*key.name)
        }
        ("function" | "procedure" | "aggregate", None) => {
            names == [schema, bare_name(key)] && is_routine(key.kind) && has_arguments(touch, key)
        }
        // An index is named in its schema; its key says the table besides.
        ("index", _) => key.kind == ObjectKind::Index && names == [schema, &*key.name],
        (kind, Some(parent)) => names == [schema, &**parent, &*key.name] && is_part(kind, key.kind),
        (kind, None) if schema.is_empty() => {
            names.last() == Some(&&*key.name) && kind.replace(' ', "-") == key.kind.as_str()
        }
        (kind, None) => {
            let known = kind.replace(' ', "-");
            names == [schema, bare_name(key)]
                && (known == key.kind.as_str()
                    || known == "statistics-object" && key.kind == ObjectKind::Statistics)
        }
    }
}

fn is_type(kind: ObjectKind) -> bool {
    use ObjectKind::{BaseType, Composite, Domain, Enum, Range};
    matches!(kind, BaseType | Composite | Domain | Enum | Range)
}

fn is_routine(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate)
}

/// Whether the server's word for a part of something is this kind.
fn is_part(word: &str, kind: ObjectKind) -> bool {
    match kind {
        ObjectKind::Column => word.ends_with(" column"),
        ObjectKind::Constraint => word == "table constraint",
        _ => word == kind.as_str(),
    }
}

/// A key says names and modes of arguments before their types, and what comes out, too; a touch the
/// types of what goes in.
fn has_arguments(touch: &Touch, key: &ObjectKey) -> bool {
    let Some((_, given)) = key.name.split_once('(') else { return true };
    let given = given.strip_suffix(')').unwrap_or(given).split(',').map(str::trim);
    let given: Vec<&str> = given.filter(|one| !one.is_empty() && !one.starts_with("OUT ")).collect();
    let is_type = |one: &str, wanted: &String| {
        one.ends_with(wanted.as_str()) || one.ends_with(type_name(wanted).1.as_str())
    };
    given.len() == touch.arguments.len()
        && given.iter().zip(&touch.arguments).all(|(one, wanted)| is_type(one, wanted))
}
