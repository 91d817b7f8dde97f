//! Members of operator families, as the catalog prints them: `operator 1 s.<(a,b) for order by s.f` and
//! `function 1 (a, b) s.f(a,b)`.

use std::fmt;

use super::signature::{outside, split};

/// An operator or a support function of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member<'a> {
    is_function: bool,
    number: &'a str,
    /// The types it is for: of which it is the only one with its number.
    types: String,
    /// The operator or function itself.
    what: String,
}

impl<'a> Member<'a> {
    pub(super) fn parse(text: &'a str) -> Result<Self, String> {
        Self::read(text).ok_or_else(|| format!("has a member that is not understood: {text}"))
    }

    fn read(text: &'a str) -> Option<Self> {
        let (word, rest) = text.split_once(' ')?;
        let (number, rest) = rest.split_once(' ')?;
        if word == "function" {
            let end = outside(rest.strip_prefix('(')?, ')')? + 1;
            let types = rest[1..end].to_owned();
            let what = rest[end + 1..].trim().to_owned();
            return Some(Self { is_function: true, number, types, what });
        }
        let end = outside(rest, '(')?;
        let end = end + 1 + outside(&rest[end + 1..], ')')?;
        let (symbol, types) = split(&rest[..=end]);
        let types = super::signature::items(types).join(", ");
        let order = match rest[end + 1..].strip_prefix(" for order by ") {
            Some(family) => format!(" FOR ORDER BY {family}"),
            None => String::new(),
        };
        let what = format!("{symbol} ({types}){order}");
        Some(Self { is_function: false, number, types, what })
    }

    fn word(&self) -> &'static str {
        if self.is_function { "FUNCTION" } else { "OPERATOR" }
    }

    /// What `DROP` of `ALTER OPERATOR FAMILY` calls it.
    pub(super) fn slot(&self) -> String {
        format!("{} {} ({})", self.word(), self.number, self.types)
    }

    /// Whether it belongs to the family and not to the class that it was made with, and so stays when the
    /// class is dropped. Each access method says so of its own from 14 on (`amadjustmembers`); before, what
    /// was made with a class went with it.
    pub(super) fn is_loose(&self, method: &str, major: u32) -> bool {
        if major < 14 {
            return false;
        }
        let types = super::signature::items(&self.types);
        let is_cross_type = types.first() != types.last();
        let needed: &[&str] = match method {
            "btree" | "hash" if is_cross_type => return true,
            "btree" | "hash" if !self.is_function => return false,
            "btree" | "hash" => &["1"],
            "gist" | "spgist" | "gin" if !self.is_function => return true,
            "gist" => &["1", "2", "5", "6", "7"],
            "spgist" => &["1", "2", "3", "4", "5"],
            "gin" => &["2", "3"],
            _ => return false,
        };
        !needed.contains(&self.number)
    }
}

/// As in `CREATE OPERATOR CLASS … AS` and `ALTER OPERATOR FAMILY … ADD`.
impl fmt::Display for Member<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_function {
            true => write!(f, "FUNCTION {} ({}) {}", self.number, self.types, self.what),
            false => write!(f, "OPERATOR {} {}", self.number, self.what),
        }
    }
}

/// The members of one list that the other has not.
pub(super) fn missing<'a>(
    list: &'a [crate::model::object::Text],
    other: &[crate::model::object::Text],
) -> Result<Vec<Member<'a>>, String> {
    list.iter().filter(|item| !other.contains(*item)).map(|item| Member::parse(item)).collect()
}

/// `ALTER OPERATOR FAMILY …` with what is taken out and what is put in; `family` is its path and its method.
pub(super) fn altered(family: &str, out: &[Member<'_>], into: &[Member<'_>]) -> Vec<String> {
    let list = |items: Vec<String>| items.join(",\n  ");
    let mut statements = Vec::new();
    if !out.is_empty() {
        let slots = list(out.iter().map(Member::slot).collect());
        statements.push(format!("ALTER OPERATOR FAMILY {family} DROP\n  {slots}"));
    }
    if !into.is_empty() {
        let members = list(into.iter().map(Member::to_string).collect());
        statements.push(format!("ALTER OPERATOR FAMILY {family} ADD\n  {members}"));
    }
    statements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_as_they_are_printed() {
        let said = |text: &str| {
            let member = Member::parse(text).expect("a member");
            (member.to_string(), member.slot())
        };
        let pair = |one: &str, other: &str| (one.to_owned(), other.to_owned());
        assert_eq!(
            said("operator 1 <(integer,bigint)"),
            pair("OPERATOR 1 < (integer, bigint)", "OPERATOR 1 (integer, bigint)")
        );
        assert_eq!(
            said(r#"operator 15 "S (".<->(point,s."a,b") for order by s.f"#),
            pair(
                r#"OPERATOR 15 "S (".<-> (point, s."a,b") FOR ORDER BY s.f"#,
                r#"OPERATOR 15 (point, s."a,b")"#
            )
        );
        assert_eq!(
            said("function 1 (integer, bigint) s.f(integer,bigint)"),
            pair("FUNCTION 1 (integer, bigint) s.f(integer,bigint)", "FUNCTION 1 (integer, bigint)")
        );
    }

    #[test]
    fn what_a_class_does_not_need_stays_in_the_family() {
        let is_loose = |text, method| Member::parse(text).expect("a member").is_loose(method, 15);
        assert!(!is_loose("operator 1 <(integer,integer)", "btree"));
        assert!(is_loose("operator 1 <(integer,bigint)", "btree"));
        assert!(is_loose("function 2 (integer, integer) btint4sortsupport(internal)", "btree"));
        assert!(is_loose("operator 1 <<(box,box)", "gist"));
        assert!(!is_loose("operator 1 <<(box,box)", "brin"));
    }
}
