//! Procedures.

use super::routine;
use crate::model::object::Object;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::Site;

pub(super) struct Procedure;

impl Kind for Procedure {
    fn create(&self, wanted: &Object, site: &Site<'_>) -> Steps {
        routine::create(wanted, site)
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        routine::drop(is)
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, site: &Site<'_>) -> Verdict {
        routine::alter(is, wanted, changed, site)
    }

    fn designation(&self, object: &Object) -> Option<String> {
        Some(routine::designation(&object.key))
    }
}
