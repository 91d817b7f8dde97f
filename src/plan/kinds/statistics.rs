//! Extended statistics.

use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::side::Side;
use crate::plan::site::{Site, path};
use crate::plan::step::Step;

pub(super) struct Statistics;

/// The target of statistics that have none of their own.
const NO_TARGET: &str = "-1";

impl Kind for Statistics {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        let Some(definition) = wanted.attributes.text(Attribute::Definition) else {
            return Err("their definition could not be read".to_owned());
        };
        let mut steps = vec![on(site.to, &wanted.key, Form::CreateStatistics, definition.to_owned())];
        if wanted.attributes.get(Attribute::StatisticsTarget).is_some() {
            steps.push(set_target(wanted));
        }
        Ok(steps)
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        let sql = format!("DROP STATISTICS {}", path(&is.key));
        Ok(vec![on(site.from, &is.key, Form::DropStatistics, sql)])
    }

    fn alter(&self, _is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        match changed.iter().all(|attribute| *attribute == Attribute::StatisticsTarget) {
            true => Verdict::InPlace(vec![set_target(wanted)]),
            false => Verdict::Replace,
        }
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("STATISTICS {}", path(&object.key)))
    }
}

fn set_target(wanted: &Object) -> Step {
    let target = wanted.attributes.text(Attribute::StatisticsTarget).unwrap_or(NO_TARGET);
    Step::new(format!("ALTER STATISTICS {} SET STATISTICS {target}", path(&wanted.key)))
}

/// A statement about the table that they are of, which may be in another schema.
fn on(side: &Side<'_>, key: &ObjectKey, form: Form, sql: String) -> Step {
    let of_column = || {
        let column = side.needs(key).iter().find(|need| need.kind == ObjectKind::Column)?;
        side.parent(column)
    };
    match side.parent(key).or_else(of_column) {
        Some(table) => Step::on(table, form, sql),
        None => Step::new(sql),
    }
}
