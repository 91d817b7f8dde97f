//! Collations.

use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::quote_literal;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, path};
use crate::plan::step::Step;

pub(super) struct Collation;

impl Kind for Collation {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let text = |attribute| wanted.attributes.text(attribute);
        let quoted = |text: &str| quote_literal(text).trim_start().to_owned();
        let provider = text(Attribute::Provider).unwrap_or("libc");
        let mut parts = vec![format!("PROVIDER = {provider}")];
        let locale = text(Attribute::Locale).unwrap_or_default();
        match text(Attribute::CharacterType) {
            Some(character_type) if character_type != locale => {
                parts.push(format!("LC_COLLATE = {}", quoted(locale)));
                parts.push(format!("LC_CTYPE = {}", quoted(character_type)));
            }
            _ => parts.push(format!("LOCALE = {}", quoted(locale))),
        }
        if text(Attribute::Deterministic) == Some("false") {
            parts.push("DETERMINISTIC = false".to_owned());
        }
        parts.extend(text(Attribute::CollationRules).map(|rules| format!("RULES = {}", quoted(rules))));
        Ok(vec![Step::new(format!("CREATE COLLATION {} (\n  {}\n)", path(&wanted.key), parts.join(",\n  ")))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP COLLATION {}", path(&is.key)))])
    }

    /// The version is what the operating system or ICU of the target has: nothing said here makes it
    /// another.
    fn alter(&self, is: &Object, _wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        if changed.iter().any(|attribute| *attribute != Attribute::Version) {
            return Verdict::Replace;
        }
        Verdict::Unsupported(format!(
            "the version is that of the operating system or of ICU: update those, rebuild the indexes that use \
             the collation, and run ALTER COLLATION {} REFRESH VERSION",
            path(&is.key)
        ))
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("COLLATION {}", path(&object.key)))
    }
}
