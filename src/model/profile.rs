//! What a platform brings into a database and keeps for itself, as plain data. The lists of the known
//! platforms are files (`config/profiles/`); here is only what they mean.

use super::attribute::Attribute;
use super::glob::matches;
use super::object::{Object, ObjectKind, Value};
use super::{privileges, roles};

/// Patterns over names. What they name is nobody's migration: it is not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Profile {
    /// With everything in them.
    pub(crate) schemas: Vec<String>,
    /// What was granted to them, what they own outside of schemas, and what is granted by default of
    /// what they make.
    pub(crate) roles: Vec<String>,
    pub(crate) extensions: Vec<String>,
    pub(crate) event_triggers: Vec<String>,
    pub(crate) publications: Vec<String>,
}

impl Profile {
    /// Adds what another one names.
    pub(crate) fn extend(&mut self, other: &Self) {
        self.schemas.extend_from_slice(&other.schemas);
        self.roles.extend_from_slice(&other.roles);
        self.extensions.extend_from_slice(&other.extensions);
        self.event_triggers.extend_from_slice(&other.event_triggers);
        self.publications.extend_from_slice(&other.publications);
    }

    pub(crate) fn manages_schema(&self, schema: &str) -> bool {
        any(&self.schemas, schema)
    }

    fn manages_role(&self, role: &str) -> bool {
        any(&self.roles, role)
    }

    /// Whether the object, which is on no other object, is the platform's.
    pub(crate) fn manages(&self, object: &Object) -> bool {
        let key = &object.key;
        match key.kind {
            ObjectKind::Schema => self.manages_schema(&key.name),
            ObjectKind::Extension => any(&self.extensions, &key.name),
            ObjectKind::DefaultPrivileges | ObjectKind::UserMapping => {
                roles::role(key).is_some_and(|role| self.manages_role(role))
                    || self.manages_schema(&key.schema)
            }
            // Whole applications are owned by a platform's group of administrators; the few things
            // that are in no schema are not.
            _ if key.schema.is_empty() && key.kind != ObjectKind::Database => {
                let named = match key.kind {
                    ObjectKind::EventTrigger => any(&self.event_triggers, &key.name),
                    ObjectKind::Publication => any(&self.publications, &key.name),
                    _ => false,
                };
                named
                    || object.attributes.text(Attribute::Owner).is_some_and(|owner| self.manages_role(owner))
            }
            _ => self.manages_schema(&key.schema),
        }
    }

    /// Takes out what was granted to the platform's roles.
    pub(crate) fn without_grants(&self, object: &mut Object) {
        if self.roles.is_empty() {
            return;
        }
        let Some(Value::List(lines)) = object.attributes.get(Attribute::Privileges) else { return };
        let is_kept = |line: &str| !self.manages_role(privileges::grantee(line));
        if lines.iter().all(|line| is_kept(line)) {
            return;
        }
        let kept: Vec<_> = lines.iter().filter(|line| is_kept(line)).cloned().collect();
        privileges::set(object, kept);
    }
}

fn any(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| matches(pattern, name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::object::ObjectKey;

    fn object(kind: ObjectKind, schema: &str, name: &str, owner: &str) -> Object {
        Object {
            key: ObjectKey { kind, schema: schema.into(), parent: None, name: name.into() },
            attributes: [(Attribute::Owner, Value::from(owner))].into_iter().collect(),
            definition: None,
        }
    }

    fn profile() -> Profile {
        Profile {
            schemas: vec!["auth".into()],
            roles: vec!["platform_*".into()],
            event_triggers: vec!["watch".into()],
            ..Profile::default()
        }
    }

    #[test]
    fn what_the_platform_owns_in_a_schema_of_the_users_is_the_users() {
        let managed = |kind, schema, name, owner| profile().manages(&object(kind, schema, name, owner));
        assert!(managed(ObjectKind::Table, "auth", "users", "me"));
        assert!(!managed(ObjectKind::Table, "public", "users", "platform_group"));
        assert!(!managed(ObjectKind::Schema, "", "public", "platform_group"));
        assert!(managed(ObjectKind::EventTrigger, "", "watch", "me"));
        assert!(managed(ObjectKind::EventTrigger, "", "other", "platform_admin"));
        assert!(!managed(ObjectKind::Publication, "", "watch", "me"));
    }

    #[test]
    fn grants_to_the_platform_leave_what_nobody_granted() {
        let mut table = object(ObjectKind::Table, "public", "t", "me");
        let lines = ["@owner: ALL", "platform_backup: SELECT"];
        table.attributes.insert(Attribute::Privileges, lines.into_iter().collect());
        profile().without_grants(&mut table);
        assert_eq!(table.attributes.get(Attribute::Privileges), None);

        let lines = ["@owner: ALL", "app: SELECT", "platform_backup: SELECT"];
        table.attributes.insert(Attribute::Privileges, lines.into_iter().collect());
        profile().without_grants(&mut table);
        let kept: Value = ["@owner: ALL", "app: SELECT"].into_iter().collect();
        assert_eq!(table.attributes.get(Attribute::Privileges), Some(&kept));
    }
}
