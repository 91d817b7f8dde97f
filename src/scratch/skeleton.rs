//! The bones of a schema on a scratch database: enough of it that expressions over it can be created
//! and printed, made from a catalog. Without data, defaults, constraints, owners and privileges; not
//! a copy of the database.

use std::collections::BTreeSet;

use crate::db::{DbError, Session};
use crate::model::attribute::Attribute;
use crate::model::catalog::Catalog;
use crate::model::object::{Object, ObjectKey, ObjectKind, Value};
use crate::model::quote::{quote_identifier, quote_literal, quote_qualified};

/// Statements per message, which is one transaction: each table holds a lock until its end.
const BATCH: usize = 500;

/// Runs a statement; whether it worked. What needs something that is not there yet is tried again.
const TRY_FUNCTION: &str = "\
CREATE FUNCTION pg_temp.lockstep_try(statement text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE statement;
  RETURN true;
EXCEPTION WHEN OTHERS THEN RETURN false;
END $$";

/// Creates what `texts` can be about: every schema, type and function of the catalog, and the tables
/// and views whose names the texts contain, with what those are made of. What cannot be created (for
/// want of an extension, say) is left out.
pub(crate) async fn build(session: &mut Session, catalog: &Catalog, texts: &[String]) -> Result<(), DbError> {
    let mut left = statements(catalog, texts);
    session.run(&format!("SET check_function_bodies = off; {TRY_FUNCTION}")).await?;
    loop {
        let mut failed = Vec::new();
        for batch in left.chunks(BATCH) {
            let values: Vec<String> =
                batch.iter().enumerate().map(|(at, sql)| format!("({at}, {})", quote_literal(sql))).collect();
            let rows = session
                .fetch(&format!(
                    "SELECT n FROM (VALUES {}) AS todo (n, statement) WHERE NOT pg_temp.lockstep_try(statement)",
                    values.join(",\n")
                ))
                .await?;
            let numbers = rows.into_iter().filter_map(|row| row.first()?.as_ref()?.parse::<usize>().ok());
            failed.extend(numbers.filter_map(|at| batch.get(at).cloned()));
        }
        if failed.is_empty() || failed.len() == left.len() {
            tracing::debug!(left_out = failed.len(), "the skeleton of the schema is built");
            return Ok(());
        }
        left = failed;
    }
}

fn statements(catalog: &Catalog, texts: &[String]) -> Vec<String> {
    let relations = relations(catalog, texts);
    catalog
        .objects
        .iter()
        .filter_map(|object| statement(object, &relations))
        .chain(columns(catalog, &relations))
        .collect()
}

/// The tables and views that the texts name, and those that the queries of these views name.
fn relations<'a>(catalog: &'a Catalog, texts: &[String]) -> BTreeSet<&'a ObjectKey> {
    let all: Vec<&Object> = catalog
        .objects
        .iter()
        .filter(|object| {
            object.key.kind.of_query().is_some()
                || matches!(object.key.kind, ObjectKind::Table | ObjectKind::ForeignTable)
        })
        .collect();
    let mut found: BTreeSet<&ObjectKey> = BTreeSet::new();
    let mut texts: Vec<String> = texts.to_vec();
    while !texts.is_empty() {
        let text = std::mem::take(&mut texts).join("\n");
        for object in &all {
            if text.contains(&*object.key.name) && found.insert(&object.key) {
                texts.extend(object.attributes.text(Attribute::Query).map(str::to_owned));
            }
        }
    }
    found
}

fn statement(object: &Object, relations: &BTreeSet<&ObjectKey>) -> Option<String> {
    let key = &object.key;
    let name = quote_qualified(&key.schema, &key.name);
    let list = |attribute| match object.attributes.get(attribute) {
        Some(Value::List(items)) => items.to_vec(),
        _ => Vec::new(),
    };
    Some(match key.kind {
        ObjectKind::Schema => format!("CREATE SCHEMA IF NOT EXISTS {}", quote_identifier(&key.name)),
        ObjectKind::Extension => {
            let schema = object.attributes.text(Attribute::Schema)?;
            let (name, schema) = (quote_identifier(&key.name), quote_identifier(schema));
            format!("CREATE EXTENSION IF NOT EXISTS {name} SCHEMA {schema} CASCADE")
        }
        ObjectKind::Enum => {
            let labels: Vec<String> =
                list(Attribute::Labels).iter().map(|label| quote_literal(label)).collect();
            format!("CREATE TYPE {name} AS ENUM ({})", labels.join(", "))
        }
        ObjectKind::Domain => format!("CREATE DOMAIN {name} AS {}", object.attributes.text(Attribute::Type)?),
        ObjectKind::Composite => format!("CREATE TYPE {name} AS ({})", list(Attribute::Members).join(", ")),
        ObjectKind::Range => {
            format!("CREATE TYPE {name} AS RANGE (SUBTYPE = {})", object.attributes.text(Attribute::Subtype)?)
        }
        ObjectKind::Sequence => format!("CREATE SEQUENCE {name}"),
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => {
            object.definition.as_deref()?.to_owned()
        }
        ObjectKind::Table | ObjectKind::ForeignTable if relations.contains(key) => {
            format!("CREATE TABLE {name} ()")
        }
        ObjectKind::View | ObjectKind::MaterializedView if relations.contains(key) => {
            format!("CREATE VIEW {name} AS {}", object.attributes.text(Attribute::Query)?)
        }
        _ => return None,
    })
}

/// The columns of these tables, with types only, each for itself: a type that cannot be had takes no
/// other column along.
fn columns(catalog: &Catalog, relations: &BTreeSet<&ObjectKey>) -> impl Iterator<Item = String> {
    let tables: BTreeSet<(&str, &str)> = relations.iter().map(|key| (&*key.schema, &*key.name)).collect();
    catalog.objects.iter().filter_map(move |object| {
        let (key, parent) = (&object.key, object.key.parent.as_deref()?);
        if key.kind != ObjectKind::Column || !tables.contains(&(&*key.schema, parent)) {
            return None;
        }
        let data_type = object.attributes.text(Attribute::Type)?;
        let collation = object.attributes.text(Attribute::Collation);
        let collation = collation.map(|collation| format!(" COLLATE {collation}")).unwrap_or_default();
        let (table, name) = (quote_qualified(&key.schema, parent), quote_identifier(&key.name));
        Some(format!("ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} {data_type}{collation}"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::capture::{Scope, capture};
    use crate::db::confirm::confirm;
    use crate::db::testing;
    use crate::model::diff::{Rules, diff};

    const SCHEMA: &str = "
        CREATE SCHEMA shop;
        CREATE TYPE shop.mood AS ENUM ('it''s', 'fine');
        CREATE FUNCTION shop.loud(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper(t)';
        CREATE TABLE shop.t (mood shop.mood, status varchar(9), amount numeric(12,2),
          CONSTRAINT known CHECK (status IN ('new', 'old')));
        CREATE VIEW shop.some AS SELECT mood, shop.loud(status) AS status FROM shop.t WHERE status IN ('new', 'old');
        CREATE VIEW shop.fewer AS SELECT status FROM shop.some WHERE mood = 'fine';
        CREATE INDEX part ON shop.t (shop.loud(status)) WHERE status IN ('new', 'old')";

    /// What a dump of it says.
    const RESTORED: &str = "
        ALTER TABLE shop.t DROP CONSTRAINT known, ADD CONSTRAINT known CHECK (((status)::text = ANY
          (ARRAY[('new'::character varying)::text, ('old'::character varying)::text])));
        CREATE OR REPLACE VIEW shop.some AS SELECT mood, shop.loud(status) AS status FROM shop.t WHERE ((status)::text = ANY
          (ARRAY[('new'::character varying)::text, ('old'::character varying)::text]));
        DROP INDEX shop.part;
        CREATE INDEX part ON shop.t (shop.loud(status)) WHERE ((status)::text = ANY
          (ARRAY[('new'::character varying)::text, ('old'::character varying)::text]))";

    #[tokio::test]
    async fn spellings_are_confirmed_on_a_skeleton() {
        let scope = Scope { schemas: vec!["*".into()], ..Scope::default() };
        let mut one = testing::open(&testing::database().await).await.expect("open");
        let mut two = testing::open(&testing::database().await).await.expect("open");
        for session in [&mut one, &mut two] {
            session.run(SCHEMA).await.expect("made");
        }
        two.run(RESTORED).await.expect("restored");
        let (one, two) = (capture(&mut one, &scope).await.unwrap(), capture(&mut two, &scope).await.unwrap());
        let changes = diff(&one, &two, &Rules::default());
        assert_eq!(changes.len(), 3, "{changes:#?}");
        let texts: Vec<String> = changes.iter().map(|change| format!("{change:?}")).collect();
        let mut scratch = testing::open(&testing::database().await).await.expect("open");
        build(&mut scratch, &two, &texts).await.expect("built");
        assert_eq!(confirm(&mut scratch, changes, &one, &two).await.expect("confirmed").changes, []);
    }
}
