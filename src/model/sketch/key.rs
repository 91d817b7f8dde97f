//! What the printed definition of a key says.

use crate::model::quote::names_in;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeySort {
    Primary,
    Foreign,
    Unique,
}

/// What the definition of a key says.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) sort: KeySort,
    pub(super) columns: Vec<String>,
    /// `schema.name`, unquoted.
    pub(super) refers_to: Option<String>,
}

impl Key {
    /// Reads what `db::capture` prints; `None` for a constraint that is no key.
    pub(super) fn parse(definition: &str) -> Option<Self> {
        let sorts = [
            ("PRIMARY KEY", KeySort::Primary),
            ("FOREIGN KEY", KeySort::Foreign),
            ("UNIQUE", KeySort::Unique),
        ];
        let (words, sort) = sorts.into_iter().find(|(words, _)| definition.starts_with(words))?;
        let inside = &definition[definition[words.len()..].find('(')? + words.len() + 1..];
        let (columns, rest) = names_in(inside);
        let refers_to = rest.strip_prefix(") REFERENCES ").map(|rest| names_in(rest).0.join("."));
        Some(Self { sort, columns, refers_to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_they_are_printed() {
        let parse = |text| Key::parse(text).expect(text);
        let key = parse(r#"FOREIGN KEY (a, "B, c") REFERENCES public."or""d"(id) ON DELETE CASCADE"#);
        assert_eq!(key.columns, ["a", "B, c"]);
        assert_eq!(key.refers_to.as_deref(), Some("public.or\"d"));
        let key = parse("PRIMARY KEY (id, during WITHOUT OVERLAPS)");
        assert_eq!((key.sort, key.columns), (KeySort::Primary, vec!["id".into(), "during".into()]));
        let key = parse("UNIQUE NULLS NOT DISTINCT (email) INCLUDE (name)");
        assert_eq!((key.sort, key.columns), (KeySort::Unique, vec!["email".into()]));
        let key = parse("FOREIGN KEY (id, PERIOD during) REFERENCES s.t(id, PERIOD during)");
        assert_eq!(key.columns, ["id", "during"]);
        assert_eq!(Key::parse("CHECK (a > 0)"), None);
        assert_eq!(Key::parse("PRIMARY KEY"), None);
    }
}
