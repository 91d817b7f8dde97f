//! Where a finding points: a file with line and column.

/// A place in a file of the user's repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Place {
    /// Relative to the repository root, with `/`: what GitHub needs for an annotation.
    pub(crate) file: String,
    /// From 1.
    pub(crate) line: Option<u32>,
    /// From 1, in characters; only with a line.
    pub(crate) column: Option<u32>,
}

impl Place {
    /// Only a path below the repository's root names a file there.
    pub(crate) fn is_in_repository(&self) -> bool {
        !self.file.is_empty()
            && !self.file.starts_with(['/', '\\'])
            && !self.file.split('/').any(|part| part == "..")
    }

    /// A whole file.
    pub(crate) fn file(file: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, column: None }
    }

    /// A line of a file.
    pub(crate) fn line(file: impl Into<String>, line: u32) -> Self {
        Self { file: file.into(), line: Some(line), column: None }
    }

    /// A position in a file.
    pub(crate) fn at(file: impl Into<String>, line: u32, column: u32) -> Self {
        Self { file: file.into(), line: Some(line), column: Some(column) }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        Ok(())
    }
}
