//! What goes wrong at GitHub, on purpose.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::http::Reply;

/// One thing that goes wrong with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// 403: the token may not do this.
    Refused,
    /// 401: the token is no good.
    Unauthorized,
    NotFound,
    Gone,
    /// 422: the body is too long for GitHub, though it is within the limit.
    TooLong,
    /// 429 with `retry-after`, in seconds.
    TooMany(u64),
    /// 403, the secondary rate limit, with or without `retry-after`, in seconds.
    Secondary(Option<u64>),
    /// 403 with `x-ratelimit-remaining: 0`, until so many seconds from now.
    Exhausted(u64),
    /// 502, before or after having done what was asked.
    BadGateway {
        stored: bool,
    },
    /// The connection is closed without an answer, after having done what was asked.
    Closed,
    /// The answer takes this long, after having done what was asked.
    Slow(Duration),
    /// What the path names is deleted just before.
    Deleted,
}

/// When the request comes to its answer.
pub(crate) enum Outcome {
    /// This is the answer; nothing was done.
    Instead(Reply),
    /// It is done, and then this happens to its answer.
    Afterwards(Fault),
}

impl Fault {
    pub(crate) fn outcome(self) -> Outcome {
        let secondary =
            "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.";
        let reply = match self {
            Self::Refused => Reply::error(403, "Resource not accessible by integration"),
            Self::Unauthorized => Reply::error(401, "Bad credentials"),
            Self::NotFound => Reply::error(404, "Not Found"),
            Self::Gone => Reply::error(410, "Issues has been disabled in this repository."),
            Self::TooLong => {
                Reply::invalid("IssueComment", "data", "Body is too long (maximum is 65536 characters)")
            }
            Self::TooMany(seconds) => Reply::error(429, secondary).with("retry-after", &seconds),
            Self::Secondary(Some(seconds)) => Reply::error(403, secondary).with("retry-after", &seconds),
            Self::Secondary(None) => Reply::error(403, secondary),
            Self::Exhausted(seconds) => {
                let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
                Reply::error(403, "API rate limit exceeded for installation ID 1.")
                    .with("x-ratelimit-limit", &1000)
                    .with("x-ratelimit-remaining", &0)
                    .with("x-ratelimit-reset", &(now + seconds))
            }
            Self::BadGateway { stored: false } => bad_gateway(),
            Self::BadGateway { stored: true } | Self::Closed | Self::Slow(_) | Self::Deleted => {
                return Outcome::Afterwards(self);
            }
        };
        Outcome::Instead(reply)
    }
}

pub(crate) fn bad_gateway() -> Reply {
    Reply::error(502, "Server Error")
}

/// A fault and the requests it happens to.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    pub(crate) fault: Fault,
    pub(crate) method: &'static str,
    /// How the path in the description ends: `/check-runs`.
    pub(crate) ends: &'static str,
    /// To how many more requests it happens.
    pub(crate) times: u32,
}
