//! What can be said of an index whether it stands by itself or behind a constraint.

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::site::{list, path};
use crate::plan::step::Step;

/// Where an index is that has no tablespace of its own.
const DEFAULT_TABLESPACE: &str = "pg_default";

/// ` WITH (fillfactor=70)`, or nothing.
pub(crate) fn with_options(wanted: &Object) -> String {
    match list(wanted, Attribute::Options) {
        [] => String::new(),
        options => format!(" WITH ({})", options.join(", ")),
    }
}

/// `ALTER INDEX … SET (…)` and `RESET (…)`, whichever it takes.
pub(crate) fn alter_options(is: &Object, wanted: &Object, table: &ObjectKey) -> Vec<Step> {
    let (is, options) = (list(is, Attribute::Options), list(wanted, Attribute::Options));
    let name = |option: &str| option.split('=').next().unwrap_or_default().to_owned();
    let set: Vec<&str> =
        options.iter().filter(|option| !is.contains(option)).map(|option| &**option).collect();
    let kept: Vec<String> = options.iter().map(|option| name(option)).collect();
    let reset: Vec<String> =
        is.iter().map(|option| name(option)).filter(|name| !kept.contains(name)).collect();
    let alter = |verb: &str, what: String| {
        Step::on(table, Form::AlterIndex, format!("ALTER INDEX {} {verb} ({what})", path(&wanted.key)))
    };
    let mut steps = Vec::new();
    if !set.is_empty() {
        steps.push(alter("SET", set.join(", ")));
    }
    if !reset.is_empty() {
        steps.push(alter("RESET", reset.join(", ")));
    }
    steps
}

/// `ALTER INDEX … SET TABLESPACE`.
pub(crate) fn move_to_tablespace(wanted: &Object, table: &ObjectKey) -> Step {
    let tablespace = wanted.attributes.text(Attribute::Tablespace).unwrap_or(DEFAULT_TABLESPACE);
    let sql = format!("ALTER INDEX {} SET TABLESPACE {}", path(&wanted.key), quote_name(tablespace));
    let detail = format!("copies the index {}, and blocks those who use {table} meanwhile", wanted.key.name);
    Step::on(table, Form::AlterIndex, sql).hazard(Hazard::new(HazardKind::BlockingLock, &wanted.key, detail))
}
