//! What was seen, for the lines at the end.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::sync::Mutex;

use crate::pair::Outcome;

#[derive(Default)]
struct Count {
    passed: usize,
    reordered: usize,
    all: usize,
}

#[derive(Default)]
pub(crate) struct Tally {
    /// Source, way, mode.
    counts: Mutex<BTreeMap<(String, &'static str, &'static str), Count>>,
    failed: Mutex<Vec<String>>,
    not_loaded: Mutex<Vec<String>>,
}

impl Tally {
    pub(crate) fn note(&self, name: &str, way: &'static str, outcomes: &[(&'static str, Outcome)]) {
        let source = name.split('/').next().unwrap_or_default();
        for (mode, outcome) in outcomes {
            let mut counts = self.counts.lock().expect("nobody panicked while counting");
            let count = counts.entry((source.to_owned(), way, mode)).or_default();
            count.all += 1;
            match outcome {
                Outcome::Passed { reordered } => {
                    count.passed += 1;
                    count.reordered += usize::from(*reordered);
                }
                Outcome::Failed(reason) => {
                    let reason: Vec<&str> = reason.lines().take(1).collect();
                    let mut failed = self.failed.lock().expect("nobody panicked while counting");
                    failed.push(format!("{name} {way} {mode}: {}", reason.concat()));
                }
            }
        }
    }

    pub(crate) fn not_loaded(&self, name: &str, why: &str) {
        let why = why.lines().next().unwrap_or_default();
        self.not_loaded.lock().expect("nobody panicked while counting").push(format!("{name}: {why}"));
    }

    pub(crate) fn tell(&self) {
        let mut out = std::io::stdout().lock();
        let mut say = |line: String| writeln!(out, "{line}").expect("standard output");
        for (title, lines) in [("not passed", &self.failed), ("not for these servers", &self.not_loaded)] {
            let mut lines = lines.lock().expect("nobody panicked while counting").clone();
            lines.sort();
            if !lines.is_empty() {
                say(format!("{title} ({}):\n  {}", lines.len(), lines.join("\n  ")));
            }
        }
        let counts = self.counts.lock().expect("nobody panicked while counting");
        for ((source, way, mode), Count { passed, reordered, all }) in counts.iter() {
            let reordered = match reordered {
                0 => String::new(),
                some => format!(", {some} but for the order of columns"),
            };
            say(format!("{source} {way} {mode}: {passed} of {all}{reordered}"));
        }
        let sum = |of: fn(&Count) -> usize| counts.values().map(of).sum::<usize>();
        say(format!("pairs: {} of {} plans do what they say", sum(|one| one.passed), sum(|one| one.all)));
    }
}
