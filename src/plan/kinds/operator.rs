//! Operators.

use super::signature::{function, name_of, qualified, split};
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::{names_in, quote_name};
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, flag};
use crate::plan::step::Step;

pub(super) struct Operator;

/// `schema.+ (integer, integer)`. The symbol is never quoted.
fn target(key: &ObjectKey) -> String {
    let (symbol, arguments) = split(&key.name);
    format!("{}.{symbol} ({arguments})", quote_name(&key.schema))
}

/// Another operator as an option of this one. Its arguments go without saying.
fn other(signature: &str) -> String {
    format!("OPERATOR({})", qualified(name_of(signature)))
}

/// The key that a printed signature is of; `None` for the server's own.
fn key_of(signature: &str, like: &ObjectKey) -> Option<ObjectKey> {
    let (path, arguments) = split(signature);
    let (schema, symbol) = path.rsplit_once('.')?;
    let schema = names_in(schema).0.into_iter().next()?;
    let arguments = super::signature::items(arguments).join(", ");
    Some(ObjectKey { schema: schema.into(), name: format!("{symbol}({arguments})").into(), ..like.clone() })
}

impl Operator {
    /// Whether PostgreSQL itself makes this difference: an operator that names this one as its partner is
    /// made its partner when it comes, and forgotten when it goes.
    fn comes_by_itself(is: &Object, wanted: &Object, attribute: Attribute, site: &Site<'_>) -> bool {
        let partner = |object: &Object| key_of(object.attributes.text(attribute)?, &object.key);
        let had = is.attributes.text(attribute).is_some();
        match (partner(is), partner(wanted)) {
            (Some(had), None) => wanted.attributes.text(attribute).is_none() && site.to.get(&had).is_none(),
            (None, Some(partner)) if !had => {
                site.from.get(&partner).is_none()
                    && site
                        .to
                        .get(&partner)
                        .and_then(|partner| key_of(partner.attributes.text(attribute)?, &partner.key))
                        .is_some_and(|back| back == wanted.key)
            }
            _ => false,
        }
    }
}

impl Kind for Operator {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let (symbol, arguments) = split(&wanted.key.name);
        let function =
            function(wanted, Attribute::Function).ok_or_else(|| format!("{} has no function", wanted.key))?;
        let mut parts = vec![format!("FUNCTION = {function}")];
        for (word, argument) in ["LEFTARG", "RIGHTARG"].into_iter().zip(super::signature::items(arguments)) {
            if argument != "NONE" {
                parts.push(format!("{word} = {argument}"));
            }
        }
        for (word, attribute) in PARTNERS {
            parts.extend(wanted.attributes.text(attribute).map(|to| format!("{word} = {}", other(to))));
        }
        for (word, attribute) in ESTIMATORS {
            let estimator = super::signature::function(wanted, attribute);
            parts.extend(estimator.map(|name| format!("{word} = {name}")));
        }
        for (word, attribute) in ABILITIES {
            parts.extend(flag(wanted, attribute).then(|| word.to_owned()));
        }
        let schema = quote_name(&wanted.key.schema);
        Ok(vec![Step::new(format!("CREATE OPERATOR {schema}.{symbol} (\n  {}\n)", parts.join(",\n  ")))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP OPERATOR {}", target(&is.key)))])
    }

    /// The estimators can always be altered, the rest from 17 on and only where there is none yet.
    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        let mut parts = Vec::new();
        let mut known = 0;
        for (word, attribute) in ESTIMATORS.into_iter().filter(|(_, one)| changed.contains(one)) {
            known += 1;
            parts.push(format!("{word} = {}", function(wanted, attribute).unwrap_or("NONE")));
        }
        for (word, attribute) in PARTNERS.into_iter().filter(|(_, one)| changed.contains(one)) {
            if Self::comes_by_itself(is, wanted, attribute, site) {
                known += 1;
                continue;
            }
            let has_none = is.attributes.text(attribute).is_none();
            if let Some(to) = wanted.attributes.text(attribute).filter(|_| has_none && site.major() >= 17) {
                known += 1;
                parts.push(format!("{word} = {}", other(to)));
            }
        }
        for (word, attribute) in ABILITIES.into_iter().filter(|(_, one)| changed.contains(one)) {
            if flag(wanted, attribute) && site.major() >= 17 {
                known += 1;
                parts.push(word.to_owned());
            }
        }
        if known < changed.len() {
            return Verdict::Replace;
        }
        if parts.is_empty() {
            return Verdict::InPlace(Vec::new());
        }
        let sql = format!("ALTER OPERATOR {} SET ({})", target(&wanted.key), parts.join(", "));
        Verdict::InPlace(vec![Step::new(sql)])
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("OPERATOR {}", target(&object.key)))
    }
}

const PARTNERS: [(&str, Attribute); 2] =
    [("COMMUTATOR", Attribute::Commutator), ("NEGATOR", Attribute::Negator)];
const ESTIMATORS: [(&str, Attribute); 2] = [("RESTRICT", Attribute::Restrict), ("JOIN", Attribute::Join)];
const ABILITIES: [(&str, Attribute); 2] = [("HASHES", Attribute::Hashes), ("MERGES", Attribute::Merges)];
