//! Constraints of tables and domains.

mod declaration;
mod domain;
mod online;

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::kinds::index::behind::{alter_options, move_to_tablespace};
use crate::plan::side::Side;
use crate::plan::site::{Site, alter_parent, parent_path, path};
use crate::plan::step::Step;
use declaration::{Sort, declaration, deferrable, is_enforced, is_plain, is_valid};

pub(super) struct Constraint;

/// Lines up to this length stay one.
const LONG: usize = 100;

impl Kind for Constraint {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        let table = parent(site.to, &wanted.key)?;
        if table.kind == ObjectKind::Domain {
            return Ok(domain::create(wanted, table, site));
        }
        if let Some(steps) = online::create(wanted, table, site) {
            return Ok(steps);
        }
        let form = match Sort::of(wanted) {
            Sort::Check if table.kind == ObjectKind::ForeignTable => Form::AlterTable,
            Sort::Check if !is_valid(wanted) => Form::AddNotValidCheck,
            Sort::Check => Form::AddCheck,
            Sort::ForeignKey if !is_valid(wanted) => Form::AddNotValidForeignKey,
            Sort::ForeignKey => Form::AddForeignKey,
            Sort::PrimaryKey | Sort::Unique | Sort::Exclusion => Form::AddKey,
        };
        // What is not enforced is never valid; to say so would be a mistake.
        let not_valid = if is_valid(wanted) || !is_enforced(wanted) { "" } else { " NOT VALID" };
        let mut steps = vec![add(wanted, table, form, not_valid, site)];
        if Sort::of(wanted) == Sort::Exclusion && wanted.attributes.get(Attribute::Tablespace).is_some() {
            steps.push(move_to_tablespace(wanted, table));
        }
        Ok(steps)
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        let table = parent(site.from, &is.key)?;
        let action = format!("DROP CONSTRAINT {}", quote_name(&is.key.name));
        let sql = alter_parent(table, &action);
        let step = match Sort::of(is) {
            _ if table.kind == ObjectKind::Domain => Step::new(sql),
            Sort::ForeignKey => {
                Step::on(table, Form::DropForeignKey, sql).referring_to(referred(site.from, &is.key))
            }
            _ => Step::on(table, Form::DropConstraint, sql),
        };
        // One that is made again is missing for no longer than a transaction.
        let is_for_good = site.to.get(&is.key).is_none();
        Ok(vec![match is_for_good && is_enforced(is) {
            true => step.hazard(Hazard::new(HazardKind::Correctness, &is.key, Sort::of(is).rule())),
            false => step,
        }])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        let Ok(table) = parent(site.to, &wanted.key) else { return Verdict::Replace };
        let sort = Sort::of(wanted);
        let mut steps = Vec::new();
        for attribute in changed {
            match attribute {
                // To be valid is a part of being enforced.
                Attribute::Validated if changed.contains(&Attribute::Enforced) => {}
                Attribute::Validated if is_valid(wanted) => steps.push(match table.kind {
                    ObjectKind::Domain => domain::validate(&wanted.key, table, site),
                    _ => online::validate(wanted, table, site),
                }),
                Attribute::Deferrable if sort == Sort::ForeignKey => {
                    let how = match deferrable(wanted) {
                        none if none.is_empty() => " NOT DEFERRABLE".to_owned(),
                        how => how,
                    };
                    steps.push(alter_foreign_key(wanted, table, &how, site));
                }
                // To be enforced again takes a look at every row, which is better done in two steps.
                Attribute::Enforced if sort == Sort::ForeignKey && !is_enforced(wanted) => {
                    steps.push(alter_foreign_key(wanted, table, " NOT ENFORCED", site));
                }
                Attribute::Enforced
                    if sort == Sort::ForeignKey && is_valid(wanted) && !site.is_online(table) =>
                {
                    steps.push(alter_foreign_key(wanted, table, " ENFORCED", site));
                }
                Attribute::Options if sort.is_key() => steps.extend(alter_options(is, wanted, table)),
                Attribute::Tablespace => steps.push(move_to_tablespace(wanted, table)),
                _ => return online::replace(wanted, table, site),
            }
        }
        Verdict::InPlace(steps)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("CONSTRAINT {} ON {}", quote_name(&object.key.name), parent_path(&object.key)))
    }

    fn designation_at(&self, object: &Object, site: &Site<'_>) -> Option<String> {
        let is_domain = site.parent(&object.key).is_some_and(|parent| parent.kind == ObjectKind::Domain);
        let on = if is_domain { "ON DOMAIN" } else { "ON" };
        Some(format!("CONSTRAINT {} {on} {}", quote_name(&object.key.name), parent_path(&object.key)))
    }

    fn rename(&self, key: &ObjectKey, name: &str, site: &Site<'_>) -> Steps {
        let parent = site.parent(key).ok_or_else(|| format!("{key} is on nothing that is known"))?;
        let action = format!("RENAME CONSTRAINT {} TO {}", quote_name(&key.name), quote_name(name));
        Ok(vec![match parent.kind {
            ObjectKind::Domain => Step::new(alter_parent(parent, &action)),
            // There is no such form for foreign tables of their own.
            _ => Step::on(parent, Form::AlterTable, format!("ALTER TABLE {} {action}", path(parent))),
        }])
    }

    /// What it needs must not need the table itself: a function may take its rows.
    fn is_within(&self, wanted: &Object, site: &Site<'_>) -> bool {
        let Some(table) = site.to.parent(&wanted.key) else { return false };
        let is_own =
            |need: &&ObjectKey| need.schema == table.schema && need.parent.as_ref() == Some(&table.name);
        Sort::of(wanted) != Sort::ForeignKey
            && is_plain(wanted)
            && site
                .to
                .needs(&wanted.key)
                .iter()
                .filter(|need| !is_own(need) && *need != table)
                .all(|need| !site.to.reaches(need, table))
    }
}

/// The table or domain that it is on.
fn parent<'a>(side: &Side<'a>, key: &ObjectKey) -> Result<&'a ObjectKey, String> {
    side.parent(key).ok_or_else(|| format!("{key} is on nothing that is known"))
}

/// The table that a foreign key refers to, where it is another one.
fn referred(side: &Side<'_>, key: &ObjectKey) -> Option<ObjectKey> {
    let is_other = |need: &&ObjectKey| {
        need.kind == ObjectKind::Column && (need.schema != key.schema || need.parent != key.parent)
    };
    side.needs(key).iter().find(is_other).and_then(|column| side.parent(column)).cloned()
}

/// `ALTER TABLE … ADD CONSTRAINT …`
fn add(wanted: &Object, table: &ObjectKey, form: Form, not_valid: &str, site: &Site<'_>) -> Step {
    let declaration = declaration(wanted);
    let mut sql = alter_parent(table, &format!("ADD {declaration}{not_valid}"));
    if sql.len() > LONG {
        let head = alter_parent(table, "");
        sql = format!("{}\n  ADD {declaration}{not_valid}", head.trim_end());
    }
    Step::on(table, form, sql).referring_to(match Sort::of(wanted) {
        Sort::ForeignKey => referred(site.to, &wanted.key),
        _ => None,
    })
}

fn alter_foreign_key(wanted: &Object, table: &ObjectKey, how: &str, site: &Site<'_>) -> Step {
    let sql = alter_parent(table, &format!("ALTER CONSTRAINT {}{how}", quote_name(&wanted.key.name)));
    let form = match how {
        " NOT ENFORCED" => Form::DropForeignKey,
        " ENFORCED" => Form::EnforceForeignKey,
        _ => Form::AlterForeignKey,
    };
    let step = Step::on(table, form, sql).referring_to(referred(site.to, &wanted.key));
    match how {
        " NOT ENFORCED" => {
            step.hazard(Hazard::new(HazardKind::Correctness, &wanted.key, Sort::ForeignKey.rule()))
        }
        _ => step,
    }
}
