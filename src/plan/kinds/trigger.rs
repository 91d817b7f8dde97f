//! Triggers. A partition's copy of its parent's trigger is an object only where it fires otherwise, so
//! making and dropping one says how it fires and nothing else.

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::printed::broken_before;
use crate::plan::side::Side;
use crate::plan::site::{Site, parent_path};
use crate::plan::step::Step;

/// What fires for clients' statements and not for a subscription's.
const USUAL: &str = "origin";

pub(super) struct Trigger;

impl Kind for Trigger {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        if original(&wanted.key, site.to).is_some() {
            return Ok(vec![fires(wanted, fires_when(wanted), site)]);
        }
        let mut steps = vec![on(&wanted.key, Form::CreateTrigger, definition(wanted)?, site)];
        if fires_when(wanted) != USUAL {
            steps.push(fires(wanted, fires_when(wanted), site));
        }
        if site.from.get(&wanted.key).is_some() {
            steps.extend(copies(wanted, site));
        }
        Ok(steps)
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        let key = &is.key;
        if let Some(original) = original(key, site.from) {
            // It goes with the trigger it is a copy of, or fires again as that one does.
            let stays = site.to.get(&original.key).filter(|_| !site.is_torn(&original.key));
            return Ok(stays.map(|original| fires(is, fires_when(original), site)).into_iter().collect());
        }
        let sql = format!("DROP TRIGGER {} ON {}", quote_name(&key.name), parent_path(key));
        let step = on(key, Form::DropTrigger, sql, site);
        Ok(vec![match site.to.get(key) {
            Some(_) => step,
            None => step.hazard(Hazard::new(
                HazardKind::Correctness,
                key,
                "what the trigger does is not done any more",
            )),
        }])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        let mut steps = Vec::new();
        if changed.contains(&Attribute::Definition) && original(&is.key, site.to).is_none() {
            let (Ok(has), Ok(sql)) = (definition(is), definition(wanted)) else {
                return Verdict::Unsupported(format!("the definition of {} could not be read", is.key));
            };
            // PostgreSQL replaces no constraint trigger, and makes or drops no copies when it replaces one.
            let plain = "CREATE TRIGGER ";
            let rows = |sql: &str| sql.contains("\n  FOR EACH ROW");
            let is_plain = has.starts_with(plain) && sql.starts_with(plain) && rows(&has) == rows(&sql);
            if site.major() < 14 || !is_plain {
                return Verdict::Replace;
            }
            let sql = sql.replacen(plain, "CREATE OR REPLACE TRIGGER ", 1);
            steps.push(on(&is.key, Form::CreateTrigger, sql, site));
            // It fires as usual then, and so do its copies.
            if fires_when(wanted) != USUAL {
                steps.push(fires(wanted, fires_when(wanted), site));
            }
            steps.extend(copies(wanted, site));
        } else if changed.contains(&Attribute::Enabled) {
            steps.push(fires(wanted, fires_when(wanted), site));
            steps.extend(copies(wanted, site));
        }
        Verdict::InPlace(steps)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("TRIGGER {} ON {}", quote_name(&object.key.name), parent_path(&object.key)))
    }

    fn follows(&self, wanted: &Object, side: &Side<'_>) -> Vec<ObjectKey> {
        ancestors(&wanted.key, side).filter(|key| side.get(key).is_some()).collect()
    }
}

/// `ENABLE …` or `DISABLE`, for triggers, rules and event triggers.
pub(super) fn firing(state: &str) -> &'static str {
    match state {
        "disabled" => "DISABLE",
        "replica" => "ENABLE REPLICA",
        "always" => "ENABLE ALWAYS",
        _ => "ENABLE",
    }
}

fn fires_when(trigger: &Object) -> &str {
    trigger.attributes.text(Attribute::Enabled).unwrap_or(USUAL)
}

/// The statement that says when a trigger fires.
fn fires(trigger: &Object, state: &str, site: &Site<'_>) -> Step {
    let key = &trigger.key;
    let sql = format!("ALTER TABLE {} {} TRIGGER {}", parent_path(key), firing(state), quote_name(&key.name));
    let step = on(key, Form::EnableTrigger, sql, site);
    let is_new = site.parent(key).is_some_and(|table| site.is_new(table));
    let as_before = site.from.get(key).is_some_and(|is| fires_when(is) == state);
    match state {
        "disabled" | "replica" if !is_new && !as_before => {
            let detail = "the trigger does not fire for what clients write any more";
            step.hazard(Hazard::new(HazardKind::Correctness, key, detail))
        }
        _ => step,
    }
}

/// Partitions' copies that are there before and after and fire otherwise: saying something of the
/// original says it of them, too.
fn copies(wanted: &Object, site: &Site<'_>) -> Vec<Step> {
    let is_partitioned = |table: &ObjectKey| site.to.text(table, Attribute::PartitionKey).is_some();
    if !site.to.parent(&wanted.key).is_some_and(is_partitioned) {
        return Vec::new();
    }
    let name = &wanted.key.name;
    let is_copy = |object: &&Object| {
        object.key.kind == ObjectKind::Trigger
            && object.key.name == *name
            && object.key != wanted.key
            && site.from.get(&object.key).is_some()
            && site.parent(&object.key).is_some_and(|table| !site.is_torn(table))
            && ancestors(&object.key, site.to).any(|key| key == wanted.key)
    };
    let mut copies: Vec<&Object> = site.to.catalog.objects.iter().filter(is_copy).collect();
    // What is said of a partition's copy is said of its own partitions', too.
    copies.sort_by_key(|copy| ancestors(&copy.key, site.to).count());
    copies.into_iter().map(|copy| fires(copy, fires_when(copy), site)).collect()
}

/// The trigger of a partitioned table that this one of a partition is a copy of: the nearest, because
/// one in between is known where it fires otherwise.
fn original<'a>(key: &ObjectKey, side: &Side<'a>) -> Option<&'a Object> {
    let of_rows = |object: &&Object| definition(object).is_ok_and(|sql| sql.contains("\n  FOR EACH ROW"));
    ancestors(key, side).filter_map(|key| side.get(&key)).find(of_rows)
}

/// The keys that the trigger would have on the tables that its table is a partition of, nearest first.
fn ancestors<'a>(key: &ObjectKey, side: &Side<'a>) -> impl Iterator<Item = ObjectKey> {
    let mut at = side.parent(key).cloned();
    let name = key.name.clone();
    std::iter::from_fn(move || {
        let whole = side.text(at.as_ref()?, Attribute::PartitionOf)?;
        let table = side.table(whole)?;
        at = Some(table.clone());
        Some(ObjectKey {
            kind: ObjectKind::Trigger,
            schema: table.schema.clone(),
            parent: Some(table.name.clone()),
            name: name.clone(),
        })
    })
}

/// A statement that locks what the trigger is on.
fn on(key: &ObjectKey, form: Form, sql: String, site: &Site<'_>) -> Step {
    match site.parent(key) {
        Some(table) => Step::on(table, form, sql),
        None => Step::new(sql),
    }
}

/// As PostgreSQL prints it, on several lines.
fn definition(trigger: &Object) -> Result<String, String> {
    let text = trigger.attributes.text(Attribute::Definition);
    let text = text.ok_or_else(|| format!("the definition of {} could not be read", trigger.key))?;
    Ok(broken_before(text, &["FOR EACH ", "EXECUTE FUNCTION "]))
}
