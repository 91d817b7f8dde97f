//! The table mode → steps.

use crate::config::settings::Environment;
use crate::config::task::Task;
use crate::model::mode::Step;

/// One step to run, with the environment it concerns (`None`: all of them at once).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Planned {
    pub(crate) step: Step,
    pub(crate) environment: Option<String>,
}

/// The steps of a task over these environments (already selected, in deploy order).
pub(crate) fn of(task: &Task, environments: &[&Environment]) -> Vec<Planned> {
    let all = |step| Planned { step, environment: None };
    let one = |step, name: &str| Planned { step, environment: Some(name.to_owned()) };
    match task {
        Task::Check { .. } => vec![all(Step::Git), all(Step::Identify), all(Step::Validate)],
        Task::Status { .. } => vec![all(Step::Identify), all(Step::Status)],
        Task::Compare { .. } => vec![all(Step::Identify), all(Step::Compare)],
        Task::Plan { .. } => vec![all(Step::Identify), all(Step::Plan), all(Step::Prove)],
        Task::SyncSchema { dry_run, .. } => {
            let mut steps = vec![all(Step::Identify)];
            let target = environments.last().filter(|environment| environment.protected && !dry_run);
            steps.extend(target.map(|environment| one(Step::Backup, &environment.name)));
            steps.extend([all(Step::Plan), all(Step::Prove), all(Step::Sync)]);
            // Nothing has changed that could be compared again.
            steps.extend((!dry_run).then(|| all(Step::Compare)));
            steps
        }
        Task::Verify { .. } => vec![all(Step::Identify), all(Step::Status), all(Step::Verify)],
        Task::Health { self_test, .. } => {
            let mut steps = vec![all(Step::Identify)];
            // Before anything is concluded, and on a server of the databases' own major.
            steps.extend(self_test.then(|| all(Step::SelfTest)));
            steps.extend([all(Step::Status), all(Step::Verify), all(Step::Health)]);
            steps
        }
        Task::Backup { .. } => {
            let mut steps = vec![all(Step::Identify)];
            steps.extend(environments.iter().map(|environment| one(Step::Backup, &environment.name)));
            steps
        }
        Task::Apply { .. } => {
            let mut steps = vec![all(Step::Identify), all(Step::Validate), all(Step::Compare)];
            for environment in environments {
                if environment.protected {
                    steps.push(one(Step::Backup, &environment.name));
                }
                steps.push(one(Step::Apply, &environment.name));
            }
            steps.push(all(Step::Verify));
            steps
        }
        Task::Deploy { .. } => {
            let mut steps = vec![all(Step::Identify), all(Step::Validate)];
            let open = environments.iter().filter(|environment| !environment.protected);
            steps.extend(open.map(|environment| one(Step::Apply, &environment.name)));
            steps.push(all(Step::Compare));
            for environment in environments.iter().filter(|environment| environment.protected) {
                steps.push(one(Step::Backup, &environment.name));
                steps.push(one(Step::Apply, &environment.name));
            }
            steps.push(all(Step::Verify));
            steps
        }
        Task::Restore { .. } => vec![all(Step::Identify), all(Step::Restore)],
        Task::Baseline { environment, .. } | Task::Resolve { environment, .. } => {
            vec![all(Step::Identify), one(Step::Record, environment)]
        }
        Task::Export { .. } => vec![all(Step::Export)],
        Task::Publish { .. } | Task::Demo { .. } => Vec::new(),
    }
}
