//! Constraints, printed from the columns of `pg_constraint`; only the expression of a CHECK and an
//! exclusion constraint as a whole are printed by the server.

use super::class::{Address, PG_CLASS};
use super::gather::{Gathered, Slot};
use super::layout::Raw;
use crate::model::attribute::Attribute;
use crate::model::object::{Attributes, Value};
use crate::model::quote::{quote_name, quote_path};

impl Gathered {
    /// False for a NOT NULL constraint, which is a fact of its column.
    pub(super) fn finish_constraint(&mut self, raw: Raw<'_>, slot: &mut Slot) -> bool {
        let relation = raw.oid("relation").unwrap_or_default();
        let sort = raw.letter("sort");
        if sort == 'n' {
            self.finish_not_null(raw, slot, relation);
            return false;
        }
        let definition = match sort {
            'f' => self.foreign_key(raw, relation),
            'p' => self.backed_by_index("PRIMARY KEY", raw, slot),
            'u' => self.backed_by_index("UNIQUE", raw, slot),
            'x' => {
                self.fold_index(raw, slot);
                // What ALTER CONSTRAINT can change is a fact of its own.
                raw.text("text").map(|text| without_deferrable(&text).to_owned())
            }
            _ => raw.text("text").map(|text| {
                format!("CHECK ({text}){}", if raw.flag("no inherit") { " NO INHERIT" } else { "" })
            }),
        };
        let Some(definition) = definition else { return true };
        let deferrable = match (raw.flag("deferrable"), raw.flag("deferred")) {
            (true, true) => Some("initially deferred"),
            (true, false) => Some("initially immediate"),
            _ => None,
        };
        let mut shown = format!("CONSTRAINT {} {definition}", quote_name(&slot.object.key.name));
        if let Some(deferrable) = deferrable {
            shown.push_str(" DEFERRABLE ");
            shown.push_str(&deferrable.to_uppercase());
            let text = self.text(deferrable);
            slot.object.attributes.insert(Attribute::Deferrable, text);
        }
        if raw.letter("enforced") == 'f' {
            shown.push_str(" NOT ENFORCED");
            let text = self.text("false");
            slot.object.attributes.insert(Attribute::Enforced, text);
        } else if slot.object.attributes.text(Attribute::Validated) == Some("false") {
            shown.push_str(" NOT VALID");
        }
        slot.object.definition = Some(shown.into());
        slot.object.attributes.insert(Attribute::Definition, Value::Text(definition.into()));
        true
    }

    fn foreign_key(&self, raw: Raw<'_>, relation: u32) -> Option<String> {
        let other = raw.oid("other")?;
        let period = raw.flag("period");
        let target = &self.slots[*self.at.get(&Address::relation(other))?].object.key;
        let mut text = format!(
            "FOREIGN KEY ({}) REFERENCES {}({})",
            self.columns(relation, &raw.numbers("columns"), period)?,
            quote_path(&target.schema, &target.name),
            self.columns(other, &raw.numbers("other columns"), period)?
        );
        if raw.letter("match") == 'f' {
            text.push_str(" MATCH FULL");
        }
        for (event, letter) in [("UPDATE", raw.letter("on update")), ("DELETE", raw.letter("on delete"))] {
            let action = match letter {
                'r' => "RESTRICT",
                'c' => "CASCADE",
                'n' => "SET NULL",
                'd' => "SET DEFAULT",
                _ => continue,
            };
            text.push_str(&format!(" ON {event} {action}"));
        }
        let set = raw.numbers("set columns");
        if !set.is_empty() {
            text.push_str(&format!(" ({})", self.columns(relation, &set, false)?));
        }
        Some(text)
    }

    /// A primary key or unique constraint, in the words of the index behind it.
    fn backed_by_index(&mut self, words: &str, raw: Raw<'_>, slot: &mut Slot) -> Option<String> {
        let relation = raw.oid("relation").unwrap_or_default();
        let columns = self.columns(relation, &raw.numbers("columns"), false)?;
        let index = self.fold_index(raw, slot);
        let nulls = match index.get(Attribute::NullsNotDistinct) {
            Some(_) => " NULLS NOT DISTINCT",
            None => "",
        };
        let overlaps = if raw.flag("period") { " WITHOUT OVERLAPS" } else { "" };
        let include = match index.get(Attribute::Include) {
            Some(Value::List(include)) => format!(" INCLUDE ({})", include.join(", ")),
            _ => String::new(),
        };
        Some(format!("{words}{nulls} ({columns}{overlaps}){include}"))
    }

    /// The index behind the constraint is part of it: its options become the constraint's, and it
    /// stays as an object only for a comment of its own. Its facts as they were.
    fn fold_index(&mut self, raw: Raw<'_>, slot: &mut Slot) -> Attributes {
        let index = raw.oid("index").and_then(|oid| self.at.get(&Address::relation(oid)));
        let Some(&index) = index else { return Attributes::default() };
        let behind = &mut self.slots[index];
        behind.stands_alone = false;
        let mut attributes = std::mem::take(&mut behind.object.attributes);
        for attribute in [Attribute::Options, Attribute::Tablespace] {
            if let Some(value) = attributes.remove(attribute) {
                slot.object.attributes.insert(attribute, value);
            }
        }
        attributes
    }

    /// From 18 on NOT NULL is a constraint with a name; a name that nobody gave says nothing. The
    /// inherited ones have the name of the parent's, or after a restore their own.
    fn finish_not_null(&mut self, raw: Raw<'_>, slot: &Slot, relation: u32) {
        let Some(number) = raw.numbers::<i32>("columns").first().copied() else { return };
        let Some(&at) = self.at.get(&Address { class: PG_CLASS, oid: relation, sub: number }) else { return };
        let column = &self.slots[at].object.key;
        let mut words = Vec::new();
        if !is_given_by_server(&slot.object.key.name, &column.name) && raw.letter("inherited") == 'f' {
            words.push(quote_name(&slot.object.key.name));
        }
        if slot.object.attributes.text(Attribute::Validated) == Some("false") {
            words.push("NOT VALID".to_owned());
        }
        if raw.flag("no inherit") {
            words.push("NO INHERIT".to_owned());
        }
        if !words.is_empty() {
            let text = self.text(&words.join(" "));
            self.slots[at].object.attributes.insert(Attribute::NotNullConstraint, text);
        }
    }

    fn columns(&self, relation: u32, numbers: &[i32], period: bool) -> Option<String> {
        let mut names = Vec::with_capacity(numbers.len());
        for number in numbers {
            let at = *self.at.get(&Address { class: PG_CLASS, oid: relation, sub: *number })?;
            names.push(quote_name(&self.slots[at].object.key.name));
        }
        if period && let Some(last) = names.last_mut() {
            last.insert_str(0, "PERIOD ");
        }
        Some(names.join(", "))
    }
}

/// Whether the server calls a NOT NULL constraint so by itself: `TABLE_COLUMN_not_null`, with a number
/// where that was taken. The table may have another name by now, or be a parent that had this one as a
/// partition.
fn is_given_by_server(name: &str, column: &str) -> bool {
    name.trim_end_matches(|character: char| character.is_ascii_digit())
        .strip_suffix("_not_null")
        .is_some_and(|name| name.ends_with(&format!("_{column}")))
}

fn without_deferrable(definition: &str) -> &str {
    let text = definition.strip_suffix(" INITIALLY DEFERRED").unwrap_or(definition);
    text.strip_suffix(" DEFERRABLE").unwrap_or(text)
}
