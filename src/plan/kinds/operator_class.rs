//! Operator classes.

use super::operator_family::target;
use super::operator_member::{Member, altered, missing};
use super::signature::outside;
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::names_in;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, flag, list};
use crate::plan::step::Step;

pub(super) struct OperatorClass;

fn method(key: &ObjectKey) -> &str {
    key.name.rsplit_once(" USING ").map_or("", |(_, method)| method)
}

fn family(object: &Object) -> &str {
    object.attributes.text(Attribute::Family).unwrap_or_default()
}

/// The key of the family; `None` for one of the server's own.
fn family_key(object: &Object) -> Option<ObjectKey> {
    let path = family(object);
    outside(path, '.')?;
    let mut names = names_in(path).0.into_iter();
    let (schema, name) = (names.next()?, names.next()?);
    let name = format!("{name} USING {}", method(&object.key));
    Some(ObjectKey {
        kind: ObjectKind::OperatorFamily,
        schema: schema.into(),
        parent: None,
        name: name.into(),
    })
}

fn members(object: &Object) -> Result<Vec<Member<'_>>, String> {
    list(object, Attribute::Members).iter().map(|text| Member::parse(text)).collect()
}

impl Kind for OperatorClass {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let default = if flag(wanted, Attribute::IsDefault) { " DEFAULT" } else { "" };
        let of = wanted.attributes.text(Attribute::Type).unwrap_or_default();
        let mut parts: Vec<String> = members(wanted)?.iter().map(Member::to_string).collect();
        // Without any other, the type itself is stored.
        match wanted.attributes.text(Attribute::KeyType) {
            Some(key_type) => parts.push(format!("STORAGE {key_type}")),
            None if parts.is_empty() => parts.push(format!("STORAGE {of}")),
            None => {}
        }
        let (path, method) = {
            let target = target(&wanted.key);
            let method = method(&wanted.key);
            (target[..target.len() - " USING ".len() - method.len()].to_owned(), method)
        };
        Ok(vec![Step::new(format!(
            "CREATE OPERATOR CLASS {path}{default}\n  FOR TYPE {of} USING {method} FAMILY {} AS\n  {}",
            family(wanted),
            parts.join(",\n  ")
        ))])
    }

    /// What it leaves in its family is taken out: it would be in the way of the class that comes after it.
    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        let mut steps = vec![Step::new(format!("DROP OPERATOR CLASS {}", target(&is.key)))];
        if family_key(is).is_some_and(|family| site.is_torn(&family)) {
            return Ok(steps);
        }
        let method = method(&is.key);
        let mut loose = members(is)?;
        loose.retain(|member| member.is_loose(method, site.major()));
        let family = format!("{} USING {method}", family(is));
        steps.extend(altered(&family, &loose, &[]).into_iter().map(Step::new));
        Ok(steps)
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        if changed.iter().any(|attribute| *attribute != Attribute::Members) {
            return Verdict::Replace;
        }
        let (had, want) = (list(is, Attribute::Members), list(wanted, Attribute::Members));
        match (missing(had, want), missing(want, had)) {
            (Ok(out), Ok(into)) => {
                let method = method(&wanted.key);
                if out.iter().any(|member| !member.is_loose(method, site.major())) {
                    return Verdict::Replace;
                }
                let family = format!("{} USING {method}", family(wanted));
                Verdict::InPlace(altered(&family, &out, &into).into_iter().map(Step::new).collect())
            }
            (Err(reason), _) | (_, Err(reason)) => Verdict::Unsupported(reason),
        }
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("OPERATOR CLASS {}", target(&object.key)))
    }
}
