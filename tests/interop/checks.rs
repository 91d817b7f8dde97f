//! What the scenarios look at: that lockstep agrees, that the tool has nothing to do, that two databases are the same.

use crate::project::Project;
use crate::support::binary::Said;
use crate::support::cluster::Database;
use crate::tools::{History, Tool};

pub(crate) fn lockstep_applies(project: &Project, environment: &str) -> Said {
    project.lockstep(environment, &["apply", "--environment", environment])
}

/// lockstep finds nothing wrong and nothing to do.
pub(crate) fn lockstep_agrees(project: &Project, environment: &str) -> Result<(), String> {
    said(&project.lockstep(environment, &["status", "--format", "json"]), 0, "\"pending\": 0")?;
    said(&project.lockstep(environment, &["verify"]), 0, "")
}

/// The tool says so in all its ways, and does nothing when told to apply.
pub(crate) fn nothing_to_do(tool: &dyn Tool, project: &Project, database: &Database) -> Result<(), String> {
    let look = || (content(database, &tool.history()), database.schema(&[]));
    let before = look();
    tool.says_nothing_to_do(project, database)?;
    if before == look() {
        return Ok(());
    }
    Err("it said that there is nothing to do, and did something".to_owned())
}

/// The same schema, the history table's included, and the same rows in it.
pub(crate) fn equal(tool: &dyn Tool, project: &Project) -> Result<(), String> {
    let (native, ours) = (project.native(), project.ours());
    differs("schema", &native.schema(&[]), &ours.schema(&[]))?;
    let history = tool.history();
    differs("history", &content(native, &history), &content(ours, &history))?;
    let rows = "select string_agg(p::text, e'\\n' order by p::text) from people p";
    differs("rows", &native.sql(rows), &ours.sql(rows))
}

pub(crate) fn differs(what: &str, native: &str, ours: &str) -> Result<(), String> {
    if native == ours {
        return Ok(());
    }
    let only = |these: &str, those: &str| {
        let lines = these.lines().filter(|line| !those.lines().any(|other| other == *line));
        lines.map(|line| format!("  {line}\n")).collect::<String>()
    };
    Err(format!(
        "the {what} differs\nonly the tool's:\n{}only lockstep's:\n{}",
        only(native, ours),
        only(ours, native)
    ))
}

/// The rows of the history table, a line for each column; of what cannot be compared, whether it is there.
pub(crate) fn content(database: &Database, history: &History) -> String {
    if database.sql(&format!("select to_regclass('{}') is null", history.table)) == "t" {
        return String::new();
    }
    let apart: Vec<String> = history.incomparable.iter().map(|column| format!("'{column}'")).collect();
    let apart = format!("array[{}]::text[]", apart.join(", "));
    database.sql(&format!(
        "select n || ' ' || key || ' = ' || case when key = any ({apart}) and value <> 'null' then 'set'
           else value::text end
         from (select row_number() over (order by {}) n, to_jsonb(h) j from {} h) rows,
           lateral jsonb_each(j) order by n, key",
        history.order, history.table
    ))
}

pub(crate) fn ended_well(said: &Said) -> Result<(), String> {
    if said.code == 0 { Ok(()) } else { Err(said.all()) }
}

pub(crate) fn said(said: &Said, code: i32, words: &str) -> Result<(), String> {
    if said.code == code && said.all().contains(words) {
        return Ok(());
    }
    Err(format!("it should have ended with {code} and {words:?}:\n{}", said.all()))
}
