//! What may import what. The table is the architecture; this test reads the sources against it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Room → rooms it may name as `crate::<room>`.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("sql", &["model"]),
    ("git", &["model"]),
    ("formats", &["model", "sql", "git"]),
    ("plan", &["model", "sql"]),
    ("db", &["model"]),
    ("scratch", &["model", "db"]),
    ("backup", &["model", "db"]),
    ("github", &["model"]),
    ("outputs", &["model", "github"]),
    ("config", &["model"]),
    ("cli", &["config", "model"]),
    ("pipeline", &["config", "model", "sql", "git", "formats", "plan", "db", "scratch", "backup", "github"]),
];

/// Words that only some rooms may say, with those rooms.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("sqlx", &["db"]),
    ("octocrab", &["github"]),
    ("\"GITHUB_", &["github"]),
    ("clap", &["cli"]),
    ("serde_yaml", &["config"]),
    ("indicatif", &["outputs"]),
    ("Command::new(\"git\")", &["git"]),
];

fn sources() -> BTreeMap<PathBuf, String> {
    fn walk(dir: &Path, into: &mut BTreeMap<PathBuf, String>) {
        for entry in fs::read_dir(dir).expect("a readable folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = fs::read_to_string(&path).expect("a readable file");
                into.insert(path, text);
            }
        }
    }
    let mut all = BTreeMap::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    all
}

/// Wires the rooms together, so it may name them all.
const WIRING: &[&str] = &["lib", "main", "delivery"];

/// The room a file belongs to.
fn room(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).expect("under src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy().into_owned();
    first.strip_suffix(".rs").map_or(first.clone(), str::to_owned)
}

/// The code of a file without its comments and its unit tests.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]\nmod tests").next().unwrap_or(text);
    body.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    let mut wrong = Vec::new();
    for (path, text) in sources() {
        let room = room(&path);
        if WIRING.contains(&room.as_str()) {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == room) else {
            wrong.push(format!("{}: room {room:?} is not in the table", path.display()));
            continue;
        };
        let code = code(&text);
        for (at, _) in code.match_indices("crate::") {
            let rest = &code[at + "crate::".len()..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            let known = LAYERS.iter().any(|(layer, _)| *layer == name);
            if known && name != room && !allowed.contains(&name.as_str()) {
                wrong.push(format!("{}: {room} may not import {name}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn some_words_belong_to_one_room() {
    let mut wrong = Vec::new();
    let sources = sources();
    // In a room with a file of that name (`formats/sqlx.rs`) the word is that file's.
    let has_own = |room: &str, word: &str| {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        sources.contains_key(&src.join(room).join(format!("{word}.rs")))
    };
    for (path, text) in &sources {
        let room = room(path);
        for (word, rooms) in ONLY_IN {
            let named = code(text).lines().any(|line| {
                line.contains(&format!("{word}::")) || (word.contains('"') && line.contains(word))
            });
            let may =
                rooms.contains(&room.as_str()) || WIRING.contains(&room.as_str()) || has_own(&room, word);
            if named && !may {
                wrong.push(format!("{}: only {} may name {word}", path.display(), rooms.join(", ")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_model_needs_std_and_serde_only() {
    let others =
        ["tokio::", "sqlx::", "std::fs", "std::net", "std::env", "std::process", "SystemTime", "println!"];
    for (path, text) in sources() {
        if room(&path) == "model" {
            for word in others {
                assert!(!code(&text).contains(word), "{} names {word}", path.display());
            }
        }
    }
}

#[test]
fn files_hold_one_noun() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > 450)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "split these:\n{}", long.join("\n"));
}
