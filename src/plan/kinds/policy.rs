//! Policies of row-level security.

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::printed::in_parentheses;
use crate::plan::role::{PUBLIC, role};
use crate::plan::site::{Site, flag, list, parent_path};
use crate::plan::step::Step;

pub(super) struct Policy;

impl Kind for Policy {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        let key = &wanted.key;
        let mut sql = format!("CREATE POLICY {} ON {}", quote_name(&key.name), parent_path(key));
        if !flag(wanted, Attribute::Permissive) {
            sql.push_str("\n  AS RESTRICTIVE");
        }
        match wanted.attributes.text(Attribute::Command) {
            None | Some("all") => {}
            Some(command) => sql.push_str(&format!("\n  FOR {}", command.to_uppercase())),
        }
        let everybody = list(wanted, Attribute::Roles).iter().all(|role| &**role == PUBLIC);
        if !everybody {
            sql.push_str(&roles(wanted));
        }
        sql.push_str(&conditions(wanted, [Attribute::Using, Attribute::WithCheck]));
        let is_new = site.parent(key).is_some_and(|table| site.is_new(table));
        // Made again as it was, it changes nothing.
        let is_same = site.from.get(key).is_some_and(|is| rights(is) == rights(wanted));
        let step = on(key, site, sql);
        Ok(vec![if is_new || is_same { step } else { step.hazard(authorisation(key)) }])
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        let key = &is.key;
        let step = on(key, site, format!("DROP POLICY {} ON {}", quote_name(&key.name), parent_path(key)));
        if site.to.get(key).is_some() {
            return Ok(vec![step]);
        }
        let step = step.hazard(authorisation(key));
        let closed = site.to.parent(key).and_then(|table| site.to.get(table)).filter(|table| {
            flag(table, Attribute::RowSecurity) && site.to.of_kind(&table.key, ObjectKind::Policy).is_empty()
        });
        Ok(vec![match closed {
            Some(table) => {
                let detail = "row security is on and no policy is left: only the owner sees rows";
                step.hazard(Hazard::new(HazardKind::Correctness, &table.key, detail))
            }
            None => step,
        }])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        let expressions = [Attribute::Using, Attribute::WithCheck];
        let goes =
            |one: &Attribute| is.attributes.get(*one).is_some() && wanted.attributes.get(*one).is_none();
        let by_alter = |one: &Attribute| *one == Attribute::Roles || expressions.contains(one);
        if expressions.iter().any(goes) || !changed.iter().all(by_alter) {
            return Verdict::Replace;
        }
        let key = &is.key;
        let mut sql = format!("ALTER POLICY {} ON {}", quote_name(&key.name), parent_path(key));
        if changed.contains(&Attribute::Roles) {
            sql.push_str(&roles(wanted));
        }
        let said = expressions.into_iter().filter(|one| changed.contains(one));
        sql.push_str(&conditions(wanted, said));
        let step = on(key, site, sql);
        let is_same = rights(is) == rights(wanted);
        Verdict::InPlace(vec![if is_same { step } else { step.hazard(authorisation(key)) }])
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("POLICY {} ON {}", quote_name(&object.key.name), parent_path(&object.key)))
    }
}

fn on(key: &ObjectKey, site: &Site<'_>, sql: String) -> Step {
    match site.parent(key) {
        Some(table) => Step::on(table, Form::Policy, sql),
        None => Step::new(sql),
    }
}

/// Everything but the comment.
fn rights(policy: &Object) -> Vec<(Attribute, String)> {
    let of = |(attribute, value): (Attribute, &_)| (attribute, format!("{value}"));
    policy.attributes.iter().filter(|(attribute, _)| *attribute != Attribute::Comment).map(of).collect()
}

fn roles(wanted: &Object) -> String {
    let roles: Vec<String> = list(wanted, Attribute::Roles).iter().map(|name| role(name)).collect();
    format!("\n  TO {}", roles.join(", "))
}

fn conditions(wanted: &Object, said: impl IntoIterator<Item = Attribute>) -> String {
    let mut text = String::new();
    for attribute in said {
        let Some(expression) = wanted.attributes.text(attribute) else { continue };
        let words = if attribute == Attribute::Using { "USING" } else { "WITH CHECK" };
        text.push_str(&format!("\n  {words} {}", in_parentheses(expression)));
    }
    text
}

fn authorisation(key: &ObjectKey) -> Hazard {
    let table = key.parent.as_deref().unwrap_or_default();
    let detail = format!("who sees and writes which rows of {}.{table} changes", key.schema);
    Hazard::new(HazardKind::Authorisation, key, detail)
}
