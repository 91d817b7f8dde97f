//! One pair of schemas on a server: loaded, planned, carried out, looked at.

use std::process::Stdio;

use crate::db::Session;
use crate::db::capture::{Scope, capture};
use crate::db::testing;
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::diff::{Rules, diff};
use crate::model::plan::Plan;
use crate::pipeline::planned_cases;
use crate::plan::{Options, plan};

use super::draft::Pair;
use super::dump::Dump;

pub(super) const WAYS: [&str; 2] = ["forward", "back"];

/// What cannot be done at all, in the words of the planner: no fault.
const CANNOT: &[&str] = &[
    "cannot be partitioned by something else",
    "cannot become partitioned",
    "cannot stop being partitioned",
    "is of this type and changes with it",
    "so the types of its columns cannot change",
    "which cannot be written anew",
];

/// What the server says when the owner of a view lacks a privilege.
const NOT_READABLE: &str = "permission denied for ";

/// What was wrong.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// Index in [`WAYS`].
    pub(super) way: usize,
    pub(super) online: bool,
    pub(super) kind: &'static str,
    /// The first line says it in short.
    pub(super) text: String,
    pub(super) plan: String,
}

pub(super) struct Judged {
    /// What could be loaded.
    pub(super) pair: Pair,
    /// How many statements there were.
    pub(super) drafted: usize,
    /// How many the plans had.
    pub(super) planned: usize,
    /// How many differences no plan can settle.
    pub(super) unsupported: usize,
    pub(super) faults: Vec<Fault>,
}

impl Fault {
    /// The same for faults that have the same cause, likely: without names.
    pub(super) fn sort(&self) -> String {
        let first = self.text.lines().next().unwrap_or_default();
        // All pairs of types are one sort.
        let first = first.split_once("cannot cast type").map_or(first, |_| "cannot cast type");
        let mut sort = String::new();
        let mut quoted = false;
        for word in first.split_inclusive([' ', '.', '(', ')', ',', ':']) {
            let quotes = word.matches('"').count();
            let is_name = quoted || quotes > 0 || word.chars().any(|c| c.is_ascii_digit());
            quoted ^= quotes % 2 == 1;
            sort.push_str(if is_name { "_ " } else { word });
        }
        while sort.contains("_ _ ") {
            sort = sort.replace("_ _ ", "_ ");
        }
        format!("{}: {}", self.kind, sort.trim())
    }
}

/// Both ways, or the given one.
pub(super) async fn judge(pair: Pair, online: bool, way: Option<usize>) -> Judged {
    let before = pair.clone();
    // A panic is a fault like another.
    match tokio::spawn(tried(pair, online, way)).await {
        Ok(judged) => judged,
        Err(error) => {
            let panic = error.into_panic();
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            let fault = Fault {
                way: way.unwrap_or_default(),
                online,
                kind: "panic",
                text: text.unwrap_or_default(),
                plan: String::new(),
            };
            Judged { pair: before, drafted: 0, planned: 0, unsupported: 0, faults: vec![fault] }
        }
    }
}

async fn tried(pair: Pair, online: bool, way: Option<usize>) -> Judged {
    let drafted = pair.0.iter().map(Vec::len).sum();
    let [old, new] = pair.0;
    let (old, new) = (Side::load(old).await, Side::load(new).await);
    let pair = Pair([&old, &new].map(|side| side.items.clone()));
    let mut judged = Judged { pair, drafted, planned: 0, unsupported: 0, faults: Vec::new() };
    let mut sides = [old, new];
    let wanted = sides.each_ref().map(|side| (side.catalog.clone(), side.dump.clone()));
    for from in [0, 1] {
        if way.is_some_and(|way| way != from) {
            continue;
        }
        let (want, dump) = &wanted[1 - from];
        let options = Options { online, owners: !online, privileges: true };
        let plan = plan(&wanted[from].0, want, &rules(!online), &options);
        judged.planned += plan.statements().count();
        if let Err((kind, text)) = sides[from].become_other(&plan, want, dump, !online).await {
            // Who owns a view need not be able to read what it reads: then it cannot be materialized again.
            if text.starts_with(NOT_READABLE) {
                continue;
            }
            if kind == UNSUPPORTED && CANNOT.iter().any(|known| text.contains(known)) {
                judged.unsupported += plan.unsupported.len();
                continue;
            }
            judged.faults.push(Fault { way: from, online, kind, text, plan: planned_cases::text(&plan) });
        }
    }
    for side in sides {
        side.gone().await;
    }
    judged
}

const UNSUPPORTED: &str = "unsupported";

fn rules(owners: bool) -> Rules {
    let mut rules = Rules { skip_attributes: vec![Attribute::Position], ..Rules::default() };
    if !owners {
        rules.skip_attributes.push(Attribute::Owner);
    }
    rules
}

/// A database with what of a schema could be loaded.
struct Side {
    session: Session,
    items: Vec<super::draft::Item>,
    catalog: Catalog,
    dump: String,
}

impl Side {
    async fn load(items: Vec<super::draft::Item>) -> Self {
        let mut session = testing::open(&testing::database().await).await.expect("open");
        session.run("SET check_function_bodies = off; SET client_min_messages = error").await.expect("set");
        let mut loaded = Vec::new();
        for item in items {
            if session.run(&item.sql).await.is_ok() {
                loaded.push(item);
            }
        }
        let catalog = read(&mut session).await;
        let dump = dumped(&session).await;
        Self { session, items: loaded, catalog, dump }
    }

    async fn become_other(
        &mut self,
        plan: &Plan,
        want: &Catalog,
        dump: &str,
        owners: bool,
    ) -> Result<(), (&'static str, String)> {
        if let Some(first) = plan.unsupported.first() {
            return Err((UNSUPPORTED, format!("{}: {}", first.object.kind, first.reason)));
        }
        for group in &plan.groups {
            let statements: Vec<&str> = group.statements.iter().map(|one| one.sql.as_str()).collect();
            let messages = match group.transactional {
                true => vec![format!("BEGIN;\n{};\nCOMMIT", statements.join(";\n"))],
                false => statements.iter().map(|one| (*one).to_owned()).collect(),
            };
            for sql in messages {
                if let Err(error) = self.session.run(&sql).await {
                    let error = error.to_string();
                    // Not which database it is.
                    let error = error.split_once(" answered: ").map_or(&*error, |(_, error)| error);
                    return Err(("error", error.to_owned()));
                }
            }
        }
        let left = diff(&read(&mut self.session).await, want, &rules(owners));
        if !left.is_empty() {
            let left: Vec<String> =
                left.iter().map(|change| format!("{change}\n  {:?}", change.difference)).collect();
            return Err(("still different", left.join("\n")));
        }
        let is = self.session.connection().clone();
        let now = Dump::parse(&pg_dump(&is).await).unordered();
        let wanted = Dump::parse(dump).unordered();
        let (now, wanted) =
            if owners { (now, wanted) } else { (now.without_owners(), wanted.without_owners()) };
        if now == wanted {
            return Ok(());
        }
        let difference = now.difference(&wanted);
        let first = difference.lines().skip(2).find(|line| line.starts_with(['+', '-']));
        Err(("pg_dump differs", format!("{}\n{difference}", first.unwrap_or_default())))
    }

    /// There are hundreds.
    async fn gone(self) {
        testing::gone(self.session).await;
    }
}

async fn read(session: &mut Session) -> Catalog {
    let scope = Scope { schemas: vec!["*".into()], dependencies: true, ..Scope::default() };
    capture(session, &scope).await.expect("captured")
}

async fn dumped(session: &Session) -> String {
    pg_dump(session.connection()).await
}

async fn pg_dump(connection: &crate::model::connection::Connection) -> String {
    let output = tokio::process::Command::new("sh")
        .args(["-c", r#"exec "$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -n 1)/pg_dump" "$@""#, "sh"])
        .args(["-s", "-h", &connection.host, "-p", &connection.port.to_string(), "-U", "postgres"])
        .args(["-d", &connection.database])
        .stdin(Stdio::null())
        .output()
        .await
        .expect("pg_dump");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}
