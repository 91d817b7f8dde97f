//! The database itself. Statements about it want its name, which a plan does not know: it is asked for when
//! the statement runs.

use std::collections::BTreeMap;

use super::foreign_option::is_hidden;
use crate::model::attribute::Attribute;
use crate::model::object::Object;
use crate::model::quote::{names_in, quote_literal, quote_name};
use crate::plan::kind::{Changed, Kind, Steps, Verdict};
use crate::plan::site::{Site, list};
use crate::plan::step::Step;

pub(super) struct Database;

/// Settings that are lists of names: kept with quotes around each, and given one by one
/// (`variable_is_guc_list_quote` in `src/bin/pg_dump/dumputils.c`).
const LISTS: [&str; 6] = [
    "local_preload_libraries",
    "search_path",
    "session_preload_libraries",
    "shared_preload_libraries",
    "temp_tablespaces",
    "unix_socket_directories",
];

/// `ALTER … %I …` with the name of the database, whatever it is. `template` is for `format`.
fn of_this(template: &str) -> Step {
    let mut tag = "lockstep".to_owned();
    while template.contains(&format!("${tag}$")) {
        tag.push('_');
    }
    let template = quote_literal(template);
    Step::new(format!(
        "DO ${tag}$\nBEGIN\n  EXECUTE pg_catalog.format({}, pg_catalog.current_database());\nEND\n${tag}$",
        template.trim_start()
    ))
}

/// Text that `format` leaves as it is.
fn plain(text: &str) -> String {
    text.replace('%', "%%")
}

/// The settings: by role, if any, and name.
fn settings(object: &Object) -> BTreeMap<(Option<&str>, &str), &str> {
    let setting = |item: &'_ str| -> Option<(usize, usize, usize)> {
        let equals = item.find('=')?;
        let begin = item[..equals].rfind(' ').map_or(0, |space| space + 1);
        Some((begin, equals, equals + 1))
    };
    list(object, Attribute::Settings)
        .iter()
        .filter_map(|item| {
            let (begin, end, value) = setting(item)?;
            let role = item[..begin].strip_prefix("role ").map(str::trim_end);
            Some(((role, &item[begin..end]), &item[value..]))
        })
        .collect()
}

/// What `SET … TO` is given.
fn given(name: &str, value: &str) -> String {
    let literal = |text: &str| quote_literal(text).trim_start().to_owned();
    match LISTS.contains(&name) {
        true if value.is_empty() => "''".to_owned(),
        true => names_in(value).0.iter().map(|name| literal(name)).collect::<Vec<_>>().join(", "),
        false => literal(value),
    }
}

fn setting(role: Option<&str>, action: &str) -> Step {
    match role {
        Some(role) => {
            of_this(&format!("ALTER ROLE {} IN DATABASE %I {}", plain(&quote_name(role)), plain(action)))
        }
        None => of_this(&format!("ALTER DATABASE %I {}", plain(action))),
    }
}

/// The statements that make the settings those that are wanted.
fn set(is: &Object, wanted: &Object) -> Steps {
    let (had, want) = (settings(is), settings(wanted));
    let mut steps = Vec::new();
    for (role, name) in had.keys().filter(|key| !want.contains_key(*key)) {
        steps.push(setting(*role, &format!("RESET {}", parameter(name))));
    }
    for ((role, name), value) in &want {
        if had.get(&(*role, *name)) == Some(value) {
            continue;
        }
        if is_hidden(value) {
            return Err(format!(
                "the value of the setting {name} may be a secret and is not known here: run ALTER DATABASE … SET \
                 by hand with it"
            ));
        }
        steps.push(setting(*role, &format!("SET {} TO {}", parameter(name), given(name, value))));
    }
    Ok(steps)
}

/// The name of a setting, `work_mem` or `extension.setting`.
fn parameter(name: &str) -> String {
    name.split('.').map(quote_name).collect::<Vec<_>>().join(".")
}

/// What cannot be altered in a database, and what to do instead.
fn fixed(attribute: Attribute) -> Option<&'static str> {
    match attribute {
        Attribute::Encoding
        | Attribute::Collation
        | Attribute::CharacterType
        | Attribute::Provider
        | Attribute::Locale
        | Attribute::CollationRules => Some(
            "is chosen when the database is made: make another database with CREATE DATABASE and move the data there",
        ),
        Attribute::Version => Some(
            "is that of the operating system or of ICU: rebuild the indexes of text, and run ALTER DATABASE … \
             REFRESH COLLATION VERSION by hand",
        ),
        Attribute::Tablespace => Some(
            "moves all files and waits until nobody is connected: run ALTER DATABASE … SET TABLESPACE by hand, \
             connected to another database",
        ),
        Attribute::LargeObjects => {
            Some("are data: copy them with pg_dump --blobs, or remove them with lo_unlink")
        }
        _ => None,
    }
}

impl Kind for Database {
    fn create(&self, _wanted: &Object, _site: &Site<'_>) -> Steps {
        Err("a plan is for a database that is there: make it with CREATE DATABASE by hand".to_owned())
    }

    fn drop(&self, _is: &Object, _site: &Site<'_>) -> Steps {
        Err("a plan does not drop the database it is for: run DROP DATABASE by hand".to_owned())
    }

    fn alter(&self, is: &Object, wanted: &Object, changed: &Changed, _site: &Site<'_>) -> Verdict {
        let reasons: Vec<String> =
            changed.iter().filter_map(|one| Some(format!("{one} {}", fixed(*one)?))).collect();
        if !reasons.is_empty() {
            return Verdict::Unsupported(reasons.join("; "));
        }
        let mut steps = Vec::new();
        if changed.contains(&Attribute::ConnectionLimit) {
            let limit = wanted.attributes.text(Attribute::ConnectionLimit).unwrap_or("-1");
            steps.push(of_this(&format!("ALTER DATABASE %I CONNECTION LIMIT {limit}")));
        }
        if changed.contains(&Attribute::Settings) {
            match set(is, wanted) {
                Ok(set) => steps.extend(set),
                Err(reason) => return Verdict::Unsupported(reason),
            }
        }
        Verdict::InPlace(steps)
    }

    /// Its name is not known.
    fn designation(&self, _object: &Object) -> Option<String> {
        None
    }

    fn is_replaceable(&self, _is: &Object, _site: &Site<'_>) -> bool {
        false
    }
}
