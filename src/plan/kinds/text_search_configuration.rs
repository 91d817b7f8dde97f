//! Configurations of text search.

use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::quote_name;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, list, path};
use crate::plan::step::Step;

pub(super) struct TextSearchConfiguration;

/// Types of tokens with the dictionaries for them.
fn mappings(object: &Object) -> Vec<(&str, &str)> {
    list(object, Attribute::Mappings).iter().filter_map(|item| item.split_once(": ")).collect()
}

/// `ALTER TEXT SEARCH CONFIGURATION … MAPPING FOR … WITH …`, one for all types with the same dictionaries.
fn mapped(wanted: &Object, verb: &str, mappings: &[(&str, &str)]) -> Vec<Step> {
    let mut lists: Vec<&str> = Vec::new();
    for (_, dictionaries) in mappings {
        if !lists.contains(dictionaries) {
            lists.push(dictionaries);
        }
    }
    let statement = |dictionaries: &str| {
        let types: Vec<String> = mappings
            .iter()
            .filter(|(_, those)| *those == dictionaries)
            .map(|(token, _)| quote_name(token))
            .collect();
        Step::new(format!(
            "ALTER TEXT SEARCH CONFIGURATION {}\n  {verb} MAPPING FOR {}\n  WITH {dictionaries}",
            path(&wanted.key),
            types.join(", ")
        ))
    };
    lists.into_iter().map(statement).collect()
}

impl Kind for TextSearchConfiguration {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let parser = wanted.attributes.text(Attribute::Parser).unwrap_or_default();
        let sql = format!("CREATE TEXT SEARCH CONFIGURATION {} (PARSER = {parser})", path(&wanted.key));
        let mut steps = vec![Step::new(sql)];
        steps.extend(mapped(wanted, "ADD", &mappings(wanted)));
        Ok(steps)
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP TEXT SEARCH CONFIGURATION {}", path(&is.key)))])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        if changed.contains(&Attribute::Parser) {
            return Verdict::Replace;
        }
        let (had, want) = (mappings(is), mappings(wanted));
        let has = |list: &[(&str, &str)], token: &str| list.iter().any(|(known, _)| *known == token);
        let gone: Vec<String> =
            had.iter().filter(|(token, _)| !has(&want, token)).map(|(token, _)| quote_name(token)).collect();
        let (altered, added): (Vec<_>, Vec<_>) = want
            .iter()
            .copied()
            .filter(|mapping| !had.contains(mapping))
            .partition(|(token, _)| has(&had, token));
        let mut steps = Vec::new();
        if !gone.is_empty() {
            steps.push(Step::new(format!(
                "ALTER TEXT SEARCH CONFIGURATION {}\n  DROP MAPPING FOR {}",
                path(&wanted.key),
                gone.join(", ")
            )));
        }
        steps.extend(mapped(wanted, "ALTER", &altered));
        steps.extend(mapped(wanted, "ADD", &added));
        Verdict::InPlace(steps)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("TEXT SEARCH CONFIGURATION {}", path(&object.key)))
    }
}
