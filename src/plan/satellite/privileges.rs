//! `GRANT` and `REVOKE`.

use super::owner;
use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::default_grants::starts;
use crate::plan::grants::{Grants, How, OWNER, Transfer, everything, transfers, words};
use crate::plan::kind::{Changed, Steps};
use crate::plan::kinds;
use crate::plan::role::{PUBLIC, role};
use crate::plan::site::{Site, list, parent_path};
use crate::plan::step::Step;

/// How statements name who runs the plan, and owns what it makes unless told otherwise.
const RUNNER: &str = "CURRENT_USER";

/// Who owns schema `public` from 15 on while nobody gave it to another.
const OWNER_OF_PUBLIC: &str = "pg_database_owner";

/// Gives an object that is there exactly what it lacks, and takes away what is not wanted.
pub(super) fn altered(is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Steps {
    let Some(said) = Said::of(wanted, site) else { return Ok(Vec::new()) };
    let key = &wanted.key;
    let has = || lines(is, site).unwrap_or_else(|| unasked(is, site.major()));
    let wants = || lines(wanted, site).unwrap_or_else(|| unasked(wanted, site.to.catalog.server_major));
    let is_column = key.kind == ObjectKind::Column;
    let (mut certain, mut possible, mut wants) = if !is_column && site.from.get(key).is_none() {
        // With what the server or an extension started nobody knows. That everybody may do it is what
        // there mostly is to take away.
        let mut possible = Grants::default();
        possible.add(PUBLIC, everything(key.kind, site.major()), false);
        let mut wants = wants();
        wants.retain(|grantee| grantee != OWNER);
        (Grants::default(), possible, wants)
    } else if !is_column && site.to.get(key).is_none() {
        let mut has = has();
        has.retain(|grantee| grantee != OWNER && grantee != PUBLIC && !grantee.starts_with("pg_"));
        if has == Grants::default() {
            let reason = "what it could be used for from the start is not in the catalog: grant it by hand, \
                          pg_init_privs says what it was";
            return Err(format!("{key}: {reason}"));
        }
        (has.clone(), has, Grants::default())
    } else {
        (has(), has(), wants())
    };
    let belongs_to = if changed.contains(&Attribute::Owner) { wanted } else { is };
    let owner = belongs_to.attributes.text(Attribute::Owner).or_else(|| owner_of_parent(key, site));
    let owner = owner.or_else(|| is_public(key).then_some(OWNER_OF_PUBLIC));
    if let Some(owner) = owner {
        for grants in [&mut certain, &mut possible, &mut wants] {
            grants.owned_by(owner);
        }
    }
    let transfers = transfers(&certain, &possible, &wants);
    let mut steps = said.steps(&transfers, owner);
    for (step, transfer) in steps.iter_mut().zip(&transfers).filter(|(_, transfer)| !transfer.again) {
        step.hazards.push(said.hazard(transfer));
    }
    steps.extend(said.columns(&transfers, site));
    Ok(steps)
}

/// Gives an object that the plan makes what it is to have, whatever default privileges gave it.
pub(super) fn made(wanted: &Object, site: &Site<'_>) -> Vec<Step> {
    let key = &wanted.key;
    let before = site.from.get(key);
    // What is made again keeps what was granted on it, unless privileges are compared.
    let source = match before {
        _ if site.options.privileges => wanted,
        Some(before) => before,
        None => return Vec::new(),
    };
    let Some(said) = Said::of(wanted, site) else { return Vec::new() };
    let major = site.major();
    let unasked = || Grants::unasked(key.kind, major);
    let (mut certain, mut possible) = starts(key, [site.from, site.to], major);
    let mut wants = lines(source, site).unwrap_or_else(unasked);
    let owner = owner::of(None, wanted, site).or_else(|| owner_of_parent(key, site));
    let whose = wanted.attributes.text(Attribute::Owner);
    for grants in [&mut certain, &mut possible, &mut wants] {
        match owner {
            Some(owner) => grants.owned_by(owner),
            // The owner of the wanted one is most probably who runs the plan.
            None => grants.retain(|grantee| Some(grantee) != whose),
        }
    }
    let moves = transfers(&certain, &possible, &wants);
    let mut steps = said.steps(&moves, owner);
    let loses = |one: &Transfer| one.how == How::Revoke && owns(&one.grantee, site);
    if owner.is_none() && moves.iter().any(loses) && wants.privileges(OWNER).count() == said.everything.len()
    {
        let sql = format!("GRANT ALL ON {} TO {RUNNER}", said.on);
        steps.push(Step::new(sql).because("what was revoked may have been the owner's own"));
    }
    if let (Some(before), Some(first)) = (before, steps.first_mut()) {
        let had = lines(before, site).unwrap_or_else(unasked);
        first.hazards.extend(transfers(&had, &had, &wants).iter().map(|one| said.hazard(one)));
    }
    steps
}

/// What statements say of one object.
struct Said {
    key: ObjectKey,
    on: String,
    /// Quoted where it has to be.
    column: Option<String>,
    everything: &'static [&'static str],
}

impl Said {
    fn of(wanted: &Object, site: &Site<'_>) -> Option<Self> {
        let key = wanted.key.clone();
        let (on, column) = match key.kind {
            ObjectKind::Column => (format!("TABLE {}", parent_path(&key)), Some(quote_name(&key.name))),
            _ => (kinds::of(key.kind).grant_target(wanted)?, None),
        };
        let everything = everything(key.kind, site.major());
        Some(Self { key, on, column, everything })
    }

    fn words(&self, privileges: &[String]) -> String {
        words(privileges, self.everything, self.column.as_deref())
    }

    /// A statement each.
    fn steps(&self, transfers: &[Transfer], owner: Option<&str>) -> Vec<Step> {
        let step = |transfer: &Transfer| {
            let to = match transfer.grantee.as_str() {
                OWNER => owner.map_or_else(|| RUNNER.to_owned(), role),
                grantee => role(grantee),
            };
            let step = Step::new(transfer.sql(&self.words(&transfer.privileges), &self.on, &to));
            match transfer.again {
                true => step.because("only who granted a privilege can revoke it, and that may be this one"),
                false => step,
            }
        };
        transfers.iter().map(step).collect()
    }

    fn hazard(&self, transfer: &Transfer) -> Hazard {
        let detail = transfer.meaning(&self.words(&transfer.privileges), &self.key.to_string());
        Hazard::new(HazardKind::Authorisation, &self.key, detail)
    }

    /// Revoking a privilege on a table revokes it on all columns: those that keep it get it again.
    fn columns(&self, transfers: &[Transfer], site: &Site<'_>) -> Vec<Step> {
        let revoked = |how: How| matches!(how, How::Revoke | How::RevokeOption);
        let mut steps = Vec::new();
        for column in site.to.of_kind(&self.key, ObjectKind::Column) {
            let (Some(is), Some(said)) = (site.from.get(&column.key), Self::of(column, site)) else {
                continue;
            };
            let (Some(has), Some(wants)) = (lines(is, site), lines(column, site)) else { continue };
            if site.is_torn(&column.key) {
                continue;
            }
            let keeps = has.common(&wants);
            for transfer in transfers.iter().filter(|transfer| revoked(transfer.how)) {
                let mut lost = Grants::default();
                for (privilege, is_grantable) in keeps.privileges(&transfer.grantee) {
                    if transfer.privileges.contains(privilege) {
                        lost.add(&transfer.grantee, &[privilege], is_grantable);
                    }
                }
                let again = said.steps(
                    &crate::plan::grants::transfers(&Grants::default(), &Grants::default(), &lost),
                    None,
                );
                let why = "revoking it on the table has revoked it on the column";
                steps.extend(again.into_iter().map(|step| step.because(why)));
            }
        }
        steps
    }
}

/// What the catalog says of it; `None` where nobody granted anything.
fn lines(object: &Object, site: &Site<'_>) -> Option<Grants> {
    object.attributes.get(Attribute::Privileges)?;
    let everything = everything(object.key.kind, site.major());
    Some(Grants::of(list(object, Attribute::Privileges), everything))
}

/// What it has while nobody grants or revokes.
fn unasked(object: &Object, major: u32) -> Grants {
    let mut grants = Grants::unasked(object.key.kind, major);
    if is_public(&object.key) && object.attributes.get(Attribute::Owner).is_none() {
        grants.add(PUBLIC, if major < 15 { &["CREATE", "USAGE"] } else { &["USAGE"] }, false);
    }
    grants
}

fn is_public(key: &ObjectKey) -> bool {
    key.kind == ObjectKind::Schema && &*key.name == "public"
}

/// Whom the table of a column, or that a sequence goes with, belongs to once its own owner was seen to.
fn owner_of_parent<'a>(key: &ObjectKey, site: &Site<'a>) -> Option<&'a str> {
    let column = site.to.owner(key).unwrap_or(key);
    let parent = site.from.parent(column).or_else(|| site.to.parent(column))?;
    let wanted = site.to.text(parent, Attribute::Owner).filter(|_| site.options.owners);
    wanted.or_else(|| site.from.text(parent, Attribute::Owner))
}

/// Whether the role owns anything, and so may be who runs the plan.
fn owns(role: &str, site: &Site<'_>) -> bool {
    let objects = site.from.catalog.objects.iter().chain(&site.to.catalog.objects);
    objects.into_iter().any(|object| object.attributes.text(Attribute::Owner) == Some(role))
}
