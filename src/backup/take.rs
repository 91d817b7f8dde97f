//! Making a backup: one snapshot, read by pg_dump and by us, and nothing under a backup's name
//! until all of it is on the disk.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::SystemTime;

use super::checksum;
use super::client;
use super::contents::Contents;
use super::dump::{self, Dump, Format};
use super::error::BackupError;
use super::interrupt::unless_cancelled;
use super::layout::{self, CATALOG, Partial};
use super::manifest::{self, Stored};
use super::rows;
use super::snapshot::{self, Snapshot};
use super::timestamp;
use super::tools::Tools;
use crate::db::cancel::Cancel;
use crate::db::capture::{Moment, capture_at};
use crate::db::fingerprint::fingerprint;
use crate::db::scope::Scope;
use crate::db::{self, Access, Session};
use crate::model::backup::{Manifest, ManifestFile};
use crate::model::catalog::Catalog;
use crate::model::connection::Connection;
use crate::model::diff::Rules;
use crate::model::progress::Observer;
use crate::model::server::Server;

/// What to back up, and where to.
#[derive(Debug)]
pub(crate) struct BackupRequest<'a> {
    pub(crate) environment: &'a str,
    /// The direct connection, not through a pooler in transaction mode: for pg_dump and for a
    /// second session of ours.
    pub(crate) connection: &'a Connection,
    pub(crate) server: &'a Server,
    pub(crate) tools: &'a Tools,
    /// The folder of all backups.
    pub(crate) dir: &'a Path,
    pub(crate) format: Format,
    pub(crate) schema_only: bool,
    /// Globs of schemas that are neither dumped nor compared: what the provider manages.
    pub(crate) without_schemas: &'a [String],
}

/// Makes a backup. `session` is used up: it holds the snapshot until the dump is complete.
pub(crate) async fn take(
    request: &BackupRequest<'_>,
    session: Session,
    observer: &dyn Observer,
    cancel: &Cancel,
) -> Result<Stored, BackupError> {
    let environment_dir = layout::environment_dir(request.dir, request.environment);
    layout::sweep(&environment_dir)?;
    let created = SystemTime::now();
    let partial = Partial::create(&environment_dir, created)?;
    let mut version = client::command(&request.tools.pg_dump, None);
    version.arg("--version");
    let version = client::output(version, "pg_dump", cancel).await?;

    let mut read = read(request, session, &partial, observer, cancel).await?;
    let contents = Contents::new(&read.catalog, read.snapshot.roles, request.without_schemas.to_vec());
    manifest::write_whole(&partial.path().join(CATALOG), &contents.to_json())?;
    read.files.extend(checksum::seal(partial.path(), vec![CATALOG.to_owned()], cancel).await?);

    let manifest = Manifest {
        manifest_version: manifest::VERSION,
        tool: concat!("lockstep ", env!("CARGO_PKG_VERSION")).to_owned(),
        dump_tool: version.trim().to_owned(),
        environment: request.environment.to_owned(),
        created_at: timestamp::rfc3339(created),
        server_version: request.server.version.clone(),
        server_version_num: request.server.version_num,
        database: request.server.database.clone(),
        snapshot_lsn: read.snapshot.lsn,
        format: request.format.as_str().to_owned(),
        schema_only: request.schema_only,
        files: read.files,
        objects: read.catalog.counts().into_iter().map(|(kind, n)| (kind.to_string(), n)).collect(),
        rows: read.rows,
        fingerprint: fingerprint(&read.catalog, &Rules::default()),
        proved: None,
    };
    manifest::write(partial.path(), &manifest)?;
    if cancel.signal().is_some() {
        return Err(BackupError::Cancelled);
    }
    let path = partial.publish(created)?;
    Stored::open(&path)
}

/// What was read in the snapshot.
struct Read {
    snapshot: Snapshot,
    files: Vec<ManifestFile>,
    catalog: Catalog,
    rows: BTreeMap<String, u64>,
}

/// Dumps, and meanwhile reads the catalog and counts the rows, all in one snapshot.
async fn read(
    request: &BackupRequest<'_>,
    mut session: Session,
    partial: &Partial,
    observer: &dyn Observer,
    cancel: &Cancel,
) -> Result<Read, BackupError> {
    let opening = snapshot::open(&mut session, request.without_schemas);
    let snapshot = unless_cancelled(cancel, opening).await?;
    let dump = Dump {
        tools: request.tools,
        connection: request.connection,
        format: request.format,
        schema_only: request.schema_only,
        snapshot: &snapshot.id,
        without_schemas: &snapshot.without,
    };
    let catalog = async {
        let mut reader = db::connect(request.connection, "lockstep backup", Access::Read).await?;
        let catalog =
            capture_at(&mut reader, &scope(request.without_schemas), Moment::Exported(&snapshot.id)).await?;
        reader.close().await;
        Ok::<_, BackupError>(catalog)
    };
    let count = async {
        let tables = if request.schema_only { &[][..] } else { &snapshot.tables };
        rows::count(&mut session, tables).await
    };
    let dumping = dump::run(&dump, partial, observer, cancel);
    let reading = unless_cancelled(cancel, async { tokio::try_join!(catalog, count) });
    let (files, (catalog, rows)) = dump_and_read(dumping, reading).await?;
    session.close().await;
    Ok(Read { snapshot, files, catalog, rows })
}

/// Does both at once. An error of one ends the other; but asked to stop, pg_dump gets the time to
/// cancel its queries on the server.
async fn dump_and_read<D, R>(
    dumping: impl Future<Output = Result<D, BackupError>>,
    reading: impl Future<Output = Result<R, BackupError>>,
) -> Result<(D, R), BackupError> {
    tokio::pin!(dumping, reading);
    tokio::select! {
        dumped = &mut dumping => Ok((dumped?, reading.await?)),
        read = &mut reading => match read {
            Err(BackupError::Cancelled) => {
                dumping.await?;
                Err(BackupError::Cancelled)
            }
            read => {
                let read = read?;
                Ok((dumping.await?, read))
            }
        },
    }
}

/// What of a database a backup is about.
pub(super) fn scope(without_schemas: &[String]) -> Scope {
    Scope { schemas: vec!["*".to_owned()], without_schemas: without_schemas.to_vec(), ..Scope::default() }
}
