//! One role under several names: what is `app_prod` in one environment and `app` in another.

use std::collections::BTreeMap;

use super::attribute::Attribute;
use super::object::{Object, ObjectKey, ObjectKind, Text, Value};
use super::privileges;

/// Names of roles as they are found, and the name each is compared under.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RoleMap(BTreeMap<String, String>);

impl RoleMap {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn name<'a>(&'a self, role: &'a str) -> &'a str {
        self.0.get(role).map_or(role, String::as_str)
    }

    /// Writes the roles of an object under the names that are compared.
    pub(crate) fn rename(&self, object: &mut Object) {
        if self.0.is_empty() {
            return;
        }
        if let Some(Value::Text(owner)) = object.attributes.get(Attribute::Owner) {
            let owner = self.name(owner).into();
            object.attributes.insert(Attribute::Owner, Value::Text(owner));
        }
        if let Some(Value::List(lines)) = object.attributes.get(Attribute::Privileges) {
            let lines = privileges::renamed(lines, |role| self.name(role).to_owned());
            object.attributes.insert(Attribute::Privileges, Value::List(lines.into()));
        }
        if let Some(Value::List(roles)) = object.attributes.get(Attribute::Roles) {
            let mut roles: Vec<Text> = roles.iter().map(|role| self.name(role).into()).collect();
            roles.sort();
            roles.dedup();
            object.attributes.insert(Attribute::Roles, Value::List(roles.into()));
        }
        if let Some((before, role, after)) = split(&object.key) {
            object.key.name = format!("{before}{}{after}", self.name(role)).into();
        }
    }
}

/// The role that is part of the identity of default privileges (`for role app on tables`) and of a
/// user mapping (`for app on files`).
pub(super) fn role(key: &ObjectKey) -> Option<&str> {
    split(key).map(|(_, role, _)| role)
}

/// The name of the object with its role taken out of the middle.
fn split(key: &ObjectKey) -> Option<(&str, &str, &str)> {
    let (before, at) = match key.kind {
        // What they are on is one of a few words, so the last ` on ` is the one.
        ObjectKind::DefaultPrivileges => ("for role ", key.name.rfind(" on ")?),
        ObjectKind::UserMapping => ("for ", key.name.find(" on ")?),
        _ => return None,
    };
    let role = key.name[..at].strip_prefix(before)?;
    Some((before, role, &key.name[at..]))
}

impl FromIterator<(String, String)> for RoleMap {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(kind: ObjectKind, name: &str, attributes: &[(Attribute, Value)]) -> Object {
        Object {
            key: ObjectKey { kind, schema: "s".into(), parent: None, name: name.into() },
            attributes: attributes.iter().cloned().collect(),
            definition: None,
        }
    }

    fn renamed(mut object: Object) -> Object {
        let roles: RoleMap = [("app_prod".to_owned(), "app".to_owned())].into_iter().collect();
        roles.rename(&mut object);
        object
    }

    #[test]
    fn owner_grantees_and_policy_roles_are_renamed() {
        let table = renamed(object(
            ObjectKind::Table,
            "app_prod",
            &[
                (Attribute::Owner, Value::from("app_prod")),
                (Attribute::Privileges, ["@owner: ALL", "app_prod: SELECT"].into_iter().collect()),
                (Attribute::Roles, ["app_prod", "zed", "PUBLIC"].into_iter().collect()),
            ],
        ));
        assert_eq!(table.attributes.text(Attribute::Owner), Some("app"));
        let shown = |attribute| table.attributes.get(attribute).map(ToString::to_string);
        assert_eq!(shown(Attribute::Privileges).as_deref(), Some("@owner: ALL, app: SELECT"));
        assert_eq!(shown(Attribute::Roles).as_deref(), Some("PUBLIC, app, zed"));
        assert_eq!(&*table.key.name, "app_prod", "a table is no role");
    }

    #[test]
    fn a_role_that_is_part_of_an_identity_is_renamed() {
        let name = |kind, name| renamed(object(kind, name, &[])).key.name.to_string();
        let of_default = |words| name(ObjectKind::DefaultPrivileges, words);
        assert_eq!(of_default("for role app_prod on tables"), "for role app on tables");
        assert_eq!(of_default("for role app_prod on call on tables"), "for role app_prod on call on tables");
        assert_eq!(name(ObjectKind::UserMapping, "for app_prod on files"), "for app on files");
        assert_eq!(name(ObjectKind::UserMapping, "for PUBLIC on app_prod"), "for PUBLIC on app_prod");
    }
}
