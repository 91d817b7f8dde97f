//! What `pg_dump -s` says, in a form in which two dumps can be compared: comments, settings and the order of
//! the entries are no part of a schema.

use std::fmt::Write as _;

use similar::TextDiff;

/// The entries of a dump, sorted.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Dump(Vec<Entry>);

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    /// `Name: t; Type: TABLE; Schema: public`
    header: String,
    sql: String,
}

impl Dump {
    pub(crate) fn parse(text: &str) -> Self {
        let lines: Vec<&str> = text.lines().collect();
        let mut entries: Vec<Entry> = Vec::new();
        let mut at = 0;
        while at < lines.len() {
            if let Some(header) = header(&lines[at..]) {
                entries.push(Entry { header, sql: String::new() });
                at += 3;
                continue;
            }
            let ends = lines[at..].starts_with(&["--", "-- PostgreSQL database dump complete"]);
            if ends {
                break;
            }
            // What stands before the first entry are settings.
            if let Some(entry) = entries.last_mut().filter(|_| !is_setting(lines[at])) {
                entry.sql.push_str(lines[at]);
                entry.sql.push('\n');
            }
            at += 1;
        }
        for entry in &mut entries {
            entry.sql = entry.sql.trim().to_owned();
            // In the order in which the privileges were granted.
            if entry.header.contains("ACL; ") {
                entry.sql = sorted(&entry.sql);
            }
        }
        entries.sort();
        Self(entries)
    }

    /// The same without the order of the columns of tables.
    pub(crate) fn unordered(&self) -> Self {
        let mut entries = self.0.clone();
        for entry in entries.iter_mut().filter(|entry| entry.header.contains("; Type: TABLE; ")) {
            entry.sql = sorted(&entry.sql);
        }
        Self(entries)
    }

    /// The same without who owns what.
    pub(crate) fn without_owners(&self) -> Self {
        let mut entries = self.0.clone();
        for entry in &mut entries {
            let lines = entry.sql.lines();
            let lines: Vec<&str> = lines.filter(|line| !is_owner(line)).collect();
            entry.sql = lines.join("\n").trim().to_owned();
        }
        Self(entries)
    }

    /// The lines in which another differs, with a few around them.
    pub(crate) fn difference(&self, wanted: &Self) -> String {
        let (is, wanted) = (self.text(), wanted.text());
        TextDiff::from_lines(&is, &wanted).unified_diff().context_radius(4).header("is", "wanted").to_string()
    }

    fn text(&self) -> String {
        self.0.iter().fold(String::new(), |mut text, entry| {
            let _ = writeln!(text, "-- {}\n{}", entry.header, entry.sql);
            text
        })
    }
}

fn header(lines: &[&str]) -> Option<String> {
    let [first, name, last, ..] = lines else { return None };
    let name = name.strip_prefix("-- ").filter(|name| name.starts_with("Name: "))?;
    (*first == "--" && *last == "--").then(|| {
        // The owner is in the statement behind it.
        name.split_once("; Owner: ").map_or(name, |(name, _)| name).to_owned() + "; "
    })
}

fn is_setting(line: &str) -> bool {
    line.starts_with("SET default_tablespace = ") || line.starts_with("SET default_table_access_method = ")
}

fn is_owner(line: &str) -> bool {
    line.starts_with("ALTER ") && line.contains(" OWNER TO ")
}

fn sorted(sql: &str) -> String {
    let mut lines: Vec<&str> = sql.lines().map(|line| line.strip_suffix(',').unwrap_or(line)).collect();
    lines.sort_unstable();
    lines.join("\n")
}
