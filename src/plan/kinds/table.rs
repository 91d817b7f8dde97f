//! Tables.

mod alter;
pub(super) mod body;
pub(super) mod lineage;
pub(super) mod options;

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kind::{Changed, Kind, Part, Steps, Verdict};
use crate::plan::site::{Site, alter_parent, losing_rows, path};
use crate::plan::step::Step;

pub(super) struct Table;

impl Kind for Table {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        let key = &wanted.key;
        let text = |attribute| wanted.attributes.text(attribute);
        let body = body::body(wanted, site)?;
        let unlogged = if text(Attribute::Persistence) == Some("unlogged") { "UNLOGGED " } else { "" };
        let mut clauses = body.clauses.clone();
        clauses.extend(text(Attribute::PartitionKey).map(|by| format!("PARTITION BY {by}")));
        clauses.extend(text(Attribute::AccessMethod).map(|method| format!("USING {}", quote_name(method))));
        clauses.extend(options::with(wanted));
        clauses.extend(text(Attribute::Tablespace).map(|space| format!("TABLESPACE {}", quote_name(space))));
        let sql = body.statement(&format!("CREATE {unlogged}TABLE {}", path(key)), &clauses);
        let mut steps = vec![match &body.partition_of {
            Some(parent) => Step::on(parent, Form::CreatePartition, sql),
            None => Step::new(sql),
        }];
        steps.extend(body.then);
        if text(Attribute::RowSecurity) == Some("true") {
            steps.push(alter::row_security(key, "ENABLE"));
        }
        if text(Attribute::ForceRowSecurity) == Some("true") {
            steps.push(alter::row_security(key, "FORCE"));
        }
        Ok(steps)
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        let sql = format!("DROP TABLE {}", path(&is.key));
        let detail = match is.attributes.get(Attribute::PartitionKey) {
            Some(_) => "the table is dropped, and its partitions before it",
            None => "the table is dropped with its rows",
        };
        Ok(vec![losing_rows(&is.key, Form::DropTable, sql, detail)])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        alter::alter(is, wanted, changed, site)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("TABLE {}", path(&object.key)))
    }

    fn parts(&self) -> &'static [Part] {
        &[Part::ReplicaIdentity, Part::ClusteredOn, Part::Partition, Part::Inherits]
    }

    fn is_part_within(&self, part: Part, wanted: &Object, site: &Site<'_>) -> bool {
        lineage::is_within(part, wanted, site)
    }

    fn part(&self, part: Part, is: Option<&Object>, wanted: Option<&Object>, site: &Site<'_>) -> Steps {
        let Some(key) = wanted.or(is).map(|object| &object.key) else { return Ok(Vec::new()) };
        let said = |object: Option<&Object>| -> Option<String> {
            object?.attributes.text(part.attribute()?).map(str::to_owned)
        };
        match part {
            Part::ReplicaIdentity => Ok(replica_identity(key, said(is).as_deref(), said(wanted).as_deref())),
            Part::Partition | Part::Inherits => lineage::part(part, is, wanted, site),
            _ => Ok(clustered_on(key, said(wanted), is.is_some())),
        }
    }

    fn is_replaceable(&self, _is: &Object, _site: &Site<'_>) -> bool {
        false
    }
}

/// How replicas are told which row is meant. `is` is `None` where the table is new.
fn replica_identity(key: &ObjectKey, is: Option<&str>, wanted: Option<&str>) -> Vec<Step> {
    let wanted = wanted.unwrap_or("default");
    if is.is_none() && wanted == "default" {
        return Vec::new();
    }
    let identity = match wanted.strip_prefix("index ") {
        Some(index) => format!("USING INDEX {}", quote_name(index)),
        None => wanted.to_uppercase(),
    };
    let step = Step::on(key, Form::AlterTable, alter_parent(key, &format!("REPLICA IDENTITY {identity}")));
    vec![match is {
        Some(_) => {
            let detail = format!("replicas are told with {wanted} which row is updated or deleted");
            step.hazard(Hazard::new(HazardKind::Correctness, key, detail))
        }
        None => step,
    }]
}

pub(super) fn clustered_on(key: &ObjectKey, index: Option<String>, was: bool) -> Vec<Step> {
    let action = match index {
        Some(index) => format!("CLUSTER ON {}", quote_name(&index)),
        None if was => "SET WITHOUT CLUSTER".to_owned(),
        None => return Vec::new(),
    };
    vec![Step::on(key, Form::SetOptions, alter_parent(key, &action))]
}
