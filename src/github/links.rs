//! Where a reader of a report can go from it: the run, the commit, a line of a file.

use crate::model::place::Place;

use super::context::Context;

/// The addresses around a run; all unknown outside GitHub Actions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Links {
    /// The page of this run, where the full report can be fetched.
    pub(crate) run: Option<String>,
    pub(crate) commit: Option<Commit>,
    /// What a path inside the repository is appended to: `https://github.com/acme/shop/blob/SHA/`.
    pub(crate) files: Option<String>,
}

/// The commit that a run is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Commit {
    pub(crate) sha: String,
    pub(crate) url: String,
}

impl Commit {
    /// The first characters of the hash, as git shows them.
    pub(crate) fn short(&self) -> &str {
        self.sha.get(..7).unwrap_or(&self.sha)
    }
}

impl Links {
    pub(crate) fn of(context: &Context) -> Self {
        let commit = context.head_sha.as_ref().zip(context.repository_url());
        let commit = commit
            .map(|(sha, repository)| Commit { sha: sha.clone(), url: format!("{repository}/commit/{sha}") });
        // The places of a report are lines of what was checked out, which for a pull request is its merge.
        let checked_out = context.sha.as_ref().zip(context.repository_url());
        Self {
            run: context.run_url(),
            commit,
            files: checked_out.map(|(sha, repository)| format!("{repository}/blob/{sha}/")),
        }
    }

    /// The same for a report of the run that this one follows: its page, and no lines of files, because what it
    /// had checked out is not known.
    pub(crate) fn of_followed(context: &Context) -> Self {
        let run = context.followed.as_ref().and_then(|run| run.url.clone());
        Self { run, files: None, ..Self::of(context) }
    }

    /// The page that shows this place; `None` for what is no path inside the repository.
    pub(crate) fn place(&self, place: &Place) -> Option<String> {
        let files = self.files.as_ref().filter(|_| place.is_in_repository())?;
        let file: Vec<String> = place.file.split('/').map(encode).collect();
        let line = place.line.map(|line| format!("#L{line}")).unwrap_or_default();
        // `plain` shows Markdown and the like as text, so that the line is there.
        Some(format!("{files}{}?plain=1{line}", file.join("/")))
    }
}

/// One part of a path, as a URL has it.
pub(crate) fn encode(part: &str) -> String {
    percent_encoding::utf8_percent_encode(part, percent_encoding::NON_ALPHANUMERIC)
        .to_string()
        .replace("%2E", ".")
        .replace("%2D", "-")
        .replace("%5F", "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_line_of_the_commit_and_foreign_names_stay_parts_of_the_path() {
        let files = Some("https://github.com/acme/shop/blob/ab12/".to_owned());
        let links = Links { files, ..Links::default() };
        let url = links.place(&Place::at("prisma/1 a#b?.sql", 3, 1)).expect("a place inside");
        assert_eq!(url, "https://github.com/acme/shop/blob/ab12/prisma/1%20a%23b%3F.sql?plain=1#L3");
        for outside in ["/etc/passwd", "../x.sql", ""] {
            assert_eq!(links.place(&Place::file(outside)), None, "{outside}");
        }
    }
}
