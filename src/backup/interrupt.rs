//! Giving up on work that may simply be dropped: questions to a server. Programs and threads that
//! must be stopped in order look at the token themselves.

use super::error::BackupError;
use crate::db::cancel::Cancel;

/// The outcome of `work`, unless somebody asks to stop before it is there.
pub(super) async fn unless_cancelled<T>(
    cancel: &Cancel,
    work: impl Future<Output = Result<T, BackupError>>,
) -> Result<T, BackupError> {
    tokio::select! {
        outcome = work => outcome,
        _ = cancel.cancelled() => Err(BackupError::Cancelled),
    }
}
