//! `sqitch.plan`: the changes in order, and the ids that Sqitch computes of them.
//!
//! <https://sqitch.org/docs/manual/sqitchchanges/>

use sha1::{Digest, Sha1};

/// A change of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) id: String,
    /// As scripts and people call it: `people`, and `people@v1` when it was reworked after that tag.
    pub(super) name: String,
    /// In the plan.
    pub(super) line: u32,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Plan {
    pub(super) project: String,
    pub(super) changes: Vec<Change>,
}

/// A line that cannot be read, and why.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) line: u32,
    pub(super) reason: &'static str,
}

/// Reads the plan.
pub(super) fn parse(text: &str) -> Result<Plan, Unreadable> {
    let mut plan = Plan::default();
    let mut uri = None;
    // tags with the number of changes before them
    let mut tags: Vec<(usize, &str)> = Vec::new();
    for (line, number) in text.lines().zip(1_u32..) {
        let unreadable = |reason| Unreadable { line: number, reason };
        let (code, note) = line.split_once('#').map_or((line, ""), |(code, note)| (code, note));
        let code = code.trim();
        if code.is_empty() {
            continue;
        }
        if let Some(pragma) = code.strip_prefix('%') {
            match pragma.split_once('=').map(|(name, value)| (name.trim(), value.trim())) {
                Some(("project", value)) => plan.project = value.to_owned(),
                Some(("uri", value)) => uri = Some(value),
                _ => {}
            }
            continue;
        }
        if let Some(tag) = code.strip_prefix('@') {
            let name = tag.split_whitespace().next().unwrap_or_default();
            tags.push((plan.changes.len(), name));
            continue;
        }
        if code.starts_with('-') {
            return Err(unreadable("a line that takes a change back is not read by lockstep"));
        }
        let entry = Entry::parse(code.trim_start_matches('+').trim_start())
            .ok_or_else(|| unreadable("a change is written `name [requires] timestamp planner <email>`"))?;
        let parent = plan.changes.last().map(|change| change.id.as_str());
        let id = entry.id(&plan.project, uri, parent, &unescaped(note.trim()));
        plan.changes.push(Change { id, name: entry.name.to_owned(), line: number });
    }
    if plan.project.is_empty() {
        return Err(Unreadable { line: 1, reason: "the line `%project=…` is missing" });
    }
    name_reworked(&mut plan.changes, &tags);
    Ok(plan)
}

/// The script of a change that comes again later bears the first tag after it.
fn name_reworked(changes: &mut [Change], tags: &[(usize, &str)]) {
    for index in 0..changes.len() {
        let comes_again = changes[index + 1..].iter().any(|later| later.name == changes[index].name);
        if comes_again && let Some((_, tag)) = tags.iter().find(|(before, _)| *before > index) {
            changes[index].name = format!("{}@{tag}", changes[index].name);
        }
    }
}

/// A change as its line says it.
struct Entry<'a> {
    name: &'a str,
    requires: Vec<&'a str>,
    conflicts: Vec<&'a str>,
    timestamp: &'a str,
    /// With the address.
    planner: &'a str,
}

impl<'a> Entry<'a> {
    fn parse(code: &'a str) -> Option<Self> {
        let (name, rest) = code
            .split_once(|c: char| c.is_whitespace() || c == '[')
            .map(|(name, _)| (name, code[name.len()..].trim_start()))?;
        let (dependencies, rest) = match rest.strip_prefix('[') {
            Some(inside) => inside.split_once(']')?,
            None => ("", rest),
        };
        let (timestamp, planner) = rest.trim_start().split_once(char::is_whitespace)?;
        let planner = planner.trim();
        let stamped = timestamp.len() == 20 && timestamp.ends_with('Z');
        let (conflicts, requires): (Vec<&str>, Vec<&str>) =
            dependencies.split_whitespace().partition(|dependency| dependency.starts_with('!'));
        let conflicts = conflicts.into_iter().map(|conflict| &conflict[1..]).collect();
        (stamped && planner.ends_with('>')).then_some(Self { name, requires, conflicts, timestamp, planner })
    }

    /// Hashed as git hashes an object.
    fn id(&self, project: &str, uri: Option<&str>, parent: Option<&str>, note: &str) -> String {
        let mut lines = vec![format!("project {project}")];
        lines.extend(uri.map(|uri| format!("uri {uri}")));
        lines.push(format!("change {}", self.name));
        lines.extend(parent.map(|parent| format!("parent {parent}")));
        lines.push(format!("planner {}", self.planner));
        lines.push(format!("date {}", self.timestamp));
        for (title, sign, list) in [("requires", '+', &self.requires), ("conflicts", '-', &self.conflicts)] {
            if !list.is_empty() {
                lines.push(title.to_owned());
                lines.extend(list.iter().map(|one| format!("  {sign} {one}")));
            }
        }
        if !note.is_empty() {
            lines.extend([String::new(), note.to_owned()]);
        }
        let info = lines.join("\n");
        sha1(&format!("change {}\0{info}", info.len()))
    }
}

/// A note is one line in the plan.
fn unescaped(note: &str) -> String {
    let mut text = String::with_capacity(note.len());
    let mut letters = note.chars().peekable();
    while let Some(letter) = letters.next() {
        let meant = match (letter, letters.peek()) {
            ('\\', Some('n')) => '\n',
            ('\\', Some('r')) => '\r',
            ('\\', Some('\\')) => '\\',
            _ => {
                text.push(letter);
                continue;
            }
        };
        letters.next();
        text.push(meant);
    }
    text
}

/// As lowercase hex digits.
pub(super) fn sha1(text: &str) -> String {
    Sha1::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_those_that_sqitch_wrote() {
        // Deployed with Sqitch 1.3.1 on PostgreSQL 15.
        let plan = parse(include_str!("../../../tests/vectors/sqitch/sqitch.plan")).expect("a plan");
        let changes: Vec<(&str, &str)> =
            plan.changes.iter().map(|change| (change.name.as_str(), change.id.as_str())).collect();
        assert_eq!(plan.project, "app");
        assert_eq!(
            changes,
            [
                ("people@v1", "c56e7ce1b719dd0a669750583de090e345222dcd"),
                ("view", "5e8c7b1e925c011de0e1681136543bac6aeeba6e"),
                ("three", "b4a5b692e86233b543846100aadbcf822d366c4d"),
                ("people", "ce55f657794dd7343ff0f27e14977cb64eb0c120"),
            ]
        );
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        let error = parse("%project=a\n\npeople\n").expect_err("no planner");
        assert_eq!(error.line, 3);
        assert!(parse("people 2026-11-21T08:26:00Z A <a@b>\n").is_err());
        assert_eq!(unescaped(r"a\nb\\n"), "a\nb\\n");
    }
}
