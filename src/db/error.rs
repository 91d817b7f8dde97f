//! What can go wrong between us and a server. No text here holds a password or a URL: a database
//! is named by `Connection::target`, and what sqlx says is translated, not passed on whole.

use std::fmt;

use sqlx::postgres::{PgDatabaseError, PgErrorPosition};

/// An error that the server itself reported
/// (<https://www.postgresql.org/docs/current/protocol-error-fields.html>).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServerError {
    /// SQLSTATE.
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) detail: Option<String>,
    pub(crate) hint: Option<String>,
    /// Character, from 1, in the text that the caller sent.
    pub(crate) position: Option<usize>,
    /// The call stack of functions, innermost first.
    pub(crate) context: Option<String>,
    /// The statement inside a function or a generated one that failed, with the character, from 1.
    pub(crate) inner: Option<(String, usize)>,
}

impl fmt::Display for ServerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (SQLSTATE {})", self.message, self.code)?;
        if let Some(detail) = self.detail.as_ref().filter(|_| !self.quotes_rows()) {
            write!(f, "; {detail}")?;
        }
        if let Some(hint) = &self.hint {
            write!(f, "; hint: {hint}")?;
        }
        Ok(())
    }
}

impl ServerError {
    /// The error as sqlx holds it. `before` is the number of characters we sent before the
    /// caller's text; a position inside them is not the caller's.
    pub(super) fn read(error: &PgDatabaseError, before: usize) -> Self {
        let (position, inner) = match error.position() {
            Some(PgErrorPosition::Original(at)) => (at.checked_sub(before).filter(|at| *at > 0), None),
            Some(PgErrorPosition::Internal { position, query }) => (None, Some((query.to_owned(), position))),
            None => (None, None),
        };
        Self {
            code: error.code().to_owned(),
            message: error.message().to_owned(),
            detail: error.detail().map(str::to_owned),
            hint: error.hint().map(str::to_owned),
            position,
            context: error.r#where().map(str::to_owned),
            inner,
        }
    }

    /// The detail of an integrity violation (class 23) quotes values of the row: data of the user's
    /// users, which has no place in logs and summaries
    /// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
    fn quotes_rows(&self) -> bool {
        self.code.starts_with("23")
    }

    /// The server ended the session with this error: administrator's command, crash, shutdown,
    /// timeout of an idle session.
    pub(super) fn ends_session(&self) -> bool {
        matches!(self.code.as_str(), "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "25P04")
    }
}

/// Why a database could not be talked to.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DbError {
    #[error("cannot reach {target}: {reason}; {advice}")]
    Unreachable { target: String, reason: String, advice: &'static str },

    #[error("{target} refused the login: {reason}; {advice}")]
    LoginRefused { target: String, reason: String, advice: &'static str },

    #[error("{target} answered: {error}")]
    Server { target: String, error: Box<ServerError> },

    /// The connection broke after the session had begun. What was running may have ended either
    /// way.
    #[error("the connection to {target} was lost: {reason}; check the server, then run the command again")]
    Lost { target: String, reason: String },

    /// An answer that we cannot read or did not ask for.
    #[error("{target} sent what was not expected: {reason}")]
    Protocol { target: String, reason: String },

    #[error(
        "{target} goes through a pooler in transaction mode ({proof}), which loses locks and settings; \
         give the direct connection as direct_url"
    )]
    Pooler { target: String, proof: String },

    #[error(
        "another run holds the lock on {target}: {holder}; wait for it to end, or raise apply.wait_for_lock"
    )]
    LockHeld { target: String, holder: String },

    /// sqlx reads these variables by itself and offers no way to unset them.
    #[error(
        "the environment variable {0} is set, and it would change every connection; unset it: \
         lockstep takes connections from their URLs only"
    )]
    Environment(&'static str),

    #[error("interrupted")]
    Cancelled,
}

impl DbError {
    /// The server could not be reached or refused the login, at first or later on.
    pub(crate) fn is_unreachable(&self) -> bool {
        matches!(
            self,
            Self::Unreachable { .. } | Self::LoginRefused { .. } | Self::Lost { .. } | Self::Protocol { .. }
        )
    }

    /// The server's own error, when it is one.
    pub(crate) fn server(&self) -> Option<&ServerError> {
        match self {
            Self::Server { error, .. } => Some(error),
            _ => None,
        }
    }

    /// The SQLSTATE of the server's own error.
    pub(crate) fn code(&self) -> Option<&str> {
        self.server().map(|error| error.code.as_str())
    }
}
