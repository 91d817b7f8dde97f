//! Foreign-data wrappers.

use super::foreign_option::{altered, created, has_secrets};
use super::signature::function;
use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::quote_name;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::Site;
use crate::plan::step::Step;

pub(super) struct ForeignDataWrapper;

const FUNCTIONS: [(&str, Attribute); 2] =
    [("HANDLER", Attribute::Handler), ("VALIDATOR", Attribute::Validator)];

fn statement(verb: &str, wanted: &Object, parts: &[String]) -> Step {
    let mut sql = format!("{verb} FOREIGN DATA WRAPPER {}", quote_name(&wanted.key.name));
    for part in parts {
        sql.push_str(&format!("\n  {part}"));
    }
    Step::new(sql)
}

impl Kind for ForeignDataWrapper {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let mut parts: Vec<String> = FUNCTIONS
            .iter()
            .filter_map(|(word, attribute)| Some(format!("{word} {}", function(wanted, *attribute)?)))
            .collect();
        parts.extend(created(wanted, "CREATE FOREIGN DATA WRAPPER")?);
        Ok(vec![statement("CREATE", wanted, &parts)])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP FOREIGN DATA WRAPPER {}", quote_name(&is.key.name)))])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        let mut parts: Vec<String> = FUNCTIONS
            .iter()
            .filter(|(_, attribute)| changed.contains(attribute))
            .map(|(word, attribute)| match function(wanted, *attribute) {
                Some(name) => format!("{word} {name}"),
                None => format!("NO {word}"),
            })
            .collect();
        match altered(is, wanted, "ALTER FOREIGN DATA WRAPPER … OPTIONS") {
            Ok(options) => parts.extend(options),
            Err(reason) => return Verdict::Unsupported(reason),
        }
        match parts.is_empty() {
            true => Verdict::InPlace(Vec::new()),
            false => Verdict::InPlace(vec![statement("ALTER", wanted, &parts)]),
        }
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("FOREIGN DATA WRAPPER {}", quote_name(&object.key.name)))
    }

    /// One with a secret cannot be made again.
    fn is_replaceable(&self, is: &Object, _site: &Site<'_>) -> bool {
        !has_secrets(is)
    }
}
