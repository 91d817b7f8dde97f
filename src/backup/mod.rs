//! Backups: made by PostgreSQL's own pg_dump, described by a manifest, proved by a restore, kept
//! for a while, restored into a side database.
//!
//! ```text
//! backups/<environment>/20260131T235958Z/manifest.json   complete when this is there
//!                                        catalog.json    what a restore must give
//!                                        database.dump   the dump: a file, or a folder
//! ```
//!
//! Which databases, which tools and which server is scratch is decided elsewhere and handed in.

mod checksum;
mod client;
mod contents;
mod dump;
mod error;
mod interrupt;
mod layout;
mod load;
mod manifest;
mod proof;
mod restore;
mod retention;
mod rows;
mod schema;
mod snapshot;
mod take;
#[cfg(test)]
mod tests;
mod timestamp;
mod tools;
mod twin;

pub(crate) use dump::Format;
pub(crate) use error::BackupError;
pub(crate) use manifest::{Stored, locate, newest_proven};
pub(crate) use proof::{Level, Proof, prove};
pub(crate) use restore::{RestoreRequest, restore_into};
pub(crate) use retention::prune;
pub(crate) use rows::RowDifference;
pub(crate) use schema::{schema_sql, without_fence};
pub(crate) use take::{BackupRequest, take};
pub(crate) use tools::{Tools, choose};
