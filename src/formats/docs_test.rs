//! The table of `docs/tools.md` says what the code does.

use std::fs;
use std::path::Path;

use super::*;

/// The cells of each row, by the word in the first one.
fn rows(page: &str) -> Vec<(String, Vec<String>)> {
    let table = page.split("\n\n").find(|part| part.starts_with("| tool |")).expect("the table");
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect()
    };
    table.lines().skip(2).map(|line| (cells(line)[0].clone(), cells(line))).collect()
}

#[test]
fn docs_tools_says_of_each_tool_what_the_code_does() {
    let page = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/tools.md")).expect("the page");
    let rows = rows(&page);
    let words: Vec<&str> = rows.iter().map(|(word, _)| word.as_str()).collect();
    assert_eq!(words, Tool::ALL.iter().map(|tool| tool.as_str()).collect::<Vec<_>>());
    for word in words {
        assert!(page.contains(&format!("\n### {word}\n")), "{word} has no section");
    }
    let root = tempfile::tempdir().expect("a folder");
    fs::create_dir(root.path().join("migrations")).expect("made");
    // Sqitch is where its plan is.
    fs::write(root.path().join("migrations/sqitch.plan"), "%syntax-version=1.0.0\n%project=app\n")
        .expect("written");
    let directory = Directory::open(root.path(), Path::new("migrations")).expect("open");
    for tool in Tool::ALL {
        let known = detect::known(*tool);
        let word = known.tool.as_str();
        let format =
            (known.open)(&directory, &Source::default()).unwrap_or_else(|error| panic!("{word}: {error}"));
        let table = format.history_table("public");
        let late = match format.late() {
            Late::Applied => "applied",
            Late::Refused => "refused",
            Late::Skipped => "skipped",
        };
        let (_, cells) = rows.iter().find(|(tool, _)| tool == word).expect("a row");
        let [_, _, history, edit, late_file, _, _, taken_back, what] = &cells[..] else {
            panic!("{cells:?}")
        };
        assert_eq!(*history, format!("{}.{}", table.schema, table.name), "{word}");
        assert_eq!((edit.as_str(), late_file.as_str()), (format.memory().as_str(), late), "{word}");
        let writing = format.writing();
        assert_eq!(writing.is_err(), tool.is_read_only(), "{tool:?}");
        assert_eq!(what == "reads", writing.is_err(), "{word}");
        assert_eq!(taken_back == "any", writing.is_ok_and(|writing| writing.can_forget()), "{word}");
        let kept = known.books.iter().any(|book| match book {
            Book::Schema(schema) => *schema == table.schema,
            Book::Table(name) => *name == table.name,
        });
        assert!(kept, "{word}: {table:?} is not among {:?}", known.books);
    }
}
