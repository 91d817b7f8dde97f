//! Templates of dictionaries of text search.

use super::text_search_parser::of_functions;
use crate::model::object::Object;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, path};
use crate::plan::step::Step;

pub(super) struct TextSearchTemplate;

impl Kind for TextSearchTemplate {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![of_functions("TEMPLATE", wanted)])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP TEXT SEARCH TEMPLATE {}", path(&is.key)))])
    }

    /// Its functions cannot be altered.
    fn alter(&self, _is: &Object, _wanted: &Object, _changed: &Changed, _site: &Site<'_>) -> Verdict {
        Verdict::Replace
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("TEXT SEARCH TEMPLATE {}", path(&object.key)))
    }
}
