//! The same runs while GitHub fails: the job shows the same, and what GitHub holds in the end is the same too,
//! once, unless it refused.

use std::sync::OnceLock;
use std::time::Duration;

use libtest_mimic::Trial;

use super::fake::fault::Fault;
use super::scenarios::{BROKEN, clean, deployed, write_misnamed};
use super::step::{Done, Event, Stage};
use super::told::told;

/// What passes, so that the same is there in the end.
const PASSING: &[Fault] = &[
    Fault::TooMany(1),
    Fault::Secondary(Some(1)),
    Fault::Exhausted(1),
    Fault::BadGateway { stored: false },
    Fault::BadGateway { stored: true },
    Fault::Closed,
];

/// What does not pass.
const LASTING: &[Fault] = &[
    Fault::Refused,
    // A wait that does not fit into what a step has.
    Fault::TooMany(3600),
    Fault::Unauthorized,
    Fault::NotFound,
    Fault::Gone,
    Fault::TooLong,
    Fault::Exhausted(3600),
];

/// Longer than one request may take.
const SLOW: Fault = Fault::Slow(Duration::from_secs(16));

/// A run that makes everything of a kind.
struct Subject {
    name: &'static str,
    prepare: fn() -> Stage,
    run: &'static [&'static str],
    /// Requests that go wrong, each once; the first makes a thing that there must be one of.
    requests: &'static [(&'static str, &'static str)],
    /// How many of the lasting faults are tried: what one request teaches need not be asked of all.
    lasting: usize,
}

const SUBJECTS: &[Subject] = &[
    Subject {
        name: "check",
        prepare: check,
        run: &["check"],
        requests: &[
            ("POST", "/comments"),
            ("GET", "/comments"),
            ("POST", "/check-runs"),
            ("PATCH", "/check-runs/{check_run_id}"),
        ],
        lasting: LASTING.len(),
    },
    Subject {
        name: "health",
        prepare: health,
        run: &["health"],
        requests: &[("POST", "/issues"), ("GET", "/issues"), ("GET", "/labels/{name}"), ("POST", "/labels")],
        lasting: 2,
    },
    Subject {
        name: "apply",
        prepare: apply,
        run: &["apply", "--environment", "staging"],
        requests: &[("POST", "/deployments"), ("GET", "/deployments"), ("POST", "/statuses")],
        lasting: 2,
    },
];

fn check() -> Stage {
    let stage = Stage::new(Event::PullRequest);
    write_misnamed(&stage, 60);
    stage.write(BROKEN, "create tabel c (c int);\n");
    stage
}

fn health() -> Stage {
    let stage = deployed(Event::Schedule);
    stage.workspace.staging.sql("create table by_hand (b int)");
    stage
}

fn apply() -> Stage {
    let stage = deployed(Event::Push);
    stage.write("migrations/002_b.sql", "create table b (b int);\n");
    stage
}

impl Subject {
    /// The run with this fault in so many of its requests: what the job shows, and what GitHub holds.
    fn under(&self, fault: Option<Fault>, requests: usize) -> (Done, Vec<String>) {
        let mut stage = (self.prepare)();
        let lasts = fault.is_some_and(|fault| LASTING.contains(&fault));
        for (method, ends) in &self.requests[..requests] {
            if let Some(fault) = fault {
                stage.github.lock().plan(fault, method, ends, if lasts { u32::MAX } else { 1 });
            }
        }
        let done = stage.run(self.run);
        clean(&stage);
        let left = stage.github.lock().faults.iter().filter(|planned| planned.times == 1).count();
        assert_eq!(left, 0, "faults that never came: {fault:?}\n{}", done.said.all());
        let told = told(&stage.github.lock());
        (done, told)
    }

    fn untroubled(&self) -> (String, Vec<String>) {
        let (done, told) = self.under(None, 0);
        (done.shown(), told)
    }
}

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for subject in SUBJECTS {
        let untroubled: &'static OnceLock<(String, Vec<String>)> = Box::leak(Box::default());
        trials.push(Trial::test(format!("faults/{}: one that passes costs nothing", subject.name), || {
            let (shown, told) = untroubled.get_or_init(|| subject.untroubled());
            for fault in PASSING {
                let (done, now) = subject.under(Some(*fault), subject.requests.len());
                assert_eq!((&done.shown(), &now), (shown, told), "{fault:?}\n{}", done.said.all());
            }
            Ok(())
        }));
        trials.push(Trial::test(format!("faults/{}: one that lasts costs no verdict", subject.name), || {
            let (shown, _) = untroubled.get_or_init(|| subject.untroubled());
            for fault in &LASTING[..subject.lasting] {
                let (done, _) = subject.under(Some(*fault), subject.requests.len());
                assert_eq!(&done.shown(), shown, "{fault:?}\n{}", done.said.all());
            }
            Ok(())
        }));
        trials.push(Trial::test(
            format!("faults/{}: a slow GitHub is not written to twice", subject.name),
            || {
                let (shown, told) = untroubled.get_or_init(|| subject.untroubled());
                let (done, now) = subject.under(Some(SLOW), 1);
                assert_eq!((&done.shown(), &now), (shown, told), "{}", done.said.all());
                Ok(())
            },
        ));
    }
    trials.push(Trial::test("faults/annotations are appended once each", || {
        for fault in [Fault::BadGateway { stored: true }, Fault::BadGateway { stored: false }, Fault::Closed]
        {
            let mut stage = check();
            // The first update may tell a step; of the next ones some carry annotations.
            stage.github.lock().plan(fault, "PATCH", "/check-runs/{check_run_id}", 3);
            stage.run(&["check"]).expect(1);
            let mut places = stage.github.lock().checks[0].places();
            assert_eq!(places.len(), 62, "{fault:?}");
            places.sort();
            places.dedup();
            assert_eq!(places.len(), 62, "{fault:?}");
            clean(&stage);
        }
        Ok(())
    }));
    trials.push(Trial::test("faults/a comment that was deleted meanwhile is made again", || {
        let mut stage = check();
        stage.run(&["check"]).expect(1);
        stage.write(BROKEN, "create table b (b int);\n");
        stage.github.lock().plan(Fault::Deleted, "PATCH", "/issues/comments/{comment_id}", 1);
        stage.run(&["check"]).expect(0);
        let comments = stage.own_comments(1);
        assert!(comments.len() == 1 && !comments[0].contains("❌"), "{comments:?}");
        clean(&stage);
        Ok(())
    }));
    let minute = Trial::test("faults/a secondary limit without a time is waited for", || {
        let subject = &SUBJECTS[0];
        let (shown, told) = subject.untroubled();
        let mut stage = (subject.prepare)();
        stage.github.lock().plan(Fault::Secondary(None), "POST", "/comments", 1);
        let done = stage.run(subject.run);
        assert_eq!((done.shown(), super::told::told(&stage.github.lock())), (shown, told));
        clean(&stage);
        Ok(())
    });
    // It waits a whole minute, as GitHub asks.
    trials.push(minute.with_ignored_flag(true));
    trials
}
