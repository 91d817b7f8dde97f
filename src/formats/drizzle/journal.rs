//! `meta/_journal.json`: which files there are, in which order, and the times that they are known by.

use serde::Deserialize;

use crate::formats::error::FormatError;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::place::Place;

#[derive(Debug, Deserialize)]
pub(super) struct Journal {
    dialect: String,
    pub(super) entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
pub(super) struct Entry {
    /// Milliseconds; the key in the history.
    pub(super) when: i64,
    pub(super) tag: String,
}

/// The journal with its text, for places in it.
pub(super) struct JournalFile {
    pub(super) file: String,
    pub(super) text: String,
}

impl JournalFile {
    pub(super) fn parse(&self) -> Result<Journal, FormatError> {
        let journal: Journal = serde_json::from_str(&self.text).map_err(|error| FormatError::Options {
            file: self.file.clone(),
            reason: format!("not a journal of drizzle-kit: {error}"),
        })?;
        if !matches!(journal.dialect.as_str(), "postgresql" | "pg") {
            let reason = format!("these migrations are for {}, not for PostgreSQL", journal.dialect);
            return Err(FormatError::Unsupported { place: self.place_of(&journal.dialect), reason });
        }
        Ok(journal)
    }

    /// The line that holds a string.
    pub(super) fn place_of(&self, string: &str) -> Place {
        let quoted = format!("{string:?}");
        match self.text.lines().zip(1..).find(|(line, _)| line.contains(&quoted)) {
            Some((line, number)) => {
                let before = line.split(&quoted).next().unwrap_or_default().chars().count();
                Place::at(&self.file, number, u32::try_from(before).map_or(1, |before| before + 1))
            }
            None => Place::file(&self.file),
        }
    }

    /// Databases that ran the first of two entries before the second was there never get the second.
    pub(super) fn goes_back(&self, earlier: &Entry, later: &Entry) -> Option<Finding> {
        (later.when < earlier.when).then(|| {
            let message = format!(
                "{} comes after {} in {} and has an older `when`: drizzle passes it over where {} has run",
                later.tag, earlier.tag, self.file, earlier.tag
            );
            Finding::new(Code::MigrationOutOfOrder, message)
                .with_help(format!("give it a `when` above {}, if it ran nowhere yet", earlier.when))
                .at(self.place_of(&later.tag))
        })
    }
}
