//! Flat folders of files named `<digits>_<words>.sql`. One engine reads them; what the tools differ
//! in is a [`Names`] in each tool's file.

use std::cmp::Ordering;

use super::Contents;
use super::annotation::Malformed;
use super::directory::Directory;
use super::error::FormatError;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::history::{Excerpt, Migration};
use crate::model::place::Place;

/// How a tool names its files.
#[derive(Debug)]
pub(super) struct Names {
    /// For messages.
    pub(super) tool: &'static str,
    /// What the names of migrations end in; the first that fits is cut off.
    pub(super) suffixes: &'static [&'static str],
    /// What the names of migrations end in that are programs, and run by the tool alone.
    pub(super) programs: &'static [&'static str],
    /// Names that end so, or begin with a dot, are passed over without a word.
    pub(super) not: &'static [&'static str],
    /// The digits must be followed by `_`.
    pub(super) underscore: bool,
    pub(super) version: Version,
    /// Whether a file with another name stops the tool; otherwise it is skipped.
    pub(super) strict: bool,
}

/// What the tool's history calls a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Version {
    /// Its number, up to this one and without leading zeros.
    Number { least: u64, most: u64 },
    /// Its digits as they are written.
    Digits,
    /// Its name without the suffix.
    Stem,
}

impl Names {
    /// The migrations in the folder, sorted by `order`, and what is said of files with other names.
    pub(super) fn read(
        &self,
        directory: &Directory,
        order: impl Fn(&Migration, &Migration) -> Ordering,
    ) -> Result<Contents, FormatError> {
        let mut contents = Contents::default();
        for file_name in directory.files() {
            if file_name.starts_with('.') || self.not.iter().any(|ending| file_name.ends_with(ending)) {
                continue;
            }
            let stem = |suffixes: &[&str]| suffixes.iter().find_map(|suffix| file_name.strip_suffix(suffix));
            let program = stem(self.programs);
            let Some(stem) = program.or(stem(self.suffixes)) else { continue };
            let file = directory.relative(file_name);
            match self.version(stem) {
                Some(version) => {
                    let text = directory.read(file_name)?;
                    contents.migrations.push(Migration {
                        version,
                        name: stem.to_owned(),
                        excerpt: program.map(|_| Excerpt::of(&text, 0..0)),
                        file,
                        text,
                        ..Migration::default()
                    });
                }
                None if program.is_some() => {}
                None if self.strict => return Err(FormatError::Name { file }),
                None => contents.findings.push(self.skipped(&file)),
            }
        }
        contents.migrations.sort_by(order);
        Ok(contents)
    }

    /// The version in a file name without its suffix.
    pub(super) fn version(&self, stem: &str) -> Option<String> {
        let digits = &stem[..stem.len() - stem.trim_start_matches(|c: char| c.is_ascii_digit()).len()];
        if digits.is_empty() || (self.underscore && !stem[digits.len()..].starts_with('_')) {
            return None;
        }
        match self.version {
            Version::Digits => Some(digits.to_owned()),
            Version::Stem => Some(stem.to_owned()),
            Version::Number { least, most } => {
                let number: u64 = digits.parse().ok()?;
                (least..=most).contains(&number).then(|| number.to_string())
            }
        }
    }

    /// Whether a migration is a program.
    fn is_program(&self, file: &str) -> bool {
        self.programs.iter().any(|suffix| file.ends_with(suffix))
    }

    /// Whether any file in the folder is a migration that is a program.
    pub(super) fn has_programs(&self, directory: &Directory) -> bool {
        let counts = |file: &&str| !file.starts_with('.') && !self.not.iter().any(|end| file.ends_with(end));
        directory.files().filter(counts).any(|file| self.is_program(file) && self.version(file).is_some())
    }

    /// Refuses a program.
    pub(super) fn check(&self, migration: &Migration) -> Result<(), Malformed> {
        if self.is_program(&migration.file) {
            let reason = format!("it is a program, which only {} can run: apply it there", self.tool);
            return Err(Malformed::new(0, reason));
        }
        Ok(())
    }

    fn skipped(&self, file: &str) -> Finding {
        let message = format!(
            "{file} is skipped, as {} does: its name is not `<digits>{}<words>{}`",
            self.tool,
            if self.underscore { "_" } else { "" },
            self.suffixes.first().unwrap_or(&"")
        );
        Finding::new(Code::MigrationName, message)
            .with_help("rename it, or move it out of the folder")
            .at(Place::file(file))
    }
}

/// Versions that are numbers, by value.
pub(super) fn by_value(a: &str, b: &str) -> Ordering {
    let key = |version: &str| {
        let digits = version.trim_start_matches('0');
        (digits.len(), digits.to_owned())
    };
    key(a).cmp(&key(b))
}
