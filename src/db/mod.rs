//! PostgreSQL: the only room that names sqlx. Sessions, what servers say about themselves, locks,
//! and sending migrations.
//!
//! What is sent is text and what comes back is text or a type of the model; no decision about
//! migrations, drift or backups is made here.

mod acl;
mod array;
pub(crate) mod cancel;
pub(crate) mod capture;
pub(crate) mod confirm;
mod connect;
mod dependency;
mod error;
pub(crate) mod execute;
pub(crate) mod fingerprint;
pub(crate) mod identity;
pub(crate) mod inspect;
pub(crate) mod journal;
pub(crate) mod lock;
pub(crate) mod notices;
pub(crate) mod outcome;
mod pins;
mod pooler;
pub(crate) mod rows;
pub(crate) mod scope;
pub(crate) mod session;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod touched;
pub(crate) mod version_text;

pub(crate) use connect::connect;
pub(crate) use error::{DbError, ServerError};
pub(crate) use session::{Access, Session};
