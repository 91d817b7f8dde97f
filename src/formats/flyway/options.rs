//! Flyway's settings, from `flyway.toml` or `flyway.conf` beside or above the migrations. What lockstep
//! cannot do as Flyway would is named here, so that it is refused and never done differently.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::formats::directory::Directory;
use crate::formats::error::FormatError;
use crate::formats::placeholder::Marks;

/// Where the settings are, seen from the migrations folder or a folder above it.
const FILES: &[&str] = &["flyway.toml", "flyway.conf", "conf/flyway.toml", "conf/flyway.conf"];

/// Settings that change what a migration run does in ways lockstep does not follow.
const HINDRANCES: &[(&str, &[&str], &str)] = &[
    ("initsql", &[""], "flyway.initSql runs on every connection of Flyway's, and lockstep would not run it"),
    ("target", &["", "latest"], "flyway.target ends Flyway's run at a version, and lockstep would go on"),
    (
        "cherrypick",
        &[""],
        "flyway.cherryPick makes Flyway run some of the migrations, and lockstep would run all",
    ),
    (
        "callbacks",
        &[""],
        "flyway.callbacks names Java code that Flyway runs around migrations, and lockstep would not",
    ),
    (
        "group",
        &["", "false"],
        "flyway.group makes Flyway apply all in one transaction, and lockstep would not",
    ),
    (
        "skipexecutingmigrations",
        &["", "false"],
        "flyway.skipExecutingMigrations makes Flyway record migrations without running them",
    ),
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Options {
    /// Relative to the repository root, else absolute; none: not configured.
    pub(super) locations: Vec<PathBuf>,
    pub(super) table: String,
    /// The first is where the history is and unqualified names are made; none: as the connection has it.
    pub(super) schemas: Vec<String>,
    pub(super) creates_schemas: bool,
    pub(super) prefix: String,
    pub(super) repeatable_prefix: String,
    pub(super) baseline_prefix: String,
    pub(super) undo_prefix: String,
    pub(super) separator: String,
    pub(super) suffixes: Vec<String>,
    /// Names in lower case: Flyway does not tell the cases apart.
    pub(super) placeholders: BTreeMap<String, String>,
    pub(super) replaces: bool,
    pub(super) marks: Marks,
    /// Between `flyway` and the name of a value that Flyway itself gives.
    pub(super) own_separator: String,
    pub(super) out_of_order: bool,
    pub(super) mixed: bool,
    pub(super) in_transaction: bool,
    pub(super) installed_by: Option<String>,
    pub(super) hindrance: Option<&'static str>,
}

impl Default for Options {
    fn default() -> Self {
        Self::of(&BTreeMap::new(), Path::new(""))
    }
}

impl Options {
    /// Reads the settings that hold for a migrations folder.
    pub(super) fn read(directory: &Directory) -> Result<Self, FormatError> {
        match file_of(directory) {
            Some(file) => Self::read_file(&file, directory.root()),
            None => Ok(Self::default()),
        }
    }

    /// Reads one settings file.
    pub(super) fn read_file(file: &Path, root: &Path) -> Result<Self, FormatError> {
        let shown = file.strip_prefix(root).unwrap_or(file).display().to_string();
        let text = std::fs::read_to_string(file)
            .map_err(|source| FormatError::Read { path: shown.clone(), source })?;
        let wrong = |reason: String| FormatError::Options { file: shown.clone(), reason };
        let settings =
            if shown.ends_with(".toml") { from_toml(&text).map_err(wrong)? } else { from_conf(&text) };
        let mut base = file.parent().unwrap_or(root);
        if base.ends_with("conf") {
            base = base.parent().unwrap_or(base);
        }
        let options = Self::of(&settings, base.strip_prefix(root).unwrap_or(base));
        if let Some(encoding) = settings.get("encoding").filter(|name| !name.eq_ignore_ascii_case("utf-8")) {
            return Err(wrong(format!(
                "lockstep reads migrations as UTF-8, not as {encoding}; convert them"
            )));
        }
        if let Some(location) = settings.get("locations").filter(|text| text.contains(['*', '?'])) {
            return Err(wrong(format!(
                "lockstep does not read locations with wildcards ({location}); name the folders one by one"
            )));
        }
        Ok(options)
    }

    /// From settings without `flyway.`, names in lower case. `base` is where locations start.
    fn of(settings: &BTreeMap<String, String>, base: &Path) -> Self {
        let text = |key: &str| settings.get(key).filter(|value| !value.is_empty()).cloned();
        let or = |key: &str, usual: &str| text(key).unwrap_or_else(|| usual.to_owned());
        let is = |key: &str, usual: bool| text(key).map_or(usual, |value| value.eq_ignore_ascii_case("true"));
        let list = |key: &str| -> Vec<String> {
            let items = text(key).unwrap_or_default();
            items.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect()
        };
        let suffixes = match list("sqlmigrationsuffixes") {
            none if none.is_empty() => vec![".sql".to_owned()],
            some => some,
        };
        let placeholder = |(key, value): (&String, &String)| {
            key.strip_prefix("placeholders.").map(|name| (name.to_owned(), value.clone()))
        };
        let hinders = |(key, harmless, _): &&(&str, &[&str], &str)| {
            let value = settings.get(*key).map(String::as_str).unwrap_or_default();
            !harmless.iter().any(|word| value.eq_ignore_ascii_case(word))
        };
        Self {
            locations: list("locations").iter().filter_map(|one| location(one, base)).collect(),
            table: or("table", "flyway_schema_history"),
            schemas: schemas(text("defaultschema"), list("schemas")),
            creates_schemas: is("createschemas", true),
            prefix: or("sqlmigrationprefix", "V"),
            repeatable_prefix: or("repeatablesqlmigrationprefix", "R"),
            baseline_prefix: or("baselinemigrationprefix", "B"),
            undo_prefix: or("undosqlmigrationprefix", "U"),
            separator: or("sqlmigrationseparator", "__"),
            suffixes,
            placeholders: settings.iter().filter_map(placeholder).collect(),
            replaces: is("placeholderreplacement", true),
            marks: Marks { prefix: or("placeholderprefix", "${"), suffix: or("placeholdersuffix", "}") },
            own_separator: or("placeholderseparator", ":"),
            out_of_order: is("outoforder", false),
            mixed: is("mixed", false),
            in_transaction: is("executeintransaction", true),
            installed_by: text("installedby"),
            hindrance: HINDRANCES.iter().find(hinders).map(|(_, _, why)| *why),
        }
    }
}

/// The default schema first.
fn schemas(default: Option<String>, mut listed: Vec<String>) -> Vec<String> {
    if let Some(default) = default {
        listed.retain(|one| *one != default);
        listed.insert(0, default);
    }
    listed
}

/// The settings file that holds for a folder: in it, or in the nearest folder above.
pub(super) fn file_of(directory: &Directory) -> Option<PathBuf> {
    std::iter::once(directory.absolute())
        .chain(directory.parents())
        .find_map(|folder| FILES.iter().map(|name| folder.join(name)).find(|file| file.is_file()))
}

/// The folders that the settings at the root name.
pub(super) fn configured_folders(root: &Path) -> Vec<PathBuf> {
    let file = FILES.iter().map(|name| root.join(name)).find(|file| file.is_file());
    let options = file.and_then(|file| Options::read_file(&file, root).ok());
    options.map(|options| options.locations).unwrap_or_default()
}

/// `filesystem:sql`, `classpath:db/migration` (in a Java project's resources), `sql`. `None`: in a
/// cloud store, where lockstep does not look.
fn location(text: &str, base: &Path) -> Option<PathBuf> {
    let path = match text.split_once(':') {
        Some(("filesystem", path)) => PathBuf::from(path),
        Some(("classpath", path)) => Path::new("src/main/resources").join(path.trim_start_matches('/')),
        Some(_) => return None,
        None => Path::new("src/main/resources").join(text.trim_start_matches('/')),
    };
    Some(base.join(path).components().collect())
}

/// `[flyway]` flattened: `placeholders.x`, lists joined by commas. The schemas may also stand with
/// the environment that is used.
fn from_toml(text: &str) -> Result<BTreeMap<String, String>, String> {
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| error.to_string().trim().to_owned())?;
    let mut settings = BTreeMap::new();
    if let Some(toml::Value::Table(flyway)) = table.get("flyway") {
        flatten(flyway, "", &mut settings);
    }
    if !settings.contains_key("schemas") {
        let name = settings.get("environment").map_or("default", String::as_str);
        let schemas =
            table.get("environments").and_then(|all| all.get(name)).and_then(|one| one.get("schemas"));
        if let Some(schemas) = schemas {
            settings.insert("schemas".to_owned(), plain(schemas));
        }
    }
    Ok(settings)
}

fn flatten(table: &toml::Table, prefix: &str, into: &mut BTreeMap<String, String>) {
    for (key, value) in table {
        let key = format!("{prefix}{}", key.to_lowercase());
        match value {
            toml::Value::Table(inner) => flatten(inner, &format!("{key}."), into),
            value => {
                into.insert(key, plain(value));
            }
        }
    }
}

fn plain(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(","),
        toml::Value::Boolean(truth) => truth.to_string(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Datetime(moment) => moment.to_string(),
        toml::Value::Table(_) => String::new(),
    }
}

/// `flyway.key=value` lines, as in Java's property files; a backslash at the end goes on.
fn from_conf(text: &str) -> BTreeMap<String, String> {
    let mut settings = BTreeMap::new();
    for line in text.replace("\\\r\n", "").replace("\\\n", "").lines() {
        let line = line.trim();
        if line.starts_with(['#', '!']) {
            continue;
        }
        if let Some((key, value)) = line.split_once('=')
            && let Some(key) = key.trim().strip_prefix("flyway.")
        {
            settings.insert(key.to_lowercase(), value.trim().to_owned());
        }
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn toml_and_conf_say_the_same() {
        let toml = "[environments.default]\nurl = \"x\"\nschemas = [\"app\", \"b\"]\n\
                    [flyway]\nlocations = [\"filesystem:sql\", \"classpath:db/x\"]\ntable = \"h\"\n\
                    outOfOrder = true\n[flyway.placeholders]\nOwner = \"me\"\n";
        let conf = "# c\nflyway.locations=filesystem:sql,\\\n  classpath:db/x\nflyway.schemas = app,b\n\
                    flyway.table=h\nflyway.outOfOrder=true\nflyway.placeholders.Owner=me\nother=1\n";
        let base = Path::new("api");
        let of_toml = Options::of(&from_toml(toml).expect("TOML"), base);
        assert_eq!(of_toml, Options::of(&from_conf(conf), base));
        assert_eq!(of_toml.locations, [Path::new("api/sql"), Path::new("api/src/main/resources/db/x")]);
        assert_eq!(of_toml.schemas, ["app", "b"]);
        assert_eq!(of_toml.placeholders.get("owner").map(String::as_str), Some("me"));
        assert!(of_toml.out_of_order && of_toml.hindrance.is_none());
    }

    #[test]
    fn what_lockstep_would_do_differently_is_named() {
        let hindrance = |conf: &str| Options::of(&from_conf(conf), Path::new("")).hindrance;
        assert!(hindrance("flyway.group=true").is_some_and(|why| why.contains("flyway.group")));
        assert!(hindrance("flyway.target=5").is_some());
        assert_eq!(hindrance("flyway.target=latest\nflyway.group=false"), None);
    }
}
