//! The first question to every database, in one message: what it is, and what its history table
//! holds.

use serde_json::Value;

use super::error::DbError;
use super::journal;
use super::session::{Answer, Session};
use crate::model::journal::Entry;
use crate::model::profile::Profile;
use crate::model::provider::Provider;
use crate::model::quote::quote_literal;
use crate::model::server::Server;

/// What a database said about itself.
#[derive(Debug)]
pub(crate) struct Inspection {
    pub(crate) server: Server,
    /// Where unqualified names are made: the URL's `?schema=`, else `current_schema()`.
    pub(crate) schema: String,
    /// The rows of the history table, as `to_jsonb` shows them (times in UTC); `None` = no table.
    pub(crate) history: Option<Vec<Value>>,
    /// Migrations of this history that are under way or were interrupted.
    pub(crate) journal: Vec<Entry>,
    /// The schemas in which somebody made tables: not the system or an extension.
    with_tables: Vec<String>,
}

impl Inspection {
    /// Whether there are tables that the provider did not make.
    pub(crate) fn has_user_tables(&self, managed: &Profile) -> bool {
        self.with_tables.iter().any(|schema| !managed.manages_schema(schema))
    }
}

impl Session {
    /// Asks everything in one message, and what is open of the history in a second one where there is
    /// a journal. `history` is a quoted table name.
    pub(crate) async fn inspect(&mut self, history: Option<&str>) -> Result<Inspection, DbError> {
        const SERVER: usize = 0;
        const SCHEMAS: usize = 1;
        const HISTORY: usize = 2;
        let own = history.map(|table| format!("pg_catalog.to_regclass({})", quote_literal(table)));
        let mut message = include_str!("queries/inspect.sql")
            .replace("$JOURNAL", journal::IS_READABLE)
            .replace("$HISTORY", own.as_deref().unwrap_or("NULL::pg_catalog.oid"));
        if let Some(table) = history {
            // Last, because a missing table fails it, and what came before still counts.
            message.push_str(&format!("SELECT pg_catalog.to_jsonb(t) FROM {table} t"));
        }
        let mut facts = Vec::new();
        let mut schemas = Vec::new();
        let mut rows = Vec::new();
        let mut completed = 0;
        let outcome = self
            .message(&message, |answer| match answer {
                Answer::Row { statement: SERVER, row } => facts = row.texts(),
                Answer::Row { statement: SCHEMAS, row } => schemas.extend(row.text(0).map(String::from)),
                Answer::Row { row, .. } => rows.push(serde_json::from_str(&row.text(0).unwrap_or_default())),
                Answer::Completed { .. } => completed += 1,
            })
            .await;
        let tracked = match outcome {
            Ok(()) => history.is_some(),
            Err(error) if completed == HISTORY && is_missing(&error) => false,
            Err(error) => return Err(error),
        };
        let rows: Result<Vec<Value>, _> = rows.into_iter().collect();
        let rows = rows.map_err(|error| self.protocol(format!("a history row that is no JSON: {error}")))?;
        let facts = Facts(facts);
        let server = self.server(&facts)?;
        self.set_pid(server.backend_pid);
        let schema = self.connection().schema.clone().or_else(|| facts.text(9));
        let journal = match history {
            Some(table) if facts.text(12).as_deref() == Some("t") => journal::read(self, table).await?,
            _ => Vec::new(),
        };
        Ok(Inspection {
            with_tables: schemas,
            schema: schema.unwrap_or_else(|| "public".to_owned()),
            history: tracked.then_some(rows),
            journal,
            server,
        })
    }

    /// The columns of the first statement of `inspect.sql`, in its order.
    fn server(&self, facts: &Facts) -> Result<Server, DbError> {
        let connection = self.connection();
        let unreadable = |what: &str| self.protocol(format!("{what} is missing or no number"));
        Ok(Server {
            host: connection.host.clone(),
            port: connection.port,
            database: facts.text(2).unwrap_or_else(|| connection.database.clone()),
            user: facts.text(4).unwrap_or_else(|| connection.user.clone()),
            version: facts.text(0).unwrap_or_default(),
            version_num: facts.number(1).ok_or_else(|| unreadable("the server version"))?,
            provider: provider(&connection.host, facts.text(11).as_deref()),
            system_identifier: facts.text(10),
            database_oid: facts.number(3).ok_or_else(|| unreadable("the database's oid"))?,
            address: facts.text(5),
            in_recovery: facts.text(6).as_deref() == Some("t"),
            superuser: facts.text(7).as_deref() == Some("t"),
            backend_pid: facts.number(8).ok_or_else(|| unreadable("the process id"))?,
        })
    }
}

/// One row of text.
struct Facts(Vec<Option<String>>);

impl Facts {
    fn text(&self, column: usize) -> Option<String> {
        self.0.get(column).cloned().flatten()
    }

    fn number<N: std::str::FromStr>(&self, column: usize) -> Option<N> {
        self.text(column)?.parse().ok()
    }
}

/// The history table, or the schema it would be in, does not exist.
fn is_missing(error: &DbError) -> bool {
    matches!(error.code(), Some("42P01" | "3F000"))
}

/// By host where that tells, else by the role that only the provider's servers have.
fn provider(host: &str, role: Option<&str>) -> Provider {
    match (Provider::of_host(host), role) {
        (Provider::Other, Some("neon_superuser")) => Provider::Neon,
        (Provider::Other, Some("supabase_admin")) => Provider::Supabase,
        (Provider::Other, Some("rds_superuser")) => Provider::Rds,
        (Provider::Other, Some("cloudsqlsuperuser")) => Provider::CloudSql,
        (provider, _) => provider,
    }
}

#[cfg(test)]
mod tests {
    use crate::db::session::Access;
    use crate::db::{connect, testing};
    use crate::model::profile::Profile;

    #[tokio::test]
    async fn a_server_describes_itself_and_a_missing_history_is_no_error() {
        let database = testing::database().await;
        let mut session = connect(&database, "lockstep test", Access::Read).await.expect("connected");
        for missing in ["\"_history\"", "\"nowhere\".\"_history\""] {
            let inspection = session.inspect(Some(missing)).await.expect("inspected");
            assert_eq!(inspection.history, None);
            assert_eq!(inspection.schema, "public");
            assert!(!inspection.has_user_tables(&Profile::default()));
            let server = inspection.server;
            assert_eq!(server.database, database.database);
            assert!(server.major() >= 13 && server.version.starts_with(&server.major().to_string()));
            assert!(server.superuser && !server.in_recovery && server.address.is_none());
            assert!(server.system_identifier.is_some_and(|identifier| identifier.len() > 15));
            assert_eq!(server.backend_pid, session.pid().await.expect("known"));
        }
    }

    #[tokio::test]
    async fn history_rows_come_as_json_in_utc() {
        let database = testing::database().await;
        let mut session = testing::open(&database).await.expect("open");
        session
            .run(
                "SET TimeZone = 'Asia/Tokyo';
                 CREATE TABLE h (version bigint, checksum bytea, at timestamptz);
                 INSERT INTO h VALUES (1, '\\xab', '2024-05-01 12:00+00')",
            )
            .await
            .expect("made");
        let mut session = connect(&database, "lockstep test", Access::Read).await.expect("connected");
        let inspection = session.inspect(Some("\"h\"")).await.expect("inspected");
        let row = serde_json::json!({"version": 1, "checksum": "\\xab", "at": "2024-05-01T12:00:00+00:00"});
        assert_eq!(inspection.history, Some(vec![row]));
        // The tool's own table says nothing of the user's.
        assert!(!inspection.has_user_tables(&Profile::default()));
        let inspection = session.inspect(None).await.expect("inspected");
        assert!(inspection.has_user_tables(&Profile::default()));
    }

    #[tokio::test]
    async fn a_role_with_no_rights_can_be_inspected() {
        let database = testing::database().await;
        let mut admin = testing::open(&database).await.expect("open");
        admin
            .run(
                "CREATE ROLE inspect_nobody LOGIN;
                 REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public;
                 REVOKE ALL ON SCHEMA public FROM public;
                 CREATE TABLE public.h (a int)",
            )
            .await
            .expect("made");
        let database = crate::model::connection::Connection { user: "inspect_nobody".to_owned(), ..database };
        let mut session = connect(&database, "lockstep test", Access::Read).await.expect("connected");
        let inspection = session.inspect(None).await.expect("inspected");
        assert_eq!(inspection.server.system_identifier, None);
        assert!(!inspection.server.superuser);
        assert_eq!(inspection.schema, "public", "the usual one, though this role may not use it");
        let error = session.inspect(Some("\"public\".\"h\"")).await.expect_err("no right");
        assert_eq!(error.code(), Some("42501"), "a table that may not be read is not a missing one");
    }
}
