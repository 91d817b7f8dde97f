//! One file of Flyway's: what kind it is, its text with the values of placeholders, its checksum.

use crate::formats::directory::Directory;
use crate::formats::error::FormatError;
use crate::formats::placeholder;
use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::history::{Excerpt, Migration};
use crate::model::place::Place;
use crate::sql::edit::without_mark;
use crate::sql::position::line_column;

use super::checksum::checksum;
use super::name::{Name, Sort};
use super::transaction::SideFile;
use super::{Flyway, base_name, callback};

impl Flyway {
    /// One file; `None`: it is no migration of a kind that `migrate` runs.
    pub(super) fn migration(
        &self,
        location: &Directory,
        path: &str,
        findings: &mut Vec<Finding>,
    ) -> Result<Option<Migration>, FormatError> {
        let file = location.relative(path);
        let name = match Name::parse(base_name(path), &self.options) {
            Some(Ok(name)) if name.sort == Sort::Undo => return Ok(None),
            Some(Ok(name)) => name,
            other => {
                findings.extend(callback::finding(base_name(path), &file, &self.options).or_else(|| {
                    let why = match other {
                        Some(Err(why)) => why,
                        _ if self.options.suffixes.iter().any(|suffix| path.ends_with(suffix)) => {
                            "its name begins with none of Flyway's prefixes".to_owned()
                        }
                        _ => return None,
                    };
                    Some(skipped(&file, &why))
                }));
                return Ok(None);
            }
        };
        let text = location.read(path)?;
        let replaces = SideFile::read(location, path)?.replaces.unwrap_or(self.options.replaces);
        let start = text.len() - without_mark(&text).len();
        let excerpt = if replaces {
            let replaced = self
                .replaced(&text, base_name(path))
                .map_err(|missing| self.no_value(&file, &text, &missing))?;
            (replaced.sql != text).then_some(replaced)
        } else {
            (start > 0).then(|| Excerpt::of(&text, start..text.len()))
        };
        let repeatable = name.sort == Sort::Repeatable;
        let hashed = excerpt.as_ref().filter(|_| repeatable).map_or(text.as_str(), |excerpt| &excerpt.sql);
        Ok(Some(Migration {
            version: name.key(),
            name: stem(base_name(path)).to_owned(),
            checksum: Some(checksum(hashed)),
            file,
            excerpt,
            repeatable,
            text,
        }))
    }

    /// The text as it runs, with the values of placeholders.
    pub(super) fn replaced(&self, text: &str, file: &str) -> Result<Excerpt, placeholder::Missing> {
        let start = text.len() - without_mark(text).len();
        placeholder::replace(text, start, &self.options.marks, |name| self.value(name, file))
    }

    /// The value of a placeholder; of Flyway's own, those that files tell.
    fn value(&self, name: &str, file: &str) -> Option<String> {
        let name = name.to_lowercase();
        self.placeholders.get(&name).cloned().or_else(|| {
            match name.strip_prefix("flyway")?.strip_prefix(&self.options.own_separator.to_lowercase())? {
                "filename" => Some(file.to_owned()),
                "table" => Some(self.table.clone()),
                "defaultschema" => self.options.schemas.first().cloned(),
                _ => None,
            }
        })
    }

    fn no_value(&self, file: &str, text: &str, missing: &placeholder::Missing) -> FormatError {
        let (line, column) = line_column(text, missing.offset);
        let name = &missing.name;
        let marked = format!("{}{name}{}", self.options.marks.prefix, self.options.marks.suffix);
        let own = format!("flyway{}", self.options.own_separator);
        let reason = if name.to_lowercase().starts_with(&own) {
            format!(
                "the placeholder {marked} is Flyway's own, and files do not tell its value; give it in lockstep.yml: \
                 `migrations: {{placeholders: {{\"{name}\": …}}}}`"
            )
        } else {
            format!(
                "the placeholder {marked} has no value; give it in lockstep.yml: `migrations: {{placeholders: \
                 {{\"{name}\": …}}}}`, or in flyway.toml under [flyway.placeholders]"
            )
        };
        FormatError::Unsupported { place: Place::at(file, line, column), reason }
    }
}

fn stem(file: &str) -> &str {
    file.rsplit_once('.').map_or(file, |(stem, _)| stem)
}

fn skipped(file: &str, why: &str) -> Finding {
    Finding::new(Code::MigrationName, format!("{file} is skipped, as Flyway does: {why}"))
        .with_help("rename it, or move it out of the folder")
        .at(Place::file(file))
}
