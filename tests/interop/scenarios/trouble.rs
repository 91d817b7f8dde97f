//! A migration fails, somebody holds the lock, the history is missing.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::Duration;

use crate::checks::{ended_well, equal, lockstep_agrees, lockstep_applies, nothing_to_do, said};
use crate::migrations::{all, with_a_failing_one};
use crate::project::Project;
use crate::support::binary::Said;
use crate::support::cluster::{Database, client};
use crate::tools::Tool;

/// The last migration fails half-way, for what stands in the table: rows and schema are what the tool leaves,
/// and each of the two can take over.
pub(super) fn failure(tool: &dyn Tool) -> Result<String, String> {
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
    if failed {
        let number = with_a_failing_one().len();
        let taken_back = tool.take_back(&project, project.native(), number);
        let (version, taken_back) = taken_back.ok_or("the tool left a failed row")?;
        ended_well(&taken_back)?;
        let resolve = ["resolve", "--environment", "ours", "--rolled-back", &version];
        ended_well(&project.lockstep("ours", &resolve))?;
        equal(tool, &project)?;
    }
    // What was in its way goes, and each does what the other could not.
    for database in [project.native(), project.ours()] {
        database.sql("delete from people where email = 'taken'");
    }
    ended_well(&lockstep_applies(&project, "native"))?;
    ended_well(&tool.apply(&project, project.ours()))?;
    equal(tool, &project)?;
    Ok(format!("yes, {}", if failed { "a failed row" } else { "no trace" }))
}

/// Somebody else holds the tool's lock: neither runs anything before it is free.
pub(super) fn lock(tool: &dyn Tool) -> Result<String, String> {
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
pub(super) fn baseline(tool: &dyn Tool) -> Result<String, String> {
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
