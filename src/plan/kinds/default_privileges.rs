//! Default privileges of one role for one sort of objects: all that there will be, or, in one schema, what
//! there will be besides.

use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::Object;
use crate::model::quote::quote_name;
use crate::plan::default_grants::{all, kind, of, of_key};
use crate::plan::grants::{Grants, OWNER, Transfer, transfers, words};
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::role::role;
use crate::plan::site::Site;
use crate::plan::step::Step;

pub(super) struct DefaultPrivileges;

impl Kind for DefaultPrivileges {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        steps(None, Some(wanted), site)
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        steps(Some(is), None, site)
    }

    fn alter(&self, is: &Object, wanted: &Object, _changed: &Changed, site: &Site<'_>) -> Verdict {
        match steps(Some(is), Some(wanted), site) {
            Ok(steps) => Verdict::InPlace(steps),
            Err(reason) => Verdict::Unsupported(reason),
        }
    }

    fn designation(&self, _object: &Object) -> Option<String> {
        None
    }
}

fn steps(is: Option<&Object>, wanted: Option<&Object>, site: &Site<'_>) -> Steps {
    let Some(key) = is.or(wanted).map(|object| &object.key) else { return Ok(Vec::new()) };
    let (name, word) = of_key(key).ok_or_else(|| format!("{key} names no role and no sort of objects"))?;
    let major = site.major();
    let start = || match kind(word) {
        // Those of a schema are granted besides.
        Some(kind) if key.schema.is_empty() => Grants::unasked(kind, major),
        None if key.schema.is_empty() => {
            let mut grants = Grants::default();
            grants.add(OWNER, all(word, major), false);
            grants
        }
        _ => Grants::default(),
    };
    let grants = |object: Option<&Object>| object.map_or_else(start, |object| of(object, word, major));
    let (is, wanted) = (grants(is), grants(wanted));
    let schema = match &*key.schema {
        "" => String::new(),
        schema => format!(" IN SCHEMA {}", quote_name(schema)),
    };
    let sort = word.to_uppercase();
    let step = |transfer: &Transfer| {
        let to = if transfer.grantee == OWNER { role(name) } else { role(&transfer.grantee) };
        let words = words(&transfer.privileges, all(word, major), None);
        let detail =
            transfer.meaning(&words, &format!("{word} that {name} will make{}", within(&key.schema)));
        Step::new(format!(
            "ALTER DEFAULT PRIVILEGES FOR ROLE {}{schema} {}",
            role(name),
            transfer.sql(&words, &sort, &to)
        ))
        .hazard(Hazard::new(HazardKind::Authorisation, key, detail))
    };
    Ok(transfers(&is, &is, &wanted).iter().map(step).collect())
}

fn within(schema: &str) -> String {
    if schema.is_empty() { String::new() } else { format!(" in schema {schema}") }
}
