//! Real projects' migrations: `psql`, file by file in the order their own tool takes, and lockstep
//! make the same database. Every folder below `tests/fixtures` is one, and its `manifest.json` says
//! what runs in which order; a new folder is a new test.

mod support;

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::{Mutex, OnceLock};

use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;
use serde_json::Value;

use support::cluster::{Cluster, Database};
use support::workspace::{Workspace, repository};

/// How a folder's own tool would go through it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    /// The word of `migrations.format`.
    format: String,
    /// Where the migrations are.
    folder: String,
    /// The tool's history table, or the schema it has to itself.
    history: Option<String>,
    history_schema: Option<String>,
    /// Asks the history for what ran, in order. Not for drizzle, whose rows hold hashes only.
    versions: Option<String>,
    /// SQL file, relative to this repository, that makes what the platform brings along.
    platform: Option<String>,
    steps: Vec<Step>,
}

/// One migration.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Step {
    version: String,
    file: String,
    /// What psql is given when the file holds the way back as well.
    run: Option<String>,
    /// The tool runs it outside a transaction.
    #[serde(default)]
    no_transaction: bool,
}

/// What was shown, for the lines at the end: folder, tool, migrations, those outside a transaction.
static SHOWN: Mutex<Vec<(String, String, usize, usize)>> = Mutex::new(Vec::new());

fn main() {
    let arguments = Arguments::from_args();
    let fixtures = repository().join("tests/fixtures");
    let mut names: Vec<String> = fs::read_dir(&fixtures)
        .expect("tests/fixtures")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        // Those are schemas, for `tests/pairs`.
        .filter(|name| name != "pairs")
        .collect();
    names.sort();
    assert!(!names.is_empty(), "there are no folders in {}", fixtures.display());
    let mut trials = Vec::new();
    for name in names {
        let manifest = manifest(&fixtures.join(&name));
        trials.push(Trial::test(name.clone(), move || as_psql(&name, &manifest).map_err(Failed::from)));
    }
    let conclusion = libtest_mimic::run(&arguments, trials);
    tell();
    conclusion.exit();
}

fn manifest(fixture: &Path) -> Manifest {
    let file = fixture.join("manifest.json");
    let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

fn tell() {
    let mut shown = SHOWN.lock().expect("no test panicked while it told").clone();
    shown.sort();
    let mut out = std::io::stdout().lock();
    for (name, tool, migrations, alone) in &shown {
        writeln!(out, "{name} ({tool}): {migrations} migrations, {alone} outside a transaction")
            .expect("standard output");
    }
    let all: usize = shown.iter().map(|(_, _, migrations, _)| migrations).sum();
    writeln!(out, "{} folders, {all} migrations: equal to psql", shown.len()).expect("standard output");
}

/// A repository with this folder's migrations, and what the platform brings along in its databases.
fn workspace(name: &str, manifest: &Manifest) -> Workspace {
    let workspace = match &manifest.platform {
        Some(platform) => on_platform(&repository().join(platform)),
        None => Workspace::empty(),
    };
    workspace.fill(&format!("tests/fixtures/{name}/{}", manifest.folder), &manifest.folder);
    let Manifest { folder, format, .. } = manifest;
    let configuration = format!("version: 1\nmigrations: {{path: {folder}, format: {format}}}\n");
    workspace.write("lockstep.yml", &configuration);
    workspace
}

/// Databases as the platform hands them out, and logins that work as its role `postgres`. The server
/// is their own: roles make all of a server's databases look like the platform's.
fn on_platform(sql: &Path) -> Workspace {
    static SERVER: OnceLock<Cluster> = OnceLock::new();
    let workspace = Workspace::on(SERVER.get_or_init(|| {
        let server = Cluster::start(&[]);
        assert!(server.psql("postgres", "create role postgres superuser").status.success());
        server
    }));
    for database in [&workspace.staging, &workspace.production, &workspace.side] {
        database.sql(&format!("alter database {} set role = postgres", database.name));
        database.run_file(sql, true).expect("the platform");
    }
    workspace
}

/// Deploys to staging and production with lockstep, to a third database with psql, and looks for
/// any difference.
fn as_psql(name: &str, manifest: &Manifest) -> Result<(), String> {
    let workspace = workspace(name, manifest);
    let by_psql = &workspace.side;
    for step in &manifest.steps {
        let file =
            repository().join("tests/fixtures").join(name).join(step.run.as_ref().unwrap_or(&step.file));
        by_psql.run_file(&file, !step.no_transaction).map_err(|error| format!("psql: {error}"))?;
    }
    workspace.expect(0, &["deploy"]);

    let but_history = but_history(manifest);
    let but_history: Vec<&str> = but_history.iter().map(String::as_str).collect();
    let wanted = by_psql.schema(&but_history);
    if !wanted.contains("\nCREATE ") {
        return Err(format!("pg_dump of what psql made holds nothing\n{wanted}"));
    }
    for database in [&workspace.staging, &workspace.production] {
        let made = database.schema(&but_history);
        if made != wanted {
            return Err(format!("pg_dump -s differs\n--- psql\n{wanted}\n--- lockstep\n{made}"));
        }
        history_is_true(database, manifest)?;
    }
    is_up_to_date(&workspace, manifest)?;
    let alone = manifest.steps.iter().filter(|step| step.no_transaction).count();
    let mut shown = SHOWN.lock().expect("no test panicked while it told");
    shown.push((name.to_owned(), manifest.format.clone(), manifest.steps.len(), alone));
    Ok(())
}

/// What pg_dump is to leave out: psql writes no history.
fn but_history(manifest: &Manifest) -> Vec<String> {
    let table = manifest.history.iter().map(|table| format!("--exclude-table={table}"));
    let schema = manifest.history_schema.iter().map(|schema| format!("--exclude-schema={schema}"));
    table.chain(schema).collect()
}

/// The tool's table holds every migration, in the order of the manifest.
fn history_is_true(database: &Database, manifest: &Manifest) -> Result<(), String> {
    let Some(query) = &manifest.versions else { return Ok(()) };
    let ran = database.sql(query);
    let wanted: Vec<&str> = manifest.steps.iter().map(|step| step.version.as_str()).collect();
    if ran.lines().collect::<Vec<_>>() == wanted {
        return Ok(());
    }
    Err(format!("{query}\nexpected: {}\nprinted: {}", wanted.join(" "), ran.replace('\n', " ")))
}

/// All modes that look say that nothing is left to do.
fn is_up_to_date(workspace: &Workspace, manifest: &Manifest) -> Result<(), String> {
    let again = workspace.expect(0, &["deploy"]);
    if !again.stdout.contains("nothing pending") {
        return Err(format!("a second deploy does not say that nothing is pending\n{}", again.all()));
    }
    let verify = workspace.expect(0, &["--format", "json", "verify"]);
    let status = workspace.expect(0, &["--format", "json", "status"]);
    for said in [&verify, &status] {
        let report: Value = serde_json::from_str(&said.stdout).map_err(|error| error.to_string())?;
        if report["findings"] != Value::Array(Vec::new()) || report["changes"] != Value::Array(Vec::new()) {
            return Err(format!("something is found\n{}", said.all()));
        }
        let environments = report["environments"].as_array().ok_or("a report has environments")?;
        for environment in environments {
            if environment["tool"] != manifest.format.as_str() || environment["pending"] != 0 {
                return Err(format!("not up to date\n{environment:#}"));
            }
        }
        if environments.len() != 2 {
            return Err(format!("{} environments\n{}", environments.len(), said.all()));
        }
    }
    let report: Value = serde_json::from_str(&status.stdout).map_err(|error| error.to_string())?;
    for environment in report["environments"].as_array().into_iter().flatten() {
        let migrations = environment["migrations"].as_array().ok_or("an environment has migrations")?;
        let listed: Vec<(&str, &str)> = migrations
            .iter()
            .map(|one| {
                let text = |key: &str| one[key].as_str().unwrap_or_default();
                (text("file"), text("standing"))
            })
            .collect();
        let wanted: Vec<(&str, &str)> =
            manifest.steps.iter().map(|step| (step.file.as_str(), "applied")).collect();
        if listed != wanted {
            return Err(format!("status lists\n{listed:?}\ninstead of\n{wanted:?}"));
        }
    }
    Ok(())
}
