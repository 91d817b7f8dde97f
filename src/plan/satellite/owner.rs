//! `ALTER … OWNER TO`.

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKind};
use crate::plan::form::Form;
use crate::plan::kinds;
use crate::plan::role::role;
use crate::plan::site::Site;
use crate::plan::step::Step;

/// What has to be said so that the object has the owner it is to have.
pub(super) fn step(is: Option<&Object>, wanted: &Object, site: &Site<'_>) -> Option<Step> {
    let key = &wanted.key;
    // The sequence of a column has the owner of the table, always.
    if key.kind == ObjectKind::Sequence && wanted.attributes.get(Attribute::OwnedBy).is_some() {
        return None;
    }
    let designation = kinds::of(key.kind).designation_at(wanted, site)?;
    let owner = of(is, wanted, site)?;
    let sql = format!("ALTER {designation} OWNER TO {}", role(owner));
    let is_relation = matches!(
        key.kind,
        ObjectKind::Table | ObjectKind::ForeignTable | ObjectKind::View | ObjectKind::MaterializedView
    );
    let step = if is_relation { Step::on(key, Form::AlterTable, sql) } else { Step::new(sql) };
    let before = is.or_else(|| site.from.get(key)).and_then(|is| is.attributes.text(Attribute::Owner));
    let detail = format!("{key} belongs to {owner} then");
    Some(match before {
        Some(before) if before != owner => step.hazard(Hazard::new(HazardKind::Authorisation, key, detail)),
        _ => step,
    })
}

/// Whom the object belongs to when its owner was seen to; `None` where that is whoever runs the plan.
/// What is made again belongs to whom it belonged to, unless owners are compared.
pub(super) fn of<'a>(is: Option<&'a Object>, wanted: &'a Object, site: &Site<'a>) -> Option<&'a str> {
    let text = |object: &'a Object| object.attributes.text(Attribute::Owner);
    match is {
        Some(_) => text(wanted),
        None if site.options.owners => text(wanted),
        None => site.from.get(&wanted.key).and_then(text),
    }
}
