//! Conversions between encodings.

use super::signature::function;
use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::quote_literal;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, flag, path};
use crate::plan::step::Step;

pub(super) struct Conversion;

impl Kind for Conversion {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let default = if flag(wanted, Attribute::IsDefault) { "DEFAULT " } else { "" };
        let encoding = |attribute| quote_literal(wanted.attributes.text(attribute).unwrap_or_default());
        Ok(vec![Step::new(format!(
            "CREATE {default}CONVERSION {}\n  FOR {} TO {} FROM {}",
            path(&wanted.key),
            encoding(Attribute::Encoding),
            encoding(Attribute::DestinationEncoding),
            function(wanted, Attribute::Function).unwrap_or_default(),
        ))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP CONVERSION {}", path(&is.key)))])
    }

    /// Only names, schemas and owners can be altered.
    fn alter(&self, _is: &Object, _wanted: &Object, _changed: &Changed, _site: &Site<'_>) -> Verdict {
        Verdict::Replace
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("CONVERSION {}", path(&object.key)))
    }
}
