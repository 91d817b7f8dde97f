//! Which folder holds the migrations and whose they are. Never a guess: what the configuration says
//! first, then marker files, then markers in the files, then file names; two answers are an error.

use std::path::{Path, PathBuf};

use super::directory::Directory;
use super::error::FormatError;
use super::{FORMATS, Known};
use crate::model::history::Tool;

/// Where the tools keep their migrations unless told otherwise.
const USUAL_PLACES: &[&str] = &[
    "prisma/migrations",
    "supabase/migrations",
    "migrations",
    "db/changelog",
    "src/main/resources/db/changelog",
    "db/migrations",
    "db/migration",
    "database/migrations",
    "sql/migrations",
    "src/main/resources/db/migration",
    "drizzle",
];

/// Folders of a monorepo whose members are looked into.
const MEMBERS: &[&str] = &["apps", "crates", "packages", "services"];

/// How much a sign counts. A stronger one silences weaker ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Strength {
    /// There are SQL files and nothing better.
    Fallback,
    Name,
    Content,
    Marker,
}

/// A sign that a folder is some tool's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Evidence {
    pub(super) strength: Strength,
    pub(super) because: String,
}

impl Evidence {
    pub(super) fn new(strength: Strength, because: impl Into<String>) -> Self {
        Self { strength, because: because.into() }
    }
}

struct Candidate {
    directory: Directory,
    owner: &'static Known,
    because: String,
}

/// The folder and its tool.
pub(super) fn detect(
    root: &Path,
    path: Option<&Path>,
    format: Option<Tool>,
) -> Result<(&'static Known, Directory), FormatError> {
    if let Some(path) = path {
        let directory = Directory::open(root, path)?;
        if let Some(tool) = format {
            return Ok((known(tool), directory));
        }
        let path = directory.path().to_owned();
        return choose(owners(&directory)).unwrap_or(Err(FormatError::Unrecognised { path }));
    }
    let places: Vec<PathBuf> = usual_places(root);
    let mut directories = Vec::new();
    for place in &places {
        directories.push(Directory::open(root, place)?);
    }
    if let Some(tool) = format {
        let mut candidates: Vec<Candidate> = directories.iter().flat_map(owners).collect();
        candidates.retain(|candidate| candidate.owner.tool == tool);
        if candidates.is_empty() && directories.len() == 1 {
            return directories.pop().map(|only| (known(tool), only)).ok_or_else(not_found);
        }
        return choose(candidates).unwrap_or_else(|| Err(not_found()));
    }
    choose(directories.iter().flat_map(owners).collect()).unwrap_or_else(|| Err(not_found()))
}

fn not_found() -> FormatError {
    let members = MEMBERS.iter().map(|member| format!("{member}/*/…"));
    let looked: Vec<String> = USUAL_PLACES.iter().map(|&place| place.to_owned()).chain(members).collect();
    FormatError::NotFound { looked: looked.join(", ") }
}

pub(super) fn known(tool: Tool) -> &'static Known {
    FORMATS.iter().find(|known| known.tool == tool).expect("FORMATS has a line for every tool")
}

/// The usual places that exist, each once.
fn usual_places(root: &Path) -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = USUAL_PLACES.iter().map(PathBuf::from).collect();
    for group in MEMBERS {
        let Ok(entries) = std::fs::read_dir(root.join(group)) else { continue };
        let mut members: Vec<_> = entries.filter_map(Result::ok).map(|entry| entry.file_name()).collect();
        members.sort_unstable();
        for member in members {
            places.extend(USUAL_PLACES.iter().map(|place| Path::new(group).join(&member).join(place)));
        }
    }
    for configured in
        super::sqlx::configured_folder(root).into_iter().chain(super::flyway::configured_folders(root))
    {
        if !places.contains(&configured) {
            places.push(configured);
        }
    }
    places.retain(|place| root.join(place).is_dir());
    places
}

/// The tools with the strongest sign in a folder: none, one, or a tie.
fn owners(directory: &Directory) -> Vec<Candidate> {
    let found: Vec<(&Known, Evidence)> =
        FORMATS.iter().filter_map(|known| Some((known, (known.recognise)(directory)?))).collect();
    let strongest = found.iter().map(|(_, evidence)| evidence.strength).max();
    found
        .into_iter()
        .filter(|(_, evidence)| Some(evidence.strength) == strongest)
        .map(|(owner, evidence)| Candidate { directory: directory.clone(), owner, because: evidence.because })
        .collect()
}

/// The one candidate, an error for more, `None` for none.
fn choose(mut candidates: Vec<Candidate>) -> Option<Result<(&'static Known, Directory), FormatError>> {
    if candidates.len() > 1 {
        return Some(Err(ambiguous(&candidates)));
    }
    let Candidate { directory, owner, .. } = candidates.pop()?;
    Some(Ok((owner, directory)))
}

fn ambiguous(candidates: &[Candidate]) -> FormatError {
    let listed: Vec<String> = candidates
        .iter()
        .map(|candidate| {
            format!(
                "{} ({}: {})",
                candidate.directory.path(),
                candidate.owner.tool.as_str(),
                candidate.because
            )
        })
        .collect();
    let line = candidates.first().map_or_else(String::new, |first| {
        format!("migrations: {{path: {}, format: {}}}", first.directory.path(), first.owner.tool.as_str())
    });
    FormatError::Ambiguous { candidates: listed.join(", "), line }
}
