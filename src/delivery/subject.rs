//! What a run is about, as GitHub is to know it again: the same job with the same words has the same check
//! name, comment and issue, run after run.

use std::collections::BTreeMap;
use std::path::Path;

use crate::config::settings::{Environment, Github, Settings};
use crate::config::task::Task;
use crate::github::context::Context;
use crate::github::marker::Marker;
use crate::model::mode::Mode;
use crate::model::report::Report;
use crate::outputs::{check_run, comment};

/// One invocation, as it was called.
#[derive(Debug, Clone)]
pub(crate) struct Subject {
    pub(crate) mode: Mode,
    /// Whether it only shows what it would do.
    pub(crate) dry_run: bool,
    /// The environment that was named on the command line.
    environment: Option<String>,
    /// The folder of the configuration below the checkout; empty for its root.
    folder: String,
    /// What the configuration says to tell.
    pub(crate) github: Github,
    /// The pages of the environments.
    pub(crate) pages: BTreeMap<String, String>,
}

impl Subject {
    /// A task whose settings could not be read; `folder` is where they were looked for.
    pub(crate) fn of_task(task: &Task, folder: String) -> Self {
        Self {
            mode: task.mode(),
            dry_run: task.is_dry_run(),
            environment: task.environment().map(str::to_owned),
            folder,
            github: Github::default(),
            pages: BTreeMap::new(),
        }
    }

    /// Another run, of which only the report is known. Its check run has a name of its own: one that a branch rule
    /// asks for must not be had by handing a file over.
    pub(crate) fn of_report(report: &Report) -> Self {
        Self {
            mode: report.mode,
            dry_run: report.dry_run,
            environment: None,
            folder: String::new(),
            github: Github { name: Some("handed over".to_owned()), ..Github::default() },
            pages: BTreeMap::new(),
        }
    }

    pub(crate) fn new(task: &Task, settings: &Settings, context: &Context) -> Self {
        let page =
            |one: &Environment| one.environment_url.as_ref().map(|page| (one.name.clone(), page.clone()));
        Self {
            github: settings.github.clone(),
            pages: settings.environments.iter().filter_map(page).collect(),
            ..Self::of_task(task, below(context.workspace.as_deref(), &settings.root))
        }
    }

    /// The name of its check run.
    pub(crate) fn check_name(&self) -> String {
        let environment: Vec<&str> = self.environment.as_deref().into_iter().collect();
        let name = check_run::name(self.mode, &environment);
        let parts: Vec<&str> =
            [self.github.name.as_deref(), Some(self.folder.as_str())].into_iter().flatten().collect();
        match parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().as_slice() {
            [] => name,
            parts => format!("{name} ({})", parts.join(", ")),
        }
    }

    /// The hidden line of its comment.
    pub(crate) fn comment(&self, context: &Context) -> Marker {
        comment::marker(context, self.mode, &self.asked(self.environment.as_deref()))
    }

    /// What tells environments of one name apart.
    pub(crate) fn scope(&self) -> Vec<&str> {
        self.asked(None)
    }

    fn asked<'a>(&'a self, environment: Option<&'a str>) -> Vec<&'a str> {
        let name = self.github.name.as_deref();
        [environment, Some(self.folder.as_str()), name].into_iter().map(Option::unwrap_or_default).collect()
    }
}

/// The path of the root below the checkout, with `/`.
pub(crate) fn below(workspace: Option<&Path>, root: &Path) -> String {
    let workspace = workspace.and_then(|path| path.canonicalize().ok());
    let below = workspace
        .and_then(|workspace| root.canonicalize().ok()?.strip_prefix(workspace).ok().map(Path::to_owned));
    below.map(|path| path.display().to_string().replace('\\', "/")).unwrap_or_default()
}
