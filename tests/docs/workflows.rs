//! The workflows to copy: shown as the files are, and naming only what there is.
//! `UPDATE=1 cargo test --test docs workflows` writes the pages again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_yaml::Value;

use super::support::workspace::{Workspace, repository};
use super::{arms, pages, source};

/// The action as the documentation names it.
const ACTION: &str = "OWNER/lockstep@COMMIT";
/// Stands before a file that a page shows.
const INCLUDE: &str = "<!-- file: ";

fn files() -> Vec<PathBuf> {
    let folder = repository().join("docs/workflows");
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .expect("docs/workflows")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yml"))
        .collect();
    files.sort();
    assert!(files.len() > 9, "the workflows were not found");
    files
}

/// The page with its files as they are.
fn with_files(page: &Path, text: &str) -> String {
    let mut shown = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        shown.push_str(line);
        shown.push('\n');
        let Some(file) = line.strip_prefix(INCLUDE).and_then(|rest| rest.strip_suffix(" -->")) else {
            continue;
        };
        let path = page.parent().expect("a folder").join(file);
        let file = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        shown.push_str(&format!("\n```yaml\n{file}```\n"));
        // What was shown before.
        if lines.peek() == Some(&"") {
            lines.next();
        }
        match lines.peek() {
            Some(&"```yaml") => while lines.next().is_some_and(|line| line != "```") {},
            _ => shown.push('\n'),
        }
    }
    shown
}

#[test]
fn the_workflows_shown_are_the_files() {
    let mut shown = Vec::new();
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        let expected = with_files(&page, &text);
        if text != expected && std::env::var_os("UPDATE").is_some() {
            fs::write(&page, &expected).expect("a page can be written");
        }
        let now = fs::read_to_string(&page).expect("a page");
        assert!(now == expected, "{}: run UPDATE=1 cargo test --test docs workflows", page.display());
        shown.extend(now.lines().filter_map(|line| Some(line.strip_prefix(INCLUDE)?.to_owned())));
    }
    for file in files() {
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        assert!(
            shown.iter().any(|line| line.starts_with(&name)),
            "docs/workflows/README.md: {name} is not shown"
        );
    }
}

fn yaml(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("text");
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The keys of a mapping in `action.yml`.
fn of_action(key: &str) -> Vec<String> {
    let action = yaml(&repository().join("action.yml"));
    let keys: Vec<String> = action[key]
        .as_mapping()
        .expect("a mapping")
        .keys()
        .map(|key| key.as_str().expect("text").to_owned())
        .collect();
    assert!(keys.len() > 5);
    keys
}

/// The help of each mode, by its name.
fn helps() -> BTreeMap<String, String> {
    let page = source("docs/cli.md");
    let sections = page.split("\n## lockstep ").skip(1);
    sections
        .filter_map(|section| section.split_once('\n').map(|(mode, help)| (mode.to_owned(), help.to_owned())))
        .collect()
}

#[test]
fn the_workflows_name_only_what_there_is() {
    let (inputs, outputs, helps) = (of_action("inputs"), of_action("outputs"), helps());
    let modes: Vec<String> = arms("src/model/mode.rs", "as_str").into_iter().map(|(_, mode)| mode).collect();
    let mut used = 0;
    for file in files() {
        let workflow = yaml(&file);
        let file = file.file_name().expect("a name").to_string_lossy().into_owned();
        assert_eq!(
            workflow["permissions"].as_mapping().map(|all| all.len()),
            Some(0),
            "{file}: permissions: {{}}"
        );
        assert!(workflow["concurrency"]["group"].is_string(), "{file}: a concurrency group");
        for option in workflow["on"]["workflow_dispatch"]["inputs"]["mode"]["options"]
            .as_sequence()
            .into_iter()
            .flatten()
        {
            assert!(modes.iter().any(|mode| Some(mode.as_str()) == option.as_str()), "{file}: {option:?}");
        }
        for (name, job) in workflow["jobs"].as_mapping().expect("jobs") {
            assert!(job["permissions"].is_mapping(), "{file}: {name:?} names no permissions");
            assert!(job["timeout-minutes"].is_number(), "{file}: {name:?} has no time limit");
            for step in job["steps"].as_sequence().expect("steps") {
                let Some(uses) = step["uses"].as_str() else { continue };
                if uses.starts_with("actions/checkout@") {
                    assert_eq!(
                        step["with"]["persist-credentials"].as_bool(),
                        Some(false),
                        "{file}: {name:?}"
                    );
                }
                if uses != ACTION {
                    let pin = uses.split_once('@').map_or("", |(_, pin)| pin);
                    assert!(pin.len() == 40 && pin.bytes().all(|c| c.is_ascii_hexdigit()), "{file}: {uses}");
                    continue;
                }
                used += 1;
                let with = step["with"].as_mapping().expect("inputs");
                for input in with.keys().filter_map(Value::as_str) {
                    assert!(inputs.iter().any(|known| known == input), "{file}: no input is called {input}");
                }
                let mode = step["with"]["mode"].as_str().expect("a mode");
                if mode.contains("${{") {
                    continue;
                }
                assert!(modes.iter().any(|known| known == mode), "{file}: no mode is called {mode}");
                for line in step["with"]["args"].as_str().into_iter().flat_map(str::lines) {
                    let option = line.split('=').next().unwrap_or_default();
                    let is_known = !option.starts_with("--") || helps[mode].contains(option);
                    assert!(is_known, "{file}: {mode} has no option {option}");
                }
            }
        }
        let text = source(&format!("docs/workflows/{file}"));
        for output in text.split(".outputs.").skip(1) {
            let output: String =
                output.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            let of_job = text.contains(&format!("      {output}: ${{{{ steps."));
            assert!(of_job || outputs.contains(&output), "{file}: no output is called {output}");
        }
    }
    assert!(used > 11, "only {used} steps of lockstep were found");
}

/// Every configuration that a page shows is read without a complaint about its keys.
#[test]
fn the_configurations_shown_are_read() {
    let mut read = 0;
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        let blocks =
            text.split("```yaml\n# lockstep.yml\n").skip(1).filter_map(|rest| rest.split("```").next());
        for block in blocks {
            let workspace = Workspace::empty();
            workspace.write("lockstep.yml", block);
            workspace.write("migrations/001_a.sql", "create table a (b int);\n");
            let said: super::support::binary::Said =
                workspace.command(&["check"]).output().expect("the binary runs").into();
            assert_eq!(said.code, 0, "{}\n{block}\n{}", page.display(), said.all());
            read += 1;
        }
    }
    assert!(read > 1, "only {read} configurations were found");
}
