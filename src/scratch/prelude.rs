//! What stands in a database before the first migration: a provider's own objects, and whatever
//! the user's `scratch.prelude` says.

use super::{ScratchError, extensions};
use crate::db::{self, Access};
use crate::model::connection::Connection;

/// The Supabase platform, as far as migrations refer to it.
const SUPABASE: &str = include_str!("prelude/supabase.sql");

/// Extensions that every Supabase project has and that are packaged nowhere else.
const SUPABASE_EXTENSIONS: [&str; 2] = ["pg_graphql", "supabase_vault"];

/// SQL to run on an empty scratch database.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Prelude<'a> {
    /// Roles, schemas, tables and functions of the Supabase platform.
    Supabase,
    /// The text of the user's file.
    User(&'a str),
}

/// Runs the prelude in a session of its own: settings it makes for the database hold for sessions
/// opened afterwards.
pub(crate) async fn apply(connection: &Connection, prelude: Prelude<'_>) -> Result<(), ScratchError> {
    let (which, sql) = match prelude {
        Prelude::Supabase => {
            let stand_ins = SUPABASE_EXTENSIONS.iter().filter_map(|name| extensions::stand_in(name));
            ("Supabase", stand_ins.fold(SUPABASE.to_owned(), |sql, stand_in| sql + &stand_in))
        }
        Prelude::User(text) => ("user's", text.to_owned()),
    };
    let mut session = db::connect(connection, "lockstep scratch", Access::Write).await?;
    session.run(&sql).await.map_err(|source| ScratchError::Prelude { which, source })?;
    session.close().await;
    Ok(())
}
