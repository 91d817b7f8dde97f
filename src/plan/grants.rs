//! Who has what, and the `GRANT`s and `REVOKE`s between two such states. Pure sets: what they are about
//! is the business of those who ask.

use std::collections::{BTreeMap, BTreeSet};

use super::role::PUBLIC;
use crate::model::object::{ObjectKind, Text};
use crate::model::privileges::split;

/// The owner, in the catalog's lines.
pub(super) const OWNER: &str = "@owner";

/// Everything that there is to grant on objects of a kind.
pub(super) fn everything(kind: ObjectKind, major: u32) -> &'static [&'static str] {
    use ObjectKind as Kind;
    match kind {
        Kind::Table | Kind::View | Kind::MaterializedView | Kind::ForeignTable if major >= 17 => {
            &["DELETE", "INSERT", "MAINTAIN", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"]
        }
        Kind::Table | Kind::View | Kind::MaterializedView | Kind::ForeignTable => {
            &["DELETE", "INSERT", "REFERENCES", "SELECT", "TRIGGER", "TRUNCATE", "UPDATE"]
        }
        Kind::Column => &["INSERT", "REFERENCES", "SELECT", "UPDATE"],
        Kind::Sequence => &["SELECT", "UPDATE", "USAGE"],
        Kind::Schema => &["CREATE", "USAGE"],
        Kind::Database => &["CONNECT", "CREATE", "TEMPORARY"],
        Kind::Function | Kind::Procedure | Kind::Aggregate => &["EXECUTE"],
        _ => &["USAGE"],
    }
}

/// What everybody may do with an object before anybody grants or revokes
/// (<https://www.postgresql.org/docs/current/ddl-priv.html>, the table of default privileges).
pub(super) fn of_everybody(kind: ObjectKind) -> &'static [&'static str] {
    use ObjectKind as Kind;
    match kind {
        Kind::Function | Kind::Procedure | Kind::Aggregate => &["EXECUTE"],
        Kind::Enum | Kind::Domain | Kind::Composite | Kind::Range | Kind::BaseType | Kind::Language => {
            &["USAGE"]
        }
        Kind::Database => &["CONNECT", "TEMPORARY"],
        _ => &[],
    }
}

/// Who has which privileges, and which of them with the right to grant them on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Grants(BTreeMap<String, BTreeMap<String, bool>>);

impl Grants {
    /// What the catalog's lines say; `everything` is what `ALL` stands for.
    pub(super) fn of(lines: &[Text], everything: &[&str]) -> Self {
        let mut grants = Self::default();
        for (grantee, words) in lines.iter().filter_map(|line| split(line)) {
            for word in words {
                let plain = word.trim_end_matches('*');
                let is_grantable = plain != word;
                match plain {
                    "ALL" => grants.add(grantee, everything, is_grantable),
                    _ => grants.add(grantee, &[plain], is_grantable),
                }
            }
        }
        grants
    }

    /// What an object of this kind has before anybody grants or revokes.
    pub(super) fn unasked(kind: ObjectKind, major: u32) -> Self {
        let mut grants = Self::default();
        if kind != ObjectKind::Column {
            grants.add(OWNER, everything(kind, major), false);
            grants.add(PUBLIC, of_everybody(kind), false);
        }
        grants
    }

    pub(super) fn add(&mut self, grantee: &str, privileges: &[&str], is_grantable: bool) {
        if privileges.is_empty() {
            return;
        }
        let has = self.0.entry(grantee.to_owned()).or_default();
        for privilege in privileges {
            *has.entry((*privilege).to_owned()).or_default() |= is_grantable;
        }
    }

    /// Both together.
    pub(super) fn join(&mut self, other: &Self) {
        for (grantee, has) in &other.0 {
            for (privilege, is_grantable) in has {
                self.add(grantee, &[privilege], *is_grantable);
            }
        }
    }

    /// What both have.
    pub(super) fn common(&self, other: &Self) -> Self {
        let mut common = Self::default();
        for (grantee, has) in &self.0 {
            for (privilege, is_grantable) in has {
                if let Some(other) = other.get(grantee, privilege) {
                    common.add(grantee, &[privilege], *is_grantable && other);
                }
            }
        }
        common
    }

    /// The role's privileges are the owner's: it is the owner.
    pub(super) fn owned_by(&mut self, role: &str) {
        if let Some(has) = self.0.remove(role) {
            let owner = self.0.entry(OWNER.to_owned()).or_default();
            for (privilege, is_grantable) in has {
                *owner.entry(privilege).or_default() |= is_grantable;
            }
        }
    }

    /// Leaves out grantees.
    pub(super) fn retain(&mut self, wanted: impl Fn(&str) -> bool) {
        self.0.retain(|grantee, _| wanted(grantee));
    }

    /// Whether it can be granted on; `None` where it is not granted.
    pub(super) fn get(&self, grantee: &str, privilege: &str) -> Option<bool> {
        self.0.get(grantee)?.get(privilege).copied()
    }

    fn grantees(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    pub(super) fn privileges(&self, grantee: &str) -> impl Iterator<Item = (&String, bool)> {
        self.0.get(grantee).into_iter().flatten().map(|(privilege, grantable)| (privilege, *grantable))
    }

    /// Those besides the owner who can grant it on.
    fn grantors<'a>(&'a self, privilege: &'a str) -> impl Iterator<Item = &'a String> {
        self.grantees().filter(move |name| *name != OWNER && self.get(name, privilege) == Some(true))
    }
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum How {
    Revoke,
    RevokeOption,
    Grant,
    GrantWithOption,
}

/// One statement's worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Transfer {
    pub(super) how: How,
    pub(super) grantee: String,
    /// Sorted.
    pub(super) privileges: Vec<String>,
    /// What the grantee granted on goes, too.
    pub(super) cascades: bool,
    /// It is said only because something before it took away what is wanted.
    pub(super) again: bool,
}

/// What turns one state into another. What an object has may not be known for sure: `certain` is there,
/// and nothing is that is not in `possible`.
pub(super) fn transfers(certain: &Grants, possible: &Grants, wanted: &Grants) -> Vec<Transfer> {
    let mut found: BTreeMap<(How, String, bool, bool), BTreeSet<String>> = BTreeMap::new();
    let mut note = |how, grantee: &str, privilege: &str, cascades, again| {
        let privileges = found.entry((how, grantee.to_owned(), cascades, again)).or_default();
        privileges.insert(privilege.to_owned());
    };
    let entangled = entangled(possible, wanted);
    for grantee in possible.grantees() {
        for (privilege, is_grantable) in possible.privileges(grantee) {
            let cascades = entangled.contains(privilege) && is_grantable && grantee != OWNER;
            match wanted.get(grantee, privilege) {
                None => note(How::Revoke, grantee, privilege, cascades, false),
                Some(false) if is_grantable => note(How::RevokeOption, grantee, privilege, cascades, false),
                Some(true) if cascades => note(How::RevokeOption, grantee, privilege, true, true),
                Some(_) => {}
            }
        }
    }
    for grantee in wanted.grantees() {
        for (privilege, is_grantable) in wanted.privileges(grantee) {
            let has = certain.get(grantee, privilege).is_some_and(|has| has || !is_grantable);
            let again = has && entangled.contains(privilege) && grantee != OWNER;
            let how = if is_grantable { How::GrantWithOption } else { How::Grant };
            if !has || again {
                note(how, grantee, privilege, false, again);
            }
        }
    }
    found
        .into_iter()
        .map(|((how, grantee, cascades, again), privileges)| Transfer {
            how,
            grantee,
            privileges: privileges.into_iter().collect(),
            cascades,
            again,
        })
        .collect()
}

/// Privileges that are taken away from somebody while several have them and one of those could have
/// granted them: only the grantor can revoke, and the catalog does not say who that was.
fn entangled(possible: &Grants, wanted: &Grants) -> BTreeSet<String> {
    let mut entangled = BTreeSet::new();
    for grantee in possible.grantees().filter(|grantee| *grantee != OWNER) {
        for (privilege, is_grantable) in possible.privileges(grantee) {
            let is_less = match wanted.get(grantee, privilege) {
                None => true,
                Some(grantable) => is_grantable && !grantable,
            };
            let others = possible
                .grantees()
                .filter(|name| *name != OWNER && *name != grantee && possible.get(name, privilege).is_some());
            if is_less && others.count() > 0 && possible.grantors(privilege).next().is_some() {
                entangled.insert(privilege.clone());
            }
        }
    }
    entangled
}

/// `SELECT, UPDATE`, or `ALL` where that is all there is. The privileges of a column name it:
/// `SELECT ("a b")`.
pub(super) fn words(privileges: &[String], everything: &[&str], column: Option<&str>) -> String {
    if let Some(column) = column {
        let each: Vec<String> =
            privileges.iter().map(|privilege| format!("{privilege} ({column})")).collect();
        return each.join(", ");
    }
    let is_all = everything.len() > 1 && everything.iter().all(|one| privileges.iter().any(|has| has == one));
    if is_all { "ALL".to_owned() } else { privileges.join(", ") }
}

impl Transfer {
    /// `GRANT SELECT ON … TO …`; `words` are the privileges, `on` what follows `ON`, `to` the role.
    pub(super) fn sql(&self, words: &str, on: &str, to: &str) -> String {
        let cascade = if self.cascades { " CASCADE" } else { "" };
        match self.how {
            How::Revoke => format!("REVOKE {words} ON {on} FROM {to}{cascade}"),
            How::RevokeOption => format!("REVOKE GRANT OPTION FOR {words} ON {on} FROM {to}{cascade}"),
            How::Grant => format!("GRANT {words} ON {on} TO {to}"),
            How::GrantWithOption => format!("GRANT {words} ON {on} TO {to} WITH GRANT OPTION"),
        }
    }

    /// What it means, in a sentence without a full stop.
    pub(super) fn meaning(&self, words: &str, of: &str) -> String {
        let who = match self.grantee.as_str() {
            OWNER => "the owner",
            PUBLIC => "everybody",
            role => role,
        };
        match self.how {
            How::Revoke => format!("{who} loses {words} on {of}"),
            How::RevokeOption => format!("{who} can no longer grant {words} on {of}"),
            How::Grant => format!("{who} gets {words} on {of}"),
            How::GrantWithOption => format!("{who} gets {words} on {of} and can grant it on"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: &[&str] = &["DELETE", "INSERT", "SELECT"];

    fn grants(lines: &[&str]) -> Grants {
        let lines: Vec<Text> = lines.iter().map(|line| Text::from(*line)).collect();
        Grants::of(&lines, ALL)
    }

    fn said(is: &[&str], wanted: &[&str]) -> Vec<String> {
        let (is, wanted) = (grants(is), grants(wanted));
        transfers(&is, &is, &wanted)
            .iter()
            .map(|one| one.sql(&words(&one.privileges, ALL, None), "t", &one.grantee))
            .collect()
    }

    #[test]
    fn only_what_differs() {
        assert_eq!(said(&["@owner: ALL", "a: SELECT"], &["@owner: ALL", "a: SELECT"]), [""; 0]);
        assert_eq!(
            said(&["a: INSERT, SELECT", "b: ALL"], &["a: SELECT*", "c: ALL"]),
            [
                "REVOKE INSERT ON t FROM a",
                "REVOKE ALL ON t FROM b",
                "GRANT ALL ON t TO c",
                "GRANT SELECT ON t TO a WITH GRANT OPTION",
            ]
        );
        assert_eq!(said(&["a: SELECT*"], &["a: SELECT"]), ["REVOKE GRANT OPTION FOR SELECT ON t FROM a"]);
    }

    #[test]
    fn nobody_knows_who_granted_it() {
        assert_eq!(
            said(&["a: SELECT*", "b: SELECT", "c: SELECT"], &["a: SELECT*", "c: SELECT"]),
            [
                "REVOKE SELECT ON t FROM b",
                "REVOKE GRANT OPTION FOR SELECT ON t FROM a CASCADE",
                "GRANT SELECT ON t TO c",
                "GRANT SELECT ON t TO a WITH GRANT OPTION",
            ]
        );
    }

    #[test]
    fn what_is_not_certain_is_said() {
        let (certain, possible) = (grants(&["@owner: ALL"]), grants(&["@owner: ALL", "a: ALL", "b: SELECT"]));
        let said: Vec<String> = transfers(&certain, &possible, &grants(&["@owner: ALL", "a: SELECT"]))
            .iter()
            .map(|one| one.sql(&words(&one.privileges, ALL, None), "t", &one.grantee))
            .collect();
        assert_eq!(
            said,
            ["REVOKE DELETE, INSERT ON t FROM a", "REVOKE SELECT ON t FROM b", "GRANT SELECT ON t TO a"]
        );
    }
}
