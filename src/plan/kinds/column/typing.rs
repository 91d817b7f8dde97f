//! Columns of another type: how the values get there, and which do not.

use super::data_type::{DataType, Family};
use crate::model::attribute::Attribute;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::form::Form;
use crate::plan::kinds::user_type;
use crate::plan::site::{Site, alter_parent, path};
use crate::plan::step::Step;

/// Whether a value of a type becomes one of the other by assignment.
pub(super) fn is_alike(is: &str, wanted: &str) -> bool {
    DataType::parse(is).is_alike(&DataType::parse(wanted))
}

/// `ALTER COLUMN … TYPE …`
pub(super) fn alter(is: &Object, wanted: &Object, table: &ObjectKey, site: &Site<'_>) -> Step {
    let text = |column: &Object| column.attributes.text(Attribute::Type).unwrap_or_default().to_owned();
    let (had, wants) = (text(is), text(wanted));
    let name = quote_name(&is.key.name);
    let is_collated = is.attributes.get(Attribute::Collation) != wanted.attributes.get(Attribute::Collation);
    let mut action = format!("ALTER COLUMN {name} TYPE {wants}");
    if let Some(collation) = wanted.attributes.text(Attribute::Collation) {
        action.push_str(&format!(" COLLATE {collation}"));
    }
    let way = match had == wants {
        true if is_collated => Way::Assigned,
        true => same_name(&is.key, &wants, site),
        false => way(&had, &wants, &is.key, site),
    };
    // Foreign tables hold no values.
    if table.kind != ObjectKind::ForeignTable {
        match way {
            Way::Assigned => {}
            Way::Cast => action.push_str(&format!(" USING {name}::{wants}")),
            Way::Text => {
                // Both are, or neither is, seen through domains.
                let is_array = user_type::base_type(&is.key, site.from).is_some_and(|of| of.ends_with("[]"));
                let array = if is_array { "[]" } else { "" };
                action.push_str(&format!(" USING {name}::text{array}::{wants}"));
            }
        }
    }
    let (had, wants) = (DataType::parse(&had), DataType::parse(&wants));
    let form = match way == Way::Assigned && !is_collated && is_wider(&had, &wants) {
        true => Form::WidenType,
        false if table.kind == ObjectKind::ForeignTable => Form::AlterTable,
        false => Form::ChangeType,
    };
    let mut step = Step::on(table, form, alter_parent(table, &action));
    if is_collated {
        let detail = "values are ordered, and with some collations compared, by other rules";
        step = step.hazard(Hazard::new(HazardKind::Correctness, &is.key, detail));
    }
    match loss(&had, &wants, way, &name).filter(|_| table.kind == ObjectKind::Table) {
        Some(loss) => {
            let values = format!("SELECT count(*) FROM {} WHERE {}", path(table), loss.which);
            step.hazard(Hazard::new(loss.kind, &is.key, loss.detail).counting("values", values))
        }
        None => step,
    }
}

/// How a value gets from one type to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Assigned,
    Cast,
    /// Over its text.
    Text,
}

/// The type has its name from the one it replaces, which has another name meanwhile.
fn same_name(column: &ObjectKey, wanted: &str, site: &Site<'_>) -> Way {
    use ObjectKind as Kind;
    let named = |need: &&ObjectKey| wanted.contains(&*need.name);
    let needs = site.to.needs(column).iter().filter(named);
    let mut kinds = needs.map(|need| (need.kind, is_of_own_type(need, site)));
    kinds
        .find_map(|(kind, is_of_own)| match kind {
            // What is below both is the type of the server.
            Kind::Domain if !is_of_own => Some(Way::Cast),
            Kind::Domain => Some(Way::Text),
            Kind::Enum | Kind::Composite | Kind::Range | Kind::BaseType | Kind::Table => Some(Way::Text),
            _ => None,
        })
        .unwrap_or(Way::Assigned)
}

/// Whether a domain is one over a type of the database, which may have a successor, too.
fn is_of_own_type(domain: &ObjectKey, site: &Site<'_>) -> bool {
    use ObjectKind as Kind;
    domain.kind == Kind::Domain
        && site.to.needs(domain).iter().any(|need| match need.kind {
            Kind::Enum | Kind::Composite | Kind::Range | Kind::BaseType | Kind::Table => true,
            _ => is_of_own_type(need, site),
        })
}

fn way(is: &str, wanted: &str, column: &ObjectKey, site: &Site<'_>) -> Way {
    let (had, wants) = (DataType::parse(is), DataType::parse(wanted));
    let has_domain = [site.from, site.to].iter().any(|side| {
        side.needs(column).iter().any(|need| {
            need.kind == ObjectKind::Domain && (is.contains(&*need.name) || wanted.contains(&*need.name))
        })
    });
    if has_domain {
        // A domain is cast to as what it is over is.
        let below = |side| user_type::base_type(column, side).unwrap_or_default();
        return match between(&DataType::parse(below(site.from)), &DataType::parse(below(site.to))) {
            Way::Text => Way::Text,
            _ => Way::Cast,
        };
    }
    between(&had, &wants)
}

fn between(had: &DataType, wants: &DataType) -> Way {
    let pair = |a: &[&str], b: &[&str]| {
        let is_in = |list: &[&str], data_type: &DataType| list.contains(&&*data_type.base);
        (is_in(a, had) && is_in(b, wants)) || (is_in(b, had) && is_in(a, wants))
    };
    let has_cast = || {
        pair(&["integer"], &["boolean"])
            || pair(&["bit"], &["integer", "bigint"])
            || pair(&["money"], &["integer", "bigint", "numeric"])
            || pair(&["interval"], &["time without time zone"])
            || (had.family() == Family::Moment && had.base != "date" && wants.family() == Family::TimeOfDay)
    };
    let (from, to) = (had.family(), wants.family());
    if had.is_alike(wants) || (to == Family::Character && !wants.is_array) {
        return Way::Assigned;
    }
    // A string spells a list.
    if had.is_array != wants.is_array {
        return Way::Cast;
    }
    if from == Family::Character || to == Family::Character || has_cast() { Way::Cast } else { Way::Text }
}

/// Whether every value is one of the wanted type as it is stored: nothing is written.
fn is_wider(is: &DataType, wanted: &DataType) -> bool {
    if is.is_array != wanted.is_array {
        return false;
    }
    let strings = ["character varying", "text"];
    let is_string = |one: &DataType| strings.contains(&&*one.base);
    if is_string(is) && is_string(wanted) {
        // An array of strings has to be looked at.
        let fits = match (is.length(), wanted.length()) {
            (_, None) => true,
            (Some(had), Some(wants)) => wants >= had,
            (None, Some(_)) => false,
        };
        return fits && !is.is_array;
    }
    if is.base != wanted.base {
        return is.base == "cidr" && wanted.base == "inet";
    }
    match &*is.base {
        "numeric" => match (is.digits(), wanted.digits()) {
            (_, None) => true,
            (Some((before, scale)), Some((wants, new))) => wants >= before && new == scale,
            (None, Some(_)) => false,
        },
        "bit varying"
        | "timestamp without time zone"
        | "timestamp with time zone"
        | "time without time zone"
        | "time with time zone" => match (is.modifiers.first(), wanted.modifiers.first()) {
            (_, None) => true,
            (Some(had), Some(wants)) => wants >= had,
            (None, Some(_)) => false,
        },
        _ => is == wanted,
    }
}

/// Values that do not come through.
struct Loss {
    kind: HazardKind,
    detail: String,
    /// The condition of those that do not.
    which: String,
}

fn loss(is: &DataType, wanted: &DataType, way: Way, name: &str) -> Option<Loss> {
    let of = |kind, detail: String, which: String| Some(Loss { kind, detail, which });
    let lost = |detail: &str, which: String| of(HazardKind::DataLoss, detail.to_owned(), which);
    if is == wanted || is.is_array || wanted.is_array {
        let any = format!("{name} IS NOT NULL");
        let detail = "a value that cannot become one of the new type makes the statement fail";
        return if is.base == wanted.base && is_wider(is, wanted) { None } else { lost(detail, any) };
    }
    if let Some(length) = wanted.length() {
        let fits = is.length().is_some_and(|had| had <= length);
        let detail = format!(
            "values of more than {length} characters do not fit: the statement fails while there are any"
        );
        return if fits { None } else { lost(&detail, format!("char_length({name}::text) > {length}")) };
    }
    if way != Way::Assigned {
        let detail = "a value that cannot become one of the new type makes the statement fail";
        return lost(detail, format!("{name} IS NOT NULL"));
    }
    match (is.family(), wanted.family()) {
        (Family::Number, Family::Number) => numbers(is, wanted, name),
        (Family::Moment, Family::Moment) => moments(is, wanted, name),
        _ => None,
    }
}

fn numbers(is: &DataType, wanted: &DataType, name: &str) -> Option<Loss> {
    let lost = |detail: &str, which: String| {
        Some(Loss { kind: HazardKind::DataLoss, detail: detail.to_owned(), which })
    };
    if let Some((least, most)) = wanted.range() {
        if is.range().is_some_and(|(low, high)| low >= least && high <= most) {
            return None;
        }
        let outside = format!("{name} NOT BETWEEN {least} AND {most}");
        return match is.range() {
            Some(_) => lost("numbers out of range make the statement fail", outside),
            None => lost(
                "numbers are rounded, and those out of range make the statement fail",
                format!("{outside} OR {name} <> round({name})"),
            ),
        };
    }
    if let Some((before, scale)) = wanted.digits() {
        let fits = match (is.digits(), &*is.base) {
            (Some((had, after)), _) => had <= before && after <= scale,
            (None, "smallint") => before >= 5,
            (None, "integer") => before >= 10,
            (None, "bigint") => before >= 19,
            _ => false,
        };
        let which = format!(
            "abs({name}) >= 10::numeric ^ {before} OR {name}::numeric <> round({name}::numeric, {scale})"
        );
        let detail = "numbers are rounded, and those that are too large make the statement fail";
        return if fits { None } else { lost(detail, which) };
    }
    let exact = match (&*is.base, &*wanted.base) {
        ("smallint" | "integer" | "real", "double precision") | ("smallint", "real") | (_, "numeric") => true,
        (had, wants) => had == wants,
    };
    let detail = "numbers lose digits";
    let which = format!("{name}::{}::{} IS DISTINCT FROM {name}", wanted.base, is.base);
    if exact { None } else { lost(detail, which) }
}

fn moments(is: &DataType, wanted: &DataType, name: &str) -> Option<Loss> {
    let some = |kind, detail: &str, which: String| Some(Loss { kind, detail: detail.to_owned(), which });
    let any = format!("{name} IS NOT NULL");
    match (&*is.base, &*wanted.base) {
        (had, wants) if had == wants => {
            let most = |one: &DataType| one.modifiers.first().copied().unwrap_or(6);
            match most(is) <= most(wanted) {
                true => None,
                false => some(HazardKind::DataLoss, "fractions of seconds are rounded", any),
            }
        }
        (_, "date") => some(
            HazardKind::DataLoss,
            "the time of day is lost",
            format!("{name} <> date_trunc('day', {name})"),
        ),
        ("date", "timestamp without time zone") => None,
        _ => some(
            HazardKind::Correctness,
            "which moment is meant depends on the time zone of the session",
            any,
        ),
    }
}
