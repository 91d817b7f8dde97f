//! Indexes of tables and materialized views, those behind constraints aside: they come and go with their
//! constraints, and are objects only where they have a comment of their own.

pub(super) mod behind;
mod names;
mod partitioned;

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, Text};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::keys::is_referred_to_anew;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, list, path};
use crate::plan::step::{Isolation, Step};

pub(super) struct Index;

impl Kind for Index {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        if is_behind(wanted) {
            return Ok(Vec::new());
        }
        let (Some(table), Some(definition)) = (site.to.parent(&wanted.key), wanted.definition.as_deref())
        else {
            return Err("its definition could not be read".to_owned());
        };
        if wanted.attributes.text(Attribute::Valid) == Some("false") {
            return Err(
                "the wanted one is what a failed build left; repair it there: REINDEX INDEX".to_owned()
            );
        }
        let definition = in_tablespace(definition, wanted);
        let mut steps = match partitioned::is(table, site.to) {
            true => partitioned::create(wanted, table, &definition, site),
            false if site.is_online(table) => vec![
                Step::on(table, Form::CreateIndexConcurrently, concurrently(&definition))
                    .isolated(Isolation::Alone),
            ],
            false => vec![Step::on(table, Form::CreateIndex, definition)],
        };
        steps.extend(set_targets(&[], list(wanted, Attribute::StatisticsTarget), wanted, table));
        Ok(steps)
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        let Some(table) = site.from.parent(&is.key).filter(|_| !is_behind(is)) else { return Ok(Vec::new()) };
        let is_for_good = site.to.get(&is.key).is_none();
        // What it goes for is replaced in one transaction, which must not be cut in two.
        let is_in_the_way =
            is.attributes.get(Attribute::Unique).is_some() && is_referred_to_anew(&is.key, site);
        let step = match is_for_good && !is_in_the_way {
            true => dropped(&is.key, table, site),
            false => Step::on(table, Form::DropIndex, format!("DROP INDEX {}", path(&is.key))),
        };
        Ok(vec![match is_for_good && is.attributes.get(Attribute::Unique).is_some() && is_usable(is) {
            true => step.hazard(Hazard::new(
                HazardKind::Correctness,
                &is.key,
                "values may occur twice afterwards",
            )),
            false => step,
        }])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        let Some(table) = site.to.parent(&wanted.key) else { return Verdict::Replace };
        if changed.contains(&Attribute::Valid) && wanted.attributes.text(Attribute::Valid) == Some("false") {
            let reason = "the wanted one is what a failed build left; repair it there: REINDEX INDEX";
            return Verdict::Unsupported(reason.to_owned());
        }
        let mut steps = Vec::new();
        for attribute in changed {
            match attribute {
                Attribute::Options => steps.extend(behind::alter_options(is, wanted, table)),
                Attribute::Tablespace => steps.push(behind::move_to_tablespace(wanted, table)),
                Attribute::StatisticsTarget => {
                    let (is, targets) = (list(is, *attribute), list(wanted, *attribute));
                    steps.extend(set_targets(is, targets, wanted, table));
                }
                Attribute::Valid if !is_usable(is) => steps.push(rebuilt(&wanted.key, table, site)),
                _ => return anew(&wanted.key, table, site),
            }
        }
        Verdict::InPlace(steps)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("INDEX {}", path(&object.key)))
    }

    fn rename(&self, key: &ObjectKey, name: &str, site: &Site<'_>) -> Steps {
        let sql = format!("ALTER INDEX {} RENAME TO {}", path(key), quote_name(name));
        Ok(vec![match site.parent(key) {
            Some(table) => Step::on(table, Form::RenameIndex, sql),
            None => Step::new(sql),
        }])
    }
}

/// Whether its constraint makes it.
fn is_behind(index: &Object) -> bool {
    index.attributes.get(Attribute::AccessMethod).is_none()
}

/// False for what a failed concurrent build left.
fn is_usable(index: &Object) -> bool {
    index.attributes.text(Attribute::Valid) != Some("false")
}

/// The new one beside the old one where somebody needs one of the two.
fn anew(key: &ObjectKey, table: &ObjectKey, site: &Site<'_>) -> Verdict {
    if !site.is_online(table) {
        return Verdict::Replace;
    }
    let aside = ObjectKey { name: site.aside(&key.name).into(), ..key.clone() };
    let rename = format!("ALTER INDEX {} RENAME TO {}", path(key), quote_name(&aside.name));
    Verdict::ReplaceBeside {
        rename: vec![Step::on(table, Form::RenameIndex, rename)],
        drop: vec![dropped(&aside, table, site)],
    }
}

fn dropped(key: &ObjectKey, table: &ObjectKey, site: &Site<'_>) -> Step {
    // PostgreSQL refuses to drop one of a partitioned table concurrently.
    match site.is_online(table) && !partitioned::is(table, site.from) {
        true => {
            let sql = format!("DROP INDEX CONCURRENTLY {}", path(key));
            Step::on(table, Form::DropIndexConcurrently, sql).isolated(Isolation::Alone)
        }
        false => Step::on(table, Form::DropIndex, format!("DROP INDEX {}", path(key))),
    }
}

fn rebuilt(key: &ObjectKey, table: &ObjectKey, site: &Site<'_>) -> Step {
    match site.is_online(table) {
        true => {
            let sql = format!("REINDEX INDEX CONCURRENTLY {}", path(key));
            Step::on(table, Form::ReindexConcurrently, sql).isolated(Isolation::Alone)
        }
        false => Step::on(table, Form::Reindex, format!("REINDEX INDEX {}", path(key))),
    }
}

/// `CREATE [UNIQUE] INDEX CONCURRENTLY …`
fn concurrently(definition: &str) -> String {
    definition.replacen("INDEX ", "INDEX CONCURRENTLY ", 1)
}

/// The definition with the tablespace, which comes before the condition.
fn in_tablespace(definition: &str, wanted: &Object) -> String {
    let Some(tablespace) = wanted.attributes.text(Attribute::Tablespace) else {
        return definition.to_owned();
    };
    let condition = match wanted.attributes.text(Attribute::Predicate) {
        Some(predicate) => format!(" WHERE {predicate}"),
        None => String::new(),
    };
    let head = definition.strip_suffix(&condition).unwrap_or(definition);
    format!("{head} TABLESPACE {}{condition}", quote_name(tablespace))
}

/// `ALTER INDEX … ALTER COLUMN … SET STATISTICS …`, from lines like `column 1 300`.
fn set_targets(is: &[Text], wanted: &[Text], index: &Object, table: &ObjectKey) -> Vec<Step> {
    let column = |line: &str| line.split(' ').nth(1).unwrap_or_default().to_owned();
    let set = |column: &str, target: &str| {
        let sql = format!("ALTER INDEX {} ALTER COLUMN {column} SET STATISTICS {target}", path(&index.key));
        Step::on(table, Form::AlterIndex, sql)
    };
    let kept: Vec<String> = wanted.iter().map(|line| column(line)).collect();
    let gone = is.iter().map(|line| column(line)).filter(|column| !kept.contains(column));
    let mut steps: Vec<Step> = gone.map(|column| set(&column, "-1")).collect();
    for line in wanted.iter().filter(|line| !is.contains(line)) {
        steps.push(set(&column(line), line.rsplit(' ').next().unwrap_or_default()));
    }
    steps
}
