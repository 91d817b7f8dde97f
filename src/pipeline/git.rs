//! Step: what git says of the migration files, before any database is asked. Outside a repository
//! there is nothing to say.

mod base;

use std::collections::{BTreeSet, HashSet};
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
    /// Why git was not asked.
    skipped: Option<String>,
}

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    // Why is for the step to say whose task the files are; it comes to it.
    let Ok(folder) = run.folder() else { return Ok(Done::skipped("the migrations cannot be read")) };
    let asked = match run.task {
        Task::Check { base } => base.as_deref(),
        _ => None,
    };
    let github = run.surroundings.github.as_ref();
    let deployed: Vec<&str> =
        run.settings.environments.iter().filter_map(|one| one.branch.as_deref()).collect();
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
    Ok(match (seen.skipped, seen.base) {
        (Some(reason), _) => Done::skipped(reason),
        (None, Some(base)) => {
            let done = Done::passed(format!("compared with {base}"));
            let proof = || format!("no migration that is on {base} was edited, deleted or renamed");
            if untouched { done.proving(proof()) } else { done }
        }
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
            Err(finding) => return seen.findings.extend(finding),
        };
        match self.folder.against(repository, &base) {
            Ok(findings) => {
                seen.findings.extend(findings);
                seen.base = Some(base.name);
            }
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
        Seen { findings: finding.into_iter().collect(), base: None, skipped: Some(reason) }
    }

    /// Files of migrations, relative to the folder.
    fn files(&self) -> HashSet<&str> {
        let files = self.folder.migrations.iter().map(|migration| migration.file.as_str());
        files
            .map(|file| file.strip_prefix(&self.folder.path).unwrap_or(file).trim_start_matches('/'))
            .collect()
    }

    /// The path from the repository root.
    fn from_root(&self, file: &str) -> String {
        if self.folder.path.is_empty() { file.to_owned() } else { format!("{}/{file}", self.folder.path) }
    }

    /// Migrations that whoever clones the repository does not get as they are here.
    fn uncommitted(&self, repository: &Repository) -> Result<Vec<Finding>, GitError> {
        let severity = if self.on_runner { Severity::Warning } else { Severity::Notice };
        let ours = self.files();
        let told = |files: BTreeSet<String>, what: &str, help: &str, severity: Severity| {
            let files: Vec<String> = files.into_iter().filter(|file| ours.contains(file.as_str())).collect();
            let (shown, left_out) = files.split_at(files.len().min(MOST_FILES));
            let mut findings: Vec<Finding> = Vec::new();
            for file in shown {
                let file = self.from_root(file);
                let message = format!("{file} {what}");
                let finding = Finding::new(Code::MigrationUncommitted, message).severity(severity);
                findings.push(finding.with_help(help).at(Place::file(file)));
            }
            if !left_out.is_empty() {
                let message =
                    format!("{} in {} {what}, too", count(left_out.len(), "more file"), self.folder.path);
                findings.push(Finding::new(Code::MigrationUncommitted, message).severity(severity));
            }
            findings
        };
        let untracked = repository.untracked()?.into_iter().collect();
        let ignored = repository.ignored()?.into_iter().collect();
        let commit = "commit it before it is applied anywhere, so that every clone has the text that ran";
        let keep = "take it out of .gitignore and commit it, or move it out of the folder";
        let mut findings = told(repository.uncommitted()?, "is not committed as it is", commit, severity);
        findings.extend(told(untracked, "was never added to git", commit, severity));
        findings.extend(told(ignored, "is ignored by git, so no clone has it", keep, Severity::Warning));
        Ok(findings)
    }

    fn behind(&self, behind: &Behind) -> Finding {
        let upstream = &behind.upstream;
        let lacks = format!("this branch lacks {} of {upstream}", count(behind.commits, "commit"));
        let help = "bring them in with `git pull`, then check again";
        let finding = |message: String| Finding::new(Code::BranchBehind, message).with_help(help);
        match behind.files.as_slice() {
            [] => finding(format!("{lacks}, which change no migration")),
            files => {
                let named: Vec<String> = files.iter().take(3).map(|file| self.from_root(file)).collect();
                let more = if files.len() > 3 { ", …" } else { "" };
                finding(format!("{lacks}, which change migrations: {}{more}", named.join(", ")))
                    .severity(Severity::Warning)
            }
        }
    }
}
