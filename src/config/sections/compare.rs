//! `compare`: what is looked at, and what the user does not want to hear about.

use crate::config::error::ConfigError;
use crate::config::section::{Keys, Section, Value};
use crate::config::settings::{Compare, IgnoreRule, Level};
use crate::model::object::ObjectKind;

pub(crate) const KEYS: Keys =
    Keys { known: &["schemas", "ignore", "privileges", "owners"], later: &["renames"] };
pub(crate) const IGNORE_KEYS: Keys = Keys { known: &["kind", "name", "reason", "until"], later: &[] };

const LEVELS: [(&str, Level); 4] =
    [("off", Level::Off), ("ignore", Level::Off), ("report", Level::Report), ("enforce", Level::Enforce)];

pub(crate) fn read(file: &Section<'_>) -> Result<Compare, ConfigError> {
    let mut compare = Compare::default();
    let Some(value) = file.get("compare") else { return Ok(compare) };
    let section = value.section(KEYS)?;
    if let Some(value) = section.get("schemas") {
        compare.schemas = value.texts()?;
        if compare.schemas.is_empty() {
            return Err(value.bad("is empty, so nothing would be compared", "write [\"*\"] for every schema"));
        }
    }
    if let Some(value) = section.get("ignore") {
        compare.ignore = value.list()?.into_iter().map(read_ignore).collect::<Result<_, _>>()?;
    }
    if let Some(value) = section.get("privileges") {
        compare.privileges = value.word(&LEVELS)?;
    }
    if let Some(value) = section.get("owners") {
        compare.owners = value.word(&LEVELS)?;
    }
    Ok(compare)
}

fn read_ignore(value: Value<'_>) -> Result<IgnoreRule, ConfigError> {
    let section = value.section(IGNORE_KEYS)?;
    let kinds: Vec<_> = ObjectKind::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let until = section.get("until");
    if let Some(value) = until.as_ref().filter(|value| !value.raw().is_ok_and(is_date)) {
        return Err(value.bad("is not a date", "write YYYY-MM-DD, such as 2027-01-31"));
    }
    Ok(IgnoreRule {
        kind: section.get("kind").map(|value| value.word(&kinds)).transpose()?,
        name: section.require("name", "write a pattern such as \"public.tmp_*\"")?.nonempty()?,
        reason: section.require("reason", "say why these objects may differ")?.nonempty()?,
        until: until.map(|value| value.text()).transpose()?,
    })
}

/// Whether `text` is a day that exists, as `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    let shape = text.len() == 10
        && text
            .char_indices()
            .all(|(index, c)| if matches!(index, 4 | 7) { c == '-' } else { c.is_ascii_digit() });
    if !shape {
        return false;
    }
    let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().unwrap_or_default();
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn only_days_that_exist_are_dates() {
        for good in ["2027-01-01", "2028-02-29", "2027-12-31"] {
            assert!(is_date(good), "{good}");
        }
        for bad in
            ["2027-02-29", "2027-13-01", "2027-00-10", "2027-04-31", "27-1-1", "2027/01/01", "2027-01-0é"]
        {
            assert!(!is_date(bad), "{bad}");
        }
    }
}
