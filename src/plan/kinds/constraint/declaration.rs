//! The text of constraints: of which sort one is, how it is declared, and its parts that an index needs.

use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::quote_name;
use crate::plan::kinds::index::behind::with_options;
use crate::plan::site::flag;

/// The sort of a constraint, as its definition begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Check,
    ForeignKey,
    PrimaryKey,
    Unique,
    Exclusion,
}

impl Sort {
    pub(super) fn of(constraint: &Object) -> Self {
        let text = definition(constraint);
        [
            ("FOREIGN KEY", Self::ForeignKey),
            ("PRIMARY KEY", Self::PrimaryKey),
            ("UNIQUE", Self::Unique),
            ("EXCLUDE", Self::Exclusion),
        ]
        .into_iter()
        .find_map(|(words, sort)| text.starts_with(words).then_some(sort))
        .unwrap_or(Self::Check)
    }

    /// Whether a unique index is what it is made of.
    pub(super) fn is_key(self) -> bool {
        matches!(self, Self::PrimaryKey | Self::Unique)
    }

    /// What nobody watches any more once it is gone.
    pub(super) fn rule(self) -> &'static str {
        match self {
            Self::Check => "rows may break the check afterwards",
            Self::ForeignKey => "rows may refer to what is not there afterwards",
            Self::PrimaryKey => "rows have no primary key afterwards",
            Self::Unique => "values may occur twice afterwards",
            Self::Exclusion => "rows may exclude each other afterwards",
        }
    }
}

pub(super) fn definition(constraint: &Object) -> &str {
    constraint.attributes.text(Attribute::Definition).unwrap_or_default()
}

/// Whether all rows are known to obey.
pub(super) fn is_valid(constraint: &Object) -> bool {
    constraint.attributes.text(Attribute::Validated) != Some("false")
}

pub(super) fn is_enforced(constraint: &Object) -> bool {
    constraint.attributes.text(Attribute::Enforced) != Some("false")
}

/// ` DEFERRABLE INITIALLY DEFERRED`, or nothing.
pub(super) fn deferrable(constraint: &Object) -> String {
    match constraint.attributes.text(Attribute::Deferrable) {
        Some(when) => format!(" DEFERRABLE {}", when.to_uppercase()),
        None => String::new(),
    }
}

/// `CONSTRAINT name …`, all but whether it is valid.
pub(super) fn declaration(wanted: &Object) -> String {
    let mut text = format!("CONSTRAINT {} {}", quote_name(&wanted.key.name), definition(wanted));
    if Sort::of(wanted).is_key() {
        text.push_str(&with_options(wanted));
        if let Some(tablespace) = wanted.attributes.text(Attribute::Tablespace) {
            text.push_str(&format!(" USING INDEX TABLESPACE {}", quote_name(tablespace)));
        }
    }
    text.push_str(&deferrable(wanted));
    if !is_enforced(wanted) {
        text.push_str(" NOT ENFORCED");
    }
    text
}

/// The index that a primary key or a unique constraint can be made of.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct KeyIndex<'a> {
    /// In parentheses.
    columns: &'a str,
    /// ` INCLUDE (…)`, or nothing.
    include: &'a str,
    nulls_not_distinct: bool,
}

impl<'a> KeyIndex<'a> {
    /// `None` where no unique index will do, because periods must not overlap.
    pub(super) fn of(definition: &'a str) -> Option<Self> {
        let rest = definition.strip_prefix("PRIMARY KEY").or_else(|| definition.strip_prefix("UNIQUE"))?;
        let (rest, nulls_not_distinct) = match rest.strip_prefix(" NULLS NOT DISTINCT") {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let (columns, include) = rest.trim_start().split_at(closing(rest.trim_start())?);
        match columns.ends_with(" WITHOUT OVERLAPS)") {
            true => None,
            false => Some(Self { columns, include, nulls_not_distinct }),
        }
    }

    /// The statement that builds it under this name while others write.
    pub(super) fn create(&self, name: &str, table: &str, wanted: &Object) -> String {
        let mut text = format!(
            "CREATE UNIQUE INDEX CONCURRENTLY {} ON {table} {}{}",
            quote_name(name),
            self.columns,
            self.include
        );
        if self.nulls_not_distinct {
            text.push_str(" NULLS NOT DISTINCT");
        }
        text.push_str(&with_options(wanted));
        if let Some(tablespace) = wanted.attributes.text(Attribute::Tablespace) {
            text.push_str(&format!(" TABLESPACE {}", quote_name(tablespace)));
        }
        text
    }
}

/// The place after the parenthesis that closes the first one.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut quoted) = (0_u32, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'(' if !quoted => depth += 1,
            b')' if !quoted => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether it takes nothing but the words of its definition to make it.
pub(super) fn is_plain(constraint: &Object) -> bool {
    let has = |attribute| constraint.attributes.get(attribute).is_some();
    let is_valid =
        constraint.attributes.get(Attribute::Validated).is_none() || flag(constraint, Attribute::Validated);
    is_valid && is_enforced(constraint) && !has(Attribute::Options) && !has(Attribute::Tablespace)
}

#[cfg(test)]
mod tests {
    use super::KeyIndex;

    #[test]
    fn a_key_names_the_index_it_is_made_of() {
        let of = KeyIndex::of;
        let plain = |columns, include| Some(KeyIndex { columns, include, nulls_not_distinct: false });
        assert_eq!(of("PRIMARY KEY (a, \"b)\"\"(\")"), plain("(a, \"b)\"\"(\")", ""));
        assert_eq!(of("UNIQUE (a) INCLUDE (b)"), plain("(a)", " INCLUDE (b)"));
        assert!(of("UNIQUE NULLS NOT DISTINCT (a)").is_some_and(|index| index.nulls_not_distinct));
        assert_eq!(of("PRIMARY KEY (a, b WITHOUT OVERLAPS)"), None);
    }
}
