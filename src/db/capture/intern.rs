//! One copy of every text that a catalog says twice.

use std::sync::Arc;

use rustc_hash::FxHashSet;

use crate::model::object::Text;

/// Bytes of the longest text worth looking up: bodies and queries rarely repeat.
const LONGEST: usize = 200;

/// The texts and lists seen so far.
#[derive(Debug, Default)]
pub(super) struct Interner {
    texts: FxHashSet<Text>,
    lists: FxHashSet<Arc<[Text]>>,
}

impl Interner {
    pub(super) fn text(&mut self, text: &str) -> Text {
        if text.len() > LONGEST {
            return text.into();
        }
        if let Some(known) = self.texts.get(text) {
            return known.clone();
        }
        let new: Text = text.into();
        self.texts.insert(new.clone());
        new
    }

    pub(super) fn list(&mut self, items: Vec<Text>) -> Arc<[Text]> {
        if let Some(known) = self.lists.get(items.as_slice()) {
            return known.clone();
        }
        let new: Arc<[Text]> = items.into();
        self.lists.insert(new.clone());
        new
    }
}
