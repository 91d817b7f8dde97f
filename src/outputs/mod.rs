//! Everything a run says, each place in its own file, all rendered from the one report.
//!
//! What must not live here: a database, a file of the user's, a decision. A step never formats
//! text for people, and an output never finds anything out.

mod amount;
mod databases;
mod differences;
pub(crate) mod json;
pub(crate) mod redact;
#[cfg(test)]
mod sample;
mod standings;
pub(crate) mod text;
mod verdict;
mod visible;
