//! Roles that migrations expect to exist. A database's dump does not hold them, so a replay has to
//! make up the missing ones.

use crate::db::{DbError, ServerError, Session};
use crate::model::quote::{quote_identifier, quote_literal};

/// The role to create before trying again, when that is what the server missed: `42704` with
/// `role "x" does not exist`. Scratch servers speak English (`lc_messages`).
pub(crate) fn missing_role(error: &ServerError) -> Option<String> {
    let name = error.message.strip_prefix("role \"")?.strip_suffix("\" does not exist")?;
    (error.code == "42704").then(|| name.to_owned())
}

/// Creates roles that nobody can log in as. One that exists, or that another replay on the same
/// server makes at this moment, is left as it is.
pub(crate) async fn create_roles(session: &mut Session, names: &[String]) -> Result<(), DbError> {
    let sql: String = names.iter().map(|name| create_role(name)).collect();
    session.run(&sql).await
}

fn create_role(name: &str) -> String {
    let body = format!(
        "BEGIN CREATE ROLE {} NOLOGIN; \
         EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END",
        quote_identifier(name)
    );
    format!("DO {};", quote_literal(&body))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(code: &str, message: &str) -> ServerError {
        ServerError {
            code: code.to_owned(),
            message: message.to_owned(),
            detail: None,
            hint: None,
            position: None,
            context: None,
            inner: None,
        }
    }

    #[test]
    fn only_a_missing_role_is_named() {
        let missing = |code, message| missing_role(&error(code, message));
        assert_eq!(missing("42704", r#"role "app user" does not exist"#), Some("app user".to_owned()));
        assert_eq!(missing("42704", r#"role "a"b" does not exist"#), Some(r#"a"b"#.to_owned()));
        assert_eq!(missing("42704", r#"type "role" does not exist"#), None);
        assert_eq!(missing("28000", r#"role "app" does not exist"#), None);
    }
}
