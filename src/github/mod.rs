//! GitHub Actions as the process meets it: the runner's variables, the event, and the REST API.
//! The only room that reads `GITHUB_*` variables or names octocrab.
//!
//! What must not live here: text for people (that is `outputs`), decisions (that is `pipeline`).

mod annotations;
mod author;
pub(crate) mod checks;
pub(crate) mod client;
pub(crate) mod comments;
mod connect;
pub(crate) mod context;
pub(crate) mod deployments;
pub(crate) mod error;
mod event;
mod exchange;
pub(crate) mod issues;
mod labels;
pub(crate) mod links;
pub(crate) mod marker;
pub(crate) mod pulls;
mod retry;
mod route;
#[cfg(test)]
mod scripted;
pub(crate) mod visibility;
