//! Pairs of schemas from other projects (`tests/fixtures/pairs`): the plan of the real binary, run with psql,
//! turns the one into the other, both ways, online and offline. pg_dump is the judge.
//!
//! What cannot pass is in `known.txt` with its reason; a failure that is not there fails, and so does an entry
//! whose pair passes. Beside them runs the battery of `script/bench` on a small schema. Everything a failure left (plan, difference) is in `target/tmp/pairs`.

mod known;
mod pair;
mod place;
#[path = "../support/mod.rs"]
mod support;
mod tally;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::{Arguments, Failed, Trial};

use known::Known;
use pair::{Loaded, Outcome, WAYS};
use tally::Tally;

use support::workspace::repository;

fn main() {
    let arguments = Arguments::from_args();
    let tally: &'static Tally = Box::leak(Box::default());
    let known: &'static Known = Box::leak(Box::new(Known::read()));
    let root = repository().join("tests/fixtures/pairs");
    let mut trials = Vec::new();
    for source in folders(&root) {
        for case in folders(&source) {
            let name = format!("{}/{}", last(&source), last(&case));
            if !is_chosen(&name) {
                continue;
            }
            trials.push(Trial::test(name.clone(), move || {
                run(&name, &case, known, tally).map_err(Failed::from)
            }));
        }
    }
    trials.push(Trial::test("battery", || battery().map_err(Failed::from)));
    assert!(trials.len() > 1, "there are no pairs in {}", root.display());
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        tally.tell();
    }
    conclusion.exit();
}

/// Whether a pair is tried: all with `LOCKSTEP_TEST_PAIRS=all`, else those of real projects and one in
/// eight of the others, always the same.
fn is_chosen(name: &str) -> bool {
    const ONE_IN: u32 = 8;
    let all = std::env::var("LOCKSTEP_TEST_PAIRS").is_ok_and(|wanted| wanted == "all");
    let sum = name.bytes().fold(0u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    all || name.starts_with("real-") || sum.is_multiple_of(ONE_IN)
}

/// Both ways of a pair; what was not expected of it.
fn run(name: &str, case: &Path, known: &Known, tally: &Tally) -> Result<(), String> {
    let loaded = match Loaded::from(case) {
        Ok(loaded) => loaded,
        Err(why) => {
            tally.not_loaded(name, &why);
            let known = known.reason(name, "load").is_some();
            return if known { Ok(()) } else { Err(format!("does not load\n{why}")) };
        }
    };
    let mut wrong = Vec::new();
    for way in WAYS {
        let outcomes = loaded.both_modes(way);
        let reason = outcomes.iter().find_map(|(mode, outcome)| match outcome {
            Outcome::Failed(reason) => Some(format!("{mode}: {reason}")),
            Outcome::Passed { .. } => None,
        });
        keep(name, way.name, reason.as_deref());
        tally.note(name, way.name, &outcomes);
        match (reason, known.reason(name, way.name)) {
            (Some(reason), None) => wrong.push(format!("{} {reason}", way.name)),
            (None, Some(_)) => wrong.push(format!("{} passes: take it out of known.txt", way.name)),
            _ => {}
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n\n")) }
}

/// The planted changes of the bench on a small schema: the plan takes every one back.
fn battery() -> Result<(), String> {
    let mut command = Command::new("python3");
    command.args(["script/bench", "battery", "--tables", "100"]).current_dir(repository());
    let done = command.env("LOCKSTEP", env!("CARGO_BIN_EXE_lockstep")).output().expect("python3");
    if done.status.success() {
        return Ok(());
    }
    let said = [done.stdout, done.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    Err(said.concat())
}

/// Writes a failure where it can be looked at, or removes that of an earlier run.
fn keep(name: &str, way: &str, reason: Option<&str>) {
    let file =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("pairs").join(format!("{name}.{way}").replace('/', "."));
    match reason {
        Some(reason) => {
            fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
            fs::write(&file, reason).expect("a file");
        }
        None => drop(fs::remove_file(&file)),
    }
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry").path()).filter(|path| path.is_dir()).collect();
    paths.sort();
    paths
}

fn last(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}
