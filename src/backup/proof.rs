//! Proving a backup: restore it into a throw-away database and compare with what was dumped. A
//! dump that nobody ever restored is a hope.

use super::checksum;
use super::contents::Contents;
use super::error::BackupError;
use super::interrupt::unless_cancelled;
use super::load::Load;
use super::manifest::{self, Stored};
use super::rows::{self, RowDifference};
use super::tools::Tools;
use super::twin;
use crate::db::cancel::Cancel;
use crate::db::{self, Access, Session};
use crate::model::connection::Connection;
use crate::model::diff::Change;
use crate::model::progress::{Observer, Progress};
use crate::model::quote::{quote_identifier, quote_literal};

/// How much is restored and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    Schema,
    /// With the data, and the rows of every table counted. A backup without data has none to prove.
    Full,
}

/// What the comparison found.
#[derive(Debug)]
pub(crate) struct Proof {
    /// What was proved in fact.
    pub(crate) level: Level,
    /// From what was restored to what should have been.
    pub(crate) changes: Vec<Change>,
    pub(crate) rows: Vec<RowDifference>,
}

impl Proof {
    /// Whether the restored database was what had been dumped.
    pub(crate) fn is_proven(&self) -> bool {
        self.changes.is_empty() && self.rows.is_empty()
    }
}

/// Restores `backup` into `scratch`, an empty database of a server where roles may be made, and
/// compares. The verdict is written into the manifest, and into `backup`.
pub(crate) async fn prove(
    backup: &mut Stored,
    scratch: &Connection,
    level: Level,
    tools: &Tools,
    jobs: u32,
    observer: &dyn Observer,
    cancel: &Cancel,
) -> Result<Proof, BackupError> {
    let outcome = restore_and_compare(backup, scratch, level, tools, jobs, observer, cancel).await;
    let proved = match &outcome {
        Ok(proof) if proof.is_proven() => Some(match proof.level {
            Level::Schema => "schema".to_owned(),
            Level::Full => "full".to_owned(),
        }),
        Err(BackupError::Cancelled) => return outcome,
        _ => None,
    };
    if backup.manifest.proved != proved {
        backup.manifest.proved = proved;
        manifest::write(&backup.path, &backup.manifest)?;
    }
    outcome
}

async fn restore_and_compare(
    backup: &Stored,
    scratch: &Connection,
    level: Level,
    tools: &Tools,
    jobs: u32,
    observer: &dyn Observer,
    cancel: &Cancel,
) -> Result<Proof, BackupError> {
    let level = if backup.manifest.schema_only { Level::Schema } else { level };
    let say = |text: &str| observer.observe(Progress::Line { text: text.to_owned() });
    say("checking the backup's checksums");
    checksum::verify(&backup.path, &backup.manifest, cancel).await?;
    let contents = Contents::read(&backup.path)?;
    let load = Load {
        backup,
        contents: &contents,
        target: scratch,
        tools,
        schema_only: level == Level::Schema,
        with_owners: true,
        jobs,
    };
    let mut session = unless_cancelled(cancel, async {
        let mut session = db::connect(scratch, "lockstep backup", Access::Write).await?;
        make_roles(&mut session, &contents.roles).await?;
        Ok(session)
    })
    .await?;
    let list = load.table_of_contents(&mut session, cancel).await?;
    say("restoring the backup into scratch");
    load.run(&list, cancel).await?;
    say("comparing the restored database with the original");
    unless_cancelled(cancel, async {
        let changes = twin::differences(&backup.path, &contents, &mut session, true).await?;
        let rows = match level {
            Level::Schema => Vec::new(),
            Level::Full => rows::differences(&backup.manifest.rows, &rows::count_all(&mut session).await?),
        };
        session.close().await;
        Ok(Proof { level, changes, rows })
    })
    .await
}

/// Makes the roles that the dump names and the server lacks: nobody can log in as one, so they are
/// names and nothing else. Another run may make the same at the same time.
async fn make_roles(session: &mut Session, roles: &[String]) -> Result<(), BackupError> {
    let statements = roles.iter().map(|role| {
        let identifier = quote_identifier(role);
        let block = format!(
            "BEGIN \
               IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = {literal}) THEN \
                 CREATE ROLE {identifier} NOLOGIN; \
                 GRANT {identifier} TO CURRENT_USER; \
               END IF; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END",
            literal = quote_literal(role),
        );
        format!("DO LANGUAGE plpgsql {};", quote_literal(&block))
    });
    Ok(session.run(&statements.collect::<String>()).await?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::testing;

    #[tokio::test]
    async fn roles_are_made_once_and_cannot_log_in() {
        let mut session = testing::open(&testing::maintenance()).await.unwrap();
        let roles = ["a \"role\" of 'nobody\\".to_owned(), "postgres".to_owned()];
        for _ in 0..2 {
            make_roles(&mut session, &roles).await.unwrap();
        }
        let made = format!("SELECT rolcanlogin FROM pg_roles WHERE rolname = {}", quote_literal(&roles[0]));
        assert_eq!(session.one(&made).await.unwrap(), "f");
    }
}
