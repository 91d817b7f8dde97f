//! What migrations do to a schema, and what in a database speaks against their having done it.

use crate::db::{self, Session};
use crate::formats::Folder;
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::code::Code;
use crate::model::connection::Connection;
use crate::model::diff::{Change, Difference, diff};
use crate::model::effect::Effect;
use crate::model::finding::{Finding, Severity};
use crate::model::provider::Provider;
use crate::pipeline::failure::{Failure, Outcome};
use crate::pipeline::run::Run;
use crate::pipeline::{changes, drift, spelling};

/// Objections that a warning lists one by one.
const MOST_LISTED: usize = 20;

/// Whose effect a claim is about.
#[derive(Debug, Clone, Copy)]
pub(super) enum About<'e> {
    /// These changes alone.
    Effect(&'e Effect),
    /// Everything up to here. What is there besides may be the work of later migrations, or nobody's.
    AtLeast(&'e Effect),
    /// Everything, and nothing else.
    Exactly,
}

impl About<'_> {
    /// Whether a difference speaks against the claim; `weighty`: it would be an error in a comparison,
    /// or it is a comment, which migrations make as well.
    fn is_against(self, change: &Change, weighty: bool) -> bool {
        match self {
            Self::Effect(effect) => effect.decides(change) || (weighty && effect.touches(change)),
            Self::AtLeast(effect) => {
                let extra = matches!(change.difference, Difference::Extra { .. });
                effect.decides(change) || (weighty && !extra)
            }
            Self::Exactly => weighty,
        }
    }
}

/// What in a database differs from the wanted catalog and speaks against a claim. The scratch
/// database holds the wanted schema.
pub(super) async fn objections(
    run: &Run<'_>,
    folder: &Folder,
    environment: &str,
    have: &Catalog,
    (want, scratch): (&Catalog, &Connection),
    about: About<'_>,
) -> Outcome<Vec<Change>> {
    let target = run.targets.iter().find(|target| target.environment.name == environment);
    let provider = target.map_or(Provider::Other, |target| target.server.provider);
    let changes = diff(have, want, &drift::replay_rules(run, folder, provider));
    let changes = spelling::confirmed(scratch, changes, have, want).await?.changes;
    let weighed = changes::weighed(run.settings, changes, have, want);
    let against = weighed.into_iter().filter(|weighed| {
        let weighty = weighed.severity == Severity::Error || is_comment(&weighed.change);
        about.is_against(&weighed.change, weighty)
    });
    Ok(against.map(|weighed| weighed.change).collect())
}

fn is_comment(change: &Change) -> bool {
    matches!(change.difference, Difference::Differs { attribute: Attribute::Comment, .. })
}

/// The catalog of an environment as it is now.
pub(super) async fn current(run: &mut Run<'_>, folder: &Folder, environment: &str) -> Outcome<Catalog> {
    let scope = drift::scope(run, Some(folder));
    Ok(db::capture::capture(&mut run.target(environment)?.session, &scope).await?)
}

/// The catalog of a scratch database.
pub(super) async fn captured(run: &Run<'_>, folder: &Folder, session: &mut Session) -> Outcome<Catalog> {
    Ok(db::capture::capture(session, &drift::scope(run, Some(folder))).await?)
}

/// Whether a database bears out what the history is to say.
#[derive(Debug)]
pub(super) enum Proof {
    /// What was seen.
    Holds(String),
    Fails(Objection),
}

/// Why a history is not written.
#[derive(Debug)]
pub(super) struct Objection {
    /// `production does not hold the effect of 3`
    pub(super) what: String,
    /// What speaks against it; empty where nothing can be seen.
    pub(super) changes: Vec<Change>,
    pub(super) help: String,
}

impl Objection {
    /// The refusal: the first difference, and how many more there are.
    pub(super) fn refusal(&self, environment: &str) -> Failure {
        let finding = Finding::new(Code::RecordRefused, self.listed(1))
            .with_help(format!("the history was not changed; {}", self.help))
            .in_environment(environment);
        Failure::refused(self.about(finding))
    }

    /// The warning of a history that was written all the same.
    pub(super) fn overruled(&self, written: &str, environment: &str) -> Finding {
        let message = format!("{written} against the proof: {}", self.listed(MOST_LISTED));
        let finding = Finding::new(Code::RecordForced, message)
            .with_help("lockstep verify shows what this database lacks of what its history says")
            .in_environment(environment);
        self.about(finding)
    }

    /// The finding, with the first difference as its object.
    fn about(&self, finding: Finding) -> Finding {
        match self.changes.first() {
            Some(change) => finding.about_change(change),
            None => finding,
        }
    }

    fn listed(&self, most: usize) -> String {
        if self.changes.is_empty() {
            return self.what.clone();
        }
        let shown: Vec<String> = self.changes.iter().take(most).map(sentence).collect();
        let more = match self.changes.len() - shown.len() {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        format!("{}: {}{more}", self.what, shown.join(", "))
    }
}

fn sentence(change: &Change) -> String {
    let key = &change.key;
    match &change.difference {
        Difference::Missing { .. } => format!("{key} is missing"),
        Difference::Extra { .. } => format!("{key} is there"),
        Difference::Differs { attribute, .. } => format!("{key} differs in {attribute}"),
    }
}
