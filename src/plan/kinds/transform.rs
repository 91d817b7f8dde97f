//! Transforms of a type for a language.

use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::Site;
use crate::plan::step::Step;

pub(super) struct Transform;

impl Transform {
    fn made(wanted: &Object, verb: &str) -> Step {
        let part = |attribute, words: &str| {
            let signature = wanted.attributes.text(attribute)?;
            Some(format!("{words} SQL WITH FUNCTION {signature}"))
        };
        let parts: Vec<String> =
            [part(Attribute::FromSql, "FROM"), part(Attribute::ToSql, "TO")].into_iter().flatten().collect();
        Step::new(format!("{verb} TRANSFORM {} (\n  {}\n)", wanted.key.name, parts.join(",\n  ")))
    }
}

impl Kind for Transform {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Self::made(wanted, "CREATE")])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP TRANSFORM {}", is.key.name))])
    }

    fn alter(&self, _is: &Object, wanted: &Object, _changed: &Changed, _site: &Site<'_>) -> Verdict {
        Verdict::InPlace(vec![Self::made(wanted, "CREATE OR REPLACE")])
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("TRANSFORM {}", object.key.name))
    }
}
