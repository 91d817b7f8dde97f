//! Operator families.

use super::operator_member::{Member, altered, missing};
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::quote_path;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, list};
use crate::plan::step::Step;

pub(super) struct OperatorFamily;

/// `schema.name USING method`, of a key whose name is not quoted and whose method is.
pub(super) fn target(key: &ObjectKey) -> String {
    let (name, method) = key.name.rsplit_once(" USING ").unwrap_or((&key.name, ""));
    format!("{} USING {method}", quote_path(&key.schema, name))
}

fn steps(statements: Vec<String>) -> Vec<Step> {
    statements.into_iter().map(Step::new).collect()
}

impl Kind for OperatorFamily {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let target = target(&wanted.key);
        let members: Result<Vec<Member<'_>>, String> =
            list(wanted, Attribute::Members).iter().map(|text| Member::parse(text)).collect();
        let mut statements = vec![format!("CREATE OPERATOR FAMILY {target}")];
        statements.extend(altered(&target, &[], &members?));
        Ok(steps(statements))
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP OPERATOR FAMILY {}", target(&is.key)))])
    }

    fn alter(&self, is: &Object, wanted: &Object, _changed: &Changed, _site: &Site<'_>) -> Verdict {
        let (had, want) = (list(is, Attribute::Members), list(wanted, Attribute::Members));
        match (missing(had, want), missing(want, had)) {
            (Ok(out), Ok(into)) => Verdict::InPlace(steps(altered(&target(&wanted.key), &out, &into))),
            (Err(reason), _) | (_, Err(reason)) => Verdict::Unsupported(reason),
        }
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("OPERATOR FAMILY {}", target(&object.key)))
    }
}
