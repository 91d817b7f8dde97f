//! `checks`: the user's own assertions.

use crate::config::error::{ConfigError, Problem, nearest};
use crate::config::section::{Keys, Section, Value};
use crate::config::settings::{Check, Comparison, Environment, Expectation};
use crate::config::yaml::Data;

pub(crate) const KEYS: Keys = Keys { known: &["name", "sql", "expect", "environments"], later: &[] };

/// Longer operators first: `>=` begins with `>`.
const COMPARISONS: [(&str, Comparison); 8] = [
    (">=", Comparison::GreaterOrEqual),
    ("<=", Comparison::LessOrEqual),
    ("!=", Comparison::NotEqual),
    ("<>", Comparison::NotEqual),
    ("==", Comparison::Equal),
    ("=", Comparison::Equal),
    (">", Comparison::Greater),
    ("<", Comparison::Less),
];

const NAME_HELP: &str = "a check needs a name, its sql and what to expect";

pub(crate) fn read(file: &Section<'_>, environments: &[Environment]) -> Result<Vec<Check>, ConfigError> {
    let Some(value) = file.get("checks") else { return Ok(Vec::new()) };
    let mut checks: Vec<Check> = Vec::new();
    for item in value.list()? {
        let place = item.place();
        let check = read_check(item, environments)?;
        if checks.iter().any(|earlier| earlier.name == check.name) {
            let key = format!("checks: {}", check.name);
            return Err(ConfigError::new(Problem::DuplicateKey { key }).at(place));
        }
        checks.push(check);
    }
    Ok(checks)
}

fn read_check(value: Value<'_>, environments: &[Environment]) -> Result<Check, ConfigError> {
    let place = value.place();
    let section = value.section(KEYS)?;
    let name = section.require("name", NAME_HELP)?.nonempty()?;
    let sql = section.require("sql", NAME_HELP)?.nonempty()?;
    let expect = match section.get_or_null("expect") {
        Some(value) => read_expectation(&value)?,
        // Asks for a value that is not there, which words the error.
        None => read_expectation(&section.require("expect", NAME_HELP)?)?,
    };
    let mut wanted = Vec::new();
    if let Some(list) = section.get("environments") {
        for item in list.list()? {
            let name = item.text()?;
            if !environments.iter().any(|environment| environment.name == name) {
                let names = environments.iter().map(|environment| environment.name.as_str());
                return Err(item.problem(Problem::UnknownEnvironment {
                    nearest: nearest(&name, names.clone()),
                    known: names.collect::<Vec<_>>().join(", "),
                    name,
                }));
            }
            wanted.push(name);
        }
    }
    Ok(Check { name, sql, expect, environments: wanted, place })
}

/// A number is compared as a number, text as text unless it begins with a comparison, a list is
/// rows; in a list of plain values each is a row of one column.
fn read_expectation(value: &Value<'_>) -> Result<Expectation, ConfigError> {
    match value.data() {
        Data::List(_) => {
            let rows = value.list()?.iter().map(read_row).collect::<Result<Vec<_>, _>>()?;
            if rows.windows(2).any(|pair| pair[0].len() != pair[1].len()) {
                return Err(value.bad("has rows of different lengths", "give every row the same columns"));
            }
            Ok(Expectation::Rows(rows))
        }
        // Numbers beyond 2^53 are compared as text, which is exact.
        Data::Integer(number) if number.unsigned_abs() < 1 << 53 => {
            Ok(Expectation::Compare(Comparison::Equal, *number as f64))
        }
        Data::Float(number) => Ok(Expectation::Compare(Comparison::Equal, *number)),
        Data::Text(_) => {
            let text = value.text()?;
            let comparison = COMPARISONS.iter().find_map(|(operator, comparison)| {
                let number: f64 = text.trim().strip_prefix(operator)?.trim().parse().ok()?;
                number.is_finite().then_some(Expectation::Compare(*comparison, number))
            });
            Ok(comparison.unwrap_or(Expectation::Scalar(text)))
        }
        _ => match read_cell(value)? {
            Some(text) => Ok(Expectation::Scalar(text)),
            None => Ok(Expectation::Rows(vec![vec![None]])),
        },
    }
}

fn read_row(value: &Value<'_>) -> Result<Vec<Option<String>>, ConfigError> {
    match value.data() {
        Data::List(_) => value.list()?.iter().map(read_cell).collect(),
        _ => Ok(vec![read_cell(value)?]),
    }
}

/// One value as PostgreSQL prints it; `None` is NULL.
fn read_cell(value: &Value<'_>) -> Result<Option<String>, ConfigError> {
    Ok(match value.data() {
        Data::Null => None,
        Data::Bool(true) => Some("t".to_owned()),
        Data::Bool(false) => Some("f".to_owned()),
        Data::Integer(number) => Some(number.to_string()),
        Data::Float(number) => Some(number.to_string()),
        Data::Text(_) => Some(value.text()?),
        Data::List(_) | Data::Map(_) => {
            return Err(value.bad(
                format!("cannot be {}", value.data().describe()),
                "expect one value, a comparison such as \">= 18\", or a list of rows",
            ));
        }
    })
}
