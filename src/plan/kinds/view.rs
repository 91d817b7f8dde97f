//! Views.

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey};
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::relation_options::{changes, differing, with};
use crate::plan::site::{Site, list, path};
use crate::plan::step::Step;

pub(super) struct View;

impl Kind for View {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::new(statement("CREATE VIEW", wanted)?)])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::on(&is.key, Form::DropTable, format!("DROP VIEW {}", path(&is.key)))])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        let query = [Attribute::Query, Attribute::Columns].iter().any(|one| changed.contains(one));
        let mut steps: Vec<Step> = if query {
            if !list(wanted, Attribute::Columns).starts_with(list(is, Attribute::Columns)) {
                return Verdict::Replace;
            }
            // Options that it does not say again would be gone.
            match statement("CREATE OR REPLACE VIEW", wanted) {
                Ok(sql) => vec![Step::on(&is.key, Form::AlterTable, sql)],
                Err(reason) => return Verdict::Unsupported(reason),
            }
        } else {
            changes(list(is, Attribute::Options), list(wanted, Attribute::Options))
                .into_iter()
                .map(|change| format!("ALTER VIEW {} {change}", path(&is.key)))
                .map(|sql| Step::on(&is.key, Form::AlterTable, sql))
                .collect()
        };
        if let Some(first) = steps.first_mut() {
            let differing = differing(list(is, Attribute::Options), list(wanted, Attribute::Options));
            first.hazards.extend(differing.into_iter().filter_map(|option| hazard(option, &is.key)));
        }
        Verdict::InPlace(steps)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("VIEW {}", path(&object.key)))
    }

    fn grant_target(&self, object: &Object) -> Option<String> {
        Some(format!("TABLE {}", path(&object.key)))
    }
}

fn statement(what: &str, wanted: &Object) -> Result<String, String> {
    let query = query(wanted)?;
    Ok(format!("{what} {}{} AS\n{query}", path(&wanted.key), with(list(wanted, Attribute::Options))))
}

/// The query as PostgreSQL prints it, without the semicolon at its end.
pub(super) fn query(wanted: &Object) -> Result<&str, String> {
    let query = wanted.attributes.text(Attribute::Query);
    let query = query.ok_or_else(|| format!("the query of {} could not be read", wanted.key))?;
    let query = query.trim_end();
    Ok(query.strip_suffix(';').unwrap_or(query))
}

/// What it means that an option becomes another.
fn hazard(option: &str, key: &ObjectKey) -> Option<Hazard> {
    let (kind, detail) = match option {
        "security_invoker" => {
            (HazardKind::Authorisation, format!("{key} is read with the privileges of another role"))
        }
        "security_barrier" => (
            HazardKind::Authorisation,
            format!("whether conditions of others see rows that {key} leaves out changes"),
        ),
        "check_option" => {
            (HazardKind::Correctness, format!("which rows can be written through {key} changes"))
        }
        _ => return None,
    };
    Some(Hazard::new(kind, key, detail))
}
