//! Documentation is checked against the code it speaks of.

use std::fs;

mod support;

use support::workspace::repository;

fn source(path: &str) -> String {
    fs::read_to_string(repository().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_finding_code_has_a_section_with_cause_effect_and_remedy() {
    let docs = source("docs/findings.md");
    let codes: Vec<String> = source("src/model/code.rs")
        .lines()
        .filter_map(|line| Some(line.split_once("=> \"")?.1.split_once('"')?.0.to_owned()))
        .collect();
    assert!(codes.len() > 30, "the codes were not found in src/model/code.rs");
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
fn the_architecture_page_is_short_and_names_every_room() {
    let page = source("ARCHITECTURE.md");
    assert!(page.lines().count() <= 200);
    for entry in fs::read_dir(repository().join("src")).expect("src") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(page.contains(&format!("src/{name}")), "ARCHITECTURE.md does not name src/{name}");
    }
}
