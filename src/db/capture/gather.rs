//! A catalog while it is being read: rows become objects, facts find the object they are about, and
//! what implements another object is folded into it.

use std::collections::BTreeSet;

use rustc_hash::{FxHashMap, FxHashSet};

use super::class::{Address, PG_CLASS, PG_TYPE, class_of};
use super::intern::Interner;
use super::layout::{How, Layout, Raw, Target};
use super::names::Names;
use super::secret;
use crate::db::array;
use crate::db::scope::Filter;
use crate::db::session::Row;
use crate::model::attribute::Attribute;
use crate::model::catalog::Objects;
use crate::model::object::{Attributes, Object, ObjectKey, ObjectKind, Text, Value};

/// Everything read so far.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) names: Names,
    pub(super) interner: Interner,
    pub(super) slots: Vec<Slot>,
    pub(super) at: FxHashMap<Address, usize>,
    /// Objects that extensions brought.
    members: FxHashSet<Address>,
    /// What the connected role may not read, although it may read the objects.
    pub(super) unreadable: BTreeSet<(ObjectKind, Attribute)>,
    /// Columns of views and composite types: `(relation, number, column)`.
    pub(super) parts: Vec<(usize, i32, Text)>,
    /// Something could not be printed: it went away while it was read, because printing looks at the
    /// present and not at the snapshot.
    pub(super) incomplete: bool,
}

/// One object and what is known of it besides.
pub(super) struct Slot {
    pub(super) address: Address,
    /// The relation or domain it is on.
    pub(super) parent: Option<usize>,
    pub(super) object: Object,
    /// False for what is part of another object: it stays only if it has a fact of its own.
    pub(super) stands_alone: bool,
    /// Of a column: the OID of its type, and whether it was declared here and not inherited.
    pub(super) type_oid: u32,
    pub(super) is_local: bool,
}

impl Gathered {
    /// Takes in one object of a kind.
    pub(super) fn object(&mut self, kind: ObjectKind, layout: &Layout, row: &Row<'_>) {
        let Some(mut slot) = self.draft(kind, layout, row) else { return };
        let raw = Raw { row, layout };
        let is_object = match kind {
            ObjectKind::Constraint => self.finish_constraint(raw, &mut slot),
            ObjectKind::Sequence => self.finish_sequence(raw, &mut slot),
            ObjectKind::Column => {
                self.finish_column(raw, &mut slot);
                true
            }
            ObjectKind::Index => {
                self.finish_index(raw, &mut slot);
                true
            }
            ObjectKind::DefaultPrivileges => {
                self.finish_default_privileges(raw, &mut slot);
                true
            }
            ObjectKind::Composite => {
                if let Some(relation) = raw.oid("relation") {
                    self.at.insert(Address::relation(relation), self.slots.len());
                }
                true
            }
            _ => true,
        };
        if !is_object {
            return;
        }
        if printed(kind).is_some_and(|attribute| slot.object.attributes.get(attribute).is_none()) {
            self.incomplete = true;
            return;
        }
        slot.object.attributes.shrink();
        self.at.insert(slot.address, self.slots.len());
        self.slots.push(slot);
    }

    /// The object as far as its query's columns say it; `None` for what belongs to the server or to
    /// nothing we read.
    fn draft(&mut self, kind: ObjectKind, layout: &Layout, row: &Row<'_>) -> Option<Slot> {
        let mut address = Address::of(class_of(kind), 0);
        let mut schema = None;
        let mut parent = None;
        let mut name = None;
        let mut definition = None;
        let mut owner: Option<Text> = None;
        let mut attributes = Attributes::default();
        for (column, target, how) in layout.cells() {
            let Some(text) = row.text(column) else { continue };
            match target {
                Target::Oid => address.oid = text.parse().ok()?,
                Target::Sub => address.sub = text.parse().ok()?,
                Target::Schema => schema = Some(self.names.schema(text.parse().ok()?)?.clone()),
                Target::Parent => parent = Some(self.slot(how, &text)?),
                Target::Name => name = Some(self.interner.text(&text)),
                Target::Definition => definition = Some(text.into()),
                Target::Raw(_) => {}
                Target::Attribute(attribute) if how == How::Unreadable => {
                    if text == "t" {
                        self.unreadable.insert((kind, *attribute));
                    }
                }
                Target::Attribute(attribute) => {
                    let whose = match how {
                        How::Privileges(_) => owner.clone().or_else(|| self.owner(parent?)),
                        _ => None,
                    };
                    let Some(value) = self.value(*attribute, how, &text, whose.as_deref()) else { continue };
                    if let (Attribute::Owner, Value::Text(text)) = (attribute, &value) {
                        owner = Some(text.clone());
                    }
                    attributes.insert(*attribute, value);
                }
            }
        }
        let parent_key = parent.map(|parent| &self.slots[parent].object.key);
        let key = ObjectKey {
            kind,
            schema: schema.or_else(|| parent_key.map(|key| key.schema.clone())).unwrap_or_else(|| "".into()),
            parent: parent_key.map(|key| key.name.clone()),
            name: name?,
        };
        let server = |schema: &str| schema.starts_with("pg_") || schema == "information_schema";
        if server(&key.schema) || (kind == ObjectKind::Schema && server(&key.name)) {
            return None;
        }
        let object = Object { key, attributes, definition };
        Some(Slot { address, parent, object, stands_alone: true, type_oid: 0, is_local: true })
    }

    fn owner(&self, at: usize) -> Option<Text> {
        match self.slots.get(at)?.object.attributes.get(Attribute::Owner)? {
            Value::Text(owner) => Some(owner.clone()),
            Value::List(_) => None,
        }
    }

    fn slot(&self, how: How, oid: &str) -> Option<usize> {
        let class = if how == How::Type { PG_TYPE } else { PG_CLASS };
        self.at.get(&Address::of(class, oid.parse().ok()?)).copied()
    }

    fn value(&mut self, attribute: Attribute, how: How, text: &str, owner: Option<&str>) -> Option<Value> {
        let text = match how {
            How::Text => self.interner.text(text),
            How::Flag => self.interner.text(if text == "t" { "true" } else { "false" }),
            How::Role => self.names.role(text.parse().ok()?, &mut self.interner),
            How::AccessMethod => self.names.access_method(text.parse().ok()?)?.clone(),
            How::Schema => self.names.schema(text.parse().ok()?)?.clone(),
            How::Collation => self.names.collation(text.parse().ok()?)?.clone(),
            How::OperatorClass => self.names.operator_class(text.parse().ok()?)?.name.clone(),
            How::Signature if matches!(text, "-" | "0") => return None,
            How::Signature => {
                self.incomplete |= text.parse::<u32>().is_ok();
                self.interner.text(text)
            }
            How::Relation | How::Type => {
                let path = self.slots[self.slot(how, text)?].object.key.path();
                self.interner.text(&path)
            }
            How::List => {
                let mut items = array::items(text);
                if attribute.is_unordered() {
                    items.sort();
                }
                return Some(self.list(&items));
            }
            How::Secrets => {
                let mut items: Vec<String> =
                    array::items(text).iter().map(|item| secret::option(item)).collect();
                items.sort();
                return Some(self.list(&items));
            }
            How::Connection => return Some(self.list(&secret::connection(text))),
            How::Unreadable => return None,
            How::Roles => {
                let roles = array::items(text).into_iter().filter_map(|oid| oid.parse().ok());
                let mut roles: Vec<Text> =
                    roles.map(|oid| self.names.role(oid, &mut self.interner)).collect();
                roles.sort();
                return Some(Value::List(self.interner.list(roles)));
            }
            How::Privileges(letter) => {
                let items = array::items(text);
                let lines = self.names.privileges.canonical(letter, &items, owner.unwrap_or_default())?;
                return Some(self.list(&lines));
            }
        };
        Some(Value::Text(text))
    }

    pub(super) fn list<T: AsRef<str>>(&mut self, items: &[T]) -> Value {
        let items = items.iter().map(|item| self.interner.text(item.as_ref())).collect();
        Value::List(self.interner.list(items))
    }

    pub(super) fn text(&mut self, text: &str) -> Value {
        Value::Text(self.interner.text(text))
    }

    /// Takes in one fact: `class, oid, sub, value`.
    pub(super) fn fact(&mut self, attribute: Attribute, row: &Row<'_>) {
        let number = |column: usize| row.text(column)?.parse::<u32>().ok();
        let (Some(class), Some(oid), Some(sub)) = (number(0), number(1), number(2)) else { return };
        let Some(&at) = self.at.get(&Address { class, oid, sub: sub.cast_signed() }) else { return };
        let Some(text) = row.text(3) else {
            self.incomplete = true;
            return;
        };
        let how = if attribute == Attribute::SecurityLabel { How::List } else { How::Text };
        let Some(value) = self.value(attribute, how, &text, None) else { return };
        match (attribute, value) {
            (Attribute::Default, Value::Text(expression)) => self.finish_default(at, &expression),
            (_, value) => self.slots[at].object.attributes.insert(attribute, value),
        }
    }

    /// Takes in an object that an extension brought: `class, oid`.
    pub(super) fn member(&mut self, row: &Row<'_>) {
        let number = |column: usize| row.text(column)?.parse::<u32>().ok();
        if let (Some(class), Some(oid)) = (number(0), number(1)) {
            self.members.insert(Address::of(class, oid));
        }
    }

    /// The objects that are wanted, complete; whether something could not be printed; and, for the sake
    /// of dependencies, where each object was.
    pub(super) fn into_objects(
        mut self,
        filter: &mut Filter<'_>,
        with_addresses: bool,
    ) -> (bool, Objects, FxHashMap<Address, ObjectKey>) {
        self.finish_parts();
        self.finish_positions();
        self.incomplete |= self.slots.iter().map(|slot| &slot.object).any(|object| {
            object.key.kind.of_query().is_some() && object.attributes.get(Attribute::Query).is_none()
        });
        let wanted: Vec<bool> = self
            .slots
            .iter()
            .map(|slot| {
                let whole =
                    slot.parent.map_or(slot.address.whole(), |parent| self.slots[parent].address.whole());
                !self.members.contains(&whole)
                    && !self.members.contains(&slot.address)
                    && (slot.stands_alone || slot.object.attributes.len() > 0)
                    && filter.wants(&slot.object)
            })
            .collect();
        // What needs the index behind a constraint needs the constraint, also where the index has a comment.
        let stands_for_itself = |slot: &Slot| slot.stands_alone || slot.object.key.kind != ObjectKind::Index;
        let addresses = self
            .at
            .iter()
            .filter(|(_, at)| with_addresses && wanted[**at] && stands_for_itself(&self.slots[**at]))
            .map(|(address, at)| (*address, self.slots[*at].object.key.clone()))
            .collect();
        let objects =
            self.slots.into_iter().zip(wanted).filter_map(|(slot, wanted)| wanted.then_some(slot.object));
        (self.incomplete, objects.collect(), addresses)
    }
}

/// The attribute that the server prints for every object of the kind.
fn printed(kind: ObjectKind) -> Option<Attribute> {
    use ObjectKind as Kind;
    match kind {
        Kind::Constraint | Kind::Trigger | Kind::Rule | Kind::Statistics => Some(Attribute::Definition),
        Kind::Function | Kind::Procedure => Some(Attribute::Body),
        _ => None,
    }
}
