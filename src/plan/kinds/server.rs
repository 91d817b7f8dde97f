//! Foreign servers.

use super::foreign_option::{altered, created, has_secrets};
use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::{quote_literal, quote_name};
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::Site;
use crate::plan::step::Step;

pub(super) struct Server;

fn quoted(text: &str) -> String {
    quote_literal(text).trim_start().to_owned()
}

impl Kind for Server {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let text = |attribute| wanted.attributes.text(attribute);
        let mut sql = format!("CREATE SERVER {}", quote_name(&wanted.key.name));
        for (word, attribute) in [("TYPE", Attribute::Type), ("VERSION", Attribute::Version)] {
            if let Some(value) = text(attribute) {
                sql.push_str(&format!(" {word} {}", quoted(value)));
            }
        }
        let wrapper = quote_name(text(Attribute::Wrapper).unwrap_or_default());
        sql.push_str(&format!("\n  FOREIGN DATA WRAPPER {wrapper}"));
        if let Some(options) = created(wanted, "CREATE SERVER")? {
            sql.push_str(&format!("\n  {options}"));
        }
        Ok(vec![Step::new(sql)])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP SERVER {}", quote_name(&is.key.name)))])
    }

    /// Its type and its wrapper stay what they are.
    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        if changed.contains(&Attribute::Type) || changed.contains(&Attribute::Wrapper) {
            return match has_secrets(wanted) {
                false => Verdict::Replace,
                true => Verdict::Unsupported(
                    "its type and its wrapper cannot be altered, and to make it anew takes the values of options \
                     that may be secrets: drop and create the server, its user mappings and its foreign tables by \
                     hand"
                        .to_owned(),
                ),
            };
        }
        let mut parts = Vec::new();
        if changed.contains(&Attribute::Version) {
            let version = wanted.attributes.text(Attribute::Version).map_or("NULL".to_owned(), quoted);
            parts.push(format!("VERSION {version}"));
        }
        match altered(is, wanted, "ALTER SERVER … OPTIONS") {
            Ok(options) => parts.extend(options),
            Err(reason) => return Verdict::Unsupported(reason),
        }
        match parts.is_empty() {
            true => Verdict::InPlace(Vec::new()),
            false => {
                let name = quote_name(&wanted.key.name);
                Verdict::InPlace(vec![Step::new(format!("ALTER SERVER {name}\n  {}", parts.join("\n  ")))])
            }
        }
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("SERVER {}", quote_name(&object.key.name)))
    }

    fn grant_target(&self, object: &Object) -> Option<String> {
        Some(format!("FOREIGN SERVER {}", quote_name(&object.key.name)))
    }

    /// One with a secret cannot be made again.
    fn is_replaceable(&self, is: &Object, _site: &Site<'_>) -> bool {
        !has_secrets(is)
    }
}
