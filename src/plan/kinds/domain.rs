//! Domains.

use super::user_type;
use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::plan::kind::{Changed, Kind, Part, Steps, Verdict};
use crate::plan::site::{Site, flag, path};
use crate::plan::step::Step;

pub(super) struct Domain;

/// Rows below which reading a table is over before anybody notices.
const FEW_ROWS: u64 = 10_000;

impl Kind for Domain {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        let text = |attribute| wanted.attributes.text(attribute);
        let mut lines = Vec::new();
        lines.extend(text(Attribute::Collation).map(|name| format!("COLLATE {name}")));
        lines.extend(text(Attribute::Default).map(|value| format!("DEFAULT {value}")));
        lines.extend(flag(wanted, Attribute::NotNull).then(|| "NOT NULL".to_owned()));
        for child in site.to.of_kind(&wanted.key, ObjectKind::Constraint) {
            if super::of(child.key.kind).is_within(child, site) {
                lines.extend(child.definition.as_ref().map(ToString::to_string));
            }
        }
        let of_type = text(Attribute::Type).unwrap_or_default();
        let mut sql = format!("CREATE DOMAIN {} AS {of_type}", path(&wanted.key));
        for line in lines {
            sql.push_str("\n  ");
            sql.push_str(&line);
        }
        Ok(vec![Step::new(sql)])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Ok(vec![user_type::drop(&is.key)])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        if changed.contains(&Attribute::Type) || changed.contains(&Attribute::Collation) {
            return user_type::replaced(&is.key, site);
        }
        let designation = user_type::designation(&is.key);
        Verdict::InPlace(match flag(wanted, Attribute::NotNull) {
            true => {
                let mut step = Step::new(format!("ALTER {designation} SET NOT NULL"));
                step.hazards = reads(&is.key, site);
                vec![step]
            }
            false => vec![Step::new(format!("ALTER {designation} DROP NOT NULL"))],
        })
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(user_type::designation(&object.key))
    }

    fn parts(&self) -> &'static [Part] {
        &[Part::Default]
    }

    fn is_part_within(&self, _part: Part, _wanted: &Object, _site: &Site<'_>) -> bool {
        true
    }

    fn part(&self, _part: Part, is: Option<&Object>, wanted: Option<&Object>, _site: &Site<'_>) -> Steps {
        let Some(object) = wanted.or(is) else { return Ok(Vec::new()) };
        let action = match wanted.and_then(|wanted| wanted.attributes.text(Attribute::Default)) {
            Some(value) => format!("SET DEFAULT {value}"),
            None => "DROP DEFAULT".to_owned(),
        };
        Ok(vec![Step::new(format!("ALTER {} {action}", user_type::designation(&object.key)))])
    }
}

/// Every row of every table that has the domain is read, under a lock that lets nobody write.
fn reads(key: &ObjectKey, site: &Site<'_>) -> Vec<Hazard> {
    let mut hazards = Vec::new();
    for column in user_type::holders(key, site.from) {
        let Some(table) = site.from.parent(column).filter(|table| !site.is_new(table)) else { continue };
        let limit = FEW_ROWS + 1;
        let rows = format!("SELECT count(*) FROM (SELECT FROM {} LIMIT {limit}) AS some", path(table));
        let said: [(HazardKind, String); 2] = [
            (HazardKind::LongScan, format!("reads every row of {table}")),
            (HazardKind::BlockingLock, format!("nobody can write to {table} while it is read")),
        ];
        for (kind, detail) in said {
            let hazard = Hazard::new(kind, table, detail).counting("rows", rows.clone()).above(FEW_ROWS);
            if !hazards.contains(&hazard) {
                hazards.push(hazard);
            }
        }
    }
    hazards
}
