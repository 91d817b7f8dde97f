//! What stands beside an environment on its page of deployments: a state and one line of plain text
//! (<https://docs.github.com/rest/deployments/statuses>).

use crate::github::deployments::DeploymentState;
use crate::model::amount::count;
use crate::model::exit::Exit;
use crate::model::finding::{Finding, Severity};
use crate::model::mode::Mode;
use crate::model::report::{Report, StepStatus};

use super::verdict::verdict;
use super::visible::{cut_chars, one_line};

/// Characters of a description.
const LONGEST: usize = 140;

/// What is said when it begins: `lockstep deploy to production`.
pub(crate) fn begun(mode: Mode, environment: &str) -> String {
    line(&format!("lockstep {} to {environment}", mode.as_str()))
}

/// How it ended for one environment. A run of several may have done its work in one and failed in the next.
pub(crate) fn ended(report: &Report, environment: &str) -> (DeploymentState, String) {
    let applied = applied(report, environment);
    let headline = verdict(report).headline;
    if report.exit == Exit::Done || is_through(report, environment) {
        let nothing = match report.mode {
            Mode::Apply | Mode::Deploy => "nothing to apply",
            _ => &headline,
        };
        return (DeploymentState::Success, line(applied.as_deref().unwrap_or(nothing)));
    }
    let state = match report.exit {
        Exit::Done | Exit::Findings | Exit::Failed | Exit::Refused => DeploymentState::Failure,
        Exit::Usage | Exit::Configuration | Exit::Unreachable | Exit::Interrupted | Exit::Terminated => {
            DeploymentState::Error
        }
    };
    let before = applied.map(|applied| format!("{applied}; ")).unwrap_or_default();
    (state, line(&format!("{before}{headline}")))
}

/// Whether all that concerns this environment alone passed, whatever stopped the run.
fn is_through(report: &Report, environment: &str) -> bool {
    let mut steps = report.steps.iter().filter(|step| step.environment.as_deref() == Some(environment));
    let mut errors = report.findings.iter().filter(|finding| finding.severity == Severity::Error);
    let named = |finding: &Finding| finding.environment.as_deref() == Some(environment);
    steps.next().is_some_and(|first| {
        first.status == StepStatus::Passed && steps.all(|step| step.status == StepStatus::Passed)
    }) && !errors.any(named)
}

/// `2 migrations applied`; `None` when there was none.
fn applied(report: &Report, environment: &str) -> Option<String> {
    let environment = report.environments.iter().find(|known| known.name == environment)?;
    let number = environment.applied.len();
    (number > 0).then(|| format!("{} applied", count(number, "migration")))
}

fn line(text: &str) -> String {
    // Cut last: a picture may be longer than what it stands for.
    cut_chars(&one_line(&cut_chars(text, LONGEST)), LONGEST).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outputs::sample;

    #[test]
    fn each_environment_says_how_it_went_there() {
        let mut report = sample::drifted();
        let (state, description) = ended(&report, "staging");
        assert_eq!((state, description.as_str()), (DeploymentState::Success, "1 migration applied"));
        let (state, description) = ended(&report, "production");
        assert_eq!(state, DeploymentState::Failure);
        assert!(description.starts_with("production drifted (3 errors"), "{description}");
        report.exit = Exit::Terminated;
        assert_eq!(ended(&report, "production").0, DeploymentState::Error);
        let mut done = sample::empty();
        done.mode = Mode::Deploy;
        assert_eq!(ended(&done, "production"), (DeploymentState::Success, "nothing to apply".to_owned()));
        done.mode = Mode::SyncSchema;
        assert_eq!(ended(&done, "production").1, "nothing was planned");
        assert_eq!(begun(Mode::Deploy, "production"), "lockstep deploy to production");
    }

    #[test]
    fn descriptions_are_one_line_of_a_length() {
        for text in sample::HOSTILE.iter().map(|text| (*text).to_owned()).chain(["\u{1}ß".repeat(1 << 19)]) {
            for said in [begun(Mode::Apply, &text), ended(&sample::saying_everywhere(&text), &text).1] {
                assert!(said.chars().count() <= LONGEST, "{said}");
                assert!(!said.contains(char::is_control), "{said}");
            }
        }
    }
}
