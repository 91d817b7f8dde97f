//! The parts of the action that no compiler sees together: action.yml, its script, the image and what the
//! binary reads.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: impl AsRef<Path>) -> String {
    let path = repository().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stands between `before` and the next `after`, each time.
fn between<'a>(text: &'a str, before: &str, after: &str) -> Vec<&'a str> {
    text.split(before).skip(1).filter_map(|rest| Some(rest.split_once(after)?.0)).collect()
}

/// What stands there once.
fn single<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let found = between(text, before, after);
    assert_eq!(found.len(), 1, "{before}…{after}");
    found[0]
}

fn names<'a>(found: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    found.into_iter().map(str::to_owned).collect()
}

/// The code of the binary: every source, without what is only built for tests.
fn code() -> Vec<(PathBuf, String)> {
    fn walk(folder: &Path, into: &mut Vec<(PathBuf, String)>) {
        for entry in fs::read_dir(folder).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = read(&path);
                into.push((path, text));
            }
        }
    }
    let mut all = Vec::new();
    walk(&repository().join("src"), &mut all);
    let declaration = ["#[cfg(test)]\nmod ", "#[cfg(test)]\npub(crate) mod "];
    let modules =
        all.iter().flat_map(|(_, text)| declaration.iter().flat_map(|start| between(text, start, ";")));
    let tests: BTreeSet<String> = names(modules.filter(|name| !name.contains(' ')));
    all.retain(|(path, _)| {
        let inside = path.strip_prefix(repository()).expect("a source of this repository");
        !inside.iter().any(|part| {
            let part = part.to_string_lossy();
            tests.contains(part.strip_suffix(".rs").unwrap_or(&part))
        })
    });
    for (_, text) in &mut all {
        let inline = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
        text.truncate(inline);
    }
    all
}

/// A container gets no variable of the runner but these.
fn passed() -> BTreeSet<String> {
    let script = read("script/action");
    names(single(&script, "\npassed=(", ")").split_whitespace())
}

#[test]
fn the_container_gets_every_variable_the_binary_reads() {
    let passed = passed();
    let mut seen = BTreeSet::new();
    for (path, code) in code() {
        for name in code.split('"').filter(|text| {
            ["GITHUB_", "RUNNER_"].iter().any(|start| text.starts_with(start))
                && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_')
        }) {
            assert!(passed.contains(name), "script/action passes no {name}, which {} reads", path.display());
            seen.insert(name.to_owned());
        }
    }
    assert!(
        seen.contains("GITHUB_WORKFLOW_REF") && seen.len() > 15,
        "only {seen:?} were found in the sources"
    );
}

/// Variables of a process that are about the machine it runs on, which the container is not.
const OF_THE_MACHINE: &[&str] = &["PATH", "HOME", "SSL_CERT_FILE", "LOCKSTEP_POSTGRES_BIN"];

#[test]
fn the_container_gets_the_settings_of_the_binary() {
    let passed = passed();
    for (path, code) in code() {
        for name in ["env::var_os(\"", "env::var(\""].iter().flat_map(|call| between(&code, call, "\"")) {
            let known = passed.contains(name) || OF_THE_MACHINE.contains(&name);
            assert!(known, "{} reads {name}, which no container sees", path.display());
        }
    }
}

#[test]
fn every_input_reaches_the_script() {
    let (action, script) = (read("action.yml"), read("script/action"));
    let given = names(between(&action, "        LOCKSTEP_INPUT_", ":"));
    let mut read: BTreeSet<String> = names(between(&script, "$(input ", ")"));
    read.extend(names(between(&script, "\nmust_match ", " ")));
    let handed_over = single(&script, "\nfor name in STAGING", "; do\n  hand_over");
    read.extend(names(format!("STAGING{handed_over}").split_whitespace()));
    read.retain(|name| name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'));
    assert_eq!(given, read);
}

#[test]
fn every_output_is_written() {
    let action = read("action.yml");
    let mut code: String = code().into_iter().map(|(_, code)| code).collect();
    code += &read("script/action").replace("'artifact=%s", "\"artifact\"");
    let wanted = names(action.split("steps.run.outputs.").skip(1).map(|rest| {
        let end = rest.find(|letter: char| !letter.is_ascii_lowercase() && letter != '-');
        &rest[..end.unwrap_or(rest.len())]
    }));
    assert!(wanted.len() >= 9, "{wanted:?}");
    for name in wanted {
        assert!(code.contains(&format!("\"{name}\"")), "nobody writes the output {name}");
    }
}

/// What the runner is told of a command line that cannot be run.
#[test]
fn wrong_usage_is_an_answer_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("output");
    let run = |argument: &str| {
        Command::new(env!("CARGO_BIN_EXE_lockstep"))
            .env_clear()
            .envs([("GITHUB_ACTIONS", "true".as_ref()), ("GITHUB_OUTPUT", output.as_os_str())])
            .args(["check", argument])
            .output()
            .expect("lockstep runs")
    };
    assert!(run("--help").status.success());
    assert!(!output.exists(), "help is no run");
    let wrong = run("--no-such-option");
    assert_eq!(wrong.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&wrong.stdout).starts_with("::error title=lockstep::"));
    let written = fs::read_to_string(&output).expect("the outputs");
    for (name, value) in [("result", "usage"), ("exit-code", "2")] {
        assert!(
            written.contains(&format!("{name}<<")) && written.contains(&format!("\n{value}\n")),
            "{written}"
        );
    }
}

/// Cargo stops before it builds anything when a test that the manifest names has no file.
#[test]
fn the_image_is_built_with_every_file_the_manifest_names() {
    let ignored = read(".dockerignore");
    let let_in: Vec<&str> = ignored.lines().filter_map(|line| line.strip_prefix('!')).collect();
    // Docker's classic builder does not look into a folder that only a star would let in.
    let is_let_in = |path: &str| {
        let_in.iter().any(|pattern| match pattern.rsplit_once('*') {
            Some((start, end)) => path
                .strip_prefix(start)
                .and_then(|rest| rest.strip_suffix(end))
                .is_some_and(|name| !name.contains('/')),
            None => path == *pattern,
        })
    };
    let manifest = read("Cargo.toml");
    let tests: Vec<String> = between(&manifest, "[[test]]\n", "\n\n")
        .into_iter()
        .map(|test| {
            let value = |key: &str| between(test, key, "\"").first().copied();
            let name = value("name = \"").expect("a test has a name");
            let usual = || {
                let file = format!("tests/{name}.rs");
                if repository().join(&file).exists() { file } else { format!("tests/{name}/main.rs") }
            };
            value("path = \"").map_or_else(usual, str::to_owned)
        })
        .collect();
    assert!(tests.len() > 3, "{tests:?}");
    for test in tests {
        assert!(is_let_in(&test), ".dockerignore keeps {test} from the build");
    }
}
