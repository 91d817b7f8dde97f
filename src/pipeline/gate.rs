//! Which environments a run concerns: what the command line names, and on GitHub the branch.

use crate::config::request::{Command, Side};
use crate::config::settings::{Environment, Settings};
use crate::github::context::Context;
use crate::model::code::Code;
use crate::model::finding::Finding;

use super::failure::{Failure, Outcome};

/// The environments of a run, in deploy order.
#[derive(Debug, Default)]
pub(crate) struct Selection<'a> {
    pub(crate) environments: Vec<&'a Environment>,
    /// A run that may not write because of the event; says why.
    pub(crate) read_only: Option<Finding>,
}

/// Selects the environments that a command concerns.
pub(crate) fn select<'a>(
    settings: &'a Settings,
    command: &Command,
    github: Option<&Context>,
) -> Outcome<Selection<'a>> {
    let all = || settings.environments.iter().collect::<Vec<_>>();
    let environments = match command {
        Command::Status | Command::Health | Command::Deploy { .. } | Command::Check => all(),
        Command::Verify { environment: None } => all(),
        Command::Verify { environment: Some(name) }
        | Command::Apply { environment: name, .. }
        | Command::Baseline { environment: name, .. }
        | Command::Resolve { environment: name, .. }
        | Command::Backup { environment: Some(name), .. } => vec![named(settings, name)?],
        Command::Backup { environment: None, .. } => {
            let protected: Vec<_> = all().into_iter().filter(|one| one.protected).collect();
            if protected.is_empty() { all() } else { protected }
        }
        Command::Compare { from, to } => match (from, to) {
            (None, None) => all(),
            _ => side_environments(settings, [from.as_ref(), to.as_ref()])?,
        },
        Command::Export { from, .. } => side_environments(settings, [from.as_ref(), None])?,
        // A restore must know every environment, to keep away from them.
        Command::Restore { .. } => {
            all().into_iter().filter(|environment| environment.url.is_ok()).collect()
        }
        Command::Demo { .. } => Vec::new(),
    };
    let mut selection = Selection { environments, read_only: None };
    if let (Command::Deploy { .. }, Some(github)) = (command, github) {
        by_branch(&mut selection, github);
    }
    if matches!(command, Command::Check) {
        // `check` reads history where it can and goes on where there are no credentials.
        selection.environments.retain(|environment| environment.url.is_ok());
    }
    Ok(selection)
}

/// The environment of that name.
pub(crate) fn named<'a>(settings: &'a Settings, name: &str) -> Outcome<&'a Environment> {
    settings.environments.iter().find(|environment| environment.name == name).ok_or_else(|| {
        let known: Vec<_> = settings.environments.iter().map(|one| one.name.as_str()).collect();
        Failure::configuration(
            format!("there is no environment {name:?}"),
            format!("known environments: {}", known.join(", ")),
        )
    })
}

fn side_environments<'a>(
    settings: &'a Settings,
    sides: [Option<&Side>; 2],
) -> Outcome<Vec<&'a Environment>> {
    let names = sides.into_iter().flatten().filter_map(|side| match side {
        Side::Environment(name) => Some(name),
        _ => None,
    });
    names.map(|name| named(settings, name)).collect()
}

/// With `branch:` set anywhere, a push deploys only up to the environment of its branch, and every
/// other event than push, schedule and dispatch changes nothing.
fn by_branch(selection: &mut Selection<'_>, github: &Context) {
    if !selection.environments.iter().any(|environment| environment.branch.is_some()) {
        return;
    }
    match github.event.as_str() {
        "workflow_dispatch" | "schedule" | "repository_dispatch" => {}
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
