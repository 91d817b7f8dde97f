//! Restoring a backup into an empty database beside the environments, and comparing what came out.

use super::checksum;
use super::contents::Contents;
use super::error::BackupError;
use super::interrupt::unless_cancelled;
use super::load::Load;
use super::manifest::Stored;
use super::rows::{self, RowDifference};
use super::tools::Tools;
use super::twin;
use crate::db::cancel::Cancel;
use crate::db::{self, Access, Session};
use crate::model::connection::Connection;
use crate::model::diff::Change;
use crate::model::glob;
use crate::model::progress::{Observer, Progress};

/// What to restore, and where to.
#[derive(Debug)]
pub(crate) struct RestoreRequest<'a> {
    pub(crate) backup: &'a Stored,
    pub(crate) target: &'a Connection,
    /// The environment that `target` turned out to be, if it is one: then it is refused.
    pub(crate) is_environment: Option<&'a str>,
    pub(crate) tools: &'a Tools,
    /// With one, all of it is one transaction, and a failure leaves the target empty.
    pub(crate) jobs: u32,
}

/// What a restore gave.
#[derive(Debug)]
pub(crate) struct Restored {
    /// From what was restored to what should have been.
    pub(crate) changes: Vec<Change>,
    pub(crate) rows: Vec<RowDifference>,
    /// Rows in all tables together.
    pub(crate) total_rows: u64,
    /// Why owners and privileges were left out, if they were.
    pub(crate) without_owners: Option<String>,
}

impl Restored {
    /// Whether the restored database is what had been dumped.
    pub(crate) fn is_equal(&self) -> bool {
        self.changes.is_empty() && self.rows.is_empty()
    }
}

/// Restores into an empty database, and compares.
pub(crate) async fn restore_into(
    request: &RestoreRequest<'_>,
    observer: &dyn Observer,
    cancel: &Cancel,
) -> Result<Restored, BackupError> {
    let RestoreRequest { backup, target, tools, jobs, .. } = *request;
    let refuse = |reason: String| BackupError::Refused { target: target.target(), reason };
    if let Some(environment) = request.is_environment {
        return Err(refuse(format!("it is the database of {environment}; name a side database")));
    }
    checksum::verify(&backup.path, &backup.manifest, cancel).await?;
    let contents = Contents::read(&backup.path)?;
    let (mut session, without_owners) = unless_cancelled(cancel, async {
        let mut session = db::connect(target, "lockstep restore", Access::Write).await?;
        let server = session.inspect(None).await?.server;
        if server.in_recovery {
            return Err(refuse("it is a read-only replica".to_owned()));
        }
        if let Some(found) = occupant(&mut session, &contents.without_schemas).await? {
            return Err(refuse(format!("it is not empty ({found}); name a new, empty database")));
        }
        let without = reason_without_owners(&mut session, &contents.roles, server.superuser).await?;
        Ok((session, without))
    })
    .await?;
    let with_owners = without_owners.is_none();
    let schema_only = backup.manifest.schema_only;
    let load = Load { backup, contents: &contents, target, tools, schema_only, with_owners, jobs };
    let list = load.table_of_contents(&mut session, cancel).await?;
    observer.observe(Progress::Line { text: format!("restoring into {}", target.target()) });
    load.run(&list, cancel).await?;
    unless_cancelled(cancel, async {
        let changes = twin::differences(&backup.path, &contents, &mut session, with_owners).await?;
        let counted = rows::count_all(&mut session).await?;
        session.close().await;
        Ok(Restored {
            changes,
            rows: rows::differences(&backup.manifest.rows, &counted),
            total_rows: counted.values().sum(),
            without_owners,
        })
    })
    .await
}

/// Everything that somebody made here, extensions and their parts left out.
const OCCUPANTS: &str = "
WITH member AS (SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'),
made AS (
  SELECT 'schema' AS what, 'pg_catalog.pg_namespace'::pg_catalog.regclass AS class, oid, oid AS schema
  FROM pg_catalog.pg_namespace WHERE nspname <> 'public'
  UNION ALL
  SELECT 'relation ' || pg_catalog.quote_ident(relname), 'pg_catalog.pg_class'::pg_catalog.regclass, oid, relnamespace
  FROM pg_catalog.pg_class
  UNION ALL
  SELECT 'function ' || pg_catalog.quote_ident(proname), 'pg_catalog.pg_proc'::pg_catalog.regclass, oid, pronamespace
  FROM pg_catalog.pg_proc
  UNION ALL
  SELECT 'type ' || pg_catalog.quote_ident(typname), 'pg_catalog.pg_type'::pg_catalog.regclass, oid, typnamespace
  FROM pg_catalog.pg_type WHERE typtype IN ('e', 'd', 'r')
)
SELECT m.what, n.nspname FROM made m JOIN pg_catalog.pg_namespace n ON n.oid = m.schema
WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM member e WHERE e.classid = m.class AND e.objid = m.oid)
  AND NOT EXISTS (SELECT FROM member e
                  WHERE e.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass AND e.objid = n.oid)
ORDER BY n.nspname, m.what
";

/// Something that is in the target already; what lies in schemas that were not dumped is not in
/// the way.
async fn occupant(session: &mut Session, not_dumped: &[String]) -> Result<Option<String>, BackupError> {
    let found = session.fetch(OCCUPANTS).await?.into_iter().find_map(|row| {
        let [Some(what), Some(schema)] = <[_; 2]>::try_from(row).ok()? else { return None };
        let not_in_the_way = not_dumped.iter().any(|pattern| glob::matches(pattern, &schema));
        (!not_in_the_way).then(|| match what.as_str() {
            "schema" => format!("schema {schema}"),
            what => format!("{what} in schema {schema}"),
        })
    });
    Ok(found)
}

/// Owners and privileges need every role they name, and the right to act for it.
async fn reason_without_owners(
    session: &mut Session,
    roles: &[String],
    superuser: bool,
) -> Result<Option<String>, BackupError> {
    if !superuser {
        return Ok(Some("the target's user is no superuser".to_owned()));
    }
    let present = session.fetch("SELECT rolname FROM pg_catalog.pg_roles").await?;
    let missing: Vec<&str> = roles
        .iter()
        .filter(|role| !present.iter().flatten().flatten().any(|name| name == *role))
        .map(String::as_str)
        .collect();
    Ok((!missing.is_empty()).then(|| format!("the target's server has no role {}", missing.join(", "))))
}
