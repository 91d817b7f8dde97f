//! Sequences.

pub(super) mod numbers;

use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey};
use crate::model::quote::{quote_literal, quote_name};
use crate::plan::kind::{Changed, Kind, Part, Steps, Verdict};
use crate::plan::role::role;
use crate::plan::site::{Site, parent_path, path};
use crate::plan::step::Step;

pub(super) struct Sequence;

impl Kind for Sequence {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        let data_type = data_type(wanted);
        let unlogged = if is_unlogged(wanted) { "UNLOGGED " } else { "" };
        let mut words = vec![format!("CREATE {unlogged}SEQUENCE {}", path(&wanted.key))];
        words.extend((data_type != "bigint").then(|| format!("AS {data_type}")));
        words.extend(numbers::unusual(wanted, data_type));
        Ok(vec![Step::new(words.join(" "))])
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        let path = path(&is.key);
        let hazard = Hazard::new(HazardKind::DataLoss, &is.key, "the number it has come to is lost");
        let used = format!("SELECT count(*) FROM {path} WHERE is_called");
        Ok(vec![Step::new(format!("DROP SEQUENCE {path}")).hazard(hazard.counting("numbers", used))])
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        let path = path(&wanted.key);
        let mut steps = Vec::new();
        let mut words = Vec::new();
        let retypes = changed.contains(&Attribute::Type);
        if retypes {
            words.push(format!("AS {}", data_type(wanted)));
        }
        // The bounds follow the type where they are its own.
        let implied = |one: &Attribute| retypes && matches!(one, Attribute::Minimum | Attribute::Maximum);
        let said: Vec<Attribute> =
            numbers::ALL.into_iter().filter(|one| changed.contains(one) || implied(one)).collect();
        words.extend(numbers::of(wanted, &said));
        if numbers::are_apart(is, wanted) {
            words.push("RESTART".to_owned());
        }
        if !words.is_empty() {
            let unused = numbers::unused_within(&path, is, wanted);
            steps.extend(unused.map(|sql| Step::new(sql).because(numbers::UNUSED)));
            let step = Step::new(format!("ALTER SEQUENCE {path} {}", words.join(" ")));
            steps.push(match numbers::is_narrower(is, wanted) {
                Some(outside) => {
                    let count = format!("SELECT count(*) FROM {path} WHERE {outside}");
                    let detail = match numbers::are_apart(is, wanted) {
                        true => "it starts anew, because no number of the old bounds is within the new ones",
                        false => "the number it has come to is out of the new bounds: the statement fails",
                    };
                    step.hazard(
                        Hazard::new(HazardKind::Correctness, &wanted.key, detail).counting("numbers", count),
                    )
                }
                None => step,
            });
        }
        if changed.contains(&Attribute::Persistence) {
            if site.major() < 15 {
                return Verdict::Unsupported("sequences can be unlogged from PostgreSQL 15 on".to_owned());
            }
            let how = if is_unlogged(wanted) { "UNLOGGED" } else { "LOGGED" };
            steps.push(Step::new(format!("ALTER SEQUENCE {path} SET {how}")));
        }
        Verdict::InPlace(steps)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(format!("SEQUENCE {}", path(&object.key)))
    }

    fn parts(&self) -> &'static [Part] {
        &[Part::Ownership]
    }

    fn part(&self, _part: Part, is: Option<&Object>, wanted: Option<&Object>, site: &Site<'_>) -> Steps {
        let Some(key) = wanted.or(is).map(|object| &object.key) else { return Ok(Vec::new()) };
        let owner = wanted.and_then(|wanted| site.to.owner(&wanted.key));
        let owned_by = owner.map_or_else(|| "NONE".to_owned(), column_path);
        let mut steps = Vec::new();
        if let Some(role) = owner.and_then(|owner| owner_before(key, owner, site)) {
            let is_owned = is.is_some_and(|is| is.attributes.get(Attribute::OwnedBy).is_some());
            let release = || Step::new(format!("ALTER SEQUENCE {} OWNED BY NONE", path(key)));
            steps.extend(is_owned.then(release));
            let sql = format!("ALTER SEQUENCE {} OWNER TO {role}", path(key));
            steps.push(Step::new(sql).because("a sequence has the owner of the table that it goes with"));
        }
        steps.push(Step::new(format!("ALTER SEQUENCE {} OWNED BY {owned_by}", path(key))));
        if let (Some(wanted), Some(owner)) = (wanted, owner) {
            steps.extend(after_values(wanted, owner, site));
        }
        Ok(steps)
    }

    fn is_replaceable(&self, _is: &Object, _site: &Site<'_>) -> bool {
        false
    }
}

/// Whom the sequence must belong to before it can go with a column, if that is another than whom it belongs to.
fn owner_before(sequence: &ObjectKey, column: &ObjectKey, site: &Site<'_>) -> Option<String> {
    let table = site.to.parent(column)?;
    let of = |key: &ObjectKey| site.from.text(key, Attribute::Owner).filter(|_| !site.is_new(key));
    match (of(sequence), of(table)) {
        (had, Some(wants)) if had != Some(wants) => Some(role(wants)),
        // The table belongs to whoever runs the plan until it is given to another.
        (Some(_), None) if site.is_new(table) => Some("CURRENT_USER".to_owned()),
        _ => None,
    }
}

/// A new sequence goes on after the numbers that its column has already.
fn after_values(sequence: &Object, owner: &ObjectKey, site: &Site<'_>) -> Option<Step> {
    let table = site.to.parent(owner)?;
    let is_column_there = site.from.get(owner).is_some() && !site.is_torn(owner);
    if !site.is_new(&sequence.key) || site.is_new(table) || !is_column_there {
        return None;
    }
    let is_number = |side: &crate::plan::side::Side<'_>| {
        side.text(owner, Attribute::Type).is_some_and(|of| matches!(of, "smallint" | "integer" | "bigint"))
    };
    let name = quote_literal(&path(&sequence.key));
    (is_number(site.from) && is_number(site.to)).then(|| numbers::after_values(&name, sequence, owner, table))
}

fn column_path(column: &ObjectKey) -> String {
    format!("{}.{}", parent_path(column), quote_name(&column.name))
}

fn data_type(sequence: &Object) -> &str {
    sequence.attributes.text(Attribute::Type).unwrap_or("bigint")
}

fn is_unlogged(sequence: &Object) -> bool {
    sequence.attributes.text(Attribute::Persistence) == Some("unlogged")
}
