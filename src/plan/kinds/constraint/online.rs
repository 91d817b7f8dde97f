//! Constraints for tables that others use meanwhile: the long work is done under weak locks, and the strong
//! lock is held for a moment only.

use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::Verdict;
use crate::plan::site::{Site, alter_parent, path};
use crate::plan::step::{Isolation, Step};

use super::declaration::{KeyIndex, Sort, deferrable, definition, is_enforced, is_valid};
use super::{add, referred};

/// The gentle way; `None` where there is none, or none is needed.
pub(super) fn create(wanted: &Object, table: &ObjectKey, site: &Site<'_>) -> Option<Vec<Step>> {
    if !site.is_online(table) || !is_valid(wanted) || !is_enforced(wanted) || table.kind != ObjectKind::Table
    {
        return None;
    }
    let is_partitioned = site.to.text(table, Attribute::PartitionKey).is_some();
    let form = match Sort::of(wanted) {
        Sort::Check => Form::AddNotValidCheck,
        // A partitioned table refuses them before 18.
        Sort::ForeignKey if is_partitioned && site.major() < 18 => return None,
        Sort::ForeignKey => Form::AddNotValidForeignKey,
        // Neither its index nor those of its partitions can become a constraint afterwards.
        Sort::PrimaryKey | Sort::Unique if is_partitioned => return None,
        Sort::PrimaryKey | Sort::Unique => {
            let index = index(wanted, table, &wanted.key.name)?;
            return Some(vec![index, using_index(wanted, table, &wanted.key.name)]);
        }
        Sort::Exclusion => return None,
    };
    Some(vec![add(wanted, table, form, " NOT VALID", site), validate(wanted, table, site)])
}

/// The new one for the old one. The index of a key is built first, and takes the key's name when the old one
/// gives it up; what else there is needs no more than the moment between two statements of a transaction.
pub(super) fn replace(wanted: &Object, table: &ObjectKey, site: &Site<'_>) -> Verdict {
    let is_partitioned = site.to.text(table, Attribute::PartitionKey).is_some();
    if table.kind != ObjectKind::Table || !site.is_online(table) || is_partitioned {
        return Verdict::Replace;
    }
    let name = site.ahead(&wanted.key.name);
    match index(wanted, table, &name) {
        Some(index) => {
            Verdict::ReplacePrepared { prepare: vec![index], create: vec![using_index(wanted, table, &name)] }
        }
        None => Verdict::Replace,
    }
}

/// `ALTER TABLE … VALIDATE CONSTRAINT`, in a transaction of its own where others use the table.
pub(super) fn validate(wanted: &Object, table: &ObjectKey, site: &Site<'_>) -> Step {
    let sql = alter_parent(table, &format!("VALIDATE CONSTRAINT {}", quote_name(&wanted.key.name)));
    let step = match Sort::of(wanted) {
        Sort::ForeignKey => {
            Step::on(table, Form::ValidateForeignKey, sql).referring_to(referred(site.to, &wanted.key))
        }
        _ => Step::on(table, Form::ValidateCheck, sql),
    };
    match site.is_online(table) {
        true => step.isolated(Isolation::Separate),
        false => step,
    }
}

/// The index of a key, under this name; `None` where no unique index will do.
pub(super) fn index(wanted: &Object, table: &ObjectKey, name: &str) -> Option<Step> {
    let sql = KeyIndex::of(definition(wanted))?.create(name, &path(table), wanted);
    Some(Step::on(table, Form::CreateIndexConcurrently, sql).isolated(Isolation::Alone))
}

/// The key from its index, which takes the name of the key.
pub(super) fn using_index(wanted: &Object, table: &ObjectKey, index: &str) -> Step {
    let words = if Sort::of(wanted) == Sort::PrimaryKey { "PRIMARY KEY" } else { "UNIQUE" };
    let action = format!(
        "ADD CONSTRAINT {} {words} USING INDEX {}{}",
        quote_name(&wanted.key.name),
        quote_name(index),
        deferrable(wanted)
    );
    Step::on(table, Form::AddKeyUsingIndex, alter_parent(table, &action))
}
