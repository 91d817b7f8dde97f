//! Procedural languages.

use super::signature::function;
use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::quote_name;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, flag};
use crate::plan::step::Step;

pub(super) struct Language;

impl Language {
    fn made(wanted: &Object, verb: &str) -> Step {
        let trusted = if flag(wanted, Attribute::Trusted) { "TRUSTED " } else { "" };
        let mut sql = format!("{verb} {trusted}LANGUAGE {}", quote_name(&wanted.key.name));
        let parts = [
            ("HANDLER", Attribute::Handler),
            ("INLINE", Attribute::Inline),
            ("VALIDATOR", Attribute::Validator),
        ];
        for (word, attribute) in parts {
            if let Some(name) = function(wanted, attribute) {
                sql.push_str(&format!("\n  {word} {name}"));
            }
        }
        Step::new(sql)
    }
}

impl Kind for Language {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Self::made(wanted, "CREATE")])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP LANGUAGE {}", quote_name(&is.key.name)))])
    }

    fn alter(&self, _is: &Object, wanted: &Object, _changed: &Changed, _site: &Site<'_>) -> Verdict {
        Verdict::InPlace(vec![Self::made(wanted, "CREATE OR REPLACE")])
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("LANGUAGE {}", quote_name(&object.key.name)))
    }
}
