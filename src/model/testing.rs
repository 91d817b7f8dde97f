//! Catalogs as tests write them down. Test code only.

use super::attribute::Attribute;
use super::catalog::Catalog;
use super::object::{Object, ObjectKey, ObjectKind, Value};

/// `kind path attribute value`, one per line; the path is `schema.name` or `schema.parent.name`, and
/// `.name` where there is no schema. A value in brackets is a list.
pub(crate) fn catalog(server_major: u32, text: &str) -> Catalog {
    let mut objects: Vec<Object> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.splitn(4, ' ').collect();
        let [kind, path, attribute, value] = words[..] else { panic!("{line}") };
        let path: Vec<&str> = path.split('.').collect();
        let key = ObjectKey {
            kind: ObjectKind::parse(kind).expect(kind),
            schema: path[..path.len() - 1].first().copied().unwrap_or_default().into(),
            parent: (path.len() == 3).then(|| path[1].into()),
            name: path[path.len() - 1].into(),
        };
        let value = match value.strip_prefix('[').and_then(|value| value.strip_suffix(']')) {
            Some(items) => items.split("; ").collect(),
            None => Value::from(value),
        };
        let attribute = Attribute::parse(attribute).expect(attribute);
        match objects.iter_mut().find(|object| object.key == key) {
            Some(object) => object.attributes.insert(attribute, value),
            None => objects.push(Object {
                key,
                attributes: [(attribute, value)].into_iter().collect(),
                definition: None,
            }),
        }
    }
    Catalog { server_major, objects: objects.into_iter().collect(), ..Catalog::default() }
}
