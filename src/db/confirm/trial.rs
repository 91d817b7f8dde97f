//! How each sort of expression is created for a moment, and how it is printed then.

use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::diff::{Change, Difference};
use crate::model::object::{ObjectKey, ObjectKind, Text, Value};
use crate::model::quote::{quote_identifier, quote_literal, quote_qualified};

/// The name of what is created for a moment.
const TRIAL: &str = "lockstep trial";

/// Statements that create something from a text, and the query that prints what it became.
pub(super) struct Trial {
    pub(super) creation: String,
    pub(super) print: String,
}

/// Ways to create both texts of a change; the first that works decides. None for what is no
/// expression.
pub(super) fn trials(change: &Change, from_catalog: &Catalog, to_catalog: &Catalog) -> Vec<[Trial; 2]> {
    let key = &change.key;
    if let (ObjectKind::Index, Difference::Differs { attribute: Attribute::Columns, .. }) =
        (key.kind, &change.difference)
        && let (Some(from), Some(to)) = (from_catalog.definition(key), to_catalog.definition(key))
    {
        return vec![[index(key, from), index(key, to)]];
    }
    if let (
        ObjectKind::Publication,
        Difference::Differs {
            attribute: Attribute::Tables,
            from: Some(Value::List(from)),
            to: Some(Value::List(to)),
        },
    ) = (key.kind, &change.difference)
    {
        return vec![[publication(from), publication(to)]];
    }
    let Difference::Differs { attribute, from: Some(Value::Text(from)), to: Some(Value::Text(to)) } =
        &change.difference
    else {
        return Vec::new();
    };
    let pair = |trial: &dyn Fn(&str) -> Trial| [trial(from), trial(to)];
    // Where the text is a part that cannot be created alone: the whole object from each side.
    let whole =
        |trial: &dyn Fn(&str) -> Trial| match (from_catalog.definition(key), to_catalog.definition(key)) {
            (Some(from), Some(to)) => vec![[trial(from), trial(to)]],
            _ => Vec::new(),
        };
    match (key.kind, attribute) {
        (ObjectKind::View | ObjectKind::MaterializedView, Attribute::Query) => vec![pair(&view)],
        // The key does not say whether it is on a table or on a domain.
        (ObjectKind::Constraint, Attribute::Definition) => {
            ["TABLE", "DOMAIN"].map(|parent| pair(&|text| constraint(key, parent, text))).into()
        }
        (ObjectKind::Index, Attribute::Predicate) => whole(&|text| index(key, text)),
        (ObjectKind::Statistics, Attribute::Definition) => vec![pair(&|text| statistics(key, text))],
        (ObjectKind::Rule, Attribute::Definition) => vec![pair(&|text| rule(key, text))],
        (ObjectKind::Table, Attribute::PartitionKey) => vec![pair(&|text| partition_key(key, text))],
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
        (ObjectKind::Function | ObjectKind::Procedure, Attribute::Arguments) => {
            whole(&|definition| arguments(key, definition))
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
        creation: format!("ALTER INDEX IF EXISTS {name} RENAME TO {}; {text}", quote_identifier(TRIAL)),
        print: format!("SELECT pg_catalog.pg_get_indexdef({}::pg_catalog.regclass)", quote_literal(&name)),
    }
}

fn trigger(key: &ObjectKey, text: &str) -> Trial {
    let (name, table) = (quote_identifier(&key.name), parent(key));
    Trial {
        creation: format!("DROP TRIGGER IF EXISTS {name} ON {table}; {text}"),
        print: format!(
            "SELECT pg_catalog.pg_get_triggerdef(oid) FROM pg_catalog.pg_trigger \
             WHERE tgname = {} AND tgrelid = {}::pg_catalog.regclass",
            quote_literal(&key.name),
            quote_literal(&table)
        ),
    }
}

/// The text holds the rule's name; the rule that has it goes away for the moment.
fn rule(key: &ObjectKey, text: &str) -> Trial {
    let (name, table) = (quote_identifier(&key.name), parent(key));
    Trial {
        creation: format!("DROP RULE IF EXISTS {name} ON {table}; {text}"),
        print: format!(
            "SELECT pg_catalog.pg_get_ruledef(oid) FROM pg_catalog.pg_rewrite WHERE rulename = {} AND ev_class = {}::pg_catalog.regclass",
            quote_literal(&key.name),
            quote_literal(&table)
        ),
    }
}

/// The text holds the name of the statistics; those that have it go away for the moment.
fn statistics(key: &ObjectKey, text: &str) -> Trial {
    let name = quote_qualified(&key.schema, &key.name);
    Trial {
        creation: format!("DROP STATISTICS IF EXISTS {name}; {text}"),
        print: format!(
            "SELECT pg_catalog.pg_get_statisticsobjdef(oid) FROM pg_catalog.pg_statistic_ext \
             WHERE stxname = {} AND stxnamespace = {}::pg_catalog.regnamespace",
            quote_literal(&key.name),
            quote_literal(&quote_identifier(&key.schema))
        ),
    }
}

/// The tables are told as `CREATE PUBLICATION` takes them.
fn publication(tables: &[Text]) -> Trial {
    Trial {
        creation: format!("CREATE PUBLICATION {} FOR TABLE {}", quote_identifier(TRIAL), tables.join(", ")),
        print: format!(
            "SELECT pg_catalog.array_agg(pg_catalog.concat_ws(' ', r.prrelid, r.prattrs, \
             pg_catalog.pg_get_expr(r.prqual, r.prrelid)) ORDER BY r.prrelid)::text \
             FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid WHERE p.pubname = {}",
            quote_literal(TRIAL)
        ),
    }
}

/// A table of the same columns, partitioned by the text.
fn partition_key(key: &ObjectKey, text: &str) -> Trial {
    let trial = quote_identifier(TRIAL);
    Trial {
        creation: format!(
            "CREATE TABLE {trial} (LIKE {}) PARTITION BY {text}",
            quote_qualified(&key.schema, &key.name)
        ),
        print: format!("SELECT pg_catalog.pg_get_partkeydef({}::pg_catalog.regclass)", quote_literal(&trial)),
    }
}

/// The function with the defaults of its arguments, from its whole definition.
fn arguments(key: &ObjectKey, definition: &str) -> Trial {
    Trial {
        creation: definition.to_owned(),
        print: format!("SELECT pg_catalog.pg_get_function_arguments(p.oid) {}", routine(key)),
    }
}

/// A body in the SQL standard's form: the function with its body, which ends what the server
/// prints of it, replaced. Any other body fails here, and rightly stays as it was written. Keys of
/// procedures are without `IN`, see `queries/procedure.sql`.
fn body(key: &ObjectKey, text: &str) -> Trial {
    let this = routine(key);
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

/// The row of the function that the key names.
fn routine(key: &ObjectKey) -> String {
    format!(
        "FROM pg_catalog.pg_proc p WHERE p.pronamespace = {}::pg_catalog.regnamespace AND p.proname || '(' \
         || pg_catalog.regexp_replace(pg_catalog.pg_get_function_identity_arguments(p.oid), {}, '\\1', 'g') \
         || ')' = {}",
        quote_literal(&quote_identifier(&key.schema)),
        quote_literal("(^|, )IN "),
        quote_literal(&key.name)
    )
}

/// What the object is on, quoted.
fn parent(key: &ObjectKey) -> String {
    quote_qualified(&key.schema, key.parent.as_deref().unwrap_or(&key.name))
}
