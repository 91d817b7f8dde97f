//! Access methods of indexes and tables.

use super::signature::function;
use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::quote_name;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::Site;
use crate::plan::step::Step;

pub(super) struct AccessMethod;

impl Kind for AccessMethod {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let name = quote_name(&wanted.key.name);
        let what = match wanted.attributes.text(Attribute::Type) {
            Some("index") => "INDEX",
            Some("table") => "TABLE",
            _ => return Err("is of a type that this version does not know: make it by hand".to_owned()),
        };
        let handler = function(wanted, Attribute::Handler).unwrap_or_default();
        Ok(vec![Step::new(format!("CREATE ACCESS METHOD {name} TYPE {what} HANDLER {handler}"))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP ACCESS METHOD {}", quote_name(&is.key.name)))])
    }

    /// There is no statement that alters an access method.
    fn alter(&self, _is: &Object, _wanted: &Object, _changed: &Changed, _site: &Site<'_>) -> Verdict {
        Verdict::Replace
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("ACCESS METHOD {}", quote_name(&object.key.name)))
    }
}
