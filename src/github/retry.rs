//! What an answer means for the request that got it: it is done, it is said again after a while, or
//! it is given up. Pure; the client does the waiting
//! (<https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api>).

use std::time::Duration;

/// How often one request is said at most.
const MOST_TIMES: u32 = 5;
/// The first wait after a fault of the server or the network; each further one is twice as long.
const FAULT: Duration = Duration::from_millis(500);
/// The first wait after a secondary limit that names no time; each further one is twice as long.
const LIMIT: Duration = Duration::from_secs(60);
/// No wait that is our own choice is longer.
const LONGEST_LIMIT: Duration = Duration::from_secs(600);

/// What happens when one request reaches GitHub twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Twice {
    /// The same as once: it reads, or it sets something.
    Same,
    /// It makes or appends a second thing.
    Doubled,
}

/// What came of saying a request.
#[derive(Debug, Clone, Copy)]
pub(super) enum Outcome<'a> {
    Answer(&'a Answer),
    /// No answer, or none that was whole: refused, broken, or too slow.
    Silence,
}

/// The parts of an answer that decide.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// The `message` of an error's body.
    pub(super) message: String,
    /// `retry-after`, in seconds.
    pub(super) retry_after: Option<u64>,
    /// `x-ratelimit-remaining`.
    pub(super) remaining: Option<u64>,
    /// `x-ratelimit-reset`, in seconds of Unix time.
    pub(super) reset: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Done,
    /// Nothing was stored, or it does not matter: say it again after this long.
    Again(Duration),
    /// As `Again`; GitHub asks us to say nothing else before, either.
    Limited(Duration),
    /// It may have been stored: after this long, read whether it was, before it is said again.
    Unclear(Duration),
    /// Saying it again would get the same answer.
    Final,
}

/// `said`: how often the request was said, this time included. `now`: seconds of Unix time.
pub(super) fn judge(outcome: Outcome<'_>, twice: Twice, said: u32, now: u64) -> Verdict {
    let Outcome::Answer(answer) = outcome else { return fault(twice, said, None) };
    match answer.status {
        200..=299 => Verdict::Done,
        403 | 429 if is_limit(answer) => limited(answer, said, now),
        // 501 and 505 are no passing faults.
        408 | 500 | 502..=504 | 506..=599 => fault(twice, said, answer.retry_after),
        _ => Verdict::Final,
    }
}

/// A 403 is a limit only when something of it says so; most are missing permissions.
fn is_limit(answer: &Answer) -> bool {
    let message = answer.message.to_ascii_lowercase();
    answer.status == 429
        || answer.retry_after.is_some()
        || answer.remaining == Some(0)
        || ["rate limit", "abuse detection"].iter().any(|words| message.contains(words))
}

/// A limited request was not carried out, so even one that would be doubled may be said again.
fn limited(answer: &Answer, said: u32, now: u64) -> Verdict {
    let reset = answer.reset.filter(|_| answer.remaining == Some(0));
    // A second more: a reset's seconds are cut.
    let until_reset = reset.map(|reset| reset.saturating_sub(now).saturating_add(1));
    let wait = match answer.retry_after.or(until_reset) {
        Some(seconds) => Duration::from_secs(seconds),
        None => doubled(LIMIT, said).min(LONGEST_LIMIT),
    };
    if said < MOST_TIMES { Verdict::Limited(wait) } else { Verdict::Final }
}

fn fault(twice: Twice, said: u32, retry_after: Option<u64>) -> Verdict {
    let wait = retry_after.map_or(doubled(FAULT, said), Duration::from_secs);
    match twice {
        // Even after the last time it can be read whether it was stored.
        Twice::Doubled => Verdict::Unclear(wait),
        Twice::Same if said < MOST_TIMES => Verdict::Again(wait),
        Twice::Same => Verdict::Final,
    }
}

/// Whether a request that turned out not to be stored may be said once more.
pub(super) fn may_say_again(said: u32) -> bool {
    said < MOST_TIMES
}

fn doubled(first: Duration, said: u32) -> Duration {
    first.saturating_mul(1 << said.saturating_sub(1).min(10))
}
