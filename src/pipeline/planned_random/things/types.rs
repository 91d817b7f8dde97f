//! Enums, domains, composites, ranges, collations, sequences.

use crate::pipeline::planned_random::draft::Draft;

pub(super) fn of_schema(draft: &mut Draft, s: &str) {
    draft.thing(&format!("collation {s}"), |dice| {
        let how =
            dice.pick(&["FROM \"C\"", "(provider = icu, locale = 'de')", "(provider = icu, locale = 'sv')"]);
        format!("CREATE COLLATION {s}.co1 {how}")
    });
    for name in ["e1", "\"E 2\""] {
        draft.base(&format!("enum {s}.{name}"), |dice| {
            let labels = match dice.below(6) {
                0 | 1 => vec!["a", "b"],
                2 => vec!["a", "it''s", "b"],
                3 => vec!["a", "b", "c", "d"],
                4 => vec!["z", "a", "b"],
                _ => vec!["b", "a"],
            };
            format!("CREATE TYPE {s}.{name} AS ENUM ('{}')", labels.join("', '"))
        });
    }
    draft.base(&format!("domain {s}.d1"), |dice| {
        let base = dice.pick(&["text", "text", "text", "varchar(30)", "integer"]);
        let collate =
            if base == "text" { dice.maybe(20, &[" COLLATE \"C\"", " COLLATE \"POSIX\""]) } else { "" };
        let default = dice.maybe(30, &[" DEFAULT '1'", " DEFAULT '2'"]);
        let not_null = dice.maybe(25, &[" NOT NULL"]);
        let check = dice.maybe(
            50,
            &[
                " CONSTRAINT dk1 CHECK (length(VALUE::text) < 9)",
                " CONSTRAINT dk1 CHECK (length(VALUE::text) < 99)",
                " CHECK (VALUE IS DISTINCT FROM '5')",
            ],
        );
        format!("CREATE DOMAIN {s}.d1 AS {base}{collate}{default}{not_null}{check}")
    });
    draft.rare(&format!("domain check {s}.d1"), |dice| {
        let valid = dice.maybe(40, &[" NOT VALID"]);
        format!("ALTER DOMAIN {s}.d1 ADD CONSTRAINT \"dk 2\" CHECK (VALUE::text <> ''){valid}")
    });
    draft.rare(&format!("domain {s}.d2"), |dice| {
        let base = dice.pick(&[".d1", ".\"E 2\"", ".d1[]"]);
        format!("CREATE DOMAIN {s}.d2 AS {s}{base}")
    });
    draft.base(&format!("composite {s}.k1"), |dice| {
        let first = dice.pick(&["integer", "bigint", "text"]);
        let second = match dice.below(4) {
            0 => format!(", b {s}.e1"),
            1 => ", b text COLLATE \"C\"".to_owned(),
            2 => ", b text, \"c c\" numeric(8,2)[]".to_owned(),
            _ => String::new(),
        };
        format!("CREATE TYPE {s}.k1 AS (a {first}{second})")
    });
    draft.rare(&format!("range {s}.r1"), |dice| {
        let subtype = dice.pick(&["integer", "float8, subtype_diff = float8mi", "timestamptz"]);
        format!("CREATE TYPE {s}.r1 AS RANGE (subtype = {subtype})")
    });
    draft.thing(&format!("sequence {s}.q1"), |dice| {
        let kind = dice.maybe(40, &[" AS integer", " AS smallint"]);
        let by = dice.maybe(30, &[" INCREMENT BY 5", " INCREMENT BY -1"]);
        let bounds = dice.maybe(30, &[" MINVALUE -5", " MINVALUE -10 MAXVALUE 100"]);
        let rest = dice.maybe(30, &[" CACHE 7", " CYCLE", " CACHE 2 CYCLE"]);
        format!("CREATE SEQUENCE {s}.q1{kind}{by}{bounds}{rest}")
    });
}
