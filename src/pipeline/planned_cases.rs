//! Plans against a real server: `tests/plans/KIND/CASE/{old,new}.sql`, both ways, online and offline; what
//! the forward plan says is beside them in `plan.sql`. A way that cannot be planned is named in `unsupported`,
//! one a line: `from nothing: words of the reason`.

use std::path::{Path, PathBuf};

use crate::db::Session;
use crate::db::capture::{Scope, capture};
use crate::db::testing;
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::diff::{Rules, diff};
use crate::model::plan::Plan;
use crate::plan::{Options, plan};

/// Where the cases are; `PLAN_CASE` names a part of the path of those to run, `UPDATE=1` writes `plan.sql`.
const CASES: &str = "tests/plans";

async fn read(session: &mut Session) -> Catalog {
    let scope = Scope { schemas: vec!["*".into()], dependencies: true, ..Scope::default() };
    capture(session, &scope).await.expect("captured")
}

async fn loaded(sql: &str) -> Session {
    let mut session = testing::open(&testing::database().await).await.expect("open");
    if !sql.trim().is_empty() {
        session.run(&format!("SET check_function_bodies = off;\n{sql}")).await.expect("loaded");
    }
    session
}

fn rules(owners: bool) -> Rules {
    let mut skip_attributes = vec![Attribute::Position];
    if !owners {
        skip_attributes.push(Attribute::Owner);
    }
    Rules { skip_attributes, ..Rules::default() }
}

/// The SQL alone.
pub(super) fn text(plan: &Plan) -> String {
    let mut text = String::new();
    for group in &plan.groups {
        text.push_str(if group.transactional { "-- together\n" } else { "-- alone\n" });
        for statement in &group.statements {
            text.push_str(&format!("{};\n", statement.sql));
        }
    }
    for unsupported in &plan.unsupported {
        text.push_str(&format!("-- unsupported: {}: {}\n", unsupported.object, unsupported.reason));
    }
    text
}

/// Turns one database into the other; what went wrong.
async fn turn(old: &str, new: &str, online: bool, owners: bool) -> Result<String, String> {
    let (mut is, mut wanted) = (loaded(old).await, loaded(new).await);
    let outcome = turn_into(&mut is, &mut wanted, online, owners).await;
    testing::gone(is).await;
    testing::gone(wanted).await;
    outcome
}

async fn turn_into(
    is: &mut Session,
    wanted: &mut Session,
    online: bool,
    owners: bool,
) -> Result<String, String> {
    let (have, want) = (read(is).await, read(wanted).await);
    let options = Options { online, owners, privileges: true };
    let plan = plan(&have, &want, &rules(owners), &options);
    let said = text(&plan);
    if !plan.unsupported.is_empty() {
        return Err(format!("unsupported\n{said}"));
    }
    is.run("SET check_function_bodies = off").await.expect("set");
    for group in &plan.groups {
        let statements: Vec<&str> = group.statements.iter().map(|one| one.sql.as_str()).collect();
        let sql = match group.transactional {
            true => format!("BEGIN;\n{};\nCOMMIT", statements.join(";\n")),
            false => statements.join(";\n"),
        };
        if let Err(error) = is.run(&sql).await {
            return Err(format!("{error}\n{said}"));
        }
    }
    let left = diff(&read(is).await, &want, &rules(owners));
    match left.is_empty() {
        true => Ok(said),
        false => {
            let left: Vec<String> =
                left.iter().map(|change| format!("{change}\n  {:?}", change.difference)).collect();
            Err(format!("still different:\n{}\n{said}", left.join("\n")))
        }
    }
}

fn cases() -> Vec<PathBuf> {
    let folders = |path: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(path).into_iter().flatten().flatten();
        let mut paths: Vec<PathBuf> =
            entries.map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
        paths.sort();
        paths
    };
    let wanted = std::env::var("PLAN_CASE").unwrap_or_default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(CASES);
    let mut cases: Vec<PathBuf> = folders(&root).iter().flat_map(|kind| folders(kind)).collect();
    cases.retain(|case| case.display().to_string().contains(&wanted));
    cases
}

async fn try_case(case: PathBuf) -> Vec<String> {
    let read = |name: &str| std::fs::read_to_string(case.join(name)).unwrap_or_default();
    let (old, new) = (read("old.sql"), read("new.sql"));
    let refused = read("unsupported");
    let refused: Vec<(&str, &str)> = refused.lines().filter_map(|line| line.split_once(": ")).collect();
    let mut wrong = Vec::new();
    let mut said = None;
    let nothing = String::new();
    let ways = [
        ("online", &old, &new, true),
        ("offline", &old, &new, false),
        ("back", &new, &old, true),
        ("from nothing", &nothing, &new, true),
        ("to nothing", &new, &nothing, true),
    ];
    for (way, from, to, online) in ways {
        // Who owns what is planned and compared offline; in the cases about owners, always.
        let owners = !online || case.display().to_string().contains("/owner/");
        let turned = turn(from, to, online, owners).await;
        if let Some((_, words)) = refused.iter().find(|(refused, _)| *refused == way) {
            if !turned.as_ref().is_err_and(|error| error.starts_with("unsupported") && error.contains(words))
            {
                wrong.push(format!("{} {way} should not be supported: {turned:?}", case.display()));
            }
            continue;
        }
        match turned {
            Ok(text) if way == "online" => said = Some(text),
            Ok(_) => {}
            Err(error) => wrong.push(format!("{} {way}: {error}", case.display())),
        }
    }
    if let Some(said) = said {
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(case.join("plan.sql"), &said).expect("written");
        } else if said != read("plan.sql") {
            wrong.push(format!("{}: another plan\n{said}", case.display()));
        }
    }
    wrong
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_do_what_they_say() {
    use futures_util::StreamExt as _;
    let cases = cases();
    let count = cases.len();
    let wrong: Vec<String> =
        futures_util::stream::iter(cases.into_iter().map(|case| tokio::spawn(try_case(case))))
            .buffer_unordered(6)
            .map(|done| done.expect("no panic"))
            .concat()
            .await;
    assert!(count > 0, "no case was found");
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n\n"));
}
