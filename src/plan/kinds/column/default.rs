//! Defaults, and what generated columns are generated from.

use crate::model::attribute::Attribute;
use crate::model::object::{Object, ObjectKey, ObjectKind};
use crate::model::quote::quote_name;
use crate::plan::decision::needs_for_type;
use crate::plan::form::Form;
use crate::plan::site::{Site, alter_parent};
use crate::plan::step::Step;

/// Functions of the server that give another value for each row.
const VOLATILE: [&str; 12] = [
    "nextval",
    "currval",
    "lastval",
    "random",
    "random_normal",
    "gen_random_uuid",
    "gen_random_bytes",
    "uuidv4",
    "uuidv7",
    "clock_timestamp",
    "timeofday",
    "txid_current",
];

/// The default of a column.
pub(super) fn of(column: &Object) -> Option<&str> {
    column.attributes.text(Attribute::Default)
}

/// What a column is generated from, and whether it is stored.
pub(super) fn generated(column: &Object) -> Option<(&str, &str)> {
    column.attributes.text(Attribute::Generated)?.rsplit_once(' ')
}

/// `ALTER COLUMN … SET DEFAULT`, or `DROP DEFAULT`. Tables that inherit the column are told the same by the
/// server, and those of them that want another default have it said to them again.
pub(super) fn set(
    column: &ObjectKey,
    default: Option<&str>,
    table: &ObjectKey,
    site: &Site<'_>,
) -> Vec<Step> {
    let one = |table: &ObjectKey, default: Option<&str>| {
        let action =
            default.map_or_else(|| "DROP DEFAULT".to_owned(), |default| format!("SET DEFAULT {default}"));
        let sql = alter_parent(table, &format!("ALTER COLUMN {} {action}", quote_name(&column.name)));
        Step::on(table, Form::SetDefault, sql)
    };
    let mut steps = vec![one(table, default)];
    for heir in
        site.to.heirs(table).into_iter().filter(|heir| site.from.get(heir).is_some() && !site.is_new(heir))
    {
        let key =
            ObjectKey { schema: heir.schema.clone(), parent: Some(heir.name.clone()), ..column.clone() };
        // One that changes by itself does so afterwards.
        let is_same = |own: &Object| site.from.get(&key).is_some_and(|had| of(had) == of(own));
        if let Some(own) = site.to.get(&key).filter(|own| of(own) != default && is_same(own)) {
            steps.push(one(heir, of(own)));
        }
    }
    steps
}

/// Whether the statement that makes the column can say its default: unless that needs the table or the column
/// itself, through a function.
pub(super) fn is_within(column: &Object, site: &Site<'_>) -> bool {
    let Some(table) = site.to.parent(&column.key) else { return true };
    let is_table = matches!(table.kind, ObjectKind::Table | ObjectKind::ForeignTable);
    is_table && !reaches(column, table, site)
}

/// Whether the default or what the column is generated from needs what is to be made.
pub(super) fn reaches(column: &Object, table: &ObjectKey, site: &Site<'_>) -> bool {
    let made = if site.is_new(table) { table } else { &column.key };
    let is_own = |need: &ObjectKey| need.schema == table.schema && need.parent.as_ref() == Some(&table.name);
    site.to
        .needs(&column.key)
        .iter()
        .filter(|need| *need != table && !is_own(need) && !needs_for_type(column, need))
        .any(|need| site.to.reaches(need, made))
}

/// Whether every row has to be written anew to have its value.
pub(super) fn is_computed(column: &Object, site: &Site<'_>) -> bool {
    let is_stored = generated(column).is_some_and(|(_, how)| how == "stored");
    // A domain may refuse the value.
    let of_domain = || site.to.needs(&column.key).iter().any(|need| need.kind == ObjectKind::Domain);
    is_stored
        || column.attributes.get(Attribute::Identity).is_some()
        || of_domain()
        || of(column).is_some_and(|default| is_within(column, site) && is_volatile(default, column, site))
}

fn is_volatile(expression: &str, column: &Object, site: &Site<'_>) -> bool {
    let own = site.to.needs(&column.key).iter().filter(|need| need.kind == ObjectKind::Function);
    own.filter_map(|function| site.to.text(function, Attribute::Volatility)).any(|how| how == "volatile")
        || calls(expression).any(|name| VOLATILE.contains(&name) || name.starts_with("uuid_generate_"))
}

/// The names of the functions that an expression calls.
fn calls(expression: &str) -> impl Iterator<Item = &str> {
    expression.match_indices('(').filter_map(|(at, _)| {
        let before = &expression[..at];
        let start = before.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |place| place + 1);
        (start < at).then(|| &before[start..])
    })
}

/// The expression in one pair of parentheses.
pub(super) fn in_parentheses(expression: &str) -> String {
    if is_enclosed(expression) { expression.to_owned() } else { format!("({expression})") }
}

/// Whether the first parenthesis is closed by the last character.
fn is_enclosed(expression: &str) -> bool {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, byte) in expression.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), _) if open == byte => quote = None,
            (Some(_), _) => {}
            (None, b'\'' | b'"') => quote = Some(byte),
            (None, b'(') => depth += 1,
            (None, b')') => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return expression.starts_with('(') && at + 1 == expression.len();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parentheses_are_not_doubled() {
        let printed = ["(a + b)", "(a) + (b)", "lower(a)", "(a || ')'::text)"].map(in_parentheses);
        assert_eq!(printed, ["(a + b)", "((a) + (b))", "(lower(a))", "(a || ')'::text)"]);
    }

    #[test]
    fn calls_are_found() {
        let found: Vec<&str> = calls("COALESCE(now(), nextval('s.q'::regclass))").collect();
        assert_eq!(found, ["COALESCE", "now", "nextval"]);
    }
}
