//! Casts.

use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::Site;
use crate::plan::step::Step;

pub(super) struct Cast;

impl Kind for Cast {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let how = match wanted.attributes.text(Attribute::Function) {
            Some("with inout") => "WITH INOUT".to_owned(),
            Some("without function") | None => "WITHOUT FUNCTION".to_owned(),
            Some(signature) => format!("WITH FUNCTION {signature}"),
        };
        let context = match wanted.attributes.text(Attribute::Context) {
            Some("implicit") => " AS IMPLICIT",
            Some("assignment") => " AS ASSIGNMENT",
            _ => "",
        };
        Ok(vec![Step::new(format!("CREATE CAST {} {how}{context}", wanted.key.name))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP CAST {}", is.key.name))])
    }

    /// There is no statement that alters a cast.
    fn alter(&self, _is: &Object, _wanted: &Object, _changed: &Changed, _site: &Site<'_>) -> Verdict {
        Verdict::Replace
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("CAST {}", object.key.name))
    }
}
