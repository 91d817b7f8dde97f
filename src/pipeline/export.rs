//! Step: the complete schema as SQL, or as a migration of the tool in use.

use std::path::PathBuf;

use crate::backup;
use crate::config::side::Side;
use crate::config::task::Task;
use crate::formats::{self, NewFile};
use crate::model::connection::Connection;
use crate::model::history::Tool;

use super::backup::tools;
use super::failure::{Failure, Outcome};
use super::run::{Done, Run};
use super::{drift, side};

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    let Task::Export { as_migration, .. } = run.task else {
        return Ok(Done::skipped("nothing to export"));
    };
    let exported = run.sides.from.clone().unwrap_or(Side::Migrations);
    let (connection, _) = side::database(run, &exported).await?;
    let sql = dump(run, &connection).await?;
    let lines = sql.lines().count();
    match as_migration {
        None => {
            run.report.sql = Some(sql);
            Ok(Done::passed(format!("{lines} lines of SQL from {}", exported.label())))
        }
        Some(name) => {
            let file = write_migration(run, name, &sql)?;
            Ok(Done::passed(format!("{file} holds the schema of {} ({lines} lines)", exported.label())))
        }
    }
}

/// pg_dump's schema without migration bookkeeping and without its commands for psql.
async fn dump(run: &mut Run<'_>, connection: &Connection) -> Outcome<String> {
    let folder = run.folder().ok();
    let scope = drift::scope(run, folder.as_deref());
    let mut session = crate::db::connect(connection, "lockstep export", crate::db::Access::Read).await?;
    let server = session.inspect(None).await?.server;
    session.close().await;
    let tools = tools(server.major())?;
    let cancel = &run.surroundings.cancel;
    let schemas = [scope.managed.schemas, scope.without_schemas].concat();
    Ok(backup::schema_sql(connection, &tools, &schemas, &scope.without_tables, cancel).await?)
}

/// Writes the schema as the first migration of the tool in use. An existing file is never written
/// over.
fn write_migration(run: &mut Run<'_>, name: &str, sql: &str) -> Outcome<String> {
    if name.is_empty() || name.contains(['/', '\\']) || name.starts_with('.') {
        return Err(Failure::configuration(
            format!("{name:?} is no name for a migration"),
            "give the name alone, as the tool wants it: 20240101000000_init",
        ));
    }
    let (tool, folder) = match run.folder() {
        Ok(folder) => (folder.tool, PathBuf::from(&folder.path)),
        // There may be no folder yet: then the configuration says what it will be.
        Err(_) => {
            let tool = run.settings.migrations.format.unwrap_or(Tool::Plain);
            let path = run.settings.migrations.path.clone();
            (tool, path.unwrap_or_else(|| formats::usual_folder(tool).into()))
        }
    };
    let NewFile { path, text } = formats::new_file(tool, name, sql)?;
    let relative = folder.join(path);
    let path = run.settings.root.join(&relative);
    let shown = relative.display().to_string();
    let fails = |error: std::io::Error| {
        Failure::configuration(
            format!("{shown} cannot be written: {error}"),
            "choose another name with --as-migration",
        )
    };
    std::fs::create_dir_all(path.parent().unwrap_or(&run.settings.root)).map_err(fails)?;
    let mut file = std::fs::File::create_new(&path).map_err(fails)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(fails)?;
    Ok(shown)
}
