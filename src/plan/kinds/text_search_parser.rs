//! Parsers of text search.

use super::signature::name_of;
use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, list, path};
use crate::plan::step::Step;

pub(super) struct TextSearchParser;

/// `CREATE TEXT SEARCH …` with the functions that the object consists of.
pub(super) fn of_functions(what: &str, wanted: &Object) -> Step {
    let parts: Vec<String> = list(wanted, Attribute::Functions)
        .iter()
        .filter_map(|item| item.split_once(" = "))
        .map(|(place, signature)| format!("{} = {}", place.to_uppercase(), name_of(signature)))
        .collect();
    Step::new(format!("CREATE TEXT SEARCH {what} {} (\n  {}\n)", path(&wanted.key), parts.join(",\n  ")))
}

impl Kind for TextSearchParser {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![of_functions("PARSER", wanted)])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP TEXT SEARCH PARSER {}", path(&is.key)))])
    }

    /// Its functions cannot be altered.
    fn alter(&self, _is: &Object, _wanted: &Object, _changed: &Changed, _site: &Site<'_>) -> Verdict {
        Verdict::Replace
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("TEXT SEARCH PARSER {}", path(&object.key)))
    }
}
