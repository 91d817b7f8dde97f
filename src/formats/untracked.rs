//! Databases that hold tables and no history of how they came there.

use super::Folder;
use crate::model::code::Code;
use crate::model::finding::{Finding, Severity};
use crate::model::history::{Standing, Standings};

impl Folder {
    /// Why a first apply must stop: Prisma wants a baseline on a database that holds tables (P3005).
    pub(crate) fn first_apply_refusal(&self, environment: &str, has_user_tables: bool) -> Option<Finding> {
        (has_user_tables && self.format.writing().is_ok_and(|writing| writing.wants_baseline()))
            .then(|| self.history_missing(environment, &format!("no {} history", self.tool.as_str())))
    }

    /// Tables that no history speaks of, with the command that proves and records them. An error where
    /// the tool itself would stop. Others begin with the first file, which is right where the tables
    /// are somebody else's: a warning.
    pub(crate) fn untracked(
        &self,
        environment: &str,
        standings: &Standings,
        has_user_tables: bool,
    ) -> Option<Finding> {
        let unknown = |standing| standing == Standing::Pending;
        let migrations = &standings.migrations;
        if migrations.is_empty() || !migrations.iter().all(|migration| unknown(migration.standing)) {
            return None;
        }
        if !standings.tracked
            && let Some(refusal) = self.first_apply_refusal(environment, has_user_tables)
        {
            return Some(refusal);
        }
        let tool = self.tool.as_str();
        let history =
            if standings.tracked { format!("an empty {tool} history") } else { format!("no {tool} history") };
        has_user_tables.then(|| self.history_missing(environment, &history).severity(Severity::Warning))
    }

    fn history_missing(&self, environment: &str, history: &str) -> Finding {
        let help = if self.format.writing().is_ok() {
            format!(
                "if these migrations made them, `lockstep baseline --environment {environment}` proves it and \
                 records them"
            )
        } else {
            format!("if these migrations made them, let {} record them", self.tool.as_str())
        };
        Finding::new(Code::HistoryMissing, format!("{environment} holds tables but {history}"))
            .with_help(help)
            .in_environment(environment)
    }
}
