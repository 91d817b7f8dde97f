//! The same runs while GitHub fails: the job shows the same, and what GitHub holds in the end is the same too,
//! once, unless it refused.

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
    Fault::Unauthorized,
    Fault::NotFound,
    Fault::Gone,
    Fault::TooLong,
    // A wait that does not fit into what a step has.
    Fault::TooMany(3600),
    Fault::Exhausted(3600),
];

/// Longer than one request may take.
const SLOW: Fault = Fault::Slow(Duration::from_secs(16));

/// A run that makes everything of a kind.
struct Subject {
    name: &'static str,
    prepare: fn() -> Stage,
    run: &'static [&'static str],
    /// Requests that go wrong, each once.
    requests: &'static [(&'static str, &'static str)],
}

const SUBJECTS: &[Subject] = &[
    Subject {
        name: "check",
        prepare: check,
        run: &["check"],
        requests: &[
            ("POST", "/check-runs"),
            ("PATCH", "/check-runs/{check_run_id}"),
            ("GET", "/comments"),
            ("POST", "/comments"),
        ],
    },
    Subject {
        name: "health",
        prepare: health,
        run: &["health"],
        requests: &[("GET", "/issues"), ("GET", "/labels/{name}"), ("POST", "/labels"), ("POST", "/issues")],
    },
    Subject {
        name: "apply",
        prepare: apply,
        run: &["apply", "--environment", "staging"],
        requests: &[("GET", "/deployments"), ("POST", "/deployments"), ("POST", "/statuses")],
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
    /// The run with these faults: what the job shows, and what GitHub holds.
    fn under(&self, faults: &[Fault]) -> (Done, Vec<String>) {
        let mut stage = (self.prepare)();
        for fault in faults {
            for (method, ends) in self.requests {
                let lasting = LASTING.contains(fault);
                stage.github.lock().plan(*fault, method, ends, if lasting { u32::MAX } else { 1 });
            }
        }
        let done = stage.run(self.run);
        clean(&stage);
        let left = stage.github.lock().faults.iter().filter(|planned| planned.times == 1).count();
        assert!(left == 0 || LASTING.iter().any(|fault| faults.contains(fault)), "{left} faults never came");
        let told = told(&stage.github.lock());
        (done, told)
    }

    fn untroubled(&self) -> (String, Vec<String>) {
        let (done, told) = self.under(&[]);
        (done.shown(), told)
    }
}

pub(crate) fn trials() -> Vec<Trial> {
    let mut trials = Vec::new();
    for subject in SUBJECTS {
        trials.push(Trial::test(format!("faults/{}: one that passes costs nothing", subject.name), || {
            let (shown, told) = subject.untroubled();
            for fault in PASSING {
                let (done, now) = subject.under(&[*fault]);
                assert_eq!((done.shown(), &now), (shown.clone(), &told), "{fault:?}\n{}", done.said.all());
            }
            Ok(())
        }));
        trials.push(Trial::test(format!("faults/{}: one that lasts costs no verdict", subject.name), || {
            let (shown, _) = subject.untroubled();
            for fault in LASTING {
                let (done, _) = subject.under(&[*fault]);
                assert_eq!(done.shown(), shown, "{fault:?}\n{}", done.said.all());
            }
            Ok(())
        }));
        trials.push(Trial::test(
            format!("faults/{}: a slow GitHub is not written to twice", subject.name),
            || {
                let (shown, told) = subject.untroubled();
                let (done, now) = subject.under(&[SLOW]);
                assert_eq!((done.shown(), now), (shown, told), "{}", done.said.all());
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
            assert_eq!(places.len(), 61, "{fault:?}");
            places.sort();
            places.dedup();
            assert_eq!(places.len(), 61, "{fault:?}");
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
