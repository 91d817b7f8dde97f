//! Finds out which differences of text are only two spellings of one thing.
//!
//! PostgreSQL prints an expression from its parse tree, and reading the print back can give another
//! tree with the same meaning: a database restored from a dump says `ARRAY[('a'::character
//! varying)::text]` where the original says `(ARRAY['a'::character varying])::text[]`, and majors
//! print differently. One round reaches a fixed point, so both texts are created on one scratch
//! server and what that server prints for each is compared. Nothing here edits SQL text.

use super::pins;
use super::{DbError, Session};
use crate::model::attribute::Attribute;
use crate::model::diff::{Change, Difference};
use crate::model::object::{ObjectKey, ObjectKind, Value};
use crate::model::quote::{quote_identifier, quote_literal, quote_qualified};

/// The name of what is created for a moment.
const TRIAL: &str = "lockstep trial";

/// Changes per message.
const BATCH: usize = 200;

/// Creates something, prints it, and takes it back; NULL where that is not possible. The exception
/// block is a subtransaction: raising ends it, and the variable outlives it
/// (<https://www.postgresql.org/docs/current/plpgsql-control-structures.html#PLPGSQL-ERROR-TRAPPING>).
const PRINT_FUNCTION: &str = "\
CREATE FUNCTION pg_temp.lockstep_print(creation text, print text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE printed text;
BEGIN
  BEGIN
    EXECUTE creation;
    EXECUTE print INTO printed;
    RAISE EXCEPTION USING ERRCODE = 'LOCKS';
  EXCEPTION
    WHEN SQLSTATE 'LOCKS' THEN RETURN printed;
    WHEN OTHERS THEN RETURN NULL;
  END;
END $$";

/// The changes without those that are only different spellings. `scratch` is a database that holds
/// the wanted schema; it is left as it was. What cannot be created there stays a change.
pub(crate) async fn confirm(scratch: &mut Session, changes: Vec<Change>) -> Result<Vec<Change>, DbError> {
    let trials: Vec<(usize, [Trial; 2])> = changes
        .iter()
        .enumerate()
        .flat_map(|(at, change)| trials(change).into_iter().map(move |pair| (at, pair)))
        .collect();
    let mut same = vec![false; changes.len()];
    for batch in trials.chunks(BATCH) {
        for at in equal(scratch, batch).await? {
            if let Some(same) = same.get_mut(at) {
                *same = true;
            }
        }
    }
    Ok(changes.into_iter().zip(same).filter_map(|(change, same)| (!same).then_some(change)).collect())
}

/// The numbers of those changes of which both texts print the same.
async fn equal(scratch: &mut Session, batch: &[(usize, [Trial; 2])]) -> Result<Vec<usize>, DbError> {
    let mut message = "BEGIN;\n".to_owned();
    for pin in pins::statements(scratch.version_num() / 10_000) {
        message.push_str(&format!("{pin};\n"));
    }
    let values: Vec<String> = batch
        .iter()
        .map(|(at, [from, to])| {
            let text = [&from.creation, &from.print, &to.creation, &to.print].map(|text| quote_literal(text));
            format!("({at}, {})", text.join(", "))
        })
        .collect();
    message.push_str(&format!(
        "{PRINT_FUNCTION};\nSELECT change FROM (VALUES {}) AS trial (change, a, print_a, b, print_b)\n\
         WHERE pg_temp.lockstep_print(a, print_a) = pg_temp.lockstep_print(b, print_b);\nROLLBACK",
        values.join(",\n")
    ));
    match scratch.fetch(&message).await {
        Ok(rows) => {
            Ok(rows.into_iter().filter_map(|row| row.into_iter().next().flatten()?.parse().ok()).collect())
        }
        Err(error) => {
            if error.server().is_some() {
                // The transaction is still open, and failed.
                scratch.run("ROLLBACK").await?;
            }
            Err(error)
        }
    }
}

/// Statements that create something from a text, and the query that prints what it became.
struct Trial {
    creation: String,
    print: String,
}

/// Ways to create both texts of a change; the first that works decides. None for what is no
/// expression.
fn trials(change: &Change) -> Vec<[Trial; 2]> {
    let Difference::Differs { attribute, from: Some(Value::Text(from)), to: Some(Value::Text(to)) } =
        &change.difference
    else {
        return Vec::new();
    };
    let key = &change.key;
    let pair = |trial: &dyn Fn(&str) -> Trial| [trial(from), trial(to)];
    match (key.kind, attribute) {
        (ObjectKind::View | ObjectKind::MaterializedView, Attribute::Query) => vec![pair(&view)],
        // The key does not say whether it is on a table or on a domain.
        (ObjectKind::Constraint, Attribute::Definition) => {
            ["TABLE", "DOMAIN"].map(|parent| pair(&|text| constraint(key, parent, text))).into()
        }
        (ObjectKind::Index, Attribute::Definition) => vec![pair(&|text| index(key, text))],
        (ObjectKind::Trigger, Attribute::Definition) => vec![pair(&|text| trigger(key, text))],
        (ObjectKind::Column | ObjectKind::Domain, Attribute::Default) => {
            vec![pair(&|text| view(&format!("SELECT ({text}) AS value")))]
        }
        (ObjectKind::Policy, Attribute::Using | Attribute::WithCheck) => {
            vec![pair(&|text| expression(key, text))]
        }
        (ObjectKind::Column, Attribute::Generated) => match (from.rsplit_once(' '), to.rsplit_once(' ')) {
            (Some((from, how)), Some((to, wanted))) if how == wanted => {
                vec![[expression(key, from), expression(key, to)]]
            }
            _ => Vec::new(),
        },
        (ObjectKind::Function | ObjectKind::Procedure, Attribute::Body) => {
            vec![pair(&|text| body(key, text))]
        }
        _ => Vec::new(),
    }
}

fn view(query: &str) -> Trial {
    let name = format!("pg_temp.{}", quote_identifier(TRIAL));
    Trial {
        creation: format!("CREATE VIEW {name} AS {query}"),
        print: format!("SELECT pg_catalog.pg_get_viewdef({}::pg_catalog.regclass)", quote_literal(&name)),
    }
}

/// An expression over the columns of a table, printed as a view over that table prints it.
fn expression(key: &ObjectKey, text: &str) -> Trial {
    view(&format!("SELECT ({text}) AS value FROM {}", parent(key)))
}

fn constraint(key: &ObjectKey, kind: &str, text: &str) -> Trial {
    Trial {
        creation: format!("ALTER {kind} {} ADD CONSTRAINT {} {text}", parent(key), quote_identifier(TRIAL)),
        print: format!(
            "SELECT pg_catalog.pg_get_constraintdef(oid) FROM pg_catalog.pg_constraint \
             WHERE conname = {} AND conparentid = 0 AND conislocal",
            quote_literal(TRIAL)
        ),
    }
}

/// The text holds the index's name, so the one that has it steps aside.
fn index(key: &ObjectKey, text: &str) -> Trial {
    let name = quote_qualified(&key.schema, &key.name);
    Trial {
        creation: format!("ALTER INDEX {name} RENAME TO {}; {text}", quote_identifier(TRIAL)),
        print: format!("SELECT pg_catalog.pg_get_indexdef({}::pg_catalog.regclass)", quote_literal(&name)),
    }
}

fn trigger(key: &ObjectKey, text: &str) -> Trial {
    let (name, table) = (quote_identifier(&key.name), parent(key));
    Trial {
        creation: format!("ALTER TRIGGER {name} ON {table} RENAME TO {}; {text}", quote_identifier(TRIAL)),
        print: format!(
            "SELECT pg_catalog.pg_get_triggerdef(oid) FROM pg_catalog.pg_trigger \
             WHERE tgname = {} AND tgrelid = {}::pg_catalog.regclass",
            quote_literal(&key.name),
            quote_literal(&table)
        ),
    }
}

/// A body in the SQL standard's form: the function with its body, which ends what the server
/// prints of it, replaced. Any other body fails here, and rightly stays as it was written. Keys of
/// procedures are without `IN`, see `queries/procedure.sql`.
fn body(key: &ObjectKey, text: &str) -> Trial {
    let this = format!(
        "FROM pg_catalog.pg_proc p WHERE p.pronamespace = {}::pg_catalog.regnamespace AND p.proname || '(' \
         || pg_catalog.regexp_replace(pg_catalog.pg_get_function_identity_arguments(p.oid), {}, '\\1', 'g') \
         || ')' = {}",
        quote_literal(&quote_identifier(&key.schema)),
        quote_literal("(^|, )IN "),
        quote_literal(&key.name)
    );
    let replaced = format!(
        "BEGIN EXECUTE (SELECT pg_catalog.left(d, -pg_catalog.length(b) - 1) || {} FROM (SELECT \
         pg_catalog.pg_get_functiondef(p.oid) AS d, pg_catalog.pg_get_function_sqlbody(p.oid) AS b {this}) f); END",
        quote_literal(text)
    );
    Trial {
        creation: format!("DO LANGUAGE plpgsql {}", quote_literal(&replaced)),
        print: format!("SELECT pg_catalog.pg_get_function_sqlbody(p.oid) {this}"),
    }
}

/// What the object is on, quoted.
fn parent(key: &ObjectKey) -> String {
    quote_qualified(&key.schema, key.parent.as_deref().unwrap_or(&key.name))
}
