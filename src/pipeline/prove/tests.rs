//! The parts of the proof on a real server: what is put into tables, and what is seen of it afterwards.

use super::rows::{self, Claims, Unclaimed};
use super::seed::{self, Unfit};
use crate::db::Session;
use crate::db::capture::{Scope, capture};
use crate::db::testing;
use crate::model::catalog::Catalog;
use crate::model::hazard::{Hazard, HazardKind};
use crate::model::lock_mode::{Lock, LockMode, Work};
use crate::model::object::{ObjectKey, ObjectKind};
use crate::model::plan::{Group, Plan, Statement};

async fn made(sql: &str) -> (Session, Catalog) {
    let mut session = testing::open(&testing::database().await).await.expect("open");
    session.run(sql).await.expect("made");
    let scope = Scope { schemas: vec!["*".into()], dependencies: true, ..Scope::default() };
    let catalog = capture(&mut session, &scope).await.expect("captured");
    (session, catalog)
}

fn table(name: &str) -> ObjectKey {
    ObjectKey { kind: ObjectKind::Table, schema: "public".into(), parent: None, name: name.into() }
}

fn column(table: &str, name: &str) -> ObjectKey {
    ObjectKey {
        kind: ObjectKind::Column,
        schema: "public".into(),
        parent: Some(table.into()),
        name: name.into(),
    }
}

const EVERY_SORT: &str = r#"
    CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad');
    CREATE DOMAIN email AS text CHECK (VALUE ~ '^[^@]+@[^@]+$') NOT NULL;
    CREATE DOMAIN percent AS integer CHECK (VALUE BETWEEN 90 AND 100);
    CREATE TYPE pair AS (a integer, b text, m mood);
    CREATE TYPE span AS RANGE (SUBTYPE = double precision);
    CREATE TABLE types (
      a smallint NOT NULL, b bigint NOT NULL, c numeric(3,2) NOT NULL, d real NOT NULL, e double precision NOT NULL,
      f money NOT NULL, g varchar(1) NOT NULL, h char(3) NOT NULL, i text NOT NULL, j name NOT NULL, k "char" NOT NULL,
      l bytea NOT NULL, m timestamp NOT NULL, n timestamptz(3) NOT NULL, o date NOT NULL, p time NOT NULL,
      q timetz NOT NULL, r interval NOT NULL, s boolean NOT NULL, t mood NOT NULL, u email, v percent NOT NULL,
      w pair NOT NULL, x int4range NOT NULL, y tstzrange NOT NULL, z span NOT NULL, aa inet NOT NULL, ab cidr NOT NULL,
      ac macaddr NOT NULL, ad macaddr8 NOT NULL, ae bit(5) NOT NULL, af varbit(3) NOT NULL, ag tsvector NOT NULL,
      ah tsquery NOT NULL, ai uuid NOT NULL, aj xml NOT NULL, ak json NOT NULL, al jsonb NOT NULL, am integer[] NOT NULL,
      an text[][] NOT NULL, ao mood[] NOT NULL, ap email[] NOT NULL, aq point NOT NULL, ar line NOT NULL,
      "as" lseg NOT NULL, at box NOT NULL, au path NOT NULL, av polygon NOT NULL, aw circle NOT NULL, ax pg_lsn NOT NULL,
      ay regclass NOT NULL, az oid NOT NULL, ba jsonpath NOT NULL, bb int4multirange NOT NULL, bc xid8 NOT NULL,
      bd pair[] NOT NULL, be bit NOT NULL, bf tid NOT NULL
    );
    CREATE TABLE keys (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, serial serial, twice integer GENERATED ALWAYS AS (n * 2) STORED, n integer NOT NULL UNIQUE);
    CREATE TABLE checks (
      status text NOT NULL CHECK (status IN ('new', 'it''s old')), slug varchar(20) NOT NULL CHECK (slug ~ '^[a-z]+-[a-z]+$'),
      age integer NOT NULL CHECK (age >= 150), code text NOT NULL CHECK (length(code) = 13),
      low integer, high integer NOT NULL, CHECK (low > high), one integer, other text,
      CHECK (num_nonnulls(one, other) = 1), CHECK (one > 5 OR other = 'x')
    );
    CREATE TABLE "no columns" ();
    CREATE TABLE events (at date NOT NULL, kind text NOT NULL) PARTITION BY RANGE (at);
    CREATE TABLE events_24 PARTITION OF events FOR VALUES FROM ('2024-05-01') TO ('2024-06-01');
    CREATE TABLE events_25 PARTITION OF events FOR VALUES FROM ('2025-05-01') TO ('2025-06-01') PARTITION BY LIST (kind);
    CREATE TABLE events_25_x PARTITION OF events_25 FOR VALUES IN ('x');
    CREATE TABLE hashed (id integer NOT NULL) PARTITION BY HASH (id);
    CREATE TABLE hashed_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
    CREATE TABLE hashed_1 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 1);
    CREATE TABLE parent (id integer PRIMARY KEY);
    CREATE TABLE child (parent integer NOT NULL REFERENCES parent);
    CREATE FUNCTION no() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END';
    CREATE TRIGGER no BEFORE INSERT ON child FOR EACH ROW EXECUTE FUNCTION no();
    CREATE TABLE never (a integer NOT NULL CONSTRAINT never_a_check CHECK (a > a));
    CREATE TABLE booked (during tsrange NOT NULL, EXCLUDE USING gist (during WITH &&));
"#;

#[tokio::test]
async fn every_table_that_can_have_rows_gets_some() {
    let (mut session, catalog) = made(EVERY_SORT).await;
    let seeded = seed::seed(&mut session, &catalog, &Unfit::default()).await.expect("seeded");
    let empty: Vec<String> =
        seeded.empty.iter().map(|(table, reason)| format!("{table}: {reason}")).collect();
    assert_eq!(
        empty,
        [r#"table public.never: new row for relation "never" violates check constraint "never_a_check""#]
    );
    let tables = rows::read(&mut session, &seeded.oids).await.expect("read");
    let two: Vec<String> =
        tables.values().filter(|one| one.rows < 2).map(|one| format!("{} {}", one.table, one.rows)).collect();
    assert_eq!(two, ["table public.never 0"]);
    let again = rows::read(&mut session, &seeded.oids).await.expect("read");
    assert_eq!(tables, again);
}

fn statement(object: &ObjectKey, work: Work, hazards: Vec<Hazard>) -> Statement {
    let locks = vec![Lock { table: object.clone(), mode: LockMode::AccessExclusive }];
    Statement { sql: String::new(), object: object.clone(), why: String::new(), locks, work, hazards }
}

/// What is unclaimed when `sql` is run and these are the statements of the plan.
async fn unclaimed(sql: &str, statements: Vec<Statement>) -> Vec<Unclaimed> {
    let before = "CREATE TABLE t (a integer, b text, c integer); CREATE TABLE u (a integer);
        CREATE TABLE p (a integer) PARTITION BY LIST (a); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)";
    let (mut session, catalog) = made(before).await;
    let seeded = seed::seed(&mut session, &catalog, &Unfit::default()).await.expect("seeded");
    let before = rows::read(&mut session, &seeded.oids).await.expect("read");
    session.run(sql).await.expect("run");
    let after = rows::read(&mut session, &seeded.oids).await.expect("read");
    let plan = Plan { groups: vec![Group { transactional: true, statements }], ..Plan::default() };
    Claims::of(&plan, &catalog, &[]).against(&before, &after)
}

#[tokio::test]
async fn what_no_statement_announces_is_found() {
    let rewrite = |name| statement(&table(name), Work::Rewrite, Vec::new());
    let loss = |key: &ObjectKey| {
        statement(&table("t"), Work::Catalog, vec![Hazard::new(HazardKind::DataLoss, key, "gone")])
    };
    let lost = |column, gone| Unclaimed::Values { column, gone };
    let rewritten = |name| Unclaimed::Rewrite { table: table(name) };
    for (sql, statements, expected) in [
        (
            "ALTER TABLE t ADD d integer DEFAULT 1, RENAME TO v".split(',').next().expect("one"),
            vec![],
            vec![],
        ),
        ("ALTER TABLE t DROP c", vec![], vec![lost(column("t", "c"), true)]),
        ("ALTER TABLE t DROP c", vec![loss(&column("t", "c"))], vec![]),
        ("ALTER TABLE t DROP c", vec![loss(&table("t"))], vec![]),
        ("UPDATE t SET b = upper(b)", vec![loss(&column("t", "c"))], vec![lost(column("t", "b"), false)]),
        ("ALTER TABLE t ALTER a TYPE bigint", vec![], vec![rewritten("t")]),
        ("ALTER TABLE t ALTER a TYPE bigint", vec![rewrite("t")], vec![]),
        ("DROP TABLE p", vec![loss(&table("p"))], vec![]),
        ("ALTER TABLE p ALTER a DROP NOT NULL", vec![], vec![]),
        (
            "DROP TABLE u",
            vec![rewrite("u")],
            vec![Unclaimed::Rows { table: table("u"), before: 2, after: None }],
        ),
        (
            "DELETE FROM u WHERE ctid = '(0,1)'",
            vec![],
            vec![Unclaimed::Rows { table: table("u"), before: 2, after: Some(1) }],
        ),
    ] {
        assert_eq!(unclaimed(sql, statements).await, expected, "{sql}");
    }
}
