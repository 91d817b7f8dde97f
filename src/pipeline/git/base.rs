//! What a branch is compared with: what was asked for, else what the event is about.

use crate::git::{Base, Repository};
use crate::github::context::Context;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};

/// What to compare with, and what it is when it cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    /// The first one that the clone has.
    candidates: Vec<Candidate>,
    /// As people call it.
    pub(super) name: String,
    /// `None`: then only what needs no base is looked at, without a word.
    missing: Option<Severity>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Candidate {
    Revision(String),
    /// The first parent of the merge that GitHub checks out for a pull request.
    MergedInto,
}

impl Candidate {
    fn revision(revision: impl Into<String>) -> Self {
        Self::Revision(revision.into())
    }

    fn of_origin(branch: &str) -> Self {
        Self::Revision(format!("origin/{branch}"))
    }
}

/// What the task and the event want, where these branches are deployed; `None` for nothing.
pub(super) fn wanted(asked: Option<&str>, github: Option<&Context>, deployed: &[&str]) -> Option<Wanted> {
    if let Some(name) = asked {
        let candidates = vec![Candidate::revision(name), Candidate::of_origin(name)];
        return Some(Wanted { candidates, name: name.to_owned(), missing: Some(Severity::Error) });
    }
    let github = github?;
    if let Some(branch) = &github.base_branch {
        let mut candidates = vec![Candidate::of_origin(branch), Candidate::MergedInto];
        candidates.extend(github.base_commit.clone().map(Candidate::Revision));
        return Some(Wanted { candidates, name: branch.clone(), missing: Some(Severity::Warning) });
    }
    if let Some(commit) = &github.base_commit {
        let candidates = vec![Candidate::revision(commit)];
        return Some(Wanted { candidates, name: short(commit), missing: Some(Severity::Warning) });
    }
    match (github.event.as_str(), &github.branch) {
        ("push", Some(branch)) => of_push(branch, github, deployed),
        _ => None,
    }
}

/// A branch that is deployed is compared with itself before the push. On any other, what an earlier
/// push brought ran nowhere and may still change: such a branch is compared with the default one.
fn of_push(branch: &str, github: &Context, deployed: &[&str]) -> Option<Wanted> {
    match &github.default_branch {
        Some(default) if default != branch && !deployed.contains(&branch) => Some(Wanted {
            candidates: vec![Candidate::of_origin(default)],
            name: default.clone(),
            missing: None,
        }),
        _ => {
            let before = github.before.as_ref()?;
            let name = format!("{branch} before the push");
            Some(Wanted { candidates: vec![Candidate::revision(before)], name, missing: None })
        }
    }
}

fn short(commit: &str) -> String {
    commit.chars().take(12).collect()
}

impl Wanted {
    /// The base, or what to say without it.
    pub(super) fn find(&self, repository: &Repository) -> Result<Base, Option<Box<Finding>>> {
        for candidate in &self.candidates {
            let (tip, name) = match candidate {
                Candidate::Revision(revision) => {
                    let is_name = revision.ends_with(&self.name);
                    (repository.commit(revision), if is_name { revision } else { &self.name })
                }
                Candidate::MergedInto => (repository.merged_into(), &self.name),
            };
            if let Some(base) = tip.and_then(|tip| repository.base(name, tip)) {
                return Ok(base);
            }
        }
        Err(self.not_found(repository.is_shallow()).map(Box::new))
    }

    /// Why the comparison is not made.
    fn not_found(&self, is_shallow: bool) -> Option<Finding> {
        let what = "so nobody can tell which migrations were edited, deleted or come too late";
        let (message, help) = if is_shallow {
            let help = "check out with `fetch-depth: 0`, or run `git fetch --unshallow`";
            (
                format!(
                    "what {} and this branch have in common is not in this shallow clone, {what}",
                    self.name
                ),
                help,
            )
        } else {
            let help = "fetch it (`git fetch origin`), or name another branch or commit with --base";
            (
                format!(
                    "{} is not in this clone, or has no commit in common with what is checked out, {what}",
                    self.name
                ),
                help,
            )
        };
        Some(self.missing(message)?.with_help(help))
    }

    /// A finding of the weight that a missing base has.
    pub(super) fn missing(&self, message: String) -> Option<Finding> {
        Some(Finding::new(Code::BaseUnknown, message).severity(self.missing?))
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// What is looked for on an event, by name, with the weight of not finding it.
    fn on(event: &str, variables: &[(&str, &str)], payload: &str) -> Option<(Vec<String>, Option<Severity>)> {
        let all = [("GITHUB_ACTIONS", "true"), ("GITHUB_EVENT_PATH", "/event"), ("GITHUB_EVENT_NAME", event)];
        let find = |name: &str| {
            all.iter()
                .chain(variables)
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        };
        let read = |_: &std::path::Path| Ok::<_, io::Error>(payload.to_owned());
        let github = Context::read(&find, &read).expect("on GitHub");
        let wanted = wanted(None, Some(&github), &["develop"])?;
        let shown = |candidate: &Candidate| match candidate {
            Candidate::Revision(revision) => revision.clone(),
            Candidate::MergedInto => "HEAD^1".to_owned(),
        };
        Some((wanted.candidates.iter().map(shown).collect(), wanted.missing))
    }

    #[test]
    fn a_pull_request_is_compared_with_where_it_goes() {
        let payload = r#"{"pull_request": {"base": {"sha": "ab12"}}}"#;
        let found = on("pull_request", &[("GITHUB_BASE_REF", "main")], payload);
        let candidates = ["origin/main", "HEAD^1", "ab12"].map(str::to_owned).to_vec();
        assert_eq!(found, Some((candidates, Some(Severity::Warning))));
        let group = on("merge_group", &[], r#"{"merge_group": {"base_sha": "cd34"}}"#);
        assert_eq!(group, Some((vec!["cd34".to_owned()], Some(Severity::Warning))));
    }

    #[test]
    fn a_push_is_compared_with_what_was_deployed() {
        let payload = r#"{"before": "ab12", "repository": {"default_branch": "main"}}"#;
        for (branch, expected) in [("main", "ab12"), ("develop", "ab12"), ("feature", "origin/main")] {
            let reference = format!("refs/heads/{branch}");
            let found = on("push", &[("GITHUB_REF", &reference)], payload);
            assert_eq!(found, Some((vec![expected.to_owned()], None)), "{branch}");
        }
        assert_eq!(on("push", &[("GITHUB_REF", "refs/tags/v1")], payload), None);
        assert_eq!(on("schedule", &[], payload), None);
    }

    #[test]
    fn what_was_asked_for_must_be_there() {
        let wanted = wanted(Some("main"), None, &[]).expect("asked for");
        let shallow = wanted.not_found(true).expect("a finding");
        assert_eq!(shallow.severity, Severity::Error);
        assert!(shallow.help.expect("help").contains("fetch-depth: 0"));
        assert!(wanted.not_found(false).expect("a finding").help.expect("help").contains("git fetch"));
    }
}
