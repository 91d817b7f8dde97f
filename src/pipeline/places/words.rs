//! The words of SQL that a statement says when it is about an attribute, and those that stand for
//! names that PostgreSQL made up.

use crate::model::attribute::Attribute;

/// Words of which one stands in a clause that sets the attribute. None where no word is telling.
pub(super) fn of(attribute: Option<Attribute>) -> &'static [&'static str] {
    use Attribute as A;
    let Some(attribute) = attribute else { return &[] };
    match attribute {
        A::Owner => &["owner", "authorization"],
        A::Comment => &["comment"],
        A::NotNull | A::NotNullConstraint => &["null", "primary"],
        A::Type => &["type"],
        A::Default => &["default", "serial", "bigserial", "smallserial"],
        A::Generated => &["generated", "expression"],
        A::Identity | A::SequenceName => &["identity", "generated"],
        A::Start | A::Increment | A::Minimum | A::Maximum | A::Cache | A::Cycle => {
            &["start", "increment", "minvalue", "maxvalue", "cache", "cycle", "restart"]
        }
        A::Storage => &["storage"],
        A::Compression => &["compression"],
        A::StatisticsTarget => &["statistics"],
        A::Options | A::ForeignOptions | A::Settings => &["set", "reset", "with", "options"],
        A::Persistence => &["logged", "unlogged"],
        A::PartitionOf | A::PartitionBound => &["partition"],
        A::Inherits => &["inherit", "inherits"],
        A::RowSecurity | A::ForceRowSecurity => &["security"],
        A::ReplicaIdentity => &["replica"],
        A::ClusteredOn => &["cluster"],
        A::Tablespace => &["tablespace"],
        A::Validated => &["validate", "valid"],
        A::Enabled => &["enable", "disable"],
        A::OwnedBy => &["owned"],
        A::SecurityDefiner => &["security"],
        A::Schema => &["schema"],
        A::Version => &["version", "update"],
        _ => &[],
    }
}

/// Endings of names that PostgreSQL makes up, and the word of SQL that each stands for
/// (`ChooseConstraintName`, `ChooseIndexName`).
const ENDINGS: [(&str, &str); 7] = [
    ("_pkey", "primary"),
    ("_key", "unique"),
    ("_fkey", "references"),
    ("_check", "check"),
    ("_excl", "exclude"),
    ("_not_null", "null"),
    ("_idx", "index"),
];

/// What a made-up name of something on `table` stands for: a column, or columns in a row, and a word.
pub(super) fn of_generated<'n>(name: &'n str, table: &str) -> Option<(Option<&'n str>, &'static str)> {
    let name = name.trim_end_matches(|digit: char| digit.is_ascii_digit());
    let (stem, word) = ENDINGS.iter().find_map(|(end, word)| Some((name.strip_suffix(end)?, *word)))?;
    let column = stem.strip_prefix(table)?.strip_prefix('_');
    Some((column, word))
}

#[cfg(test)]
mod tests {
    use super::of_generated;

    #[test]
    fn made_up_names_say_what_they_are_about() {
        assert_eq!(of_generated("users_pkey", "users"), Some((None, "primary")));
        assert_eq!(of_generated("users_email_key", "users"), Some((Some("email"), "unique")));
        assert_eq!(of_generated("users_org_id_fkey1", "users"), Some((Some("org_id"), "references")));
        assert_eq!(of_generated("users_email_unique", "users"), None);
        assert_eq!(of_generated("people_pkey", "users"), None);
    }
}
