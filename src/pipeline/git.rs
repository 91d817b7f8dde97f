//! Step: what git says of the migration files, before any database is asked. Outside a repository
//! there is nothing to say.

mod base;

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::Arc;

use crate::config::task::Task;
use crate::formats::Folder;
use crate::git::{Behind, GitError, Repository};
use crate::model::amount::count;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::place::Place;

use self::base::Wanted;
use super::failure::{Failure, Outcome, chain};
use super::run::{Done, Run};

/// How many uncommitted files are told one by one.
const MOST_FILES: usize = 10;

/// One look at the repository.
struct Look {
    folder: Arc<Folder>,
    /// Where the folder is on disk.
    place: PathBuf,
    wanted: Option<Wanted>,
    /// On a runner nobody will commit what is not committed.
    on_runner: bool,
}

/// What was seen.
#[derive(Default)]
struct Seen {
    findings: Vec<Finding>,
    /// The base that the branch was compared with.
    base: Option<String>,
    /// The base, when it has no migrations in this folder.
    nothing_on: Option<String>,
    /// Why git was not asked.
    skipped: Option<String>,
}

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    // The step that replays the files says why.
    let Ok(folder) = run.folder() else { return Ok(Done::skipped("the migrations cannot be read")) };
    let asked = match run.task {
        Task::Check { base } => base.as_deref(),
        _ => None,
    };
    let github = run.surroundings.github.as_ref();
    let deployed: Vec<&str> =
        run.settings.environments.iter().filter_map(|one| one.branch.as_deref()).collect();
    let path = folder.path.clone();
    let look = Look {
        place: run.settings.root.join(&folder.path),
        folder,
        wanted: base::wanted(asked, github, &deployed),
        on_runner: github.is_some(),
    };
    // git may be slow, and the run must stay able to stop.
    let seen = tokio::task::spawn_blocking(move || look.seen()).await;
    let seen = seen.map_err(|error| {
        Failure::configuration(format!("the look at git ended early: {error}"), "please report it")
    })?;
    let errors = seen.findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let untouched = !seen.findings.iter().any(|finding| is_touch(finding.code));
    for finding in seen.findings {
        run.find(finding);
    }
    if errors > 0 {
        return Ok(Done::failed(format!("{} in the migration files", count(errors, "problem"))));
    }
    if let Some(reason) = seen.skipped {
        return Ok(Done::skipped(reason));
    }
    Ok(match (seen.base, seen.nothing_on) {
        (Some(base), _) => {
            let done = Done::passed(format!("compared with {base}"));
            let proof = || format!("no migration that is on {base} was edited, deleted or renamed");
            if untouched { done.proving(proof()) } else { done }
        }
        (None, Some(base)) => Done::passed(format!("{base} has no migrations in {path}")),
        (None, None) => Done::passed("compared with the last commit"),
    })
}

/// Whether a migration of the base is not as it was.
fn is_touch(code: Code) -> bool {
    matches!(code, Code::MigrationEdited | Code::MigrationDeleted | Code::MigrationRenamed)
}

impl Look {
    fn seen(&self) -> Seen {
        let repository = match Repository::around(&self.place) {
            Ok(Some(repository)) => repository,
            Ok(None) => return self.without("not in a git repository".to_owned()),
            Err(error) => return self.without(chain(&error)),
        };
        let mut seen = Seen::default();
        if let Some(wanted) = &self.wanted {
            self.compare(wanted, &repository, &mut seen);
        }
        let of_files = self.uncommitted(&repository).and_then(|findings| {
            let behind = repository.behind()?.map(|behind| self.behind(&behind));
            Ok(findings.into_iter().chain(behind))
        });
        match of_files {
            Ok(findings) => seen.findings.extend(findings),
            Err(error) => tracing::warn!("what is not committed stays unknown: {}", chain(&error)),
        }
        seen
    }

    fn compare(&self, wanted: &Wanted, repository: &Repository, seen: &mut Seen) {
        let base = match wanted.find(repository) {
            Ok(base) => base,
            Err(finding) => return seen.findings.extend(finding.map(|finding| *finding)),
        };
        match self.folder.against(repository, &base) {
            Ok(Some(findings)) => {
                seen.findings.extend(findings);
                seen.base = Some(base.name);
            }
            Ok(None) => seen.nothing_on = Some(base.name),
            Err(error) => {
                let message = format!("the migrations of {} cannot be read: {}", base.name, chain(&error));
                seen.findings.extend(wanted.missing(message));
            }
        }
    }

    /// Without git there is nothing to say, unless a comparison was asked for.
    fn without(&self, reason: String) -> Seen {
        let finding = self.wanted.as_ref().and_then(|wanted| {
            wanted.missing(format!("{} cannot be compared with {}: {reason}", self.folder.path, wanted.name))
        });
        Seen { findings: finding.into_iter().collect(), skipped: Some(reason), ..Seen::default() }
    }

    /// Files of migrations, relative to the folder.
    fn files(&self) -> HashSet<&str> {
        let files = self.folder.migrations.iter().map(|migration| migration.file.as_str());
        files
            .map(|file| file.strip_prefix(&self.folder.path).unwrap_or(file).trim_start_matches('/'))
            .collect()
    }

    /// The path from the repository root.
    fn shown(&self, file: &str) -> String {
        if self.folder.path.is_empty() { file.to_owned() } else { format!("{}/{file}", self.folder.path) }
    }

    /// Migrations that whoever clones the repository does not get as they are here.
    fn uncommitted(&self, repository: &Repository) -> Result<Vec<Finding>, GitError> {
        let usual = if self.on_runner { Severity::Warning } else { Severity::Notice };
        let ours = self.files();
        let is_ours = |file: &String| ours.contains(file.as_str());
        let is_gone = |file: &String| file.ends_with(".sql") && !self.place.join(file).exists();
        let (gone, changed): (Vec<String>, Vec<String>) = repository
            .uncommitted()?
            .into_iter()
            .filter(|file| is_ours(file) || is_gone(file))
            .partition(is_gone);
        let only_ours = |files: Vec<String>| files.into_iter().filter(is_ours).collect();
        let commit = "commit it before it is applied anywhere, so that every clone has the text that ran";
        let bring_back = "bring it back with `git checkout HEAD -- FILE`, unless it ran nowhere";
        let keep = "take it out of .gitignore and commit it, or move it out of the folder";
        let table = [
            (changed, "is not committed as it is", commit, usual),
            (gone, "is gone, and the last commit has it", bring_back, usual),
            (only_ours(repository.untracked()?), "was never added to git", commit, usual),
            (
                only_ours(repository.ignored()?),
                "is ignored by git, so no clone has it",
                keep,
                Severity::Warning,
            ),
        ];
        Ok(table
            .into_iter()
            .flat_map(|(files, what, help, severity)| self.each(&files, what, help, severity))
            .collect())
    }

    /// A finding for each of the files, up to a number.
    fn each(&self, files: &[String], what: &str, help: &str, severity: Severity) -> Vec<Finding> {
        let (told, left_out) = files.split_at(files.len().min(MOST_FILES));
        let finding = |message: String| Finding::new(Code::MigrationUncommitted, message).severity(severity);
        let about = |file: &String| {
            let file = self.shown(file);
            finding(format!("{file} {what}")).with_help(help).at(Place::file(file))
        };
        let rest = (!left_out.is_empty()).then(|| {
            finding(format!("{} in {}: each {what}", count(left_out.len(), "more file"), self.folder.path))
        });
        told.iter().map(about).chain(rest).collect()
    }

    fn behind(&self, behind: &Behind) -> Finding {
        let upstream = &behind.upstream;
        let lacks = format!("this branch lacks {} of {upstream}", count(behind.commits, "commit"));
        let help = "bring them in with `git pull`, then check again";
        let finding = |message: String| Finding::new(Code::BranchBehind, message).with_help(help);
        match behind.files.as_slice() {
            [] => finding(format!("{lacks}, none of which changes {}", self.folder.path)),
            files => {
                let named: Vec<String> = files.iter().take(3).map(|file| self.shown(file)).collect();
                let more = if files.len() > 3 { ", …" } else { "" };
                finding(format!("{lacks}, which change {}{more}", named.join(", ")))
                    .severity(Severity::Warning)
            }
        }
    }
}
