//! Dictionaries of text search.

use super::signature::{items, outside};
use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, path};
use crate::plan::step::Step;

pub(super) struct TextSearchDictionary;

/// The options, `name = value` each, as the server keeps them and as it reads them.
fn options(object: &Object) -> Vec<&str> {
    object.attributes.text(Attribute::Options).map(items).unwrap_or_default()
}

fn name(option: &str) -> &str {
    outside(option, '=').map_or(option, |at| option[..at].trim_end())
}

impl Kind for TextSearchDictionary {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let template = wanted.attributes.text(Attribute::Template).unwrap_or_default();
        let mut parts = vec![format!("TEMPLATE = {template}")];
        parts.extend(options(wanted).into_iter().map(str::to_owned));
        Ok(vec![Step::new(format!(
            "CREATE TEXT SEARCH DICTIONARY {} (\n  {}\n)",
            path(&wanted.key),
            parts.join(",\n  ")
        ))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(format!("DROP TEXT SEARCH DICTIONARY {}", path(&is.key)))])
    }

    /// The template stays what it is. An option that is said moves to the end of the server's text: from the
    /// first that is not in its place on, all are said.
    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        if changed.iter().any(|attribute| *attribute != Attribute::Options) {
            return Verdict::Replace;
        }
        let (had, want) = (options(is), options(wanted));
        let gone: Vec<&str> = had
            .iter()
            .map(|option| name(option))
            .filter(|had| !want.iter().any(|one| name(one) == *had))
            .collect();
        let kept: Vec<&str> = had.iter().copied().filter(|option| !gone.contains(&name(option))).collect();
        let same = kept.iter().zip(&want).take_while(|(had, want)| had == want).count();
        let parts: Vec<&str> = gone.into_iter().chain(want.into_iter().skip(same)).collect();
        if parts.is_empty() {
            return Verdict::InPlace(Vec::new());
        }
        let sql =
            format!("ALTER TEXT SEARCH DICTIONARY {} (\n  {}\n)", path(&wanted.key), parts.join(",\n  "));
        Verdict::InPlace(vec![Step::new(sql)])
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("TEXT SEARCH DICTIONARY {}", path(&object.key)))
    }
}
