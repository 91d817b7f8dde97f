//! What an answer means for the request that got it: it is done, it is said again after a while, or
//! it is given up. Pure; the client does the waiting
//! (<https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api>).

use std::time::Duration;

/// How often one request is said at most.
pub(super) const MOST_TIMES: u32 = 5;
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
    Verdict::Limited(wait)
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

fn doubled(first: Duration, said: u32) -> Duration {
    first.saturating_mul(1 << said.saturating_sub(1).min(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: u64 = 1_700_000_000;

    fn answer(status: u16) -> Answer {
        Answer { status, ..Answer::default() }
    }

    #[test]
    fn each_answer_has_its_meaning() {
        use Verdict::{Again, Done, Final, Limited, Unclear};
        let fault = FAULT;
        let seconds = Duration::from_secs;
        let message = |status, message: &str| Answer { message: message.into(), ..answer(status) };
        let retry_after = |status, after| Answer { retry_after: Some(after), ..answer(status) };
        let reset = |status, remaining, reset| Answer {
            remaining: Some(remaining),
            reset: Some(reset),
            ..answer(status)
        };
        // The answer; what it means for a request that may be said twice; for one that may not.
        let table = [
            (answer(200), Done, Done),
            (answer(201), Done, Done),
            (answer(204), Done, Done),
            (reset(200, 0, NOW + 90), Done, Done),
            (answer(301), Final, Final),
            (answer(400), Final, Final),
            (answer(401), Final, Final),
            (message(403, "Resource not accessible by integration"), Final, Final),
            (reset(403, 17, NOW + 90), Final, Final),
            (answer(404), Final, Final),
            (answer(409), Final, Final),
            (answer(410), Final, Final),
            (message(422, "Validation Failed"), Final, Final),
            (answer(501), Final, Final),
            // Limits: refused before anything was done, so both may be said again.
            (retry_after(403, 30), Limited(seconds(30)), Limited(seconds(30))),
            (retry_after(429, 30), Limited(seconds(30)), Limited(seconds(30))),
            (reset(403, 0, NOW + 90), Limited(seconds(91)), Limited(seconds(91))),
            (reset(429, 0, NOW - 5), Limited(seconds(1)), Limited(seconds(1))),
            // A secondary limit does not touch the remaining, and its reset is another limit's.
            (reset(429, 17, NOW + 900), Limited(seconds(60)), Limited(seconds(60))),
            (answer(429), Limited(seconds(60)), Limited(seconds(60))),
            (
                message(403, "You have exceeded a secondary rate limit."),
                Limited(seconds(60)),
                Limited(seconds(60)),
            ),
            (message(403, "API rate limit exceeded"), Limited(seconds(60)), Limited(seconds(60))),
            // Faults: whether anything was done is not known.
            (answer(408), Again(fault), Unclear(fault)),
            (answer(500), Again(fault), Unclear(fault)),
            (answer(502), Again(fault), Unclear(fault)),
            (answer(503), Again(fault), Unclear(fault)),
            (retry_after(503, 7), Again(seconds(7)), Unclear(seconds(7))),
            (answer(504), Again(fault), Unclear(fault)),
            (answer(522), Again(fault), Unclear(fault)),
        ];
        for (answer, same, doubled) in table {
            let outcome = Outcome::Answer(&answer);
            assert_eq!(judge(outcome, Twice::Same, 1, NOW), same, "{answer:?}");
            assert_eq!(judge(outcome, Twice::Doubled, 1, NOW), doubled, "{answer:?}");
        }
        assert_eq!(judge(Outcome::Silence, Twice::Same, 1, NOW), Again(fault));
        assert_eq!(judge(Outcome::Silence, Twice::Doubled, 1, NOW), Unclear(fault));
    }

    #[test]
    fn retry_after_counts_before_the_reset() {
        let answer = Answer {
            status: 429,
            retry_after: Some(2),
            remaining: Some(0),
            reset: Some(NOW + 900),
            ..Answer::default()
        };
        let verdict = judge(Outcome::Answer(&answer), Twice::Doubled, 1, NOW);
        assert_eq!(verdict, Verdict::Limited(Duration::from_secs(2)));
    }

    #[test]
    fn waits_grow_and_end() {
        let waits = |twice, outcome| (1..=7).map(|said| judge(outcome, twice, said, NOW)).collect::<Vec<_>>();
        let milliseconds = |wait| Duration::from_millis(wait);
        let [again, unclear] = [Verdict::Again, Verdict::Unclear];
        assert_eq!(
            waits(Twice::Same, Outcome::Silence)[..5],
            [
                again(milliseconds(500)),
                again(milliseconds(1000)),
                again(milliseconds(2000)),
                again(milliseconds(4000)),
                Verdict::Final
            ]
        );
        // It is read even after the last time.
        assert_eq!(waits(Twice::Doubled, Outcome::Silence)[4], unclear(milliseconds(8000)));
        let limited = answer(429);
        let seconds: Vec<_> = waits(Twice::Same, Outcome::Answer(&limited))
            .into_iter()
            .map(|verdict| match verdict {
                Verdict::Limited(wait) => wait.as_secs(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(seconds, [60, 120, 240, 480, 600, 600, 600]);
    }

    #[test]
    fn no_number_of_a_server_overflows() {
        for extreme in [0, u64::MAX] {
            let answer = Answer { remaining: Some(0), reset: Some(extreme), ..answer(403) };
            judge(Outcome::Answer(&answer), Twice::Same, u32::MAX, NOW);
            let answer = Answer { retry_after: Some(extreme), ..answer.clone() };
            judge(Outcome::Answer(&answer), Twice::Same, u32::MAX, NOW);
        }
    }
}
