//! Several who watch one run.

use std::sync::Arc;

use crate::model::progress::{Observer, Progress};

/// Hands everything on to each of them.
pub(crate) struct Watchers(Vec<Arc<dyn Observer>>);

impl Watchers {
    pub(crate) fn new(watchers: Vec<Arc<dyn Observer>>) -> Self {
        Self(watchers)
    }
}

impl Observer for Watchers {
    fn observe(&self, progress: Progress) {
        for watcher in &self.0 {
            watcher.observe(progress.clone());
        }
    }
}
