//! `SECURITY LABEL`. The module of each provider has to be loaded where it runs.

use std::collections::BTreeMap;

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::Object;
use crate::model::quote::{quote_literal, quote_name};
use crate::plan::kinds;
use crate::plan::site::list;
use crate::plan::step::Step;

pub(super) fn steps(is: Option<&Object>, wanted: &Object) -> Vec<Step> {
    let Some(designation) = kinds::of(wanted.key.kind).designation(wanted) else { return Vec::new() };
    let has = is.map(labels).unwrap_or_default();
    let wants = labels(wanted);
    let gone = has.keys().filter(|provider| !wants.contains_key(*provider)).map(|provider| (*provider, None));
    let said = wants
        .iter()
        .filter(|(provider, label)| has.get(*provider) != Some(label))
        .map(|(provider, label)| (*provider, Some(*label)));
    gone.chain(said)
        .map(|(provider, label)| {
            let label = label.map_or_else(|| "NULL".to_owned(), quote_literal);
            let step = Step::new(format!(
                "SECURITY LABEL FOR {} ON {designation} IS {}",
                quote_name(provider),
                label.trim_start()
            ));
            let detail = format!("what {provider} lets others do with {} changes", wanted.key);
            match is {
                Some(_) => step.hazard(Hazard::new(HazardKind::Authorisation, &wanted.key, detail)),
                None => step,
            }
        })
        .collect()
}

/// Provider and label, of lines such as `selinux: secret`.
fn labels(object: &Object) -> BTreeMap<&str, &str> {
    list(object, Attribute::SecurityLabel).iter().filter_map(|line| line.split_once(": ")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::catalog;

    fn said(is: Option<&str>, wanted: &str) -> Vec<String> {
        let object = |labels: &str| {
            let catalog = catalog(15, &format!("schema .s security-label [{labels}]"));
            catalog.objects.iter().next().expect("one object").clone()
        };
        let is = is.map(object);
        steps(is.as_ref(), &object(wanted)).into_iter().map(|step| step.sql).collect()
    }

    #[test]
    fn each_provider_has_its_own() {
        assert_eq!(said(None, "se: a's"), ["SECURITY LABEL FOR se ON SCHEMA s IS 'a''s'"]);
        assert_eq!(
            said(Some("anon: x; se: a"), "Other: y; se: a"),
            [
                "SECURITY LABEL FOR anon ON SCHEMA s IS NULL",
                "SECURITY LABEL FOR \"Other\" ON SCHEMA s IS 'y'"
            ]
        );
    }
}
