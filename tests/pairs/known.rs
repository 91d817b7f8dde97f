//! What is known not to pass.

use std::fs;

use crate::support::workspace::repository;

/// Lines of `known.txt`: `SOURCE/CASE WAY REASON`.
pub(crate) struct Known(Vec<(String, String, String)>);

impl Known {
    pub(crate) fn read() -> Self {
        let file = repository().join("tests/pairs/known.txt");
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let entry = |line: &str| {
            let mut words = line.splitn(3, ' ').map(str::to_owned);
            match (words.next(), words.next(), words.next()) {
                (Some(name), Some(way), Some(reason)) => (name, way, reason),
                _ => panic!("known.txt: {line:?} is not a pair, a way and a reason"),
            }
        };
        let lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with('#'));
        Self(lines.map(entry).collect())
    }

    pub(crate) fn reason(&self, name: &str, way: &str) -> Option<&str> {
        self.0.iter().find(|known| known.0 == name && known.1 == way).map(|known| known.2.as_str())
    }
}
