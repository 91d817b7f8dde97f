//! A database and its copy by dump and restore are the same to lockstep, on every PostgreSQL major;
//! and so they are, but for notices, when the copy is on a newer major.
//!
//! The schemas are `tests/majors/MAJOR_topic.sql`: each is loaded on that major and all newer ones.
//! A new file, or a new object in a file, is a new case. `roles.sql` is what they share.

mod support;

use std::collections::BTreeMap;
use std::fs;

use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::Value;

use support::binary::{Said, lockstep};
use support::cluster::Database;
use support::majors::{MAJORS, Major, major, missing};
use support::workspace::repository;

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = vec![Trial::test("every_major_is_here", || match missing().as_slice() {
        [] => Ok(()),
        missing => Err(format!("no PostgreSQL {missing:?} in build/postgres: run script/servers").into()),
    })];
    trials.extend(MAJORS.map(|number| {
        Trial::test(format!("twin_on_{number}"), move || twin(major(number)).map_err(Failed::from))
    }));
    let neighbours = MAJORS.windows(2).map(|pair| (pair[0], pair[1]));
    let ends = (MAJORS[0], MAJORS[MAJORS.len() - 1]);
    trials.extend(neighbours.chain([ends]).map(|(old, new)| {
        let name = format!("from_{old}_to_{new}");
        Trial::test(name, move || across(major(old), major(new)).map_err(Failed::from))
    }));
    libtest_mimic::run(&arguments, trials).exit();
}

/// Dump and restore on one major: nothing differs.
fn twin(on: &Major) -> Result<(), String> {
    let (original, copy) = copied(on, on)?;
    let said = compare(on, &original, &copy);
    let report = report(&said)?;
    let changes = lines(&report["changes"], &["kind", "key", "change", "attribute", "from", "to"]);
    if said.code == 0 && changes.is_empty() {
        return Ok(());
    }
    Err(format!("exit {}, {} changes\n{}", said.code, changes.len(), changes.join("\n")))
}

/// Dump on an old major, restore on a new one: what the majors spell differently is no error.
fn across(old: &Major, new: &Major) -> Result<(), String> {
    let (original, copy) = copied(old, new)?;
    let said = compare(new, &original, &copy);
    let mut report = report(&said)?;
    let findings = report["findings"].as_array_mut().ok_or("a report has findings")?;
    findings.retain(|finding| finding["severity"] == "error");
    let errors = lines(&report["findings"], &["message"]);
    if said.code == 0 && errors.is_empty() {
        return Ok(());
    }
    let changes = lines(&report["changes"], &["kind", "key", "change", "attribute", "from", "to"]);
    Err(format!(
        "exit {}, {} errors\n{}\nall changes:\n{}",
        said.code,
        errors.len(),
        errors.join("\n"),
        changes.join("\n")
    ))
}

/// A database with every schema the old major can have, and its copy on the new one.
fn copied(old: &Major, new: &Major) -> Result<(Database, Database), String> {
    let original = old.database("original");
    for (name, sql) in schemas(old.number) {
        old.load(&original, &sql).map_err(|error| format!("{name} on {}: {error}", old.number))?;
    }
    let copy = new.database("copy");
    let dump = new.dump(&original)?;
    new.load(&copy, &dump).map_err(|error| format!("restore on {}: {error}", new.number))?;
    Ok((original, copy))
}

/// The schemas that a major can have, with the names of their files, in order.
fn schemas(number: u32) -> Vec<(String, String)> {
    let folder = repository().join("tests/majors");
    let mut names: Vec<String> = fs::read_dir(&folder)
        .expect("tests/majors")
        .map(|entry| entry.expect("an entry").file_name().into_string().expect("UTF-8"))
        .filter(|name| {
            let since = name.split('_').next().and_then(|since| since.parse::<u32>().ok());
            since.is_some_and(|since| since <= number)
        })
        .collect();
    names.sort();
    assert!(!names.is_empty(), "there are no schemas in {}", folder.display());
    let read = |name: String| (name.clone(), fs::read_to_string(folder.join(&name)).expect("a schema"));
    names.into_iter().map(read).collect()
}

/// What lockstep says to both. Its scratch server is of the newer major: that one reads the texts of both.
fn compare(newer: &Major, original: &Database, copy: &Database) -> Said {
    let folder = tempfile::tempdir().expect("a folder");
    let variables = BTreeMap::from([
        ("ORIGINAL".to_owned(), original.url()),
        ("COPY".to_owned(), copy.url()),
        ("LOCKSTEP_POSTGRES_BIN".to_owned(), newer.bin().display().to_string()),
    ]);
    let arguments = ["compare", "--format", "json", "--from", "env:ORIGINAL", "--to", "env:COPY"];
    lockstep(folder.path(), &variables, &arguments).output().expect("the binary runs").into()
}

fn report(said: &Said) -> Result<Value, String> {
    serde_json::from_str(&said.stdout).map_err(|error| format!("{error}\n{}", said.all()))
}

/// The members of a list of the report, a line each.
fn lines(list: &Value, names: &[&str]) -> Vec<String> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let line = |one: &Value| names.iter().map(|name| text(&one[name])).collect::<Vec<_>>().join(" | ");
    list.as_array().into_iter().flatten().map(line).collect()
}
