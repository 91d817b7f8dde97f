//! Runs a migration that cannot be one transaction, with the journal beside it: every statement is
//! carried out once, however often the run is interrupted.
//!
//! A statement that can share a transaction with the journal's mark does. Of one that cannot, the
//! journal says before that it runs, and after that it has run; in between, the catalog is asked.

use crate::db::execute::{Cause, ExecuteError};
use crate::db::journal::{Book, COMPLETIONS_OF_MARK};
use crate::db::outcome::{self, Left};
use crate::model::journal::{Outside, Resume};
use crate::model::script::Message;
use crate::sql::outside::outside;

use super::migrate::{Runner, Stage, Stopped};

/// Why a migration was not carried out.
#[derive(Debug)]
pub(crate) enum Halt {
    Stopped(Box<Stopped>),
    /// The statement of this line took effect before the interruption and was edited since.
    EditedSince,
    /// A process of the server is still building the index.
    Busy {
        index: String,
        pid: i32,
    },
}

impl From<Box<Stopped>> for Halt {
    fn from(stopped: Box<Stopped>) -> Self {
        Self::Stopped(stopped)
    }
}

/// Runs or goes on. `started`: this run has said already that the migration has begun. `notes` are things to tell that are no failures.
pub(crate) async fn run(
    mut runner: Runner<'_>,
    book: &Book,
    resume: Resume,
    started: bool,
    notes: &mut Vec<String>,
) -> Result<(), Halt> {
    runner.kept = resume.done;
    let outcome = Stepper { runner: &mut runner, book, notes }.run(resume, started).await;
    crate::db::execute::end(runner.session);
    outcome
}

struct Stepper<'s, 'r> {
    runner: &'s mut Runner<'r>,
    book: &'s Book,
    notes: &'s mut Vec<String>,
}

impl Stepper<'_, '_> {
    async fn run(&mut self, resume: Resume, started: bool) -> Result<(), Halt> {
        let (script, book) = (self.runner.script, self.book);
        let start = script.start.as_ref().filter(|_| !started).map_or("", |start| start.sql.as_str());
        self.runner.begin().await?;
        self.own(&format!("{start}\n{}", book.open()), Stage::Opening).await?;
        let settings: String =
            script.messages[..resume.from].iter().map(|message| message.settings.as_str()).collect();
        if !settings.is_empty() {
            self.own(&settings, Stage::Opening).await?;
        }
        let mut from = resume.from;
        if let Some((running, seen)) = &resume.running {
            from = self.settle(from, running, seen).await?;
        }
        for (at, message) in script.messages.iter().enumerate().skip(from) {
            match message.with_mark(&book.done(at), COMPLETIONS_OF_MARK) {
                Some(marked) => match self.runner.send(&marked, Stage::Together).await {
                    Err(stopped) if message.statements.len() == 1 && stands_no_company(&stopped.error) => {
                        self.alone(at, message).await?;
                    }
                    sent => sent?,
                },
                None => self.alone(at, message).await?,
            }
        }
        let finish = script.finish.as_ref().map_or("", |finish| finish.sql.as_str());
        // The row is written with settings of our own: the script's may forbid writing.
        self.runner.begin().await?;
        self.own(&format!("{finish}\n{}", book.close()), Stage::Recording).await
    }

    /// Finds out what became of the statement that was running, completes or undoes what it left half
    /// done, and says which message is next.
    async fn settle(&mut self, at: usize, running: &str, seen: &str) -> Result<usize, Halt> {
        let left = outcome::look(self.runner.session, &outside(running), seen).await;
        let left = left.map_err(|error| self.lost(error))?;
        self.clear(&left, "an interrupted run left it half done").await?;
        if !left.done {
            return Ok(at);
        }
        if self.book.steps.get(at).is_none_or(|step| step.bare != running) {
            return Err(Halt::EditedSince);
        }
        self.own(&self.book.done(at), Stage::Recording).await?;
        self.runner.kept = self.book.steps[at].done;
        Ok(at + 1)
    }

    /// A statement without company: before it, the journal says so, and after it again.
    async fn alone(&mut self, at: usize, message: &Message) -> Result<(), Halt> {
        let outside = self.book.outside(at);
        if matches!(outside, Outside::CreateIndex { .. }) {
            let left = outcome::in_the_way(self.runner.session, outside).await;
            let left = left.map_err(|error| self.lost(error))?;
            self.clear(&left, "an interrupted or failed build left it INVALID").await?;
        }
        self.own(&self.book.running(at), Stage::Recording).await?;
        let message = Message { atomic: false, ..message.clone() };
        self.runner.send(&message, Stage::Alone).await?;
        self.own(&self.book.done(at), Stage::Recording).await
    }

    async fn clear(&mut self, left: &Left, why: &str) -> Result<(), Halt> {
        if let (Some(pid), Some(index)) = (left.busy, left.half.first()) {
            return Err(Halt::Busy { index: index.clone(), pid });
        }
        for (sql, what) in left.first.iter().zip(&left.half) {
            let message = Message { atomic: false, ..Message::own(sql) };
            self.runner.send(&message, Stage::Alone).await?;
            let how = if left.done { "it was completed" } else { "it is made anew" };
            self.notes.push(format!("{what}: {why}; {how}"));
        }
        Ok(())
    }

    async fn own(&mut self, sql: &str, stage: Stage) -> Result<(), Halt> {
        Ok(self.runner.send(&Message::own(sql), stage).await?)
    }

    /// A look at the catalog that failed.
    fn lost(&self, error: crate::db::DbError) -> Halt {
        let cause = Cause::of(error);
        let error = ExecuteError { completed: 0, cause };
        Halt::Stopped(self.runner.stopped(&Message::default(), error, Stage::Recording))
    }
}

/// The server refused the statement because another was sent with it: what its text did not tell.
/// Nothing of it was kept. `active_sql_transaction`, `invalid_transaction_termination` (a procedure
/// that commits).
fn stands_no_company(error: &ExecuteError) -> bool {
    error.cause.server().is_some_and(|server| matches!(server.code.as_str(), "25001" | "2D000"))
}
