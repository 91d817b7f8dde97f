//! What every kind of object has alike: an owner, privileges, a comment, security labels.

use super::kind::{Changed, Steps};
use super::kinds;
use super::site::Site;
use super::step::Step;
use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::Object;
use crate::model::quote::{quote_literal, quote_name};

/// They are no business of the kinds.
pub(super) const ATTRIBUTES: [Attribute; 4] =
    [Attribute::Owner, Attribute::Privileges, Attribute::Comment, Attribute::SecurityLabel];

/// Gives an object what the wanted one has. `is` is `None` when the plan makes the object; else only the
/// attributes in `changed` are looked at.
pub(super) fn steps(is: Option<&Object>, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Steps {
    let looks_at = |attribute: Attribute| match is {
        Some(_) => changed.contains(&attribute),
        None => match attribute {
            Attribute::Owner => site.options.owners,
            Attribute::Privileges => site.options.privileges,
            _ => true,
        },
    };
    let mut steps = Vec::new();
    if looks_at(Attribute::Owner) {
        steps.extend(owner(is, wanted, site));
    }
    if looks_at(Attribute::Comment) {
        steps.extend(comment(is, wanted, site));
    }
    Ok(steps)
}

fn owner(is: Option<&Object>, wanted: &Object, site: &Site<'_>) -> Option<Step> {
    let designation = kinds::of(wanted.key.kind).designation_at(wanted, site)?;
    let owner = wanted.attributes.text(Attribute::Owner)?;
    let step = Step::new(format!("ALTER {designation} OWNER TO {}", quote_name(owner)));
    let detail = format!("{} belongs to {owner} then", wanted.key);
    Some(match is {
        Some(_) => step.hazard(Hazard::new(HazardKind::Authorisation, &wanted.key, detail)),
        None => step,
    })
}

fn comment(is: Option<&Object>, wanted: &Object, site: &Site<'_>) -> Option<Step> {
    let designation = kinds::of(wanted.key.kind).designation_at(wanted, site)?;
    let text = wanted.attributes.text(Attribute::Comment);
    if is.is_none() && text.is_none() {
        return None;
    }
    let text = text.map_or_else(|| "NULL".to_owned(), quote_literal);
    Some(Step::new(format!("COMMENT ON {designation} IS {text}")))
}
