//! A plan as a script that can be reviewed, kept and run: `psql -v ON_ERROR_STOP=1` takes it as it is.

mod comment;

use crate::model::amount::count;
use crate::model::finding::{Finding, Severity};
use crate::model::lock_mode::Work;
use crate::model::object::ObjectKind;
use crate::model::plan::{Group, Plan, Statement};
use crate::model::report::{Purpose, Report, ReportedPlan};

use super::plans::{Standing, counted, hazard_tally, hazards, locks, object, proof, tally};
use super::visible::cut_chars;
use comment::{labelled, plain, row};

/// How long a statement of the script waits for a lock. Whoever waits for one keeps everybody waiting who
/// comes later.
const LOCK_TIMEOUT: &str = "5s";

/// The plan that was asked for as a script; with what the run found of it.
pub(crate) fn render(report: &Report, reported: &ReportedPlan) -> String {
    let mut sql = head(reported);
    let weighty = report.findings.iter().filter(|finding| finding.severity != Severity::Notice);
    push_section(&mut sql, "Found", &weighty.map(found).collect::<Vec<_>>());
    sql.push_str(&told(&reported.plan));
    if !reported.plan.groups.is_empty() {
        sql.push('\n');
        sql.push_str(&body(reported));
    }
    sql
}

/// The statements as they run, without the header.
pub(crate) fn body(reported: &ReportedPlan) -> String {
    beginning(reported, usize::MAX).0
}

/// As many statements as fit in `most` bytes, and how many are left off. A transaction that is cut has no
/// end, so that nobody commits a part of it.
pub(crate) fn beginning(reported: &ReportedPlan, most: usize) -> (String, usize) {
    let of = reported.plan.statements().count();
    let is_migration = matches!(reported.purpose, Purpose::Adopt { .. });
    let is_divided = reported.plan.groups.len() > 1;
    let mut sql = String::new();
    if !is_migration && reported.plan.statements().any(makes_a_function) {
        sql.push_str("-- What the text of a function names may be made after it.\n");
        sql.push_str("SET check_function_bodies = off;\n\n");
    }
    let mut number = 0;
    for (index, group) in reported.plan.groups.iter().enumerate() {
        let (opening, closing) = if is_migration {
            (if is_divided { in_a_migration(index, group) } else { String::new() }, "")
        } else {
            frame(group)
        };
        sql.push_str(if index > 0 { "\n" } else { "" });
        sql.push_str(&opening);
        for (index, statement) in group.statements.iter().enumerate() {
            let gap = if index > 0 { "\n" } else { "" };
            let written = format!("{gap}{}{};\n", above((number + 1, of), statement), statement.sql);
            if sql.len() + written.len() > most {
                sql.push_str(&plain(&format!("… {} more", count(of - number, "statement"))));
                return (sql, of - number);
            }
            sql.push_str(&written);
            number += 1;
        }
        sql.push_str(closing);
    }
    (sql, 0)
}

/// What stands around the statements of a group.
fn frame(group: &Group) -> (String, &'static str) {
    if group.transactional {
        (format!("BEGIN;\nSET LOCAL lock_timeout = '{LOCK_TIMEOUT}';\n\n"), "\nCOMMIT;\n")
    } else {
        let opening = format!("-- Outside a transaction:\nSET lock_timeout = '{LOCK_TIMEOUT}';\n\n");
        (opening, "\nRESET lock_timeout;\n")
    }
}

/// The tool that runs a migration opens its transaction; what one transaction cannot hold is several
/// migrations.
fn in_a_migration(index: usize, group: &Group) -> String {
    let without = if group.transactional { "" } else { ", without a transaction" };
    let after = if index > 0 { ", after the one above is committed" } else { "" };
    format!("-- In a migration of its own{after}{without}:\n\n")
}

fn makes_a_function(statement: &Statement) -> bool {
    matches!(statement.object.kind, ObjectKind::Function | ObjectKind::Procedure)
        && statement.sql.trim_start().get(..6).is_some_and(|word| word.eq_ignore_ascii_case("create"))
}

fn head(reported: &ReportedPlan) -> String {
    let Plan { sides: (from, to), from: is, to: wanted, .. } = &reported.plan;
    let mut head = plain(&format!("lockstep plan: {from} towards {to}"));
    let mut line = |label: &str, text: &str| head.push_str(&labelled(label, text));
    line("", "");
    if reported.plan.is_empty() {
        line("", &format!("Nothing is to be done: {from} is as {to} wants it."));
    } else {
        line("", &format!("{}; {}.", capitalised(&tally(&reported.plan)), hazard_tally(&reported.plan)));
    }
    line("", "");
    line("is        ", &format!("{from}, fingerprint {is}"));
    line("wanted    ", &format!("{to}, fingerprint {wanted}"));
    line("plan      ", &reported.hash);
    if reported.plan.groups.is_empty() {
        return head;
    }
    line("proved    ", proof(reported));
    line("run it    ", "psql -v ON_ERROR_STOP=1 -f plan.sql, connected to what is");
    line(
        "or        ",
        "lockstep sync-schema --approved plan.sql, which reads this page's hash, plans again and stops if anything moved",
    );
    head
}

/// Hazards, unsupported differences and notes.
fn told(plan: &Plan) -> String {
    let mut sql = String::new();
    push_section(&mut sql, "Hazards", &hazard_table(plan));
    let unsupported = plan.unsupported.iter();
    let unsupported = unsupported.map(|one| labelled("  - ", &format!("{}: {}", one.object, one.reason)));
    push_section(
        &mut sql,
        "Not supported: with any of these the plan does not run",
        &unsupported.collect::<Vec<_>>(),
    );
    let notes = plan.notes.iter().map(|note| labelled("  - ", note));
    push_section(&mut sql, "To know", &notes.collect::<Vec<_>>());
    sql
}

fn push_section(sql: &mut String, title: &str, lines: &[String]) {
    if !lines.is_empty() {
        sql.push_str(&format!("--\n-- {title}\n--\n{}", lines.concat()));
    }
}

/// One line per hazard, in columns; what happens stands at the statement.
fn hazard_table(plan: &Plan) -> Vec<String> {
    let cells: Vec<[String; 5]> = hazards(plan)
        .iter()
        .map(|told| {
            [
                told.standing.as_str().to_owned(),
                told.hazard.kind.as_str().to_owned(),
                told.of_which(),
                cut_chars(&object(&told.hazard.object), 80).into_owned(),
                counted(told.hazard),
            ]
        })
        .collect();
    let width = |column: usize| cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..5).map(width).collect();
    let line = |cells: &[String; 5]| {
        let padded = cells.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        row(&format!("  {}", padded.collect::<Vec<_>>().join("  ")))
    };
    cells.iter().map(line).collect()
}

/// What stands above a statement.
fn above((number, of): (usize, usize), statement: &Statement) -> String {
    let Statement { why, work, .. } = statement;
    let mut comment = labelled(&format!("{number}/{of}  "), why);
    for lock in locks(statement) {
        comment.push_str(&labelled("  locks   ", &lock));
    }
    if *work != Work::Catalog {
        comment.push_str(&labelled("  work    ", work.as_str()));
    }
    for hazard in &statement.hazards {
        let told = Standing::of(hazard).as_str();
        let counted = counted(hazard);
        let counted = if counted.is_empty() { counted } else { format!(", {counted}") };
        let text = format!("{} ({told}{counted}): {}", hazard.kind.as_str(), hazard.detail);
        comment.push_str(&labelled("  hazard  ", &text));
    }
    comment
}

fn found(finding: &Finding) -> String {
    let help = finding.help.as_deref().map(|help| format!("\n{help}")).unwrap_or_default();
    let text = format!("{}[{}] {}{help}", finding.severity.as_str(), finding.code.as_str(), finding.message);
    labelled("  - ", &text)
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
