//! Transforms.

use crate::model::object::Object;
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::Site;

pub(super) struct Transform;

impl Kind for Transform {
    fn create(&self, wanted: &Object, _site: &Site<'_>) -> Steps {
        Err(format!("{} has to be made by hand", wanted.key))
    }

    fn drop(&self, is: &Object, _site: &Site<'_>) -> Steps {
        Err(format!("{} has to be dropped by hand", is.key))
    }

    fn alter(&self, is: &Object, _wanted: &Object, _changed: &Changed, _site: &Site<'_>) -> Verdict {
        Verdict::Unsupported(format!("{} has to be altered by hand", is.key))
    }

    fn designation(&self, _object: &Object) -> Option<String> {
        None
    }
}
