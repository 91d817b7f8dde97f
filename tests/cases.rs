//! Every folder below `tests/cases` is a test: `case.yml` says what is done to two fresh databases
//! and what must be seen, and the reports that must come out stand beside it as `.snap` files.
//! A new case is a new folder. `INSTA_UPDATE=always cargo test --test cases` writes the reports.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use libtest_mimic::{Arguments, Failed, Trial};
use serde::Deserialize;

use support::cluster::PASSWORD;
use support::workspace::{Workspace, repository};

/// One case: a repository, two databases, and what happens to them in order.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// What the case shows, in a sentence.
    about: String,
    /// A folder of this repository to start from.
    from: Option<String>,
    /// Where its files go, below the root.
    #[serde(default)]
    into: String,
    /// Files to write before the first step.
    #[serde(default)]
    files: BTreeMap<String, String>,
    steps: Vec<Step>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Step {
    /// `lockstep` with these arguments.
    run: Option<String>,
    /// Run it in this folder below the root.
    #[serde(default)]
    at: String,
    #[serde(default)]
    exit: i32,
    /// What the report (standard output) must contain.
    #[serde(default)]
    says: Vec<String>,
    /// What neither the report nor the log may contain.
    #[serde(default)]
    never: Vec<String>,
    /// Compare the whole report with the snapshot of this name.
    snapshot: Option<String>,
    /// Extra environment variables of this run; empty = unset.
    #[serde(default)]
    variables: BTreeMap<String, String>,
    /// SQL to run in the database of environment `in`.
    sql: Option<String>,
    #[serde(rename = "in")]
    environment: Option<String>,
    /// What the SQL must print.
    gives: Option<String>,
    /// Files to write, or (null) to remove.
    #[serde(default)]
    write: BTreeMap<String, Option<String>>,
    /// Text replaced in a file: `{file, old, new}`.
    edit: Option<Edit>,
    /// Both databases must be the same for `pg_dump -s`.
    #[serde(default)]
    same_schema: bool,
    /// A git command line.
    git: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    old: String,
    new: String,
}

fn main() {
    let arguments = Arguments::from_args();
    let folder = repository().join("tests/cases");
    let mut trials: Vec<Trial> = fs::read_dir(&folder)
        .expect("tests/cases")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.join("case.yml").exists())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            Trial::test(name, move || run_case(&path).map_err(Failed::from))
        })
        .collect();
    trials.sort_by(|a, b| a.name().cmp(b.name()));
    assert!(!trials.is_empty(), "there are no cases in {}", folder.display());
    libtest_mimic::run(&arguments, trials).exit();
}

fn run_case(folder: &Path) -> Result<(), String> {
    let text = fs::read_to_string(folder.join("case.yml")).map_err(|error| error.to_string())?;
    let case: Case = serde_yaml::from_str(&text).map_err(|error| format!("case.yml: {error}"))?;
    let workspace = match &case.from {
        Some(source) => Workspace::with(source, &case.into),
        None => Workspace::empty(),
    };
    for (file, text) in &case.files {
        workspace.write(file, text);
    }
    for (index, step) in case.steps.iter().enumerate() {
        run_step(&workspace, folder, step)
            .map_err(|problem| format!("{}\nstep {}: {problem}", case.about, index + 1))?;
    }
    Ok(())
}

fn run_step(workspace: &Workspace, folder: &Path, step: &Step) -> Result<(), String> {
    for (file, text) in &step.write {
        match text {
            Some(text) => workspace.write(file, text),
            None => {
                let path = workspace.path().join(file);
                let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
                removed.map_err(|error| format!("{file}: {error}"))?;
            }
        }
    }
    if let Some(edit) = &step.edit {
        let text = workspace.read(&edit.file);
        if !text.contains(&edit.old) {
            return Err(format!("{} does not contain {:?}", edit.file, edit.old));
        }
        workspace.write(&edit.file, &text.replace(&edit.old, &edit.new));
    }
    if let Some(git) = &step.git {
        let line = placed(workspace, git);
        workspace.git(&line.split_whitespace().collect::<Vec<_>>());
    }
    if let Some(sql) = &step.sql {
        let environment = step.environment.as_deref().ok_or("`sql` needs `in`")?;
        let printed = workspace.database(environment).sql(sql);
        if let Some(expected) = &step.gives
            && printed.trim() != expected.trim()
        {
            return Err(format!("{sql}\nexpected: {expected}\nprinted: {printed}"));
        }
    }
    if let Some(arguments) = &step.run {
        run_lockstep(workspace, folder, step, arguments)?;
    }
    if step.same_schema {
        let (staging, production) = (workspace.staging.schema(&[]), workspace.production.schema(&[]));
        if staging != production {
            return Err(format!("pg_dump -s differs\n{staging}\n--- production\n{production}"));
        }
    }
    Ok(())
}

fn run_lockstep(workspace: &Workspace, folder: &Path, step: &Step, line: &str) -> Result<(), String> {
    let arguments: Vec<String> = words(line).into_iter().map(|word| placed(workspace, &word)).collect();
    let mut command = workspace.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    command.current_dir(workspace.path().join(&step.at));
    for (name, value) in &step.variables {
        match value.is_empty() {
            true => command.env_remove(name),
            false => command.env(name, placed(workspace, value)),
        };
    }
    let reports = tempfile::tempdir().map_err(|error| error.to_string())?;
    if !step.variables.contains_key("LOCKSTEP_REPORT_DIR") {
        command.env("LOCKSTEP_REPORT_DIR", reports.path());
    }
    let said: support::binary::Said = command.output().map_err(|error| error.to_string())?.into();
    if said.code != step.exit {
        return Err(format!("lockstep {line}: expected exit {}\n{}", step.exit, said.all()));
    }
    // Reports are wrapped: white space is not what is asked for.
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let (stdout, stderr) = (flat(&said.stdout), flat(&said.stderr));
    for wanted in &step.says {
        if !stdout.contains(&flat(wanted)) && !stderr.contains(&flat(wanted)) {
            return Err(format!("lockstep {line} does not say {wanted:?}\n{}", said.all()));
        }
    }
    for unwanted in step.never.iter().map(String::as_str).chain([PASSWORD]) {
        if said.stdout.contains(unwanted) || said.stderr.contains(unwanted) {
            return Err(format!("lockstep {line} says {unwanted:?}\n{}", said.all()));
        }
    }
    if arguments.iter().any(|argument| argument == "json") {
        validate(&said.stdout).map_err(|problem| format!("lockstep {line}: {problem}\n{}", said.stdout))?;
    }
    if workspace.path().join("lockstep.yml").exists() {
        let report = fs::read_to_string(reports.path().join("report.json")).unwrap_or_default();
        placed_everywhere(&report)
            .map_err(|problem| format!("lockstep {line}: {problem}\n{}", said.all()))?;
    }
    if let Some(name) = &step.snapshot {
        let shown = settled(workspace, &said.stdout);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let same = settings
            .bind(|| std::panic::catch_unwind(|| insta::assert_snapshot!(name.as_str(), shown)).is_ok());
        if !same {
            return Err(format!("lockstep {line}: the report differs from {name}.snap\n{}", said.all()));
        }
    }
    Ok(())
}

/// Checks a JSON report against the published schema.
fn validate(report: &str) -> Result<(), String> {
    let schema = fs::read_to_string(repository().join("docs/report-v1.schema.json")).expect("the schema");
    let schema = serde_json::from_str(&schema).expect("the schema is JSON");
    let report = serde_json::from_str(report).map_err(|error| error.to_string())?;
    let validator = jsonschema::validator_for(&schema).expect("the schema is one");
    let problems: Vec<String> = validator.iter_errors(&report).map(|error| error.to_string()).collect();
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n")) }
}

/// Findings about the run or the clone of the repository: no line of a file is at fault.
const NOWHERE: [&str; 3] = ["interrupted", "base-unknown", "branch-behind"];

/// Where there is a configuration file, every finding and every change of a report has a place.
fn placed_everywhere(report: &str) -> Result<(), String> {
    if report.is_empty() {
        return Ok(());
    }
    let report: serde_json::Value = serde_json::from_str(report).map_err(|error| error.to_string())?;
    let empty = Vec::new();
    let all = |key: &str| report[key].as_array().unwrap_or(&empty).clone();
    let exempt = |one: &serde_json::Value| NOWHERE.iter().any(|code| one["code"] == *code);
    let unplaced = |one: &serde_json::Value| one["place"].is_null() && !exempt(one);
    match all("findings").into_iter().chain(all("changes")).find(unplaced) {
        Some(one) => Err(format!("this has no place: {one}")),
        None => Ok(()),
    }
}

/// `{staging}`, `{production}` and `{side}` stand for the URLs, `{port}` for the server's port,
/// `{staging-name}` for the name of the database,
/// `{root}` for the folder.
fn placed(workspace: &Workspace, text: &str) -> String {
    text.replace("{staging}", &workspace.staging.url())
        .replace("{production}", &workspace.production.url())
        .replace("{side}", &workspace.side.url())
        .replace("{staging-name}", &workspace.staging.name)
        .replace("{port}", &workspace.staging.port.to_string())
        .replace("{root}", &workspace.path().display().to_string())
}

/// A command line cut at blanks, with `'…'` kept whole.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (index, piece) in line.split('\'').enumerate() {
        match index % 2 {
            0 => words.extend(piece.split_whitespace().map(str::to_owned)),
            _ => words.push(piece.to_owned()),
        }
    }
    words
}

/// The report without what differs from run to run: durations, times, ports, names of databases.
fn settled(workspace: &Workspace, text: &str) -> String {
    let mut settled = text
        .replace(&workspace.staging.name, "staging_db")
        .replace(&workspace.production.name, "production_db")
        .replace(&format!(":{}", workspace.staging.port), ":5432")
        .replace(&workspace.path().display().to_string(), "{root}");
    for (pattern, shown) in [
        ("DATETIME", "2020-01-01T00:00:00Z"),
        ("MINUTE", "2020-01-01 00:00"),
        ("STAMP", "20200101T000000Z"),
        ("DURATION", "0 ms"),
        ("HASH", "0000…"),
        ("SERVER", "PostgreSQL N"),
        ("SIZE", "0 kB"),
        ("OIDS", "oids 1 and 2"),
    ] {
        settled = replace_all(&settled, pattern, shown);
    }
    let lines = settled.lines().map(|line| match line.split_once("0 ms") {
        // Durations are aligned to the right; how far depends on their digits.
        Some((before, after)) => format!("{}  0 ms{after}", before.trim_end()),
        None => line.trim_end().to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Replaces every run of characters that has the shape a word names.
fn replace_all(text: &str, shape: &str, shown: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        let boundary = !out.chars().next_back().is_some_and(|c| c.is_ascii_alphanumeric());
        match length(rest, shape) {
            Some(length) if boundary => {
                out.push_str(shown);
                rest = &rest[length..];
            }
            _ => {
                let c = rest.chars().next().expect("not empty");
                out.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    out
}

/// How many bytes at the start of `text` have the shape.
fn length(text: &str, shape: &str) -> Option<usize> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let pattern = |pattern: &str| {
        let fits = text.len() >= pattern.len()
            && text
                .bytes()
                .zip(pattern.bytes())
                .all(|(c, p)| if p == b'9' { c.is_ascii_digit() } else { c == p });
        fits.then_some(pattern.len())
    };
    match shape {
        "DATETIME" => {
            let start = pattern("9999-99-99T99:99:99").or_else(|| pattern("9999-99-99 99:99:99"))?;
            let rest = &text[start..];
            let fraction = rest.strip_prefix('.').map_or(0, |rest| 1 + digits(rest));
            let zone = ["Z", "+00:00", "+00"].into_iter().find(|zone| rest[fraction..].starts_with(zone));
            Some(start + fraction + zone.map_or(0, str::len))
        }
        "MINUTE" => pattern("9999-99-99 99:99"),
        "STAMP" => pattern("99999999T999999Z"),
        "DURATION" => {
            let whole = digits(text);
            let rest = text.get(whole..).filter(|_| whole > 0)?;
            let fraction = match rest.strip_prefix('.') {
                Some(rest) if digits(rest) > 0 => 1 + digits(rest),
                _ => 0,
            };
            let unit = [" ms", " s", "ms", "s"].into_iter().find(|unit| {
                let after = &rest[fraction..];
                after.starts_with(unit)
                    && !after[unit.len()..].starts_with(|c: char| c.is_ascii_alphanumeric())
            })?;
            Some(whole + fraction + unit.len())
        }
        "HASH" => {
            let count = text.bytes().take_while(u8::is_ascii_hexdigit).count();
            (count >= 12
                && text[..count].bytes().any(|c| c.is_ascii_digit())
                && text[..count].bytes().any(|c| c.is_ascii_lowercase()))
            .then_some(count)
        }
        "SERVER" => {
            let rest = text.strip_prefix("PostgreSQL ")?;
            let count = rest.bytes().take_while(|c| c.is_ascii_digit() || *c == b'.').count();
            (count > 0).then_some("PostgreSQL ".len() + count)
        }
        "SIZE" => {
            let number = text.bytes().take_while(|c| c.is_ascii_digit() || *c == b'.').count();
            let unit = [" kB", " MB", " B"].into_iter().find(|unit| text[number..].starts_with(unit));
            unit.filter(|_| number > 0).map(|unit| number + unit.len())
        }
        "OIDS" => {
            let first = text.strip_prefix("oids ")?;
            let second = first[digits(first)..].strip_prefix(" and ")?;
            Some("oids ".len() + digits(first) + " and ".len() + digits(second))
        }
        _ => None,
    }
}
