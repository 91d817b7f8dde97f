//! Privileges that are objects of their own: those that future objects will have, and those that
//! somebody changed on what the server or an extension brought.

use super::class::{Address, class_of};
use super::gather::{Gathered, Slot};
use super::layout::Raw;
use crate::db::array::items;
use crate::db::session::Row;
use crate::model::attribute::Attribute;
use crate::model::object::{Attributes, Object, ObjectKey, ObjectKind, Text};

impl Gathered {
    /// Default privileges for one sort of object: all that there will be, or, in one schema, what
    /// there will be besides.
    pub(super) fn finish_default_privileges(&mut self, raw: Raw<'_>, slot: &mut Slot) {
        let role = self.names.role(raw.oid("role").unwrap_or_default(), &mut self.interner);
        let acl = items(&raw.text("acl").unwrap_or_default());
        let lines = self.names.privileges.lines(raw.letter("letter"), &acl, &role);
        let lines = self.list(&lines);
        slot.object.attributes.insert(Attribute::Privileges, lines);
    }

    /// Takes in what `queries/foreign_privileges.sql` found. Only what differs in our form is a
    /// fact: an order or a grantor is none.
    pub(super) fn foreign_privileges(&mut self, row: &Row<'_>) {
        let text = |column: usize| row.text(column);
        let Some(kind) = text(0).and_then(|kind| ObjectKind::parse(&kind)) else { return };
        let (Some(name), Some(letter)) = (text(3), text(4).and_then(|letter| letter.chars().next())) else {
            return;
        };
        let owner = text(5).unwrap_or_default();
        let lines =
            |column: usize| text(column).map(|acl| self.names.privileges.lines(letter, &items(&acl), &owner));
        let unasked = || self.names.privileges.unasked(letter);
        let privileges = lines(6).unwrap_or_else(unasked);
        if privileges == lines(7).unwrap_or_else(unasked) {
            return;
        }
        let mut interned = |column: usize| -> Option<Text> { Some(self.interner.text(&text(column)?)) };
        let key = ObjectKey {
            kind,
            schema: interned(1).unwrap_or_else(|| "".into()),
            parent: interned(2),
            name: self.interner.text(&name),
        };
        let attributes: Attributes = [(Attribute::Privileges, self.list(&privileges))].into_iter().collect();
        self.slots.push(Slot {
            // No OID: extensions take their members away by it.
            address: Address::of(class_of(kind), 0),
            parent: None,
            object: Object { key, attributes, definition: None },
            stands_alone: true,
            type_oid: 0,
            is_local: true,
        });
    }
}
