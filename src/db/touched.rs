//! Which objects a statement made, altered or dropped, as the server itself tells it: event triggers
//! on a scratch database say it with notices, which arrive before the answer of the statement.
//!
//! What has no object in this database (roles, databases) and `GRANT` tell nothing
//! (<https://www.postgresql.org/docs/current/event-trigger-matrix.html>).

use serde::Deserialize;

use super::error::DbError;
use super::notices::Notice;
use super::session::Session;

/// What the notices of ours begin with.
const TELLS: &str = "lockstep touched ";

/// An object by the numbers that stay when it is renamed: catalog, object, part of it.
pub(crate) type Address = (u32, u32, i32);

/// One object that a statement made, altered or dropped.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Told")]
pub(crate) struct Touch {
    pub(crate) address: Address,
    /// As `pg_identify_object_as_address` says it: `table`, `table column`, `policy`.
    pub(crate) kind: String,
    /// The names it has after the statement: schema, table, column; of a type one name with its schema.
    pub(crate) names: Vec<String>,
    /// Types of arguments, of a function.
    pub(crate) arguments: Vec<String>,
    /// `CREATE TABLE`, `ALTER TABLE`, …
    pub(crate) tag: String,
    pub(crate) dropped: bool,
}

/// A touch as the server writes it down.
#[derive(Deserialize)]
struct Told(u32, u32, i32, String, Option<Vec<Option<String>>>, Option<Vec<Option<String>>>, String, bool);

impl From<Told> for Touch {
    fn from(told: Told) -> Self {
        let Told(class, object, part, kind, names, arguments, tag, dropped) = told;
        let texts = |list: Option<Vec<Option<String>>>| list.unwrap_or_default().into_iter().flatten();
        let (names, arguments) = (texts(names).collect(), texts(arguments).collect());
        Self { address: (class, object, part), kind, names, arguments, tag, dropped }
    }
}

/// Makes the server tell, from now on, what statements touch. Needs a superuser, as event triggers do.
pub(crate) async fn install(session: &mut Session) -> Result<(), DbError> {
    session.run(include_str!("touched.sql")).await
}

/// What notices tell of touched objects, in order; what else they say is not ours.
pub(crate) fn told(notices: &[Notice]) -> Vec<Touch> {
    let ours = notices.iter().filter(|notice| notice.severity == "info");
    let lists = ours.filter_map(|notice| notice.text.strip_prefix(TELLS));
    lists.filter_map(|list| serde_json::from_str::<Vec<Touch>>(list).ok()).flatten().collect()
}
