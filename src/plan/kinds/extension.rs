//! Extensions.

use super::user_type;
use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::Object;
use crate::model::quote::{quote_literal, quote_name};
use crate::model::tolerance::STAND_IN;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, list};
use crate::plan::step::Step;

pub(super) struct Extension;

impl Kind for Extension {
    /// The version is said even where the server would choose it, because another server may not.
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let mut sql = format!("CREATE EXTENSION {}", quote_name(&wanted.key.name));
        if let Some(schema) = wanted.attributes.text(Attribute::Schema) {
            sql.push_str(&format!(" SCHEMA {}", quote_name(schema)));
        }
        if let Some(version) = version(wanted) {
            sql.push_str(&format!(" VERSION {version}"));
        }
        Ok(vec![Step::new(sql)])
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        let key = &is.key;
        let mut step = Step::new(format!("DROP EXTENSION {}", quote_name(&key.name)));
        let dependents = site.from.dependents(key);
        let users = match dependents.is_empty() {
            true => "and bodies of functions may use them".to_owned(),
            false => format!("which {} needed", user_type::listed(dependents.iter().copied())),
        };
        let detail = format!("its types, functions and operators go, {users}");
        step = step.hazard(Hazard::new(HazardKind::Correctness, key, detail));
        let tables = list(is, Attribute::ConfigurationTables);
        if !tables.is_empty() {
            let detail = format!("what its tables hold is dropped: {}", tables.join(", "));
            step = step.hazard(Hazard::new(HazardKind::DataLoss, key, detail));
        }
        Ok(vec![step])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        let name = quote_name(&is.key.name);
        let mut steps = Vec::new();
        if changed.contains(&Attribute::Schema)
            && let Some(schema) = wanted.attributes.text(Attribute::Schema)
        {
            let detail = format!("what names its objects finds them in schema {schema} only");
            steps.push(
                Step::new(format!("ALTER EXTENSION {name} SET SCHEMA {}", quote_name(schema)))
                    .hazard(Hazard::new(HazardKind::Correctness, &is.key, detail)),
            );
        }
        if changed.contains(&Attribute::Version)
            && let Some(version) = version(wanted)
        {
            let had = is.attributes.text(Attribute::Version).unwrap_or_default();
            if wanted.attributes.text(Attribute::Version).is_some_and(|wants| is_older(wants, had)) {
                return Verdict::Unsupported(format!(
                    "an extension has no way back from version {had} to {version}: drop it and create it by hand"
                ));
            }
            let detail =
                format!("its objects change from version {had} to {version}, which cannot be undone");
            steps.push(Step::new(format!("ALTER EXTENSION {name} UPDATE TO {version}")).hazard(Hazard::new(
                HazardKind::Correctness,
                &is.key,
                detail,
            )));
        }
        // Which of its tables are configuration comes with the version.
        if steps.is_empty() {
            return Verdict::Unsupported(
                "which of its tables are dumped with their rows is up to the extension's script; install it anew"
                    .to_owned(),
            );
        }
        Verdict::InPlace(steps)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("EXTENSION {}", quote_name(&object.key.name)))
    }

    fn is_replaceable(&self, _is: &Object, _site: &Site<'_>) -> bool {
        false
    }
}

/// The version as a literal; none where it is a stand-in's.
fn version(wanted: &Object) -> Option<String> {
    let version = wanted.attributes.text(Attribute::Version).filter(|version| *version != STAND_IN)?;
    Some(quote_literal(version).trim_start().to_owned())
}

/// Whether a version comes before another: numbers between dots. Of other words nobody knows.
fn is_older(one: &str, other: &str) -> bool {
    let numbers = |version: &str| -> Option<Vec<u64>> {
        version.split('.').map(|number| number.parse().ok()).collect()
    };
    numbers(one).zip(numbers(other)).is_some_and(|(one, other)| one < other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        assert!(is_older("1.9", "1.10"));
        assert!(is_older("1", "1.1"));
        assert!(!is_older("1.10", "1.9"));
        assert!(!is_older("unpackaged", "1.0"));
    }
}
