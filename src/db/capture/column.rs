//! Columns: what their raw rows mean, and what sequences, defaults and views have to do with them.

use std::collections::HashMap;

use super::class::{Address, PG_CLASS};
use super::gather::{Gathered, Slot};
use super::layout::Raw;
use super::names::DEFAULT_COLLATION;
use crate::model::attribute::Attribute;
use crate::model::object::{ObjectKind, Text, Value};
use crate::model::quote::quote_name;

impl Gathered {
    /// Columns of views, materialized views and composite types are a fact of those; they are objects
    /// only if they carry a fact of their own.
    pub(super) fn finish_column(&mut self, raw: Raw<'_>, slot: &mut Slot) {
        let Some(parent) = slot.parent else { return };
        let kind = self.slots[parent].object.key.kind;
        slot.type_oid = raw.oid("type").unwrap_or_default();
        let known = self.names.data_type(slot.type_oid).cloned();
        let attributes = &mut slot.object.attributes;
        let printed = known.as_ref().and_then(|known| known.printed.clone());
        let printed = match (attributes.remove(Attribute::Type), printed) {
            (Some(Value::Text(printed)), _) | (None, Some(printed)) => printed,
            _ => {
                self.incomplete = true;
                return;
            }
        };
        let usual = known.as_ref().map_or(DEFAULT_COLLATION, |known| known.collation);
        let collation =
            raw.oid("collation").filter(|oid| *oid != usual && (usual != 0 || *oid != DEFAULT_COLLATION));
        let collation = collation.and_then(|oid| self.names.collation(oid)).cloned();
        let storage = raw.letter("storage");
        let unusual_storage = storage != known.as_ref().map_or('x', |known| known.storage);
        if matches!(kind, ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Composite) {
            slot.stands_alone = false;
            let mut member = format!("{} {printed}", quote_name(&slot.object.key.name));
            if let Some(collation) = collation.filter(|_| kind == ObjectKind::Composite) {
                member.push_str(" COLLATE ");
                member.push_str(&collation);
            }
            let member = self.interner.text(&member);
            self.parts.push((parent, slot.address.sub, member));
            if unusual_storage && kind == ObjectKind::MaterializedView {
                attributes.insert(Attribute::Storage, self.text(storage_word(storage)));
            }
            attributes.remove(Attribute::NotNull);
            return;
        }
        let partition = self.slots[parent].object.attributes.get(Attribute::PartitionOf).is_some();
        slot.is_local = partition || raw.flag("local");
        attributes.insert(Attribute::Type, Value::Text(printed));
        if let Some(collation) = collation {
            attributes.insert(Attribute::Collation, Value::Text(collation));
        }
        if unusual_storage && storage != ' ' {
            attributes.insert(Attribute::Storage, self.text(storage_word(storage)));
        }
        let generated = match raw.letter("generated") {
            's' => Some("stored"),
            'v' => Some("virtual"),
            _ => None,
        };
        if let Some(generated) = generated {
            attributes.insert(Attribute::Generated, self.text(generated));
        }
        let identity = match raw.letter("identity") {
            'a' => Some("always"),
            'd' => Some("by default"),
            _ => None,
        };
        if let Some(identity) = identity {
            attributes.insert(Attribute::Identity, self.text(identity));
        }
    }

    /// The expression of `pg_attrdef` is a default, or what a generated column is generated from.
    pub(super) fn finish_default(&mut self, at: usize, expression: &Text) {
        let attributes = &mut self.slots[at].object.attributes;
        let (attribute, value) = match attributes.text(Attribute::Generated) {
            Some(how) => (Attribute::Generated, format!("{expression} {how}").into()),
            None => (Attribute::Default, expression.clone()),
        };
        attributes.insert(attribute, Value::Text(value));
    }

    /// The sequence of an identity column is that column's; false then.
    pub(super) fn finish_sequence(&mut self, raw: Raw<'_>, slot: &mut Slot) -> bool {
        let (Some(oid), Some(sub)) = (raw.oid("owner table"), raw.oid("owner column")) else { return true };
        let column = Address { class: PG_CLASS, oid, sub: sub.cast_signed() };
        let Some(&at) = self.at.get(&column) else { return true };
        if raw.letter("dependency") == 'a' {
            let path = self.slots[at].object.key.path();
            let path = self.text(&path);
            slot.object.attributes.insert(Attribute::OwnedBy, path);
            return true;
        }
        for attribute in IDENTITY {
            if let Some(value) = slot.object.attributes.remove(attribute) {
                self.slots[at].object.attributes.insert(attribute, value);
            }
        }
        let name = &slot.object.key.name;
        let column = &self.slots[at].object.key;
        // The name that the server gives when nobody gives one.
        let usual = format!("{}_{}_seq", column.parent.as_deref().unwrap_or_default(), column.name);
        if **name != usual {
            self.slots[at].object.attributes.insert(Attribute::SequenceName, Value::Text(name.clone()));
        }
        self.at.insert(slot.address, at);
        false
    }

    /// Columns of views and members of composite types, in order.
    pub(super) fn finish_parts(&mut self) {
        let mut parts = std::mem::take(&mut self.parts);
        parts.sort();
        for columns in parts.chunk_by(|a, b| a.0 == b.0) {
            let at = columns[0].0;
            let items: Vec<&Text> = columns.iter().map(|(_, _, column)| column).collect();
            let list = self.list(&items);
            let attribute = match self.slots[at].object.key.kind {
                ObjectKind::Composite => Attribute::Members,
                _ => Attribute::Columns,
            };
            self.slots[at].object.attributes.insert(attribute, list);
        }
        for at in 0..self.slots.len() {
            let key = &self.slots[at].object.key;
            if key.kind == ObjectKind::Composite
                && self.slots[at].object.attributes.get(Attribute::Members).is_none()
            {
                let none = self.list::<Text>(&[]);
                self.slots[at].object.attributes.insert(Attribute::Members, none);
            }
        }
    }

    /// The place of each column among the live ones: dropped ones leave holes that a restore closes.
    /// Columns that came from an inheritance parent have none: a restore puts them first.
    pub(super) fn finish_positions(&mut self) {
        let mut columns: HashMap<usize, Vec<(i32, usize)>> = HashMap::new();
        for (at, slot) in self.slots.iter().enumerate() {
            if let (ObjectKind::Column, Some(parent)) = (slot.object.key.kind, slot.parent)
                && slot.stands_alone
                && slot.is_local
            {
                columns.entry(parent).or_default().push((slot.address.sub, at));
            }
        }
        for mut columns in columns.into_values() {
            columns.sort_unstable();
            for (place, (_, at)) in columns.into_iter().enumerate() {
                let place = self.text(&(place + 1).to_string());
                let attributes = &mut self.slots[at].object.attributes;
                attributes.insert(Attribute::Position, place);
                attributes.shrink();
            }
        }
    }
}

/// What an identity column has of its sequence.
const IDENTITY: [Attribute; 6] = [
    Attribute::Start,
    Attribute::Increment,
    Attribute::Minimum,
    Attribute::Maximum,
    Attribute::Cache,
    Attribute::Cycle,
];

fn storage_word(letter: char) -> &'static str {
    match letter {
        'p' => "plain",
        'e' => "external",
        'm' => "main",
        _ => "extended",
    }
}
