//! Functions, procedures, aggregates, operators, casts.

use crate::pipeline::planned_random::dice::Dice;
use crate::pipeline::planned_random::draft::Draft;

pub(super) fn before_tables(draft: &mut Draft, s: &str) {
    draft.base(&format!("function {s}.f1"), |dice| {
        let body = dice.pick(&["SELECT a + 1", "SELECT a * 2", "SELECT a"]);
        let name = dice.pick(&["a", "a", "a", "b"]);
        let body = if name == "b" { body.replace('a', "b") } else { body.to_owned() };
        format!(
            "CREATE FUNCTION {s}.f1({name} integer) RETURNS integer LANGUAGE sql IMMUTABLE{} AS $f${body}$f$",
            options(dice)
        )
    });
    draft.base(&format!("function {s}.f2"), |dice| {
        let default = dice.maybe(50, &[" DEFAULT 1", " DEFAULT 2"]);
        let result = dice.pick(&["text", "text", "varchar"]);
        let volatility = dice.maybe(60, &[" STABLE", " IMMUTABLE"]);
        format!(
            "CREATE FUNCTION {s}.f2(a text, b integer{default}) RETURNS {result} LANGUAGE plpgsql{volatility}{} AS \
             $f$BEGIN\n  RETURN a || b; -- {}\nEND$f$",
            options(dice),
            dice.pick(&["x", "y"])
        )
    });
    draft.base(&format!("function {s}.ft"), |dice| {
        let body = dice.pick(&["RETURN NEW;", "RETURN NULL;"]);
        format!("CREATE FUNCTION {s}.ft() RETURNS trigger LANGUAGE plpgsql AS $f$BEGIN {body} END$f$")
    });
    draft.thing(&format!("function {s}.fe"), |dice| {
        let result = dice.pick(&["SETOF {s}.k1", "{s}.k1", "text", "{s}.d1"]).replace("{s}", s);
        let mode = dice.maybe(20, &["INOUT ", "VARIADIC "]);
        if mode == "VARIADIC " {
            return format!(
                "CREATE FUNCTION {s}.fe(VARIADIC e {s}.e1[]) RETURNS {result} LANGUAGE sql AS 'SELECT NULL'"
            );
        }
        let result = if mode == "INOUT " { format!("{s}.e1") } else { result };
        format!("CREATE FUNCTION {s}.fe({mode}e {s}.e1) RETURNS {result} LANGUAGE sql AS 'SELECT NULL'")
    });
    draft.thing(&format!("function {s}.fo"), |dice| {
        let arguments =
            dice.pick(&["", "x text", "x text, y integer DEFAULT 3", "OUT a integer, OUT b text"]);
        let result = if arguments.contains("OUT") {
            ""
        } else {
            dice.pick(&["RETURNS TABLE(p integer, q text)", "RETURNS integer", "RETURNS SETOF record"])
        };
        format!("CREATE FUNCTION {s}.fo({arguments}) {result} LANGUAGE plpgsql AS $f$BEGIN END$f$")
    });
    draft.rare(&format!("function {s}.overload"), |dice| {
        let argument = dice.pick(&["bigint", "text"]);
        format!("CREATE FUNCTION {s}.f1(a {argument}) RETURNS integer LANGUAGE sql AS 'SELECT 1'")
    });
    draft.thing(&format!("procedure {s}.p1"), |dice| {
        let arguments = dice.pick(&["x integer", "INOUT x integer", "x integer, y text DEFAULT 'z'"]);
        format!(
            "CREATE PROCEDURE {s}.p1({arguments}) LANGUAGE plpgsql{} AS $f$BEGIN {} END$f$",
            dice.maybe(30, &[" SECURITY DEFINER", " SET work_mem = '8MB'"]),
            dice.maybe(50, &["NULL;"])
        )
    });
    draft.rare(&format!("aggregate {s}.a1"), |dice| {
        let start = dice.maybe(60, &[", INITCOND = '0'", ", INITCOND = '7'"]);
        let more = dice.maybe(40, &[", PARALLEL = safe, COMBINEFUNC = int4pl", ", FINALFUNC = int4up"]);
        format!("CREATE AGGREGATE {s}.a1(integer) (SFUNC = int4pl, STYPE = integer{start}{more})")
    });
    draft.rare(&format!("operator function {s}.fop"), |_| {
        format!("CREATE FUNCTION {s}.fop(a {s}.k1, b {s}.k1) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT (a).a = (b).a'")
    });
    draft.rare(&format!("operator {s}"), |dice| {
        let more =
            dice.maybe(50, &[", COMMUTATOR = OPERATOR({s}.===)", ", RESTRICT = eqsel"]).replace("{s}", s);
        format!("CREATE OPERATOR {s}.=== (LEFTARG = {s}.k1, RIGHTARG = {s}.k1, FUNCTION = {s}.fop{more})")
    });
    draft.rare(&format!("cast {s}"), |dice| {
        let context = dice.maybe(60, &[" AS ASSIGNMENT", " AS IMPLICIT"]);
        format!("CREATE CAST ({s}.e1 AS {s}.k1) WITH INOUT{context}")
    });
}

fn options(dice: &mut Dice) -> String {
    let words = [
        dice.maybe(20, &[" STRICT"]),
        dice.maybe(20, &[" SECURITY DEFINER"]),
        dice.maybe(20, &[" PARALLEL SAFE", " PARALLEL RESTRICTED"]),
        dice.maybe(20, &[" COST 7", " COST 1000"]),
        dice.maybe(
            20,
            &[" SET search_path = pg_catalog, pg_temp", " SET search_path = ''", " SET work_mem = '1MB'"],
        ),
        dice.maybe(10, &[" LEAKPROOF"]),
    ];
    words.concat()
}

pub(super) fn after_tables(draft: &mut Draft, s: &str) {
    draft.rare(&format!("row function {s}"), |dice| {
        let column = dice.pick(&["c1::text", "c2", "id::text"]);
        format!(
            "CREATE FUNCTION {s}.frow(r {s}.t1) RETURNS text LANGUAGE sql STABLE AS $f$SELECT r.{column}$f$"
        )
    });
    draft.rare(&format!("set function {s}"), |_| {
        format!("CREATE FUNCTION {s}.fset() RETURNS SETOF {s}.t1 LANGUAGE sql AS $f$SELECT * FROM {s}.t1$f$")
    });
    draft.rare(&format!("standard function {s}"), |dice| {
        let column = dice.pick(&["c1::text", "c2::text", "id::text"]);
        format!("CREATE FUNCTION {s}.fstd() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT max({column}) FROM {s}.t1; END")
    });
    draft.rare(&format!("column of a table's row {s}"), |_| {
        format!("ALTER TABLE {s}.\"order\" ADD COLUMN whole {s}.t1")
    });
}
