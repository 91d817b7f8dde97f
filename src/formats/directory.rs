//! The migrations folder on disk: what is in it, and its place in the repository.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::error::FormatError;

/// A folder inside (or beside) the repository.
#[derive(Debug, Clone)]
pub(crate) struct Directory {
    root: PathBuf,
    /// Relative to the root, with `/`.
    path: String,
    /// In byte order of their names.
    files: Vec<String>,
    folders: Vec<String>,
}

impl Directory {
    /// Lists the folder.
    pub(crate) fn open(root: &Path, path: &Path) -> Result<Self, FormatError> {
        let relative = slashed(path.strip_prefix(root).unwrap_or(path));
        let read = |source| FormatError::Read { path: relative.clone(), source };
        let absolute = root.join(path);
        if !absolute.is_dir() {
            return Err(FormatError::NoFolder { path: relative });
        }
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        for entry in fs::read_dir(&absolute).map_err(read)? {
            let entry = entry.map_err(read)?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                return Err(FormatError::Encoding { path: format!("{relative}/{}", name.to_string_lossy()) });
            };
            // follows symbolic links, as the tools do
            let list = if entry.path().is_dir() { &mut folders } else { &mut files };
            list.push(name.to_owned());
        }
        files.sort_unstable();
        folders.sort_unstable();
        Ok(Self { root: root.to_owned(), path: relative, files, folders })
    }

    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn absolute(&self) -> PathBuf {
        self.root.join(&self.path)
    }

    pub(crate) fn folders(&self) -> &[String] {
        &self.folders
    }

    pub(crate) fn has(&self, file: &str) -> bool {
        self.absolute().join(file).is_file()
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// The names that end in `.sql`.
    pub(crate) fn sql_files(&self) -> impl Iterator<Item = &str> {
        self.files().filter(|name| name.ends_with(".sql"))
    }

    /// All files in the folder and below it, as paths from here with `/`, in byte order. Follows
    /// symbolic links, as the tools do, but not into a folder that is being listed.
    pub(crate) fn files_below(&self) -> Result<Vec<String>, FormatError> {
        let mut found = Vec::new();
        self.list_below("", &mut Vec::new(), &mut found)?;
        found.sort_unstable();
        Ok(found)
    }

    fn list_below(
        &self,
        inside: &str,
        open: &mut Vec<PathBuf>,
        found: &mut Vec<String>,
    ) -> Result<(), FormatError> {
        let folder = Self::open(&self.root, &self.absolute().join(inside))?;
        let real = fs::canonicalize(folder.absolute()).unwrap_or_else(|_| folder.absolute());
        if open.contains(&real) {
            return Ok(());
        }
        open.push(real);
        let below = |name: &String| if inside.is_empty() { name.clone() } else { format!("{inside}/{name}") };
        found.extend(folder.files.iter().map(below));
        for name in &folder.folders {
            self.list_below(&below(name), open, found)?;
        }
        open.pop();
        Ok(())
    }

    /// A sub-folder that holds a file of this name.
    pub(crate) fn folder_with(&self, file: &str) -> Option<&str> {
        self.folders.iter().map(String::as_str).find(|folder| self.has(&format!("{folder}/{file}")))
    }

    /// The path of something in the folder, relative to the root.
    pub(crate) fn relative(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}/{name}", self.path) }
    }

    /// The text of a file in the folder, exactly as on disk.
    pub(crate) fn read(&self, name: &str) -> Result<String, FormatError> {
        let path = self.relative(name);
        let bytes = match fs::read(self.absolute().join(name)) {
            Ok(bytes) => bytes,
            Err(source) => return Err(FormatError::Read { path, source }),
        };
        match String::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => Ok(text),
            _ => Err(FormatError::Encoding { path }),
        }
    }

    /// The folders above, nearest first, up to the repository root.
    pub(crate) fn parents(&self) -> impl Iterator<Item = PathBuf> {
        let absolute = self.absolute();
        let inside = absolute.starts_with(&self.root) && !self.path.starts_with('/');
        let root = self.root.clone();
        let parents: Vec<PathBuf> = absolute.ancestors().skip(1).map(Path::to_owned).collect();
        let mut above_root = false;
        parents.into_iter().take_while(move |parent| {
            let wanted = inside && !above_root;
            above_root = *parent == root;
            wanted
        })
    }

    /// The folder right above.
    pub(crate) fn parent(&self) -> Option<PathBuf> {
        self.absolute().parent().map(Path::to_owned)
    }
}

/// A path with `/` whatever the system, without `.` parts.
fn slashed(path: &Path) -> String {
    let mut text = String::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::RootDir => text.push('/'),
            other => {
                if !text.is_empty() && !text.ends_with('/') {
                    text.push('/');
                }
                text.push_str(&other.as_os_str().to_string_lossy());
            }
        }
    }
    text
}
