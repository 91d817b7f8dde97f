//! Deployments: what stands on an environment's page (<https://docs.github.com/rest/deployments>).

use serde::Serialize;

/// How a deployment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DeploymentState {
    InProgress,
    Success,
    Failure,
    Error,
}
