//! Files whose comments say which part is run: `-- +goose Up`, `-- migrate:up`, `-- Up Migration`.

use super::detect::{Evidence, Strength};
use super::directory::Directory;

/// How many files are looked into for a tool's annotations.
const FILES: usize = 20;

/// A file with a line that begins with one of these, white space and letter case aside.
pub(super) fn annotated(directory: &Directory, annotations: &[&str]) -> Option<Evidence> {
    for file in directory.sql_files().take(FILES) {
        let text = directory.read(file).ok()?;
        for line in text.lines().filter(|line| line.starts_with("--")) {
            let squeezed: String =
                line.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
            if annotations.iter().any(|annotation| squeezed.starts_with(annotation)) {
                return Some(Evidence::new(Strength::Content, format!("`{}` in {file}", line.trim())));
            }
        }
    }
    None
}
