//! A plan as the script that carries it out: one message per group, so that a group is one round trip and
//! is kept or undone as a whole.

use sha2::{Digest as _, Sha256};

use crate::model::history::Migration;
use crate::model::plan::{Group, Plan};
use crate::model::script::{FileSpan, Message, Script, StatementPlace};

/// Bodies of functions may name what is made after them.
pub(crate) const SETTINGS: &str = "SET check_function_bodies = off;";

/// What is sent, and the text that places in it are counted in.
pub(crate) fn of(plan: &Plan) -> (Migration, Script) {
    let mut text = String::new();
    let messages = plan.groups.iter().map(|group| message(group, &mut text)).collect();
    let migration =
        Migration { name: "the plan".to_owned(), file: "plan.sql".to_owned(), text, ..Migration::default() };
    let start = Some(Message::own(SETTINGS));
    (migration, Script { start, messages, finish: None, transactional: false })
}

fn message(group: &Group, text: &mut String) -> Message {
    let mut message = Message::default();
    for statement in &group.statements {
        if !message.sql.is_empty() {
            message.sql.push_str(";\n");
        }
        let line = 1 + text.bytes().filter(|byte| *byte == b'\n').count();
        message.spans.push(FileSpan {
            start_in_message: message.sql.len(),
            start_in_file: text.len(),
            length: statement.sql.len(),
        });
        message.statements.push(StatementPlace {
            line: u32::try_from(line).unwrap_or(u32::MAX),
            summary: statement.sql.lines().next().unwrap_or_default().to_owned(),
        });
        message.sql.push_str(&statement.sql);
        text.push_str(&statement.sql);
        text.push_str(";\n");
    }
    message.atomic = group.transactional;
    message.mark_at = group.transactional.then_some(message.sql.len());
    message
}

/// A short text that stands for a statement.
pub(crate) fn mark(sql: &str) -> String {
    let hash = Sha256::digest(sql.as_bytes());
    hash[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}
