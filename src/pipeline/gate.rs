//! Which environments a run concerns: what the command line names, and on GitHub the branch.

use crate::config::settings::{Environment, Settings};
use crate::config::side::{Side, Sides};
use crate::config::task::Task;
use crate::github::context::{Context, Withheld};
use crate::model::code::Code;
use crate::model::finding::Finding;

use super::failure::{Failure, Outcome};
use super::{target, writes};

/// The environments of a run, in deploy order.
#[derive(Debug, Default)]
pub(crate) struct Selection<'a> {
    pub(crate) environments: Vec<&'a Environment>,
    /// A run that does no more than check because of the event; says why.
    pub(crate) read_only: Option<Finding>,
    /// More to tell about the event.
    pub(crate) findings: Vec<Finding>,
}

/// Selects the environments that a task concerns.
pub(crate) fn select<'a>(
    settings: &'a Settings,
    task: &Task,
    sides: &Sides,
    github: Option<&Context>,
) -> Outcome<Selection<'a>> {
    let all = || settings.environments.iter().collect::<Vec<_>>();
    let environments = match task {
        Task::Status { .. } | Task::Health { .. } | Task::Deploy { .. } | Task::Check { .. } => all(),
        Task::Verify { environment: None } => all(),
        Task::Verify { environment: Some(name) }
        | Task::Apply { environment: name, .. }
        | Task::Baseline { environment: name, .. }
        | Task::Resolve { environment: name, .. }
        | Task::Backup { environment: name, .. } => vec![named(settings, name)?],
        Task::SyncSchema { .. } => sync_environments(settings, sides)?,
        Task::Plan { .. } if sides.from.is_none() && sides.to.is_none() => all(),
        Task::Plan { .. } => side_environments(settings, sides)?,
        Task::Compare { .. } if sides.from.is_none() && sides.to.is_none() => all(),
        Task::Compare { .. } | Task::Export { .. } => side_environments(settings, sides)?,
        // A restore must know every environment, to keep away from them.
        Task::Restore { .. } => all().into_iter().filter(|environment| environment.url.is_ok()).collect(),
        Task::Publish { .. } | Task::Demo { .. } => Vec::new(),
    };
    let mut selection = Selection { environments, ..Selection::default() };
    if let (Task::Deploy { .. }, Some(github)) = (task, github) {
        by_branch(&mut selection, github);
    }
    if matches!(task, Task::Check { .. }) {
        // `check` reads history where it can and goes on where there are no credentials.
        selection.environments.retain(|environment| environment.url.is_ok());
    }
    by_secrets(&mut selection, settings, task, sides, github.and_then(|github| github.withheld))?;
    Ok(selection)
}

/// The environment of that name.
pub(crate) fn named<'a>(settings: &'a Settings, name: &str) -> Outcome<&'a Environment> {
    Ok(settings.environment(name)?)
}

/// What is wanted first, where it is an environment, and last the one that is changed.
fn sync_environments<'a>(settings: &'a Settings, sides: &Sides) -> Outcome<Vec<&'a Environment>> {
    let name = |side: &Option<Side>, default: Option<&Environment>| match side {
        Some(Side::Environment(name)) => Some(name.clone()),
        Some(_) => None,
        None => default.map(|environment| environment.name.clone()),
    };
    let wanted = name(&sides.to, settings.environments.first());
    let changed = name(&sides.from, settings.environments.last());
    wanted.iter().chain(&changed).map(|name| named(settings, name)).collect()
}

fn side_environments<'a>(settings: &'a Settings, sides: &Sides) -> Outcome<Vec<&'a Environment>> {
    let names = [&sides.from, &sides.to].into_iter().flatten().filter_map(|side| match side {
        Side::Environment(name) => Some(name),
        _ => None,
    });
    names.map(|name| named(settings, name)).collect()
}

/// With `branch:` set anywhere, a push deploys only up to the environment of its branch. An event
/// other than push, schedule and dispatch (a pull request, above all) changes nothing.
fn by_branch(selection: &mut Selection<'_>, github: &Context) {
    let mapped = selection.environments.iter().any(|environment| environment.branch.is_some());
    match github.event.as_str() {
        "workflow_dispatch" | "schedule" | "repository_dispatch" => {}
        "push" if !mapped => {}
        "push" => {
            let branch = github.branch.as_deref();
            let upto = selection
                .environments
                .iter()
                .rposition(|environment| branch.is_some() && environment.branch.as_deref() == branch);
            match upto {
                Some(index) => selection.environments.truncate(index + 1),
                None => {
                    let name = branch.unwrap_or("(none)");
                    selection.read_only = Some(
                        Finding::new(
                            Code::BranchNotMapped,
                            format!("branch {name:?} belongs to no environment: nothing is applied"),
                        )
                        .with_help("set `branch:` of an environment in lockstep.yml to deploy from it"),
                    );
                }
            }
        }
        event => {
            selection.read_only = Some(
                Finding::new(
                    Code::BranchNotMapped,
                    format!("a {event} event changes no database: nothing is applied"),
                )
                .with_help("migrations are applied on push and on workflow_dispatch"),
            );
        }
    }
}

/// A variable that is not set is an error, unless the event is given no secrets: then what needs a database
/// is left out, and the rest runs.
fn by_secrets(
    selection: &mut Selection<'_>,
    settings: &Settings,
    task: &Task,
    sides: &Sides,
    withheld: Option<Withheld>,
) -> Outcome<()> {
    let Some(withheld) = withheld else {
        if let Some(missing) = &sides.missing {
            return Err(missing.error(&format!("env:{}", missing.variable)).into());
        }
        if let Some((missing, place)) = &settings.scratch.missing {
            return Err(Failure::from(missing.error("scratch.url").at(place.clone())));
        }
        return Ok(());
    };
    let lacks = |environment: &&Environment| {
        // Where a pooler must be gone around, the URL for that is a secret, too.
        environment.url.is_err() || (writes(task.mode()) && target::direct_url(environment).is_err())
    };
    if sides.missing.is_some() || selection.environments.iter().any(lacks) {
        selection.read_only = Some(
            Finding::new(
                Code::CredentialsWithheld,
                format!("skipped: no credentials on {}", withheld.as_str()),
            )
            .with_help(without_secrets(withheld)),
        );
    }
    if let Some((missing, place)) = &settings.scratch.missing {
        selection.findings.push(
            Finding::new(
                Code::CredentialsWithheld,
                format!(
                    "skipped: the server of `scratch.url`, no credentials on {}; an embedded one replays",
                    withheld.as_str()
                ),
            )
            .with_help(format!("{}; {} holds the URL", without_secrets(withheld), missing.variable))
            .at(place.clone()),
        );
    }
    Ok(())
}

/// What can be done about it
/// (<https://docs.github.com/code-security/dependabot/troubleshooting-dependabot/troubleshooting-dependabot-on-github-actions>).
fn without_secrets(withheld: Withheld) -> &'static str {
    match withheld {
        Withheld::Fork => "what needs no database was done; the rest is for the run after the merge",
        Withheld::Dependabot => {
            "what needs no database was done; for the rest, add the secrets to those of Dependabot"
        }
    }
}

#[cfg(test)]
mod tests;
