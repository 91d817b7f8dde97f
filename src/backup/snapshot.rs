//! One moment of a database, held open while pg_dump reads it: the exported snapshot and what our
//! own session reads in it.

use super::error::BackupError;
use super::rows::{TABLES, Table};
use crate::db::Session;
use crate::model::glob;

/// What the session that holds the snapshot saw first.
pub(super) struct Snapshot {
    /// For `pg_dump --snapshot`.
    pub(super) id: String,
    /// `None` on a replica.
    pub(super) lsn: Option<String>,
    /// Roles that own something here, hold a privilege or are named in a policy.
    pub(super) roles: Vec<String>,
    /// Schemas that are not to be dumped.
    pub(super) without: Vec<String>,
    /// Tables with rows of their own whose data is dumped.
    pub(super) tables: Vec<Table>,
}

/// Starts the transaction. Timeouts are off in it: it lasts as long as the dump. With
/// `row_security` off a count that a policy would falsify is an error, as it is for pg_dump. Where
/// the server can look whether we are still there, a long count ends soon after us.
const OPEN: &str = "
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL statement_timeout = 0;
SET LOCAL lock_timeout = 0;
SET LOCAL idle_in_transaction_session_timeout = 0;
SET LOCAL row_security = off;
SELECT 'setting', pg_catalog.set_config(name, '0', true)
FROM pg_catalog.pg_settings WHERE name = 'transaction_timeout';
SELECT 'setting', pg_catalog.set_config(name, '2s', true)
FROM pg_catalog.pg_settings
WHERE name = 'client_connection_check_interval' AND pg_catalog.version() LIKE '%linux%';
SELECT 'snapshot', pg_catalog.pg_export_snapshot(),
       CASE WHEN NOT pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_current_wal_lsn() END;
SELECT 'schema', nspname FROM pg_catalog.pg_namespace ORDER BY nspname;
";

/// The roles in use here. pg_shdepend leaves out the pinned superuser that initdb made, OID 10
/// (<https://www.postgresql.org/docs/current/catalog-pg-shdepend.html>).
const ROLES: &str = "
SELECT 'role', r.rolname FROM pg_catalog.pg_roles r
WHERE r.rolname !~ '^pg_' AND (r.oid = 10 OR r.oid IN (
    SELECT s.refobjid FROM pg_catalog.pg_shdepend s
    WHERE s.refclassid = 'pg_catalog.pg_authid'::pg_catalog.regclass
      AND s.dbid = (SELECT d.oid FROM pg_catalog.pg_database d
                    WHERE d.datname = pg_catalog.current_database())))
ORDER BY r.rolname;
";

/// Opens the snapshot; `session` holds it until its transaction ends. One message.
pub(super) async fn open(session: &mut Session, without_schemas: &[String]) -> Result<Snapshot, BackupError> {
    let is_left_out = |schema: &str| without_schemas.iter().any(|pattern| glob::matches(pattern, schema));
    let mut snapshot =
        Snapshot { id: String::new(), lsn: None, roles: Vec::new(), without: Vec::new(), tables: Vec::new() };
    for row in session.fetch(&format!("{OPEN}{ROLES}{TABLES}")).await? {
        let mut row = row.into_iter();
        let (what, first, second) = (row.next().flatten(), row.next().flatten(), row.next().flatten());
        match (what.as_deref(), first, second) {
            (Some("snapshot"), Some(id), lsn) => {
                snapshot.id = id;
                snapshot.lsn = lsn;
            }
            (Some("role"), Some(name), _) => snapshot.roles.push(name),
            (Some("schema"), Some(name), _) if is_left_out(&name) => snapshot.without.push(name),
            (Some("table"), Some(schema), Some(name)) if !snapshot.without.contains(&schema) => {
                snapshot.tables.push(Table { schema, name });
            }
            _ => {}
        }
    }
    Ok(snapshot)
}
