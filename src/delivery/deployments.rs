//! Deployments of the environments that a run changes.

use std::collections::BTreeMap;

use crate::config::settings::Deployments;
use crate::github::client::Client;
use crate::github::deployments::{self, Deployment, DeploymentStatus, NewDeployment};
use crate::model::mode::Mode;
use crate::model::report::Report;
use crate::outputs::deployment;

use super::told;

/// What is needed to make one.
#[derive(Debug, Clone)]
pub(crate) struct Deploying {
    pub(crate) mode: Mode,
    pub(crate) wanted: Deployments,
    /// The commit that is deployed.
    pub(crate) sha: String,
    /// The commit that GitHub's own deployment for the job would be of.
    pub(crate) checked_out: String,
    pub(crate) run_id: String,
    pub(crate) log_url: Option<String>,
    /// The pages of the environments.
    pub(crate) pages: BTreeMap<String, String>,
}

impl Deploying {
    /// Makes the deployment of an environment of which a change begins; once, and not where GitHub made
    /// one for the job. What cannot be made now is not tried again.
    pub(crate) async fn begin(
        &mut self,
        client: &Client,
        environment: &str,
        made: &mut BTreeMap<String, Option<Deployment>>,
    ) {
        if made.contains_key(environment) || !self.is_wanted(client).await {
            return;
        }
        let description = deployment::begun(self.mode, environment);
        let new = NewDeployment {
            environment,
            sha: &self.sha,
            description: &description,
            log_url: self.log_url.as_deref(),
            environment_url: self.pages.get(environment).map(String::as_str),
        };
        let deployment = told("the deployment", deployments::begin(client, &new).await);
        made.insert(environment.to_owned(), deployment);
    }

    /// Says how it ended for each that was made.
    pub(crate) async fn end(
        &self,
        client: &Client,
        report: &Report,
        made: &BTreeMap<String, Option<Deployment>>,
    ) {
        for (environment, made) in made {
            let Some(made) = made else { continue };
            let (state, description) = deployment::ended(report, environment);
            let status = DeploymentStatus {
                state,
                description: &description,
                log_url: self.log_url.as_deref(),
                environment_url: self.pages.get(environment).map(String::as_str),
            };
            told("how the deployment ended", deployments::end(client, made, &status).await);
        }
    }

    async fn is_wanted(&mut self, client: &Client) -> bool {
        if self.wanted == Deployments::Auto {
            let made =
                told("deployments", deployments::made_by_run(client, &self.checked_out, &self.run_id).await);
            // Two are worse than none: not knowing counts as a yes.
            let by_job = made.unwrap_or(true);
            self.wanted = if by_job { Deployments::Never } else { Deployments::Always };
        }
        self.wanted == Deployments::Always
    }
}
