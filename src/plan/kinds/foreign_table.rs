//! Foreign tables. Their rows are elsewhere, so nothing is lost with them.

use super::table::{body, lineage, options};
use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, alter_parent, path};
use crate::plan::step::Step;

pub(super) struct ForeignTable;

impl Kind for ForeignTable {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        let body = body::body(wanted, site)?;
        let server = wanted.attributes.text(Attribute::Server).unwrap_or_default();
        let mut clauses = body.clauses.clone();
        clauses.push(format!("SERVER {}", quote_name(server)));
        clauses.extend(options::foreign(wanted, Attribute::Options)?);
        let sql = body.statement(&format!("CREATE FOREIGN TABLE {}", path(&wanted.key)), &clauses);
        let mut steps = vec![match &body.partition_of {
            Some(parent) => Step::on(parent, Form::CreatePartition, sql),
            None => Step::new(sql),
        }];
        steps.extend(body.then);
        steps.extend(body.attach);
        Ok(steps)
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::on(&is.key, Form::DropTable, format!("DROP FOREIGN TABLE {}", path(&is.key)))])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        if changed.contains(&Attribute::Server) {
            return Verdict::Replace;
        }
        steps(is, wanted, changed, site).map_or_else(Verdict::Unsupported, Verdict::InPlace)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("FOREIGN TABLE {}", path(&object.key)))
    }

    fn grant_target(&self, object: &Object) -> Option<String> {
        Some(format!("TABLE {}", path(&object.key)))
    }
}

fn steps(is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Steps {
    let mut steps = lineage::steps(is, wanted, changed, site)?;
    if changed.contains(&Attribute::Options)
        && let Some(options) = options::foreign_changes(Some(is), wanted, Attribute::Options)?
    {
        steps.push(Step::on(&wanted.key, Form::AlterTable, alter_parent(&wanted.key, &options)));
    }
    Ok(steps)
}
