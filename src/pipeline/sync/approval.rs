//! Whether the plan is the one that was approved, or the rest of it after an interruption.

use std::path::Path;

use crate::model::code::Code;
use crate::model::finding::Finding;
use crate::model::journal::Entry;
use crate::model::plan::Plan;
use crate::pipeline::failure::{Failure, Outcome};
use crate::pipeline::plan_script::mark;

/// What the journal calls the plans of an environment.
pub(super) const HISTORY: &str = "\"lockstep\".\"sync-schema\"";

/// How a hash begins.
const SORT: &str = "sha256:";

/// Under which name a plan is carried out.
#[derive(Debug)]
pub(super) struct Approval {
    /// The hash of the plan, or of the interrupted one that it is the rest of.
    pub(super) hash: String,
    /// What the journal keeps of it: what it leads to, and its statements.
    pub(super) record: String,
    /// To be told.
    pub(super) note: Option<String>,
}

impl Approval {
    /// Judges a plan. `open` is what the journal holds of an earlier one, `asked` what was approved: a
    /// hash, or the path of a file that `plan` wrote.
    pub(super) fn of(
        plan: &Plan,
        hash: &str,
        open: Option<&Entry>,
        asked: Option<&str>,
        root: &Path,
    ) -> Outcome<Self> {
        let approved = asked.map(|asked| approved_hash(asked, root)).transpose()?;
        let rest_of = open.filter(|entry| is_rest(plan, &entry.file));
        let fresh = || Self { hash: hash.to_owned(), record: record(plan), note: None };
        let goes_on = |entry: &Entry| Self {
            hash: entry.version.clone(),
            record: entry.file.clone(),
            note: Some(format!(
                "the plan {} was interrupted after {} of {} statements; this is the rest of it",
                entry.version, entry.done, entry.total
            )),
        };
        match (approved, rest_of) {
            (None, None) => Ok(fresh()),
            (None, Some(entry)) => Ok(goes_on(entry)),
            (Some(approved), _) if approved == hash => Ok(fresh()),
            (Some(approved), Some(entry)) if approved == entry.version => Ok(goes_on(entry)),
            (Some(approved), _) => {
                let message = format!("the plan is {hash}, and {approved} was approved: nothing was changed");
                let help = "look at the plan as it is now (`lockstep plan`), and approve that one";
                Err(Failure::refused(Finding::new(Code::PlanNotApproved, message).with_help(help)))
            }
        }
    }
}

/// `towards FINGERPRINT: MARK MARK …`
fn record(plan: &Plan) -> String {
    let marks: Vec<String> = plan.statements().map(|statement| mark(&statement.sql)).collect();
    format!("towards {}: {}", plan.to, marks.join(" "))
}

/// Whether every statement of the plan was in the recorded one, and it leads to the same.
fn is_rest(plan: &Plan, record: &str) -> bool {
    let Some((to, marks)) = record.strip_prefix("towards ").and_then(|rest| rest.split_once(": ")) else {
        return false;
    };
    let known: std::collections::HashSet<&str> = marks.split(' ').collect();
    to == plan.to && plan.statements().all(|statement| known.contains(mark(&statement.sql).as_str()))
}

/// The hash itself, or that which a file of `plan` names.
fn approved_hash(asked: &str, root: &Path) -> Outcome<String> {
    if asked.starts_with(SORT) {
        return Ok(asked.to_owned());
    }
    let refused = |what: String| {
        Failure::configuration(
            what,
            "give the hash that `lockstep plan` prints, sha256:…, or the file it wrote",
        )
    };
    let text = std::fs::read_to_string(root.join(asked))
        .map_err(|error| refused(format!("the approved plan {asked} cannot be read: {error}")))?;
    let found = text.find(SORT).map(|at| {
        let rest = &text[at + SORT.len()..];
        let end = rest.find(|c: char| !c.is_ascii_hexdigit()).unwrap_or(rest.len());
        format!("{SORT}{}", &rest[..end])
    });
    found.ok_or_else(|| refused(format!("{asked} names no plan")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::object::{ObjectKey, ObjectKind};
    use crate::model::plan::{Group, Statement};

    fn plan(statements: &[&str]) -> Plan {
        let object =
            ObjectKey { kind: ObjectKind::Schema, schema: "".into(), parent: None, name: "s".into() };
        let statement = |sql: &&str| Statement {
            sql: (*sql).to_owned(),
            object: object.clone(),
            why: String::new(),
            locks: Vec::new(),
            work: crate::model::lock_mode::Work::Catalog,
            hazards: Vec::new(),
        };
        let statements = statements.iter().map(statement).collect();
        Plan { to: "T".into(), groups: vec![Group { transactional: true, statements }], ..Plan::default() }
    }

    fn entry(of: &Plan) -> Entry {
        Entry {
            version: "sha256:old".into(),
            file: record(of),
            done: 1,
            total: 2,
            prefix: String::new(),
            running: None,
            seen: String::new(),
            started_at: String::new(),
            by: String::new(),
        }
    }

    #[test]
    fn only_the_approved_plan_runs_or_the_rest_of_it() {
        let (whole, rest, other) = (plan(&["a", "b"]), plan(&["b"]), plan(&["c"]));
        let open = entry(&whole);
        let of = |plan: &Plan, open: Option<&Entry>, asked: Option<&str>| {
            Approval::of(plan, "sha256:now", open, asked, Path::new(".")).map(|approval| approval.hash)
        };
        assert_eq!(of(&whole, None, None).expect("free"), "sha256:now");
        assert_eq!(of(&whole, None, Some("sha256:now")).expect("approved"), "sha256:now");
        assert!(of(&whole, None, Some("sha256:old")).is_err());
        assert_eq!(of(&rest, Some(&open), Some("sha256:old")).expect("the rest"), "sha256:old");
        assert!(of(&other, Some(&open), Some("sha256:old")).is_err(), "not a part of what was approved");
        let elsewhere = Plan { to: "U".into(), ..plan(&["b"]) };
        assert!(of(&elsewhere, Some(&open), Some("sha256:old")).is_err(), "it leads somewhere else");
        assert_eq!(of(&other, Some(&open), None).expect("free"), "sha256:now");
    }
}
