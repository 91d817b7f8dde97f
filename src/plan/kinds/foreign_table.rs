//! Foreign tables. Their rows are elsewhere, so nothing is lost with them.

use super::table::{body, lineage, options};
use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Kind, Part, Steps, Verdict};
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
        Ok(steps)
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![Step::on(&is.key, Form::DropTable, format!("DROP FOREIGN TABLE {}", path(&is.key)))])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        if changed.contains(&Attribute::Server) {
            return Verdict::Replace;
        }
        steps(is, wanted, changed).map_or_else(Verdict::Unsupported, Verdict::InPlace)
    }

    fn parts(&self) -> &'static [Part] {
        &[Part::Partition, Part::Inherits]
    }

    fn is_part_within(&self, part: Part, wanted: &Object, site: &Site<'_>) -> bool {
        lineage::is_within(part, wanted, site)
    }

    fn part(&self, part: Part, is: Option<&Object>, wanted: Option<&Object>, site: &Site<'_>) -> Steps {
        lineage::part(part, is, wanted, site)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("FOREIGN TABLE {}", path(&object.key)))
    }

    fn grant_target(&self, object: &Object) -> Option<String> {
        Some(format!("TABLE {}", path(&object.key)))
    }
}

fn steps(is: &Object, wanted: &Object, changed: &Changed) -> Steps {
    let mut steps = Vec::new();
    if changed.contains(&Attribute::Options)
        && let Some(options) = options::foreign_changes(Some(is), wanted, Attribute::Options)?
    {
        steps.push(Step::on(&wanted.key, Form::AlterTable, alter_parent(&wanted.key, &options)));
    }
    Ok(steps)
}
