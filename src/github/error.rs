//! Why something at GitHub could not be read or written. No text of an answer gets in here but its
//! `message`, and that only cut.

use std::io;
use std::time::SystemTime;

/// Characters of a foreign message that an error repeats.
const LONGEST_MESSAGE: usize = 300;

/// Why GitHub was not asked, or what it said. `what` completes `cannot …`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum GithubError {
    /// The runner did not say which repository this is.
    #[error("the repository is not known; GITHUB_REPOSITORY is not set to `owner/name`")]
    NoRepository,
    /// Only what is public can be read without a token.
    #[error("cannot {what}: there is no token; pass `github.token` on as GITHUB_TOKEN")]
    NoToken { what: String },
    /// The token has characters that no header can carry.
    #[error("the token cannot be sent; GITHUB_TOKEN holds white space or control characters")]
    UnusableToken,
    /// Only `http` and `https` addresses can be asked.
    #[error("the address of GitHub's API is no URL; check GITHUB_API_URL")]
    NoApi,
    /// The certificates of this machine are no use.
    #[error("cannot set up a connection to GitHub")]
    Setup(#[source] io::Error),
    /// GitHub said no.
    #[error("cannot {what}: GitHub answered {status}{}", after_colon(.message))]
    Answer { what: String, status: u16, message: String },
    /// GitHub would allow it later than there is time for.
    #[error(
        "cannot {what}: GitHub limits how much may be asked; it would be allowed again at {}",
        humantime::format_rfc3339_seconds(*.until)
    )]
    Limited { what: String, until: SystemTime },
    /// The connection was refused, or broke before the whole answer was there.
    #[error("cannot {what}: no answer from GitHub{}", after_colon(.cause))]
    Silence { what: String, cause: String },
    /// The time that the caller gave is over.
    #[error("cannot {what}: GitHub did not answer in time")]
    Deadline { what: String },
    /// An answer that is not what GitHub's manual describes; a proxy's page, for example.
    #[error("cannot {what}: the answer is not GitHub's; check GITHUB_API_URL")]
    Unreadable { what: String },
}

impl GithubError {
    /// Whether the token may not do this (or there is nobody to do it for), so that asking again or
    /// telling anybody helps nobody: permissions of a workflow, forks, features that are switched off.
    pub(crate) fn is_refused(&self) -> bool {
        match self {
            Self::NoToken { .. } => true,
            Self::Answer { status, .. } => matches!(status, 401 | 403 | 404 | 410),
            _ => false,
        }
    }

    /// Whether what the request was about is not there, or no more.
    pub(super) fn is_gone(&self) -> bool {
        matches!(self, Self::Answer { status: 404 | 410, .. })
    }

    /// Whether GitHub finds fault with what the request says.
    pub(super) fn is_invalid(&self) -> bool {
        matches!(self, Self::Answer { status: 400 | 413 | 422, .. })
    }
}

fn after_colon(text: &str) -> String {
    if text.is_empty() { String::new() } else { format!(": {text}") }
}

/// Foreign text as part of a message: one line, cut.
pub(super) fn quoted(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    match line.char_indices().nth(LONGEST_MESSAGE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, message: &str) -> GithubError {
        GithubError::Answer { what: "open the issue".into(), status, message: quoted(message) }
    }

    #[test]
    fn an_error_says_what_was_tried_and_a_line_of_what_was_said() {
        assert_eq!(
            answer(403, "Resource not\naccessible by integration").to_string(),
            "cannot open the issue: GitHub answered 403: Resource not accessible by integration"
        );
        assert_eq!(answer(502, "").to_string(), "cannot open the issue: GitHub answered 502");
        let long = answer(422, &"é".repeat(400)).to_string();
        assert_eq!(long.chars().filter(|c| *c == 'é').count(), LONGEST_MESSAGE);
        let until = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
        let limited = GithubError::Limited { what: "open the issue".into(), until }.to_string();
        assert!(limited.ends_with("allowed again at 2023-11-14T22:13:20Z"), "{limited}");
    }

    #[test]
    fn what_the_token_may_not_do_is_told_from_the_rest() {
        let refused = [401, 403, 404, 410].map(|status| answer(status, "").is_refused());
        assert_eq!(refused, [true; 4]);
        let others = [422, 429, 500, 502].map(|status| answer(status, "").is_refused());
        assert_eq!(others, [false; 4]);
        assert!(GithubError::NoToken { what: String::new() }.is_refused());
    }
}
