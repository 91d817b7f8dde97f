//! What lockstep keeps of a migration that cannot be one transaction while it is open: how far it
//! got, and what was running. Read against the file's statements it says where to go on, or why not.
//!
//! Only what must not be guessed is kept. The SQL is in `db/journal.rs`, what a statement left that
//! was running in `db/outcome.rs`.

/// Whose migration an entry is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) tool: String,
    /// The history table, qualified and quoted: two of them in one database may share versions.
    pub(crate) history: String,
    pub(crate) version: String,
    pub(crate) file: String,
}

/// One open migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) version: String,
    pub(crate) file: String,
    /// The user's statements that are committed.
    pub(crate) done: usize,
    pub(crate) total: usize,
    /// SHA-256 of the SQL of those statements, comments and white space aside.
    pub(crate) prefix: String,
    /// The statement after them, when it could not share a transaction with this entry and its end
    /// was not recorded.
    pub(crate) running: Option<String>,
    /// What `db/outcome.rs` saw before that statement.
    pub(crate) seen: String,
    /// When the migration began, in UTC as the server prints it.
    pub(crate) started_at: String,
    /// Who ran it, and with what.
    pub(crate) by: String,
}

/// One message of a script, as the journal counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step {
    /// The user's statements that are done after it.
    pub(crate) done: usize,
    /// SHA-256 of their SQL, as in [`Entry::prefix`].
    pub(crate) prefix: String,
    /// Its own SQL, comments and white space aside.
    pub(crate) bare: String,
    pub(crate) outside: Outside,
}

/// A statement that PostgreSQL carries out in transactions of its own, as far as its text tells how
/// its outcome can be found in the catalog. Names are as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outside {
    /// `CREATE INDEX CONCURRENTLY`; PostgreSQL makes up a name where there is none.
    CreateIndex {
        name: Option<String>,
        table: String,
    },
    DropIndex {
        name: String,
    },
    /// `REINDEX … CONCURRENTLY`.
    Reindex,
    /// `ALTER TABLE … DETACH PARTITION … CONCURRENTLY`.
    Detach {
        table: String,
        partition: String,
    },
    Create {
        what: Thing,
        name: String,
    },
    Drop {
        what: Thing,
        name: String,
    },
    /// Doing it twice is doing it once: `VACUUM`, `ALTER SYSTEM`, …
    Repeatable,
    /// Anything else: a procedure that commits, for one.
    Unknown,
}

/// What stands in a catalog of its own under a plain name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Thing {
    Database,
    Tablespace,
    Subscription,
    PreparedTransaction,
}

/// Where an interrupted migration goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Resume {
    /// The message, from 0; as many as there are = nothing is left but to record the migration.
    pub(crate) from: usize,
    /// The user's statements before it.
    pub(crate) done: usize,
    /// What became of this statement must be found out first; with [`Entry::seen`].
    pub(crate) running: Option<(String, String)>,
}

impl Resume {
    /// From the beginning.
    pub(crate) const FRESH: Self = Self { from: 0, done: 0, running: None };
}

/// Why an interrupted migration cannot go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// The statements that are committed are not those of the file any more.
    Edited,
    /// A statement was running of which nobody can tell what it did.
    Unclear,
}

impl Entry {
    /// Reads the entry against the steps of the file as it is now.
    pub(crate) fn resume(&self, steps: &[Step]) -> Result<Resume, Obstacle> {
        let from = match self.done {
            0 => 0,
            done => match steps.iter().position(|step| step.done == done && step.prefix == self.prefix) {
                Some(at) => at + 1,
                None => return Err(Obstacle::Edited),
            },
        };
        let running = self.running.clone().map(|running| (running, self.seen.clone()));
        Ok(Resume { from, done: self.done, running })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(done: usize, prefix: &str) -> Entry {
        Entry {
            version: "1".into(),
            file: "1.sql".into(),
            done,
            total: 3,
            prefix: prefix.into(),
            running: None,
            seen: String::new(),
            started_at: String::new(),
            by: String::new(),
        }
    }

    fn step(done: usize, prefix: &str) -> Step {
        Step { done, prefix: prefix.into(), bare: String::new(), outside: Outside::Unknown }
    }

    #[test]
    fn it_goes_on_after_the_statements_that_are_done() {
        let steps = [step(2, "ab"), step(3, "abc")];
        let from = |entry: Entry| entry.resume(&steps).map(|resume| resume.from);
        assert_eq!(from(entry(0, "")), Ok(0));
        assert_eq!(from(entry(2, "ab")), Ok(1));
        assert_eq!(from(entry(3, "abc")), Ok(2));
        assert_eq!(from(entry(2, "aB")), Err(Obstacle::Edited));
        assert_eq!(from(entry(1, "a")), Err(Obstacle::Edited), "now sent together with the next");
    }
}
