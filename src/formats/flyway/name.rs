//! Flyway's file names and versions: which file is what, and which version comes first. Versions
//! have any number of parts of any size; trailing zeros do not count (`1` = `1.0`).

use std::cmp::Ordering;

use super::options::Options;

/// What Flyway does with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Versioned,
    /// Stands for all versioned ones up to its version, on a database without history.
    Baseline,
    Repeatable,
    /// Run by `undo` only.
    Undo,
}

/// A file name, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) sort: Sort,
    /// As Flyway keeps it: `_` is a dot. Empty for a repeatable one.
    pub(super) version: String,
    /// `_` is a space.
    pub(super) description: String,
}

impl Name {
    /// Reads a file name without folders. `None`: it does not end as migrations do, or begins like
    /// none; an error: why Flyway passes it over.
    pub(super) fn parse(file: &str, options: &Options) -> Option<Result<Self, String>> {
        let lower = file.to_lowercase();
        let suffix = options.suffixes.iter().find(|suffix| lower.ends_with(&suffix.to_lowercase()))?;
        let stem = file.get(..file.len() - suffix.len())?;
        let prefixes = [
            (&options.prefix, Sort::Versioned),
            (&options.baseline_prefix, Sort::Baseline),
            (&options.repeatable_prefix, Sort::Repeatable),
            (&options.undo_prefix, Sort::Undo),
        ];
        let begins = |(prefix, _): &(&String, Sort)| !prefix.is_empty() && stem.starts_with(prefix.as_str());
        let (prefix, sort) = prefixes.into_iter().filter(begins).max_by_key(|(prefix, _)| prefix.len())?;
        let rest = &stem[prefix.len()..];
        let (version, description) = rest.split_once(options.separator.as_str()).unwrap_or((rest, ""));
        Some(match sort {
            Sort::Repeatable if !version.is_empty() || rest.is_empty() => {
                Err(format!("a repeatable migration has no version: `{prefix}{}name.sql`", options.separator))
            }
            Sort::Versioned | Sort::Baseline | Sort::Undo if !is_version(version) => {
                Err(format!("`{version}` is no version: digits with `.` or `_` between them"))
            }
            _ => Ok(Self {
                sort,
                version: version.replace('_', "."),
                description: description.replace('_', " "),
            }),
        })
    }

    /// The key of the migration among the others.
    pub(super) fn key(&self) -> String {
        key(self.sort, &self.version, &self.description)
    }
}

/// `1.2`, `B1.2` or `R__name_of_it`.
pub(super) fn key(sort: Sort, version: &str, description: &str) -> String {
    match sort {
        Sort::Repeatable => format!("R__{}", description.replace(' ', "_")),
        Sort::Baseline => format!("B{version}"),
        Sort::Versioned | Sort::Undo => version.to_owned(),
    }
}

/// The key of a repeatable migration.
pub(super) fn is_repeatable(key: &str) -> bool {
    key.starts_with("R__")
}

/// The version in a baseline migration's key.
pub(super) fn baseline_version(key: &str) -> Option<&str> {
    key.strip_prefix('B')
}

/// Versions by their numbers, a baseline migration after the versioned one of its version, then
/// repeatable ones by description.
pub(super) fn compare_keys(a: &str, b: &str) -> Ordering {
    let place = |key: &str| (is_repeatable(key), baseline_version(key).is_some());
    let ((a_repeats, a_baseline), (b_repeats, b_baseline)) = (place(a), place(b));
    match (a_repeats, b_repeats) {
        (true, true) => a.replace('_', " ").cmp(&b.replace('_', " ")),
        (false, false) => compare_versions(a.trim_start_matches('B'), b.trim_start_matches('B'))
            .then(a_baseline.cmp(&b_baseline)),
        _ => a_repeats.cmp(&b_repeats),
    }
}

/// The order of two versions.
pub(super) fn compare_versions(a: &str, b: &str) -> Ordering {
    let (a, b) = (parts(a), parts(b));
    let number = |digits: &&str| (digits.len(), (*digits).to_owned());
    a.iter().map(number).cmp(b.iter().map(number))
}

/// The version in the one spelling that all equal ones share.
pub(super) fn plain_version(version: &str) -> String {
    match parts(version)[..] {
        [] => "0".to_owned(),
        ref parts => {
            parts.iter().map(|part| if part.is_empty() { "0" } else { part }).collect::<Vec<_>>().join(".")
        }
    }
}

/// Numbers without leading zeros (zero is empty), without the zeros at the end.
fn parts(version: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = version.split(['.', '_']).map(|part| part.trim_start_matches('0')).collect();
    while parts.last().is_some_and(|part| part.is_empty()) {
        parts.pop();
    }
    parts
}

fn is_version(version: &str) -> bool {
    version.split(['.', '_']).all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn vectors() -> Value {
        serde_json::from_str(include_str!("../../../tests/vectors/flyway.json")).expect("JSON")
    }

    #[test]
    fn versions_compare_as_in_the_vectors() {
        for case in vectors()["version_order"].as_array().expect("cases") {
            let text = |at: usize| case[at].as_str().expect("a version");
            let expected = case[2].as_i64().expect("an order").cmp(&0);
            assert_eq!(compare_versions(text(0), text(1)), expected, "{case}");
            assert_eq!(plain_version(text(0)) == plain_version(text(1)), expected.is_eq(), "{case}");
        }
        let big = "99999999999999999999999999";
        assert_eq!(compare_versions(big, "100000000000000000000000000"), Ordering::Less);
        assert_eq!(plain_version("01.0.2_00"), "1.0.2");
        assert_eq!(plain_version("0.0"), "0");
    }

    #[test]
    fn names_are_read_as_in_the_vectors() {
        for case in vectors()["file_names"].as_array().expect("cases") {
            let file = case["file"].as_str().expect("a name");
            let parsed = Name::parse(file, &Options::default());
            if case["type"] == "invalid" {
                assert!(matches!(parsed, Some(Err(_))), "{case}");
                continue;
            }
            let name = parsed.expect("a migration").expect("a good name");
            let sort = match name.sort {
                Sort::Versioned => "versioned",
                Sort::Baseline => "baseline",
                Sort::Repeatable => "repeatable",
                Sort::Undo => "undo",
            };
            assert_eq!(case["type"], sort, "{case}");
            assert_eq!(case["version"].as_str().unwrap_or_default(), name.version, "{case}");
            if let Some(description) = case["description"].as_str() {
                assert_eq!(name.description, description, "{case}");
            }
        }
    }

    /// Tried with Flyway 11.8.2.
    #[test]
    fn odd_names() {
        let description = |file: &str| {
            Name::parse(file, &Options::default()).and_then(Result::ok).map(|name| name.description)
        };
        for (file, expected) in [
            ("V1__x.SQL", Some("x")),
            ("V1__.sql", Some("")),
            ("R__.sql", Some("")),
            ("V1__x__y.sql", Some("x  y")),
            ("V1___x_.sql", Some(" x ")),
            ("R__a__b_c.sql", Some("a  b c")),
            ("V1_x.sql", None),
            ("v1__x.sql", None),
            ("Vx__y.sql", None),
            ("V1.__x.sql", None),
            ("V1a__x.sql", None),
            ("R_x.sql", None),
            ("V1__x.txt", None),
        ] {
            assert_eq!(description(file).as_deref(), expected, "{file}");
        }
    }

    #[test]
    fn keys_are_in_the_order_of_running() {
        let mut keys = ["R__b", "10", "B2", "R__Z", "2.0", "1.5", "R__a_b"];
        keys.sort_by(|a, b| compare_keys(a, b));
        assert_eq!(keys, ["1.5", "2.0", "B2", "10", "R__Z", "R__a_b", "R__b"]);
    }
}
