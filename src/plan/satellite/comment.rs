//! `COMMENT ON`.

use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_literal;
use crate::plan::form::Form;
use crate::plan::kinds;
use crate::plan::site::Site;
use crate::plan::step::Step;

pub(super) fn step(is: Option<&Object>, wanted: &Object, site: &Site<'_>) -> Option<Step> {
    let designation = kinds::of(wanted.key.kind).designation_at(wanted, site)?;
    let text = wanted.attributes.text(Attribute::Comment);
    if is.is_none() && text.is_none() {
        return None;
    }
    let text = text.map_or_else(|| "NULL".to_owned(), quote_literal);
    let sql = format!("COMMENT ON {designation} IS {}", text.trim_start());
    Some(match locked(&wanted.key, site) {
        Some(table) => Step::on(table, Form::Comment, sql),
        None => Step::new(sql),
    })
}

/// The relation that is locked meanwhile.
fn locked<'a>(key: &'a ObjectKey, site: &'a Site<'_>) -> Option<&'a ObjectKey> {
    use ObjectKind as Kind;
    let is_relation = |kind: ObjectKind| {
        matches!(kind, Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView)
    };
    match key.kind {
        kind if is_relation(kind) => Some(key),
        Kind::Column | Kind::Constraint | Kind::Trigger | Kind::Rule | Kind::Policy => {
            site.parent(key).filter(|parent| is_relation(parent.kind))
        }
        _ => None,
    }
}
