//! Subscriptions. A subscription has a slot on the publisher: what makes or drops that refuses a
//! transaction, and the connection string is not known because there may be a password in it.

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::Object;
use crate::model::quote::{quote_literal, quote_name};
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, flag, list};
use crate::plan::step::{Isolation, Step};

pub(super) struct Subscription;

/// Options with the values that they have unless told otherwise.
const SETTABLE: [(&str, &str); 7] = [
    ("synchronous_commit", "off"),
    ("binary", "false"),
    ("streaming", "off"),
    ("disable_on_error", "false"),
    ("origin", "any"),
    ("password_required", "true"),
    ("run_as_owner", "false"),
];

fn option<'a>(object: &'a Object, name: &str) -> Option<&'a str> {
    list(object, Attribute::Options)
        .iter()
        .find_map(|item| item.split_once('=').filter(|(known, _)| *known == name).map(|(_, value)| value))
}

/// `NONE` is a word here, everything else a name.
fn slot(name: &str) -> String {
    if name == "NONE" { name.to_owned() } else { quote_literal(name) }
}

fn publications(object: &Object) -> String {
    let names: Vec<String> =
        list(object, Attribute::Publications).iter().map(|name| quote_name(name)).collect();
    names.join(", ")
}

/// The options of `SET (…)` that differ.
fn options(is: &Object, wanted: &Object) -> Vec<String> {
    let mut parts = Vec::new();
    let wanted_slot = option(wanted, "slot_name").unwrap_or("NONE");
    if option(is, "slot_name").unwrap_or("NONE") != wanted_slot {
        parts.push(format!("slot_name = {}", slot(wanted_slot)));
    }
    for (name, usual) in SETTABLE {
        let (had, want) = (option(is, name), option(wanted, name));
        if had != want {
            parts.push(format!("{name} = {}", want.unwrap_or(usual)));
        }
    }
    parts
}

impl Kind for Subscription {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let name = quote_name(&wanted.key.name);
        let mut with: Vec<String> = Vec::new();
        with.extend((!flag(wanted, Attribute::Enabled)).then(|| "enabled = false".to_owned()));
        for item in list(wanted, Attribute::Options) {
            match item.split_once('=') {
                Some(("slot_name", "NONE")) => with.push("connect = false, slot_name = NONE".to_owned()),
                Some(("slot_name", name)) if *name == *wanted.key.name => {}
                Some(("slot_name", name)) => with.push(format!("slot_name = {}", slot(name))),
                Some((name, value)) => with.push(format!("{name} = {value}")),
                None => {}
            }
        }
        let with = if with.is_empty() { String::new() } else { format!(" WITH ({})", with.join(", ")) };
        Err(format!(
            "its connection string may hold a password and is not known here: run CREATE SUBSCRIPTION {name} \
             CONNECTION '…' PUBLICATION {}{with} by hand",
            publications(wanted)
        ))
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        let detail = "changes of the publisher are no more applied; the slot there is dropped with it";
        let step = Step::new(format!("DROP SUBSCRIPTION {}", quote_name(&is.key.name))).hazard(Hazard::new(
            HazardKind::Correctness,
            &is.key,
            detail,
        ));
        Ok(vec![match option(is, "slot_name") {
            // Without a slot nobody has to be asked.
            Some("NONE") => step,
            _ => step.isolated(Isolation::Alone),
        }])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        let name = quote_name(&wanted.key.name);
        if changed.contains(&Attribute::Connection) {
            return Verdict::Unsupported(format!(
                "its connection string may hold a password and is not known here: run ALTER SUBSCRIPTION {name} \
                 CONNECTION '…' by hand and plan again"
            ));
        }
        for fixed in ["two_phase", "failover"] {
            if option(is, fixed) != option(wanted, fixed) {
                let value = option(wanted, fixed).unwrap_or("false");
                return Verdict::Unsupported(format!(
                    "{fixed} changes only while the subscription is disabled and has to change on the publisher's \
                     slot too: disable it and run ALTER SUBSCRIPTION {name} SET ({fixed} = {value}) by hand where \
                     the server knows it, else drop and create the subscription, and plan again"
                ));
            }
        }
        let (was_enabled, is_enabled) = (flag(is, Attribute::Enabled), flag(wanted, Attribute::Enabled));
        let alter = |action: String| Step::new(format!("ALTER SUBSCRIPTION {name} {action}"));
        let mut steps = Vec::new();
        // An enabled subscription cannot lose its slot, and one without a slot cannot be enabled.
        if was_enabled && !is_enabled {
            let detail = "changes of the publisher are no more applied";
            let hazard = Hazard::new(HazardKind::Correctness, &is.key, detail);
            steps.push(alter("DISABLE".to_owned()).hazard(hazard));
        }
        if changed.contains(&Attribute::Options) {
            let parts = options(is, wanted);
            if !parts.is_empty() {
                steps.push(alter(format!("SET ({})", parts.join(", "))));
            }
        }
        let refreshes = changed.contains(&Attribute::Publications) && is_enabled;
        if changed.contains(&Attribute::Publications) {
            let publications = publications(wanted);
            steps.push(alter(format!("SET PUBLICATION {publications} WITH (refresh = false)")));
        }
        if !was_enabled && is_enabled {
            steps.push(alter("ENABLE".to_owned()));
        }
        // It asks the publisher for its tables, copies the new ones, and refuses a transaction.
        if refreshes {
            steps.push(alter("REFRESH PUBLICATION".to_owned()).isolated(Isolation::Alone));
        }
        Verdict::InPlace(steps)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("SUBSCRIPTION {}", quote_name(&object.key.name)))
    }

    fn is_replaceable(&self, _is: &Object, _site: &Site<'_>) -> bool {
        false
    }
}
