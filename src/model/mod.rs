//! The nouns of lockstep and the pure functions over them.
//!
//! Nothing here touches files, network, clock or environment, and nothing prints: the same input
//! always gives the same answer. Only `std` and `serde` may be named (`tests/layers.rs`).

pub(crate) mod accepted;
pub(crate) mod amount;
pub(crate) mod attribute;
pub(crate) mod backup;
pub(crate) mod catalog;
pub(crate) mod cause;
mod change;
pub(crate) mod code;
pub(crate) mod connection;
pub(crate) mod diff;
pub(crate) mod effect;
pub(crate) mod exit;
pub(crate) mod finding;
pub(crate) mod glob;
pub(crate) mod hazard;
pub(crate) mod history;
mod implied;
pub(crate) mod journal;
mod kind;
pub(crate) mod lock_mode;
mod merge;
pub(crate) mod mode;
pub(crate) mod object;
mod partition;
pub(crate) mod place;
pub(crate) mod plan;
pub(crate) mod privileges;
pub(crate) mod profile;
pub(crate) mod progress;
pub(crate) mod provider;
pub(crate) mod quote;
pub(crate) mod rename;
pub(crate) mod renaming;
pub(crate) mod report;
mod reprint;
pub(crate) mod roles;
pub(crate) mod script;
pub(crate) mod sense;
pub(crate) mod server;
pub(crate) mod sketch;
pub(crate) mod spelling;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod tolerance;
