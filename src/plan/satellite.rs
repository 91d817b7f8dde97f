//! What every kind of object has alike: an owner, privileges, a comment, security labels.

mod comment;
mod label;
mod owner;
mod privileges;

use super::kind::{Changed, Steps};
use super::site::Site;
use crate::model::attribute::Attribute;
use crate::model::object::Object;

/// They are no business of the kinds.
pub(super) const ATTRIBUTES: [Attribute; 4] =
    [Attribute::Owner, Attribute::Privileges, Attribute::Comment, Attribute::SecurityLabel];

/// Gives an object what the wanted one has. `is` is `None` when the plan makes the object; else only the
/// attributes in `changed` are looked at.
pub(super) fn steps(is: Option<&Object>, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Steps {
    let looks_at = |attribute: Attribute| is.is_none() || changed.contains(&attribute);
    let mut steps = Vec::new();
    // Privileges are granted by the owner, and go over to the next one.
    if looks_at(Attribute::Owner) {
        steps.extend(owner::step(is, wanted, site));
    }
    if looks_at(Attribute::Privileges) {
        steps.extend(match is {
            Some(is) => privileges::altered(is, wanted, changed, site)?,
            None => privileges::made(wanted, site),
        });
    }
    if looks_at(Attribute::Comment) {
        steps.extend(comment::step(is, wanted, site));
    }
    if looks_at(Attribute::SecurityLabel) {
        steps.extend(label::steps(is, wanted));
    }
    Ok(steps)
}
