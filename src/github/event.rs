//! The payload of the event that started the workflow, as far as lockstep needs it. Every field is
//! optional: `schedule` has no repository.

use serde::Deserialize;

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Event {
    pub(super) repository: Option<Repository>,
}

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Repository {
    pub(super) private: Option<bool>,
}
