//! GitHub Actions as the process meets it: the runner's variables, the event, and the REST API.
//! The only room that reads `GITHUB_*` variables or names octocrab.
//!
//! What must not live here: text for people (that is `outputs`), decisions (that is `pipeline`).

pub(crate) mod checks;
pub(crate) mod client;
pub(crate) mod context;
pub(crate) mod deployments;
mod event;
pub(crate) mod links;
pub(crate) mod marker;
