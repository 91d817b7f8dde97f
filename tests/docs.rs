//! Documentation is checked against the code it speaks of: tables and links by reading, commands by
//! running them.

use std::fs;
use std::path::{Path, PathBuf};

mod support;
#[path = "docs/workflows.rs"]
mod workflows;

use support::binary::lockstep;
use support::workspace::{Workspace, repository};

/// Codes that no folder of `tests/cases` reaches, and why.
const WITHOUT_A_CASE: &[(&str, &str)] = &[
    ("apply-blocked", "needs another session's transaction that stays open during a run"),
    ("backup-unproven", "needs a dump that is damaged between two steps of one run"),
    ("catalog-unreadable", "needs a server whose catalog refuses a role"),
    ("interrupted", "needs a signal during a run: tests/processes.rs"),
    ("lock-held", "needs two runs at once: tests/processes.rs"),
    ("plan-fails", "needs an error in the planner: src/pipeline/prove/tests.rs"),
    ("plan-incomplete", "needs an error in the planner: src/pipeline/prove/tests.rs"),
    ("plan-stale", "needs a change of the schema between two steps of one run"),
    ("plan-unclaimed-loss", "needs an error in the planner: src/pipeline/prove/tests.rs"),
    ("plan-unclaimed-rewrite", "needs an error in the planner: src/pipeline/prove/tests.rs"),
    ("pooler", "needs a pooler"),
    ("read-only-server", "needs a replica"),
    ("scratch-unavailable", "needs a machine without PostgreSQL's server"),
    ("tool-unavailable", "needs a machine without pg_dump"),
];

fn source(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every page for people, relative to the root.
fn pages() -> Vec<PathBuf> {
    let folders = [".", "docs", "docs/workflows", ".github", "migrations-example"]
        .map(|folder| repository().join(folder));
    let mut pages: Vec<PathBuf> = folders
        .iter()
        .filter_map(|folder| fs::read_dir(folder).ok())
        .flatten()
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    pages.sort();
    pages
}

fn codes() -> Vec<String> {
    let codes: Vec<String> = source("src/model/code.rs")
        .lines()
        .filter_map(|line| Some(line.split_once("=> \"")?.1.split_once('"')?.0.to_owned()))
        .collect();
    assert!(codes.len() > 30, "the codes were not found in src/model/code.rs");
    codes
}

/// `Variant => "text"` of a function of a source file, the text joined where it is wrapped.
fn arms(file: &str, function: &str) -> Vec<(String, String)> {
    let source = source(file);
    let body = source.split_once(&format!("fn {function}(")).expect(function).1;
    let body = body.split_once("\n    }\n").expect("the end of the function").0;
    body.split("Self::")
        .skip(1)
        .filter_map(|arm| {
            let (variant, value) = arm.split_once("=>")?;
            let value = value.trim().trim_start_matches('{').trim();
            let value = value.split(['}', '\n']).next()?.trim().trim_end_matches(',');
            Some((variant.trim().to_owned(), value.trim_matches('"').to_owned()))
        })
        .collect()
}

/// The first and the last cell of each row whose first cell is a number.
fn numbered_rows(page: &str) -> Vec<(String, String)> {
    page.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.strip_prefix('|')?.strip_suffix('|')?.split('|').collect();
            let (first, last) = (cells.first()?.trim(), cells.last()?.trim());
            first.bytes().all(|byte| byte.is_ascii_digit()).then(|| (first.to_owned(), last.to_owned()))
        })
        .filter(|(number, _)| !number.is_empty())
        .collect()
}

#[test]
fn every_finding_code_has_a_section_with_cause_effect_and_remedy() {
    let docs = source("docs/findings.md");
    let codes = codes();
    for code in &codes {
        let section = docs
            .split("\n### ")
            .find(|section| section.lines().next() == Some(code))
            .unwrap_or_else(|| panic!("docs/findings.md has no section for {code}"));
        for part in ["**Cause.**", "**Effect.**", "**Remedy.**"] {
            assert!(section.contains(part), "docs/findings.md: {code} lacks {part}");
        }
    }
    for section in docs.split("\n### ").skip(1) {
        let title = section.lines().next().unwrap_or_default();
        assert!(codes.iter().any(|code| code == title), "docs/findings.md: no code is called {title}");
    }
}

#[test]
fn every_finding_code_has_a_case_or_a_reason() {
    let cases: String = fs::read_dir(repository().join("tests/cases"))
        .expect("tests/cases")
        .map(|case| case.expect("an entry").path())
        .flat_map(|case| fs::read_dir(case).expect("a folder"))
        .map(|file| fs::read_to_string(file.expect("an entry").path()).expect("text"))
        .collect();
    let has_a_case = |code: &str| {
        cases.match_indices(code).any(|(at, _)| {
            let around = |c: char| c.is_ascii_alphanumeric() || c == '-';
            !cases[..at].ends_with(around) && !cases[at + code.len()..].starts_with(around)
        })
    };
    for code in codes() {
        let excused = WITHOUT_A_CASE.iter().any(|(without, _)| *without == code);
        assert!(excused || has_a_case(&code), "no case in tests/cases reaches {code}");
    }
    let codes = codes();
    for (code, _) in WITHOUT_A_CASE {
        assert!(codes.iter().any(|known| known == code), "there is no code {code}");
    }
}

#[test]
fn the_tables_of_exit_codes_are_those_of_the_program() {
    let numbers = arms("src/model/exit.rs", "code");
    let meanings = arms("src/model/exit.rs", "meaning");
    assert_eq!(numbers.len(), 9);
    let documented = numbered_rows(&source("docs/exit-codes.md"));
    let of_readme = numbered_rows(&source("README.md"));
    for (variant, number) in &numbers {
        let meaning = &meanings.iter().find(|(known, _)| known == variant).expect("a meaning").1;
        for (page, rows) in [("docs/exit-codes.md", &documented), ("README.md", &of_readme)] {
            let row = rows.iter().find(|(known, _)| known == number);
            assert_eq!(row.map(|(_, text)| text), Some(meaning), "{page}: exit code {number}");
            assert_eq!(rows.len(), numbers.len(), "{page}: a row too many");
        }
    }
}

#[test]
fn every_mode_is_in_the_readme() {
    let readme = source("README.md");
    let modes = arms("src/model/mode.rs", "as_str");
    assert!(modes.len() >= 13);
    for (_, mode) in modes {
        assert!(readme.contains(&format!("| `{mode}` |")), "README.md: the table of modes lacks {mode}");
    }
}

#[test]
fn every_relative_link_leads_to_a_file() {
    for page in pages() {
        let text = fs::read_to_string(&page).expect("a page");
        for target in links(&text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = match file {
                "" => page.clone(),
                file => page.parent().expect("a folder").join(file),
            };
            assert!(path.exists(), "{}: {target} does not exist", page.display());
            if !heading.is_empty() {
                let headings = anchors(&fs::read_to_string(&path).expect("a page"));
                assert!(headings.iter().any(|known| known == heading), "{}: {target}", page.display());
            }
        }
    }
}

/// The targets of `[text](target)`, images included.
fn links(text: &str) -> Vec<&str> {
    text.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target).collect()
}

/// The headings as GitHub names them in links.
fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    let anchor = |line: &str| {
        let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
        let text: String = line.trim_start_matches('#').trim().to_lowercase().chars().filter(kept).collect();
        text.replace(' ', "-")
    };
    headings.map(anchor).collect()
}

#[test]
fn the_architecture_page_is_short_and_names_every_room() {
    let page = source("ARCHITECTURE.md");
    assert!(page.lines().count() <= 200);
    for entry in fs::read_dir(repository().join("src")).expect("src") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(page.contains(&format!("src/{name}")), "ARCHITECTURE.md does not name src/{name}");
    }
}

#[test]
fn the_readme_is_for_people_in_a_hurry() {
    assert!(source("README.md").lines().count() < 200);
}

/// Each page has a workspace of its own; its commands run in their order.
#[test]
fn the_commands_shown_do_what_is_said() {
    let mut run = 0;
    for page in pages() {
        let commands = commands(&fs::read_to_string(&page).expect("a page"));
        if commands.is_empty() {
            continue;
        }
        let workspace = Workspace::with("migrations-example/prisma", "prisma");
        for command in &commands {
            run_shown(&workspace, &page, command);
        }
        run += commands.len();
    }
    assert!(run > 15, "only {run} commands were found");
}

/// A line `$ [NAME=value …] lockstep … [# remark | # exit N]` of a console block.
struct Shown {
    line: String,
    variables: Vec<(String, String)>,
    arguments: Vec<String>,
    exit: i32,
}

fn commands(page: &str) -> Vec<Shown> {
    let blocks = page.split("```console\n").skip(1).filter_map(|rest| rest.split("```").next());
    blocks.flat_map(str::lines).filter_map(shown).collect()
}

fn shown(line: &str) -> Option<Shown> {
    let (command, remark) =
        line.strip_prefix("$ ")?.split_once(" #").unwrap_or((line.strip_prefix("$ ")?, ""));
    let exit = remark.trim().strip_prefix("exit ").map_or(0, |code| code.parse().expect("# exit NUMBER"));
    let mut words = command.split_whitespace().peekable();
    let mut variables = Vec::new();
    while let Some((name, value)) = words.peek().and_then(|word| word.split_once('=')) {
        variables.push((name.to_owned(), value.to_owned()));
        words.next();
    }
    if words.next() != Some("lockstep") {
        return None;
    }
    Some(Shown { line: line.to_owned(), variables, arguments: words.map(str::to_owned).collect(), exit })
}

fn run_shown(workspace: &Workspace, page: &Path, shown: &Shown) {
    let mut variables = workspace.variables.clone();
    variables.insert("SIDE_DATABASE_URL".to_owned(), workspace.side.url());
    for (name, value) in &shown.variables {
        let value = value.strip_prefix('$').map_or(value.clone(), |other| variables[other].clone());
        variables.insert(name.clone(), value);
    }
    // A shell's redirection is not an argument.
    let arguments = shown.arguments.iter().take_while(|word| *word != ">").map(String::as_str);
    let mut command = lockstep(workspace.path(), &variables, &arguments.collect::<Vec<_>>());
    let said: support::binary::Said = command.output().expect("the binary runs").into();
    assert_eq!(said.code, shown.exit, "{}: {}\n{}", page.display(), shown.line, said.all());
}
