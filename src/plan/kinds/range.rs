//! Range types, with their multiranges.

use super::user_type;
use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::{names_in, quote_name, quote_path};
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, path};
use crate::plan::step::Step;
use crate::sql::token::tokens;

pub(super) struct Range;

impl Kind for Range {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        if wanted.attributes.get(Attribute::Canonical).is_some() {
            return Err(
                "its canonical function takes the type itself, which has to be made by hand: as a shell, \
                        then the function, then the type"
                    .to_owned(),
            );
        }
        let text = |attribute| wanted.attributes.text(attribute);
        let mut lines = Vec::new();
        let mut say =
            |word: &str, value: Option<&str>| lines.extend(value.map(|value| format!("{word} = {value}")));
        say("SUBTYPE", text(Attribute::Subtype));
        say("SUBTYPE_OPCLASS", text(Attribute::OperatorClass));
        say("COLLATION", text(Attribute::Collation));
        say("SUBTYPE_DIFF", text(Attribute::Difference).map(without_arguments));
        if site.major() >= 14 {
            say("MULTIRANGE_TYPE_NAME", text(Attribute::Multirange));
        }
        Ok(vec![Step::new(format!(
            "CREATE TYPE {} AS RANGE (\n  {}\n)",
            path(&wanted.key),
            lines.join(",\n  ")
        ))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![user_type::drop(&is.key)])
    }

    /// Nothing of it can be altered.
    fn alter(&self, is: &Object, _wanted: &Object, _changed: &Changed, site: &Site<'_>) -> Verdict {
        match user_type::replaced(&is.key, site) {
            Verdict::ReplaceBeside { mut rename, drop } => {
                rename.extend(rename_company(is, site));
                Verdict::ReplaceBeside { rename, drop }
            }
            verdict => verdict,
        }
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(user_type::designation(&object.key))
    }
}

/// A function by its name alone.
fn without_arguments(signature: &str) -> &str {
    let parenthesis = tokens(signature).find(|token| token.is_symbol("("));
    parenthesis.map_or(signature, |token| &signature[..token.start])
}

/// What came with the type and has names that the next one needs: its multirange, and the functions that
/// make values of both.
fn rename_company(is: &Object, site: &Site<'_>) -> Vec<Step> {
    let rename = |what: &str, name: &str| {
        Step::new(format!("ALTER {what} RENAME TO {}", quote_name(&site.aside(name))))
    };
    let key = &is.key;
    let subtype = is.attributes.text(Attribute::Subtype).unwrap_or_default();
    let aside = path(&ObjectKey { name: site.aside(&key.name).into(), ..key.clone() });
    let mut steps = vec![
        rename(&format!("FUNCTION {}({subtype}, {subtype})", path(key)), &key.name),
        rename(&format!("FUNCTION {}({subtype}, {subtype}, text)", path(key)), &key.name),
    ];
    let (names, _) = names_in(is.attributes.text(Attribute::Multirange).unwrap_or_default());
    if let [schema, name] = names.as_slice() {
        let path = quote_path(schema, name);
        steps.push(rename(&format!("TYPE {path}"), name));
        steps.push(rename(&format!("FUNCTION {path}()"), name));
        steps.push(rename(&format!("FUNCTION {path}({aside})"), name));
        steps.push(rename(&format!("FUNCTION {path}(VARIADIC {aside}[])"), name));
    }
    steps
}
