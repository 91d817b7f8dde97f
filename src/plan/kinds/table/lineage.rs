//! Whose partition a table is, and which tables it inherits from.

use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey};
use crate::plan::form::Form;
use crate::plan::kind::Changed;
use crate::plan::side::{DETACHING, Side};
use crate::plan::site::{Site, alter_parent, list, path};
use crate::plan::step::Step;

/// `ALTER TABLE parent ATTACH PARTITION …`
pub(in crate::plan::kinds) fn attach(parent: &ObjectKey, partition: &ObjectKey, bound: &str) -> Step {
    let action = format!("ATTACH PARTITION {} {bound}", path(partition));
    Step::on(parent, Form::AttachPartition, alter_parent(parent, &action)).referring_to(Some(partition.clone()))
}

/// What makes the wanted table a partition of the wanted parent, and an heir of the wanted ones.
pub(in crate::plan::kinds) fn steps(
    is: &Object,
    wanted: &Object,
    changed: &Changed,
    site: &Site<'_>,
) -> Result<Vec<Step>, String> {
    let mut steps = Vec::new();
    let key = &wanted.key;
    if changed.contains(&Attribute::PartitionOf) || changed.contains(&Attribute::PartitionBound) {
        let waits = |object: &Object| {
            object.attributes.text(Attribute::PartitionOf).is_some_and(|path| path.ends_with(DETACHING))
        };
        if waits(wanted) {
            return Err("waits for the end of being detached, which is no state to be wanted".to_owned());
        }
        let finalize = if waits(is) { " FINALIZE" } else { "" };
        if let Some(parent) = parent_of(is, site.from) {
            let action = format!("DETACH PARTITION {}{finalize}", path(key));
            let step = Step::on(parent, Form::DetachPartition, alter_parent(parent, &action));
            steps.push(step.referring_to(Some(key.clone())));
        }
        let bound = wanted.attributes.text(Attribute::PartitionBound);
        if let Some((parent, bound)) = parent_of(wanted, site.to).zip(bound) {
            steps.push(attach(parent, key, bound));
        }
    }
    if changed.contains(&Attribute::Inherits) {
        let (had, wants) = (list(is, Attribute::Inherits), list(wanted, Attribute::Inherits));
        // New parents come last, so what is out of order has to go first.
        let kept: Vec<_> = had.iter().filter(|parent| wants.contains(parent)).collect();
        let same = kept.iter().zip(wants).take_while(|(kept, wanted)| **kept == *wanted).count();
        let stays = |place: &usize| wants[..same].contains(&had[*place]);
        for place in (0..had.len()).filter(|place| !stays(place)) {
            steps.extend(inherit(key, site.from, place, "NO INHERIT"));
        }
        for place in same..wants.len() {
            steps.extend(inherit(key, site.to, place, "INHERIT"));
        }
    }
    Ok(steps)
}

fn parent_of<'a>(object: &Object, side: &Side<'a>) -> Option<&'a ObjectKey> {
    object.attributes.text(Attribute::PartitionOf)?;
    side.ancestors(&object.key).first().copied()
}

fn inherit(key: &ObjectKey, side: &Side<'_>, place: usize, how: &str) -> Option<Step> {
    let parent = side.ancestors(key).get(place)?;
    Some(Step::on(key, Form::AlterTable, alter_parent(key, &format!("{how} {}", path(parent)))))
}
