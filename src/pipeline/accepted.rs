//! The ratchet: a difference that was accepted is told and fails nothing, one that is new or has other
//! values does. `health --accept` writes the list.

use std::collections::BTreeMap;

use crate::config;
use crate::config::accepted::render;
use crate::config::settings::Settings;
use crate::config::task::{Acceptance, Task};
use crate::db::fingerprint;
use crate::model::accepted::{Accepted, Verdict, What, verdict};
use crate::model::amount;
use crate::model::code::Code;
use crate::model::diff::Change;
use crate::model::finding::{Finding, Severity};
use crate::model::place::Place;
use crate::model::sense::Weighed;

use super::failure::{Failure, Outcome};
use super::run::Run;

/// The reason of who gave none.
const NO_REASON: &str = "known when it was accepted";

/// The name of what the files make, where two things are compared.
pub(crate) const MIGRATIONS: &str = "migrations";

/// What became of the differences that a run has found.
#[derive(Debug, Default)]
pub(crate) struct Ratchet {
    /// What was compared with what, and how many of the differences are accepted.
    compared: BTreeMap<(String, String), usize>,
    /// The differences that `--accept` writes down.
    accepting: Vec<Accepted>,
}

/// How much a difference matters once the list was asked.
#[derive(Debug)]
pub(crate) struct Judged {
    pub(crate) severity: Severity,
    /// What the message goes on with.
    pub(crate) remark: String,
    /// Why it is accepted, in place of advice.
    pub(crate) note: Option<String>,
}

impl Judged {
    fn weighing(severity: Severity) -> Self {
        Self { severity, remark: String::new(), note: None }
    }
}

fn acceptance<'r>(run: &Run<'r>) -> Option<&'r Acceptance> {
    match run.task {
        Task::Health { accept, .. } => accept.as_ref(),
        _ => None,
    }
}

/// Takes note that these are the differences between the two. What was accepted and is gone is told.
pub(crate) fn begin(run: &mut Run<'_>, from: &str, to: &str, changes: &[Weighed]) {
    run.ratchet.compared.insert((from.to_owned(), to.to_owned()), 0);
    run.ratchet.accepting.retain(|entry| !entry.is_between(from, to));
    if acceptance(run).is_some() {
        return;
    }
    let settings = run.settings;
    let between = |(_, entry): &(usize, &Accepted)| entry.is_between(from, to);
    for (number, entry) in settings.accepted.iter().enumerate().filter(between) {
        // A difference that is drift already is not told again between two environments.
        let is_told = run.report.changes.iter().any(|told| told.from == from && told.change.key == entry.key);
        if is_told || changes.iter().any(|weighed| entry.is_about(from, to, &weighed.change)) {
            continue;
        }
        let message = format!("{}: the accepted difference between {from} and {to} is no more", entry.key);
        let help =
            format!("lockstep health --accept writes {} without it", settings.compare.accepted.display());
        let place = place(settings, number);
        run.find(Finding { place, ..Finding::new(Code::AcceptedVanished, message).with_help(help) });
    }
}

/// Where the list holds its entry of this number. Looked up for the few that are told only.
fn place(settings: &Settings, number: usize) -> Option<Place> {
    config::accepted::place(&settings.root, &settings.compare.accepted, number)
}

/// Asks the list about a difference of this weight.
pub(crate) fn judge(run: &mut Run<'_>, from: &str, to: &str, change: &Change, severity: Severity) -> Judged {
    if severity == Severity::Notice {
        return Judged::weighing(severity);
    }
    let settings = run.settings;
    let digest = fingerprint::of_change(change);
    let verdict = look_up(&settings.accepted, (from, to), change, &digest, run.today());
    if let Some(acceptance) = acceptance(run) {
        let entry = match verdict {
            Verdict::Known(entry) => entry.clone(),
            Verdict::New | Verdict::Changed(_) | Verdict::Expired(_) => Accepted {
                from: from.to_owned(),
                to: to.to_owned(),
                key: change.key.clone(),
                what: What::of(&change.difference),
                digest,
                reason: acceptance.reason.clone().unwrap_or_else(|| NO_REASON.to_owned()),
                accepted: run.today().to_owned(),
                until: acceptance.until.clone(),
            },
        };
        let judged = known(run, from, to, &entry);
        run.ratchet.accepting.push(entry);
        return judged;
    }
    match verdict {
        Verdict::New => Judged::weighing(severity),
        Verdict::Changed(entry) => {
            let remark = format!("; on {} it was accepted with other values", entry.accepted);
            Judged { remark, ..Judged::weighing(severity) }
        }
        Verdict::Known(entry) => known(run, from, to, entry),
        Verdict::Expired(entry) => {
            let until = entry.until.as_deref().unwrap_or_default();
            let message = format!(
                "{}: the difference between {from} and {to} was accepted until {until}: {}",
                entry.key, entry.reason
            );
            let number = settings.accepted.iter().position(|known| known == entry);
            let place = number.and_then(|number| place(settings, number));
            let finding = Finding::new(Code::AcceptedExpired, message)
                .with_help("settle it, or accept it anew: lockstep health --accept --until DATE");
            run.find(Finding { place, ..finding });
            Judged::weighing(Severity::Warning)
        }
    }
}

/// What the list says; what is accepted as drift of an environment is accepted between that environment
/// and another one too.
fn look_up<'a>(
    list: &'a [Accepted],
    (from, to): (&str, &str),
    change: &Change,
    digest: &str,
    today: &str,
) -> Verdict<'a> {
    let reversed = Change::new(&change.key, change.difference.reversed());
    let of_reversed = fingerprint::of_change(&reversed);
    let direct = verdict(list, (from, to), change, digest, today);
    let of_from = || verdict(list, (from, MIGRATIONS), change, digest, today);
    let of_to = || verdict(list, (to, MIGRATIONS), &reversed, &of_reversed, today);
    let is_told = |verdict: &Verdict<'_>| matches!(verdict, Verdict::Known(_) | Verdict::Expired(_));
    let mut told =
        [direct].into_iter().chain(std::iter::once_with(of_from)).chain(std::iter::once_with(of_to));
    told.find(is_told).unwrap_or(direct)
}

fn known(run: &mut Run<'_>, from: &str, to: &str, entry: &Accepted) -> Judged {
    *run.ratchet.compared.entry((from.to_owned(), to.to_owned())).or_default() += 1;
    let until = entry.until.as_ref().map_or(String::new(), |until| format!(" until {until}"));
    let note = format!("accepted on {}{until}: {}", entry.accepted, entry.reason);
    Judged { note: Some(note), ..Judged::weighing(Severity::Notice) }
}

/// `3 accepted differences and 1 difference`, with what is to be said of the latter.
pub(crate) fn tally(run: &Run<'_>, from: &str, to: &str, found: usize, of_others: &str) -> String {
    let pair = (from.to_owned(), to.to_owned());
    let accepted = run.ratchet.compared.get(&pair).copied().unwrap_or_default();
    let others = found.saturating_sub(accepted);
    let known = amount::count(accepted, "accepted difference");
    let rest = amount::count(others, "difference") + of_others;
    match (accepted, others) {
        (0, _) => rest,
        (_, 0) => known,
        _ => format!("{known} and {rest}"),
    }
}

/// Writes the list anew, when that is asked for; says what it holds now.
pub(crate) fn write(run: &Run<'_>) -> Outcome<Option<String>> {
    let Some(acceptance) = acceptance(run) else { return Ok(None) };
    let shown = run.settings.compare.accepted.display();
    if let Some(until) = acceptance.until.as_deref().filter(|until| *until < run.today()) {
        return Err(Failure::configuration(
            format!("--until {until} is over: nothing was accepted"),
            "give a day that is still to come, or none",
        ));
    }
    let ratchet = &run.ratchet;
    let before = &run.settings.accepted;
    let was_compared =
        |entry: &&Accepted| ratchet.compared.keys().any(|(from, to)| entry.is_between(from, to));
    let (looked_at, others): (Vec<&Accepted>, Vec<&Accepted>) = before.iter().partition(was_compared);
    let is_same =
        |a: &Accepted, b: &Accepted| a.is_between(&b.from, &b.to) && a.key == b.key && a.what == b.what;
    let gone = looked_at
        .iter()
        .filter(|entry| !ratchet.accepting.iter().any(|accepted| is_same(accepted, entry)))
        .count();
    let mut list: Vec<Accepted> = others.into_iter().cloned().collect();
    list.extend_from_slice(&ratchet.accepting);
    list.sort_by(|a, b| {
        let order = |entry: &'_ Accepted| (entry.from.clone(), entry.to.clone(), entry.key.clone());
        order(a).cmp(&order(b)).then_with(|| a.what.as_str().cmp(b.what.as_str()))
    });
    let path = run.settings.root.join(&run.settings.compare.accepted);
    if list.is_empty() && !path.exists() {
        return Ok(Some("there is no difference to accept".to_owned()));
    }
    let cannot = |error: String| {
        Failure::configuration(
            format!("{shown} cannot be written: {error}"),
            "see that compare.accepted names a file in a folder that can be written",
        )
    };
    let text = render(&list).map_err(|error| cannot(error.to_string()))?;
    std::fs::write(&path, text).map_err(|error| cannot(error.to_string()))?;
    let held = amount::count(list.len(), "accepted difference");
    Ok(Some(match gone {
        0 => format!("{shown} holds {held}"),
        gone => format!("{shown} holds {held}; {gone} that are no more were dropped"),
    }))
}
