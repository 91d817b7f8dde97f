//! The tables of `docs/plan.md` are those of the code. `UPDATE=1 cargo test docs_plan` writes them again.

use std::path::Path;

use super::form::Form;
use crate::model::hazard::HazardKind;
use crate::model::lock_mode::{LockMode, Work};

#[test]
fn docs_plan_has_the_tables_of_the_code() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/plan.md");
    let actual = std::fs::read_to_string(&path).expect("docs/plan.md");
    let mut expected = actual.clone();
    for (name, table) in [("hazards", hazards()), ("locks", locks()), ("unsupported", unsupported())] {
        expected = with(&expected, name, &table);
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &expected).expect("docs/plan.md can be written");
    }
    let actual = std::fs::read_to_string(&path).expect("docs/plan.md");
    assert!(actual == expected, "docs/plan.md is stale: run UPDATE=1 cargo test docs_plan");
}

/// The page with `table` between the marks of that name.
fn with(page: &str, name: &str, table: &str) -> String {
    let (begin, end) = (format!("<!-- {name}: written by a test -->\n"), format!("<!-- end of {name} -->\n"));
    let (before, rest) = page.split_once(&begin).expect("a mark where the table begins");
    let (_, after) = rest.split_once(&end).expect("a mark where the table ends");
    format!("{before}{begin}\n{table}\n{end}{after}")
}

fn hazards() -> String {
    let mut table = "| hazard | what it means | a plan with it |\n|---|---|---|\n".to_owned();
    for hazard in HazardKind::ALL {
        let runs = if hazard.must_be_allowed() { "runs only when it is allowed" } else { "runs; it is told" };
        table.push_str(&format!("| `{}` | {} | {runs} |\n", hazard.as_str(), hazard.meaning()));
    }
    table
}

fn locks() -> String {
    let remarks = remarks();
    let mut table =
        "| statement | lock on its table | lock on the other table | meanwhile |\n|---|---|---|---|\n"
            .to_owned();
    for form in Form::ALL {
        let facts = form.facts();
        let name = format!("{form:?}");
        let remark = remarks.iter().find(|(known, _)| *known == name).map_or("", |(_, remark)| remark);
        let remark = if remark.is_empty() { String::new() } else { format!("<br>{remark}") };
        table.push_str(&format!(
            "| {}{remark} | {} | {} | {} |\n",
            words(&name),
            lock(facts.mode),
            lock(facts.other),
            if facts.work == Work::Catalog { "" } else { facts.work.as_str() }
        ));
    }
    table
}

fn lock(mode: Option<LockMode>) -> String {
    mode.map(|mode| format!("{}: {}", mode.as_str(), mode.blocks())).unwrap_or_default()
}

/// `AddNotValidCheck` as `add not valid check`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}

/// What the comments say of the forms.
fn remarks() -> Vec<(String, String)> {
    let table = include_str!("form.rs").split_once("\nforms! {").expect("the table of forms").1;
    let mut remarks = Vec::new();
    let mut remark = String::new();
    for line in table.lines().map(str::trim) {
        if let Some(text) = line.strip_prefix("///") {
            remark.push_str(text);
        } else if let Some((name, _)) = line.split_once(':') {
            remarks.push((name.to_owned(), std::mem::take(&mut remark).trim().to_owned()));
        }
    }
    remarks
}

/// The reasons that the files of the kinds give, by file.
fn unsupported() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/plan/kinds");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    files.sort();
    let mut list = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).expect("a source");
        let kind = file.strip_prefix(&folder).expect("below it").with_extension("");
        let kind = kind.iter().next().expect("a name").to_string_lossy().replace('_', " ");
        let mut reasons = reasons(&text);
        reasons.dedup();
        reasons.iter().for_each(|reason| list.push_str(&format!("- **{kind}**: {reason}\n")));
    }
    list
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        match path.is_dir() {
            true => collect(&path, files),
            false if path.file_stem().is_some_and(|name| name != "mod" && name != "tests") => {
                files.push(path)
            }
            false => {}
        }
    }
}

/// The texts that are given to `Err` and to `Unsupported`; a value in one of them is `…`.
fn reasons(source: &str) -> Vec<String> {
    let mut given: Vec<(usize, &str)> = Vec::new();
    for call in ["Err(", "Unsupported("] {
        given.extend(source.match_indices(call).map(|(at, _)| (at, &source[at + call.len()..])));
    }
    given.sort_by_key(|(at, _)| *at);
    given.into_iter().filter_map(|(_, rest)| literal(rest)).collect()
}

fn literal(rest: &str) -> Option<String> {
    let rest = rest.trim_start();
    let rest = rest.strip_prefix("format!(").unwrap_or(rest).trim_start().strip_prefix('"')?;
    let mut text = String::new();
    let mut letters = rest.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => break,
            // A line that goes on.
            '\\' if letters.peek() == Some(&'\n') => {
                while letters.peek().is_some_and(|next| next.is_whitespace()) {
                    letters.next();
                }
            }
            '\\' => text.extend(letters.next()),
            '{' => {
                for inside in letters.by_ref() {
                    if inside == '}' {
                        break;
                    }
                }
                text.push('…');
            }
            // It stands in Markdown.
            '<' | '*' | '_' | '|' => text.extend(['\\', letter]),
            _ => text.push(letter),
        }
    }
    Some(text)
}
