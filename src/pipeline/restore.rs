//! Step: a backup into an empty side database, compared with what its manifest promises.

use crate::backup::{self, RestoreRequest, Stored};
use crate::config::side::Side;
use crate::config::task::{RestoreSource, Task};
use crate::db::identity::identify;
use crate::db::{self, Access};
use crate::model::amount;
use crate::model::code::Code;
use crate::model::connection::Connection;
use crate::model::exit::Exit;
use crate::model::finding::Finding;
use crate::model::server::Identity;

use super::backup::{first_difference, tools};
use super::failure::{Failure, Outcome};
use super::run::{Done, Run};
use super::{gate, target};

pub(crate) async fn run(run: &mut Run<'_>) -> Outcome<Done> {
    let Task::Restore { source, .. } = run.task else {
        return Ok(Done::skipped("nothing to restore"));
    };
    let stored = located(run, source)?;
    let into = match &run.sides.into {
        Some(Side::Database(connection)) => (**connection).clone(),
        Some(Side::Environment(name)) => target::url(gate::named(run.settings, name)?)?.clone(),
        _ => {
            return Err(Failure::configuration(
                "--into names no database",
                "give the URL of an empty side database, or env:NAME of a variable that holds it",
            ));
        }
    };
    let (is_environment, server_major) = reached(run, &into).await?;
    let tools = tools(server_major.max(stored.manifest.server_version_num / 10_000))?;
    let request = RestoreRequest {
        backup: &stored,
        target: &into,
        is_environment: is_environment.as_deref(),
        tools: &tools,
        jobs: run.settings.backup.jobs,
    };
    let observer = run.surroundings.observer.clone();
    let restored = backup::restore_into(&request, observer.as_ref(), &run.surroundings.cancel).await?;
    if let Some(why) = &restored.without_owners {
        run.find(
            Finding::new(Code::CatalogUnreadable, format!("owners and privileges were not restored: {why}"))
                .with_help("restore as a superuser to a server that has the roles, if they matter"),
        );
    }
    if !restored.is_equal() {
        let problem = first_difference(&restored.changes, &restored.rows);
        return Err(Failure::new(
            Exit::Failed,
            Finding::new(Code::BackupUnproven, format!("restored, but not equal to the backup: {problem}"))
                .with_help("do not use the restored database before this is explained"),
        ));
    }
    let objects: u64 = stored.manifest.objects.values().sum();
    let path = stored.path.display();
    Ok(Done::passed(format!("{path} restored into {}", into.target())).proving(format!(
        "the restored database holds the same {objects} objects and {} rows",
        restored.total_rows
    )))
}

fn located(run: &Run<'_>, source: &RestoreSource) -> Outcome<Stored> {
    let dir = run.settings.root.join(&run.settings.backup.dir);
    Ok(match source {
        RestoreSource::Newest { environment } => {
            gate::named(run.settings, environment)?;
            backup::locate(&dir, environment, "latest")?
        }
        RestoreSource::Path(path) => Stored::open(&run.settings.root.join(path))?,
    })
}

/// Which of the environments the target turned out to be, and its server's major version.
async fn reached(run: &mut Run<'_>, into: &Connection) -> Outcome<(Option<String>, u32)> {
    let mut session = db::connect(into, "lockstep restore", Access::Read).await?;
    let server = session.inspect(None).await?.server;
    let mut environment = None;
    for target in &mut run.targets {
        let identity = identify(&mut target.session, &target.server, &mut session, &server).await?;
        if matches!(identity, Identity::Same(_)) {
            environment = Some(target.environment.name.clone());
        }
    }
    session.close().await;
    tracing::debug!("{} compared with the restore's target", amount::count(run.targets.len(), "environment"));
    Ok((environment, server.major()))
}
