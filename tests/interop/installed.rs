//! What `script/interop` installed, and where.

use std::path::PathBuf;
use std::process::Command;

use crate::support::workspace::repository;

/// The folder that `script/interop` installs into.
pub(crate) fn store() -> PathBuf {
    repository().join("build/interop")
}

/// A program that was built: of cargo or Go.
pub(crate) fn built(name: &str) -> Command {
    program(store().join("bin").join(name))
}

/// A program of an npm package.
pub(crate) fn of_npm(name: &str) -> Command {
    program(store().join("npm/node_modules/.bin").join(name))
}

/// A Java program among the jars.
pub(crate) fn of_java(class: &str) -> Command {
    let mut command = Command::new("java");
    // The start is most of what such a short run takes.
    command.args(["-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp"]);
    let jars = store().join("jvm");
    command.arg(format!("{0}/*:{0}", jars.display())).arg(class);
    command
}

fn program(path: PathBuf) -> Command {
    assert!(path.exists(), "{} is not there: run script/interop", path.display());
    Command::new(path)
}

/// The version of a tool, as `versions` names it; what it names `-` comes from the system.
pub(crate) fn version(tool: &str) -> String {
    let lines = include_str!("versions").lines();
    let fields = lines.map(|line| line.split_whitespace().collect::<Vec<_>>());
    let named =
        fields.filter(|fields| fields.first() == Some(&tool)).map(|fields| fields[1].to_owned()).next();
    match named.unwrap_or_else(|| panic!("tests/interop/versions does not name {tool}")).as_str() {
        "-" => {
            let said = Command::new(tool).arg("--version").output().map(|output| output.stdout);
            let said = String::from_utf8_lossy(&said.unwrap_or_default()).into_owned();
            let word = said.split_whitespace().find(|word| word.contains('.')).unwrap_or("unknown");
            word.trim_start_matches(|letter: char| !letter.is_ascii_digit()).to_owned()
        }
        version => version.to_owned(),
    }
}

/// Whether `script/interop --available` could not get this tool.
pub(crate) fn left_out(tool: &str) -> bool {
    let names = std::env::var("LOCKSTEP_INTEROP_WITHOUT").unwrap_or_default();
    names.split_whitespace().any(|name| name == tool)
}
