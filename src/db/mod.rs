//! PostgreSQL: the only room that names sqlx. Sessions, what servers say about themselves, locks,
//! and sending migrations.
//!
//! What is sent is text and what comes back is text or a type of the model; no decision about
//! migrations, drift or backups is made here.

pub(crate) mod cancel;
mod connect;
mod error;
pub(crate) mod execute;
pub(crate) mod identity;
pub(crate) mod inspect;
pub(crate) mod lock;
pub(crate) mod notices;
mod pooler;
pub(crate) mod rows;
pub(crate) mod session;
#[cfg(test)]
pub(crate) mod testing;

pub(crate) use connect::connect;
pub(crate) use error::{DbError, ServerError};
pub(crate) use session::{Access, Answer, Row, Session};
