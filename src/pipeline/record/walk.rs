//! The files run one after the other on one scratch database, with a look after each: what every
//! migration does by itself, and how far an environment has come.

use crate::formats::Folder;
use crate::model::amount;
use crate::model::catalog::Catalog;
use crate::model::diff::Change;
use crate::model::diff::diff;
use crate::model::effect::Effect;
use crate::model::progress::Progress;
use crate::pipeline::drift;
use crate::pipeline::failure::{Failure, Outcome};
use crate::pipeline::replay;
use crate::pipeline::run::Run;

use super::proof::{self, About};

/// What the walk saw.
#[derive(Debug)]
pub(super) struct Walk {
    /// Per migration: it changes nothing that is compared.
    pub(super) silent: Vec<bool>,
    /// What the environment lacks of what all of them make.
    pub(super) against: Vec<Change>,
    /// The last migration that changes something and up to which the environment has everything.
    pub(super) reached: Option<usize>,
    /// Objects that all of them make.
    pub(super) objects: usize,
}

/// Walks through the first `count` files. An environment may hold less in the middle than at the end:
/// what one migration makes a later one may drop.
pub(super) async fn walk(
    run: &mut Run<'_>,
    folder: &Folder,
    environment: &str,
    have: &Catalog,
    count: usize,
) -> Outcome<Walk> {
    run.observe(Progress::Line {
        text: format!("looking for the effect of {} in {environment}", amount::count(count, "migration")),
    });
    let mut session = replay::fresh(run, folder).await?;
    let scratch = session.connection().clone();
    let mut before = proof::captured(run, folder, &mut session).await?;
    let mut all = Effect::default();
    let mut walk = Walk { silent: Vec::new(), against: Vec::new(), reached: None, objects: before.size() };
    for (index, migration) in folder.migrations.iter().take(count).enumerate() {
        let replayed = replay::replay_one(run, &mut session, folder, migration).await?;
        replayed.map_err(|finding| Failure::refused(*finding))?;
        let after = proof::captured(run, folder, &mut session).await?;
        let effect = Effect::of(diff(&before, &after, &drift::schema_rules(run)));
        walk.silent.push(effect.is_silent());
        if !effect.is_silent() {
            all.extend(effect);
            walk.against =
                proof::objections(run, folder, environment, have, (&after, &scratch), About::AtLeast(&all))
                    .await?;
            if walk.against.is_empty() {
                walk.reached = Some(index);
            }
        }
        walk.objects = after.size();
        before = after;
    }
    session.close().await;
    Ok(walk)
}
