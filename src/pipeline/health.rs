//! Step: what goes bad by itself: stale backups, invalid indexes, constraints never validated.

use std::time::SystemTime;

use crate::backup;
use crate::model::amount;
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::object::{ObjectKind, Value};

use super::accepted;
use super::failure::Outcome;
use super::run::{Done, Run};

pub(crate) fn run(run: &mut Run<'_>) -> Outcome<Done> {
    let catalogs = std::mem::take(&mut run.catalogs);
    let mut done = Done::passed("");
    let mut findings = Vec::new();
    for (target, catalog) in run.targets.iter().zip(&catalogs) {
        let name = &target.environment.name;
        let before = findings.len();
        unhealthy_objects(catalog, name, &mut findings);
        if findings.len() == before {
            done = done.proving(format!("{name}: no invalid index, no unvalidated constraint"));
        }
        if target.environment.protected && run.settings.backup.required {
            match fresh_backup(run, name) {
                Ok(sentence) => done = done.proving(sentence),
                Err(finding) => findings.push(*finding),
            }
        }
    }
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
    let count = findings.len();
    for finding in findings {
        run.find(finding);
    }
    if let Some(sentence) = accepted::write(run)? {
        done = done.proving(sentence);
    }
    done.summary = match count {
        0 => "healthy".to_owned(),
        count => amount::count(count, "thing") + " to look at",
    };
    Ok(if errors > 0 { Done { proved: done.proved, ..Done::failed(done.summary) } } else { done })
}

/// INVALID indexes are what an interrupted `CREATE INDEX CONCURRENTLY` leaves: never used by a
/// query, paid for by every write.
fn unhealthy_objects(catalog: &Catalog, environment: &str, findings: &mut Vec<Finding>) {
    let is_false = |value: Option<&Value>| value.and_then(Value::as_text) == Some("false");
    for object in &catalog.objects {
        let key = &object.key;
        match key.kind {
            ObjectKind::Index if is_false(object.attributes.get(Attribute::Valid)) => findings.push(
                Finding::new(Code::IndexInvalid, format!("{environment}: index {} is INVALID", key.path()))
                    .about(key)
                    .with_help("drop it with DROP INDEX CONCURRENTLY and build it again")
                    .in_environment(environment),
            ),
            ObjectKind::Constraint if is_false(object.attributes.get(Attribute::Validated)) => findings.push(
                Finding::new(
                    Code::ConstraintNotValidated,
                    format!("{environment}: constraint {} was never validated", key.path()),
                )
                .about(key)
                .with_help("ALTER TABLE … VALIDATE CONSTRAINT; it does not block writes")
                .in_environment(environment),
            ),
            _ => {}
        }
    }
}

fn fresh_backup(run: &Run<'_>, environment: &str) -> Result<String, Box<Finding>> {
    let dir = run.settings.root.join(&run.settings.backup.dir);
    let limit = run.settings.backup.max_age;
    let stale = |what: String| {
        Box::new(
            Finding::new(Code::BackupStale, format!("{environment}: {what}"))
                .with_help(format!("lockstep backup --environment {environment}"))
                .in_environment(environment),
        )
    };
    let newest =
        backup::newest_proven(&dir, environment).map_err(|error| stale(error.to_string()))?.ok_or_else(
            || stale(format!("there is no proven backup in {}", run.settings.backup.dir.display())),
        )?;
    let age = SystemTime::now().duration_since(newest.created).unwrap_or_default();
    let shown = humantime::format_duration(std::time::Duration::from_secs(age.as_secs()));
    if age > limit {
        let limit = humantime::format_duration(limit);
        return Err(stale(format!("the newest proven backup is {shown} old, more than {limit}")));
    }
    Ok(format!("{environment}: the newest proven backup is {shown} old"))
}
