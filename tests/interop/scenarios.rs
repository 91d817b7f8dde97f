//! What is done with every tool, and what must come out.
//!
//! A scenario's answer is the cell of the table; its error is a failed test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use crate::migrations::{all, edited, with_a_failing_one};
use crate::project::Project;
use crate::support::binary::Said;
use crate::support::cluster::{Database, client};
use crate::tools::{History, Reaction, Tool};

/// One of them.
pub(crate) struct Scenario {
    /// In the name of the test.
    pub(crate) name: &'static str,
    /// Above its column.
    pub(crate) title: &'static str,
    /// Whether it can be asked of this tool.
    pub(crate) fits: fn(&dyn Tool) -> bool,
    pub(crate) run: fn(&dyn Tool) -> Result<String, String>,
}

/// All of them, in the order of the table.
pub(crate) const SCENARIOS: &[Scenario] = &[
    Scenario {
        name: "tool_then_lockstep",
        title: "(a) after the tool, lockstep says up to date",
        fits: |_| true,
        run: tool_then_lockstep,
    },
    Scenario {
        name: "lockstep_then_tool",
        title: "(b) after lockstep, the tool has nothing to do",
        fits: |tool| tool.lockstep_applies(),
        run: lockstep_then_tool,
    },
    Scenario {
        name: "half_and_half",
        title: "(c) half and half",
        fits: |tool| tool.lockstep_applies(),
        run: half_and_half,
    },
    Scenario {
        name: "edit",
        title: "(d) edited applied file: lockstep / the tool",
        fits: |_| true,
        run: edit,
    },
    Scenario {
        name: "line_ends",
        title: "its line ends: lockstep / the tool",
        fits: |_| true,
        run: line_ends,
    },
    Scenario {
        name: "failure",
        title: "a failing migration leaves the same",
        fits: |tool| tool.lockstep_applies(),
        run: failure,
    },
    Scenario {
        name: "lock",
        title: "its lock held: lockstep / the tool",
        fits: |tool| tool.lockstep_applies(),
        run: lock,
    },
    Scenario {
        name: "baseline",
        title: "recorded, not run",
        fits: |tool| tool.lockstep_applies(),
        run: baseline,
    },
];

/// The tool applies all; lockstep agrees. What lockstep only reads, it refuses to apply.
fn tool_then_lockstep(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all()[..2]);
    ended_well(&tool.apply(&project, project.native()))?;
    project.lay_out(tool, &all());
    let pending = project.lockstep("native", &["status", "--format", "json"]);
    said(&pending, 0, "\"pending\": 3")?;
    if !tool.lockstep_applies() {
        let before = content(project.native(), &tool.history());
        let refused = lockstep_applies(&project, "native");
        if refused.code == 0 || content(project.native(), &tool.history()) != before {
            return Err(format!("it should have refused to apply:\n{}", refused.all()));
        }
    }
    ended_well(&tool.apply(&project, project.native()))?;
    lockstep_agrees(&project, "native")?;
    Ok(if tool.lockstep_applies() { "yes" } else { "yes; refuses to apply" }.to_owned())
}

/// lockstep applies all; the tool finds its own history, and the schema is as if the tool had been at work.
fn lockstep_then_tool(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all());
    ended_well(&tool.apply(&project, project.native()))?;
    ended_well(&lockstep_applies(&project, "ours"))?;
    nothing_to_do(tool, &project, project.ours())?;
    lockstep_agrees(&project, "ours")?;
    equal(tool, &project)?;
    Ok("yes".to_owned())
}

/// Each goes on where the other stopped.
fn half_and_half(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all()[..2]);
    ended_well(&tool.apply(&project, project.native()))?;
    ended_well(&lockstep_applies(&project, "ours"))?;
    project.lay_out(tool, &all());
    ended_well(&lockstep_applies(&project, "native"))?;
    ended_well(&tool.apply(&project, project.ours()))?;
    for (environment, database) in [("native", project.native()), ("ours", project.ours())] {
        nothing_to_do(tool, &project, database)?;
        lockstep_agrees(&project, environment)?;
    }
    equal(tool, &project)?;
    Ok("yes".to_owned())
}

/// The SQL of an applied file changes.
fn edit(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all());
    ended_well(&tool.apply(&project, project.native()))?;
    project.write_files(tool, &edited());
    let status = project.lockstep("native", &["status"]);
    let ours = if tool.history_shows_edits() {
        said(&status, 1, "migration-modified")?;
        "flagged"
    } else {
        said(&status, 0, "")?;
        if status.all().contains("migration-modified") {
            return Err(format!("it cannot know this:\n{}", status.all()));
        }
        "cannot be known"
    };
    Ok(format!("{ours} / {}", reaction(tool, &project, tool.on_an_edit())?))
}

/// The line ends of every applied file change.
fn line_ends(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all());
    ended_well(&tool.apply(&project, project.native()))?;
    project.turn_line_ends(tool, &all());
    let status = project.lockstep("native", &["status"]);
    // What the tool objects to stops lockstep, too; what the tool does not see stops nothing.
    let theirs = tool.on_line_ends();
    let told = status.all().contains("migration-modified");
    match (theirs, status.code, told) {
        (Reaction::Refuses(_) | Reaction::Tells(_), 1, true) | (Reaction::Silent, 0, _) => {}
        _ => return Err(format!("the tool: {theirs:?}, lockstep:\n{}", status.all())),
    }
    let ours = match (told, status.code) {
        (true, 1) => "flagged",
        (true, _) => "told",
        _ => "the same to it",
    };
    Ok(format!("{ours} / {}", reaction(tool, &project, theirs)?))
}

/// What the tool does about files that are not what it applied.
fn reaction(tool: &dyn Tool, project: &Project, expected: Reaction) -> Result<&'static str, String> {
    let (words, refuses) = match expected {
        Reaction::Silent => {
            nothing_to_do(tool, project, project.native())?;
            return Ok("not seen");
        }
        Reaction::Refuses(words) => (words, true),
        Reaction::Tells(words) => (words, false),
    };
    let said = tool.apply(project, project.native());
    if (said.code != 0) != refuses || !said.all().contains(words) {
        return Err(format!("the tool: {expected:?} expected\n{}", said.all()));
    }
    Ok(if refuses { "refused" } else { "told" })
}

/// The last migration fails half-way, for what stands in the table: rows and schema are what the tool leaves.
fn failure(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all());
    ended_well(&tool.apply(&project, project.native()))?;
    ended_well(&lockstep_applies(&project, "ours"))?;
    for database in [project.native(), project.ours()] {
        database.sql("insert into people (email) values ('taken')");
    }
    project.lay_out(tool, &with_a_failing_one());
    let theirs = tool.apply(&project, project.native());
    // Not every tool prints the error.
    if theirs.code == 0 {
        return Err(format!("the tool should have failed:\n{}", theirs.all()));
    }
    said(&lockstep_applies(&project, "ours"), 5, "division by zero")?;
    equal(tool, &project)?;
    // And of both the same is told.
    let [native, ours] =
        ["native", "ours"].map(|name| project.lockstep(name, &["status", "--format", "json"]));
    if native.code != ours.code {
        return Err(format!("status of native\n{}\nstatus of ours\n{}", native.all(), ours.all()));
    }
    let failed = native.stdout.contains("migration-failed");
    Ok(format!("yes, {}", if failed { "a failed row" } else { "no trace" }))
}

/// Somebody else holds the tool's lock: neither runs anything before it is free.
fn lock(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    if tool.lock(project.native()).is_none() {
        return Ok("has none".to_owned());
    }
    project.lay_out(tool, &all());
    let ours = project.start_lockstep("ours", &["apply", "--environment", "ours"]);
    let ours = kept_out(tool, project.ours(), ours).map_err(|error| format!("lockstep: {error}"))?;
    ended_well(&lockstep_applies(&project, "ours"))?;
    let theirs = tool.start(&project, project.native());
    let theirs = kept_out(tool, project.native(), theirs).map_err(|error| format!("the tool: {error}"))?;
    ended_well(&tool.apply(&project, project.native()))?;
    equal(tool, &project)?;
    Ok(format!("{ours} / {theirs}"))
}

/// Starts the command while the lock is held, and frees the lock after a while.
fn kept_out(tool: &dyn Tool, database: &Database, mut command: Command) -> Result<&'static str, String> {
    let holder = Holder::of(database, &tool.lock(database).expect("the tool has a lock"));
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|error| error.to_string())?;
    std::thread::sleep(Duration::from_secs(4));
    let untouched = database.sql("select to_regclass('people') is null") == "t";
    let ended = child.try_wait().map_err(|error| error.to_string())?;
    drop(holder);
    let said: Said = child.wait_with_output().map_err(|error| error.to_string())?.into();
    match ended {
        _ if !untouched => Err(format!("it did not heed the lock:\n{}", said.all())),
        Some(status) if !status.success() => Ok("stops"),
        None if said.code == 0 => Ok("waits"),
        _ => Err(said.all()),
    }
}

/// A session that holds an advisory lock.
struct Holder {
    session: Child,
    _input: ChildStdin,
}

impl Holder {
    fn of(database: &Database, key: &str) -> Self {
        let mut session = client(Path::new("psql"), database.port, &database.name)
            .args(["-XqAt"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("psql");
        let mut input = session.stdin.take().expect("a pipe");
        writeln!(input, "select pg_advisory_lock({key}); select 'held';").expect("a pipe");
        let output = BufReader::new(session.stdout.take().expect("a pipe"));
        let held = output.lines().map_while(Result::ok).any(|line| line == "held");
        assert!(held, "the lock {key} could not be taken");
        Self { session, _input: input }
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ended = self.session.kill();
        let _status = self.session.wait();
    }
}

/// The schema is there and no history: both know how to record that.
fn baseline(tool: &dyn Tool) -> Result<String, String> {
    let project = Project::of(tool);
    project.lay_out(tool, &all());
    for database in [project.native(), project.ours()] {
        for migration in all() {
            database.sql(&migration.script());
        }
    }
    ended_well(&project.lockstep("ours", &["baseline", "--environment", "ours"]))?;
    nothing_to_do(tool, &project, project.ours())?;
    lockstep_agrees(&project, "ours")?;
    let Some(theirs) = tool.baseline(&project, project.native(), &all()) else {
        return Ok("by lockstep".to_owned());
    };
    ended_well(&theirs)?;
    lockstep_agrees(&project, "native")?;
    Ok(match equal(tool, &project) {
        Ok(()) => "the same by both".to_owned(),
        Err(_) if tool.baselines_in_its_own_way() => "by both, each in its way".to_owned(),
        Err(error) => return Err(error),
    })
}

fn lockstep_applies(project: &Project, environment: &str) -> Said {
    project.lockstep(environment, &["apply", "--environment", environment])
}

/// lockstep finds nothing wrong and nothing to do.
fn lockstep_agrees(project: &Project, environment: &str) -> Result<(), String> {
    said(&project.lockstep(environment, &["status", "--format", "json"]), 0, "\"pending\": 0")?;
    said(&project.lockstep(environment, &["verify"]), 0, "")
}

/// The tool says so in all its ways, and does nothing when told to apply.
fn nothing_to_do(tool: &dyn Tool, project: &Project, database: &Database) -> Result<(), String> {
    let look = || (content(database, &tool.history()), database.schema(&[]));
    let before = look();
    tool.says_nothing_to_do(project, database)?;
    if before == look() {
        return Ok(());
    }
    Err("it said that there is nothing to do, and did something".to_owned())
}

/// The same schema, the history table's included, and the same rows in it.
fn equal(tool: &dyn Tool, project: &Project) -> Result<(), String> {
    let (native, ours) = (project.native(), project.ours());
    differs("schema", &native.schema(&[]), &ours.schema(&[]))?;
    let history = tool.history();
    differs("history", &content(native, &history), &content(ours, &history))?;
    let rows = "select string_agg(p::text, e'\\n' order by p::text) from people p";
    differs("rows", &native.sql(rows), &ours.sql(rows))
}

fn differs(what: &str, native: &str, ours: &str) -> Result<(), String> {
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
fn content(database: &Database, history: &History) -> String {
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

fn ended_well(said: &Said) -> Result<(), String> {
    if said.code == 0 { Ok(()) } else { Err(said.all()) }
}

fn said(said: &Said, code: i32, words: &str) -> Result<(), String> {
    if said.code == code && said.all().contains(words) {
        return Ok(());
    }
    Err(format!("it should have ended with {code} and {words:?}:\n{}", said.all()))
}
