//! Schemas.

use crate::model::object::Object;
use crate::model::quote::quote_name;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::Site;
use crate::plan::step::Step;

pub(super) struct Schema;

impl Kind for Schema {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("CREATE SCHEMA {}", quote_name(&wanted.key.name)))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP SCHEMA {}", quote_name(&is.key.name)))])
    }

    /// It has nothing but what every kind has alike.
    fn alter(&self, _is: &Object, _wanted: &Object, _changed: &Changed, _site: &Site<'_>) -> Verdict {
        Verdict::InPlace(Vec::new())
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("SCHEMA {}", quote_name(&object.key.name)))
    }

    fn is_replaceable(&self, _is: &Object, _site: &Site<'_>) -> bool {
        false
    }
}
