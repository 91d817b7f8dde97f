//! Materialized views. What they hold is derived, so dropping one loses nothing that cannot be computed
//! again; only for good is it a loss.

use super::view::query;
use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::Object;
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::relation_options::{changes, with};
use crate::plan::site::{Site, list, path};
use crate::plan::step::Step;

/// The access method that a server takes unless told otherwise.
const USUAL_ACCESS_METHOD: &str = "heap";

/// Where `SET TABLESPACE` puts what has no tablespace of its own.
const USUAL_TABLESPACE: &str = "pg_default";

pub(super) struct MaterializedView;

impl Kind for MaterializedView {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        let key = &wanted.key;
        let mut sql = format!("CREATE MATERIALIZED VIEW {}", path(key));
        if let Some(method) = wanted.attributes.text(Attribute::AccessMethod) {
            sql.push_str(&format!(" USING {}", quote_name(method)));
        }
        sql.push_str(&with(list(wanted, Attribute::Options)));
        if let Some(tablespace) = wanted.attributes.text(Attribute::Tablespace) {
            sql.push_str(&format!(" TABLESPACE {}", quote_name(tablespace)));
        }
        sql.push_str(&format!(" AS\n{}\nWITH DATA", query(wanted)?));
        let detail = format!("runs the query of {key} and keeps its rows");
        let mut step = Step::new(sql).hazard(Hazard::new(HazardKind::LongScan, key, detail));
        if site.is_torn(key) {
            let detail = format!("readers of {key} wait until its query has run and the transaction ends");
            step = step.hazard(Hazard::new(HazardKind::BlockingLock, key, detail));
        }
        Ok(vec![step])
    }

    fn drop(&self, is: &Object, site: &Site<'_>) -> Steps {
        let key = &is.key;
        let step = Step::on(key, Form::DropTable, format!("DROP MATERIALIZED VIEW {}", path(key)));
        let is_replaced = site.to.get(key).is_some();
        Ok(vec![match is_replaced {
            true => step,
            false => step.hazard(Hazard::new(HazardKind::DataLoss, key, "the rows it keeps are dropped")),
        }])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        if [Attribute::Query, Attribute::Columns].iter().any(|one| changed.contains(one)) {
            return Verdict::Replace;
        }
        let text = |attribute: Attribute| wanted.attributes.text(attribute);
        let alter = |form: Form, change: &str| {
            Step::on(&is.key, form, format!("ALTER MATERIALIZED VIEW {} {change}", path(&is.key)))
        };
        let mut steps = Vec::new();
        if changed.contains(&Attribute::AccessMethod) {
            if site.major() < 15 {
                return Verdict::Replace;
            }
            let method = quote_name(text(Attribute::AccessMethod).unwrap_or(USUAL_ACCESS_METHOD));
            steps.push(alter(Form::MoveTable, &format!("SET ACCESS METHOD {method}")));
        }
        if changed.contains(&Attribute::Tablespace) {
            let tablespace = quote_name(text(Attribute::Tablespace).unwrap_or(USUAL_TABLESPACE));
            steps.push(alter(Form::MoveTable, &format!("SET TABLESPACE {tablespace}")));
        }
        if changed.contains(&Attribute::Options) {
            let changes = changes(list(is, Attribute::Options), list(wanted, Attribute::Options));
            steps.extend(changes.iter().map(|change| alter(Form::SetOptions, change)));
        }
        if changed.contains(&Attribute::ClusteredOn) {
            let change = match text(Attribute::ClusteredOn) {
                Some(index) => format!("CLUSTER ON {}", quote_name(index)),
                None => "SET WITHOUT CLUSTER".to_owned(),
            };
            steps.push(alter(Form::SetOptions, &change));
        }
        Verdict::InPlace(steps)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("MATERIALIZED VIEW {}", path(&object.key)))
    }

    fn grant_target(&self, object: &Object) -> Option<String> {
        Some(format!("TABLE {}", path(&object.key)))
    }
}
