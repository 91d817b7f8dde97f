//! A script as the journal counts it.

use sha2::{Digest, Sha256};

use crate::model::journal::Step;
use crate::model::script::Script;
use crate::sql::edit::bare;
use crate::sql::outside::outside;

/// The steps of a script, one per message. A hash covers the SQL as the server reads it, so that an
/// edited comment does not stop an interrupted migration, nor does another grouping.
pub(crate) fn steps(script: &Script) -> Vec<Step> {
    let mut hash = Sha256::new();
    let mut done = 0;
    let step = |message: &crate::model::script::Message| {
        let bare = bare(&message.sql);
        hash.update(&bare);
        done += message.statements.len();
        Step { done, prefix: format!("{:x}", hash.clone().finalize()), outside: outside(&message.sql), bare }
    };
    script.messages.iter().map(step).collect()
}
