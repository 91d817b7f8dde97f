//! Rewrite rules. The one that makes a view a view is the view's query.

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, parent_path};
use crate::plan::step::Step;

pub(super) struct Rule;

impl Kind for Rule {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        let mut steps = vec![on(&wanted.key, site, definition(wanted)?)];
        if wanted.attributes.text(Attribute::Enabled) != Some("origin") {
            steps.push(enabled(wanted, site));
        }
        Ok(steps)
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        let key = &is.key;
        let step = on(key, site, format!("DROP RULE {} ON {}", quote_name(&key.name), parent_path(key)));
        Ok(vec![match site.to.get(key) {
            Some(_) => step,
            None => {
                let detail = "statements that it rewrote are run as they are written";
                step.hazard(Hazard::new(HazardKind::Correctness, key, detail))
            }
        }])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        let mut steps = Vec::new();
        if changed.contains(&Attribute::Definition) {
            // It stays enabled or not as it was.
            let definition =
                definition(wanted).map(|sql| sql.replacen("CREATE RULE", "CREATE OR REPLACE RULE", 1));
            match definition {
                Ok(sql) => steps.push(on(&is.key, site, sql)),
                Err(reason) => return Verdict::Unsupported(reason),
            }
        }
        if changed.contains(&Attribute::Enabled) {
            steps.push(enabled(wanted, site));
        }
        Verdict::InPlace(steps)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("RULE {} ON {}", quote_name(&object.key.name), parent_path(&object.key)))
    }
}

/// A statement that locks what the rule is on.
fn on(key: &ObjectKey, site: &Site<'_>, sql: String) -> Step {
    match site.parent(key) {
        Some(parent) => Step::on(parent, Form::Rule, sql),
        None => Step::new(sql),
    }
}

fn definition(wanted: &Object) -> Result<String, String> {
    let text = wanted.attributes.text(Attribute::Definition);
    let text = text.ok_or_else(|| format!("the definition of {} could not be read", wanted.key))?;
    let text = text.trim_end();
    Ok(text.strip_suffix(';').unwrap_or(text).to_owned())
}

fn enabled(wanted: &Object, site: &Site<'_>) -> Step {
    let key = &wanted.key;
    let state = wanted.attributes.text(Attribute::Enabled).unwrap_or_default();
    let name = quote_name(&key.name);
    let sql = format!("ALTER TABLE {} {} RULE {name}", parent_path(key), super::trigger::firing(state));
    let step = on(key, site, sql);
    let is_new = site.parent(key).is_some_and(|parent| site.is_new(parent));
    match state {
        "disabled" | "replica" if !is_new => {
            let detail = "the rule does not rewrite what clients send any more";
            step.hazard(Hazard::new(HazardKind::Correctness, key, detail))
        }
        _ => step,
    }
}
