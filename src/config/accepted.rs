//! The file of accepted differences, `lockstep.accepted.yml`: as strictly read as the configuration, and
//! written by `health --accept`. Nothing in it is a template: names and reasons are what they are.

use std::path::Path;

use serde::Serialize;

use super::date::is_date;
use super::error::{ConfigError, Problem};
use super::section::{Context, Keys, Section, Value};
use super::variables::Variables;
use crate::model::accepted::{Accepted, What};
use crate::model::object::{ObjectKey, ObjectKind};
use crate::model::place::Place;

const KEYS: Keys = Keys { known: &["version", "accepted"], later: &[] };
const ENTRY_KEYS: Keys = Keys {
    known: &[
        "from", "to", "kind", "schema", "parent", "name", "change", "digest", "reason", "accepted", "until",
    ],
    later: &[],
};

const REWRITE: &str = "let lockstep write it: lockstep health --accept";

/// The accepted differences; none where there is no file.
pub(crate) fn load(root: &Path, path: &Path) -> Result<Vec<Accepted>, ConfigError> {
    let file = root.join(path);
    if !file.exists() {
        return Ok(Vec::new());
    }
    let document = super::read(&file, root)?;
    let variables = Variables::default();
    let file = Section::root(Context { document: &document, variables: &variables }, KEYS)?;
    super::check_version(&file)?;
    let Some(list) = file.get("accepted") else { return Ok(Vec::new()) };
    list.list()?.into_iter().map(read_entry).collect()
}

/// Where the file holds its entry of this number, from 0.
pub(crate) fn place(root: &Path, path: &Path, number: usize) -> Option<Place> {
    let document = super::read(&root.join(path), root).ok()?;
    let variables = Variables::default();
    let file = Section::root(Context { document: &document, variables: &variables }, KEYS).ok()?;
    let list = file.get("accepted")?.list().ok()?;
    list.get(number).map(Value::place)
}

fn read_entry(value: Value<'_>) -> Result<Accepted, ConfigError> {
    let entry = value.section(ENTRY_KEYS)?;
    let text = |key| entry.require(key, REWRITE)?.raw().map(str::to_owned);
    let optional = |key| entry.get(key).map(|value| value.raw().map(str::to_owned)).transpose();
    let day = |value: Value<'_>| match value.raw().ok().filter(|text| is_date(text)) {
        Some(text) => Ok(text.to_owned()),
        None => Err(value.bad("is not a date", "write YYYY-MM-DD, such as 2027-01-31")),
    };
    let kind = entry.require("kind", REWRITE)?;
    let change = entry.require("change", REWRITE)?;
    Ok(Accepted {
        from: text("from")?,
        to: text("to")?,
        key: ObjectKey {
            kind: ObjectKind::parse(kind.raw()?).ok_or_else(|| unknown(&kind, "is no kind of object"))?,
            schema: optional("schema")?.unwrap_or_default().into(),
            parent: optional("parent")?.map(Into::into),
            name: text("name")?.into(),
        },
        what: What::parse(change.raw()?)
            .ok_or_else(|| unknown(&change, "is neither missing, extra nor an attribute"))?,
        digest: text("digest")?,
        reason: text("reason")?,
        accepted: day(entry.require("accepted", REWRITE)?)?,
        until: entry.get("until").map(day).transpose()?,
    })
}

fn unknown(value: &Value<'_>, reason: &str) -> ConfigError {
    value.problem(Problem::BadValue {
        key: value.name.clone(),
        reason: format!("{reason}: `{}`", value.shown()),
        help: REWRITE,
    })
}

/// The file, in the order in which YAML shows it.
#[derive(Serialize)]
struct File<'a> {
    version: u32,
    accepted: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    from: &'a str,
    to: &'a str,
    kind: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    schema: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<&'a str>,
    name: &'a str,
    change: &'a str,
    digest: &'a str,
    reason: &'a str,
    accepted: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<&'a str>,
}

/// The text of the file.
pub(crate) fn render(list: &[Accepted]) -> Result<String, serde_yaml::Error> {
    let accepted = list.iter().map(|entry| Entry {
        from: &entry.from,
        to: &entry.to,
        kind: entry.key.kind.as_str(),
        schema: &entry.key.schema,
        parent: entry.key.parent.as_deref(),
        name: &entry.key.name,
        change: entry.what.as_str(),
        digest: &entry.digest,
        reason: &entry.reason,
        accepted: &entry.accepted,
        until: entry.until.as_deref(),
    });
    let file = File { version: 1, accepted: accepted.collect() };
    Ok(format!(
        "# Differences that are known and accepted. `lockstep health --accept` writes this file: it adds\n\
         # what is new and drops what is gone. docs/configuration.md says what the keys mean.\n{}",
        serde_yaml::to_string(&file)?
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(text: &str) -> Result<Vec<Accepted>, String> {
        let directory = tempfile::tempdir().expect("temporary directory");
        std::fs::write(directory.path().join("a.yml"), text).expect("written");
        load(directory.path(), Path::new("a.yml")).map_err(|error| error.to_string())
    }

    #[test]
    fn what_is_written_is_read_again_whatever_the_names_are() {
        let names = ["plain", "${HOME}", "12", "null", "a: b # c", "two\nlines", "- x", "'q\"", "0x1F", "é "];
        let list: Vec<Accepted> = names
            .iter()
            .map(|name| Accepted {
                from: "production".into(),
                to: "migrations".into(),
                key: ObjectKey {
                    kind: ObjectKind::Column,
                    schema: (*name).into(),
                    parent: Some((*name).into()),
                    name: (*name).into(),
                },
                what: What::Extra,
                digest: "sha256:0000".into(),
                reason: (*name).to_owned(),
                accepted: "2027-01-01".into(),
                until: Some("2027-01-31".into()),
            })
            .collect();
        assert_eq!(loaded(&render(&list).expect("rendered")), Ok(list));
        assert_eq!(loaded(&render(&[]).expect("rendered")), Ok(Vec::new()));
    }

    #[test]
    fn what_is_wrong_is_located() {
        let entry = "accepted:\n- {from: a, to: b, kind: column, name: c, change: extra, digest: d, \
                     reason: r, accepted: 2027-01-01}\n";
        assert!(loaded(entry).is_ok());
        for (right, wrong, expected) in [
            ("kind: column", "kind: colum", "a.yml:2:26: `accepted[0].kind` is no kind of object: `colum`"),
            ("change: extra", "change: gone", "is neither missing, extra nor an attribute: `gone`"),
            ("2027-01-01", "2027-02-30", "`accepted[0].accepted` is not a date"),
            ("reason: r", "reson: r", "unknown key `reson` in `accepted[0]`"),
            ("name: c, ", "", "`accepted[0].name` is missing"),
        ] {
            let error = loaded(&entry.replace(right, wrong)).expect_err(wrong);
            assert!(error.contains(expected), "{error}");
        }
    }
}
