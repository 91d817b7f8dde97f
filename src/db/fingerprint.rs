//! One short text that stands for a whole catalog.

use sha2::{Digest as _, Sha256};

use crate::model::catalog::Catalog;

/// SHA-256 of the canonical form, in hex. Equal exactly when the catalogs are, to the letter: two
/// spellings of one expression differ here although a comparison confirms them equal.
pub(crate) fn fingerprint(catalog: &Catalog) -> String {
    let mut hash = Sha256::new();
    catalog.canonical(&mut |piece| hash.update(piece));
    format!("{:x}", hash.finalize())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::attribute::Attribute;
    use crate::model::object::{Object, ObjectKey, ObjectKind, Value};

    #[test]
    fn a_different_list_is_a_different_catalog() {
        let catalog = |labels: &[&str]| {
            let key = ObjectKey {
                kind: ObjectKind::Enum,
                schema: "public".into(),
                parent: None,
                name: "mood".into(),
            };
            let labels = Value::List(labels.iter().map(|label| (*label).to_owned()).collect());
            let object = Object {
                key: key.clone(),
                attributes: [(Attribute::Labels, labels)].into(),
                definition: None,
                dependencies: Vec::new(),
            };
            Catalog { objects: [(key, object)].into(), ..Catalog::default() }
        };
        let one = fingerprint(&catalog(&["ab", "c"]));
        assert_eq!(one.len(), 64);
        assert_eq!(one, fingerprint(&catalog(&["ab", "c"])));
        assert_ne!(one, fingerprint(&catalog(&["a", "bc"])));
    }
}
