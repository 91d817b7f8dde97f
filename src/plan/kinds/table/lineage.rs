//! Whose partition a table is, and which tables it inherits from.

use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, Text};
use crate::plan::form::Form;
use crate::plan::kind::{Part, Steps};
use crate::plan::kinds::table::body::is_made_as_partition;
use crate::plan::side::{DETACHING, Side};
use crate::plan::site::{Site, alter_parent, list, path};
use crate::plan::step::Step;

/// `ALTER TABLE parent ATTACH PARTITION …`
fn attach(parent: &ObjectKey, partition: &ObjectKey, bound: &str) -> Step {
    let action = format!("ATTACH PARTITION {} {bound}", path(partition));
    Step::on(parent, Form::AttachPartition, alter_parent(parent, &action))
        .referring_to(Some(partition.clone()))
}

/// Whether the statement that makes the table says it.
pub(in crate::plan::kinds) fn is_within(part: Part, wanted: &Object, site: &Site<'_>) -> bool {
    match part {
        Part::Partition => is_made_as_partition(wanted, site),
        part => part == Part::Inherits,
    }
}

/// Leaves the tables that are not wanted any more, or joins those that are. What stays the same but for its bound
/// or its place is left only when it is joined again, so that it gets what is handed down until then.
pub(in crate::plan::kinds) fn part(
    part: Part,
    is: Option<&Object>,
    wanted: Option<&Object>,
    site: &Site<'_>,
) -> Steps {
    let Some(key) = wanted.or(is).map(|object| &object.key) else { return Ok(Vec::new()) };
    let had = site.from.get(key).filter(|_| !site.is_new(key));
    let wants = site.to.get(key);
    match (part, wanted) {
        (Part::Partition, None) => {
            Ok(had.filter(|_| !stays(key, site)).and_then(|is| detach(is, site)).into_iter().collect())
        }
        (Part::Partition, Some(wanted)) => {
            if is_pending(wanted) {
                return Err("waits for the end of being detached, which is no state to be wanted".to_owned());
            }
            let mut steps: Vec<Step> =
                had.filter(|_| stays(key, site)).and_then(|is| detach(is, site)).into_iter().collect();
            let bound = wanted.attributes.text(Attribute::PartitionBound);
            steps.extend(
                parent_of(wanted, site.to).zip(bound).map(|(parent, bound)| attach(parent, key, bound)),
            );
            Ok(steps)
        }
        (_, None) => {
            let wants = wants.map(|wants| list(wants, Attribute::Inherits)).unwrap_or_default();
            Ok(inheriting(had, site.from, "NO INHERIT", |parent| !wants.contains(parent)))
        }
        (_, Some(wanted)) => {
            let wants = list(wanted, Attribute::Inherits);
            let had_all = had.map(|is| list(is, Attribute::Inherits)).unwrap_or_default();
            // New parents come last, so what is out of order has to go first.
            let kept: Vec<_> = had_all.iter().filter(|parent| wants.contains(parent)).collect();
            let same = kept.iter().zip(wants).take_while(|(kept, wanted)| **kept == *wanted).count();
            let mut steps = inheriting(had, site.from, "NO INHERIT", |parent| wants[same..].contains(parent));
            steps.extend(inheriting(Some(wanted), site.to, "INHERIT", |parent| {
                wants[same..].contains(parent)
            }));
            Ok(steps)
        }
    }
}

/// Whether it stays a partition of the same table.
fn stays(key: &ObjectKey, site: &Site<'_>) -> bool {
    let parent = |side: &Side<'_>| side.text(key, Attribute::PartitionOf).map(str::to_owned);
    parent(site.from).is_some() && parent(site.from) == parent(site.to)
}

fn is_pending(table: &Object) -> bool {
    table.attributes.text(Attribute::PartitionOf).is_some_and(|path| path.ends_with(DETACHING))
}

fn detach(is: &Object, site: &Site<'_>) -> Option<Step> {
    let parent = parent_of(is, site.from)?;
    let finalize = if is_pending(is) { " FINALIZE" } else { "" };
    let action = format!("DETACH PARTITION {}{finalize}", path(&is.key));
    let step = Step::on(parent, Form::DetachPartition, alter_parent(parent, &action));
    Some(step.referring_to(Some(is.key.clone())))
}

/// `INHERIT` or `NO INHERIT` for some of the tables that a table inherits from.
fn inheriting(
    table: Option<&Object>,
    side: &Side<'_>,
    how: &str,
    which: impl Fn(&Text) -> bool,
) -> Vec<Step> {
    let Some(table) = table else { return Vec::new() };
    let key = &table.key;
    let parents = list(table, Attribute::Inherits).iter().zip(side.ancestors(key));
    parents
        .filter(|(said, _)| which(said))
        .map(|(_, parent)| {
            Step::on(key, Form::AlterTable, alter_parent(key, &format!("{how} {}", path(parent))))
        })
        .collect()
}

fn parent_of<'a>(object: &Object, side: &Side<'a>) -> Option<&'a ObjectKey> {
    object.attributes.text(Attribute::PartitionOf)?;
    side.ancestors(&object.key).first().copied()
}
