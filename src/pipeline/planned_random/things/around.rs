//! What stands around tables: views, rules, triggers, policies, statistics.

use super::{SCHEMAS, TABLES};
use crate::pipeline::planned_random::draft::Draft;

pub(super) fn of_schema(draft: &mut Draft, s: &str) {
    draft.thing(&format!("view {s}.v1"), |dice| {
        let columns = dice.pick(&[
            "id",
            "id, c1",
            "id, c2",
            "id, c1, c2",
            "c2, id",
            "id::text AS id",
            "id, \"c 3\" AS \"x y\"",
            "*",
        ]);
        let table = dice.pick(&TABLES);
        let options = dice.maybe(20, &[" WITH (security_barrier=true)", " WITH (security_invoker=true)"]);
        let filter = dice.maybe(40, &[" WHERE id > 1", " WHERE c1 > 1", " WHERE c2 LIKE 'a%'"]);
        let check = dice.maybe(15, &[" WITH LOCAL CHECK OPTION", " WITH CHECK OPTION"]);
        format!("CREATE VIEW {s}.v1{options} AS SELECT {columns} FROM {s}.{table}{filter}{check}")
    });
    draft.thing(&format!("view {s}.v2"), |dice| {
        let from = SCHEMAS[dice.below(3)];
        let query = dice.pick(&[
            "SELECT v.* FROM {o}.v1 v",
            "SELECT a.id, b.c1 FROM {s}.t1 a LEFT JOIN {o}.\"order\" b USING (id)",
            "SELECT id, {s}.f1(c1::integer) AS f FROM {o}.t1",
            "SELECT id, c1, c2 FROM {s}.t1 GROUP BY id",
            "SELECT count(*) AS n, {s}.a1(c1::integer) AS a FROM {o}.t1",
            "WITH RECURSIVE w(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM w WHERE n < 5) SELECT n FROM w",
            "SELECT 'a'::{s}.e1 AS e, now() AS at",
            "SELECT t AS whole FROM {s}.t1 t",
            "SELECT id FROM {s}.t1 UNION ALL SELECT id FROM {o}.\"order\"",
            "SELECT * FROM {o}.parted",
        ]);
        format!("CREATE VIEW {s}.v2 AS {}", query.replace("{s}", s).replace("{o}", from))
    });
    draft.rare(&format!("view {s}.v3"), |_| format!("CREATE VIEW {s}.v3 AS SELECT x.* FROM {s}.v2 x"));
    draft.rare(&format!("view default {s}"), |_| format!("ALTER VIEW {s}.v1 ALTER COLUMN id SET DEFAULT 5"));
    draft.thing(&format!("materialized view {s}.m1"), |dice| {
        let from = dice.pick(&["t1", "v1", "v2", "\"order\""]);
        let query = dice.pick(&[
            "SELECT * FROM",
            "SELECT count(*) AS n FROM",
            "SELECT id FROM",
            "SELECT DISTINCT id, c1 FROM",
        ]);
        format!("CREATE MATERIALIZED VIEW {s}.m1 AS {query} {s}.{from}{}", dice.maybe(30, &[" WITH NO DATA"]))
    });
    draft.thing(&format!("index of {s}.m1"), |dice| {
        format!(
            "CREATE {}INDEX i_m1 ON {s}.m1 ({})",
            dice.maybe(40, &["UNIQUE "]),
            dice.pick(&["id", "n", "id DESC"])
        )
    });
    draft.rare(&format!("view of materialized view {s}"), |_| {
        format!("CREATE VIEW {s}.v4 AS SELECT * FROM {s}.m1")
    });
    draft.rare(&format!("trigger of view {s}"), |_| {
        format!("CREATE TRIGGER tr_v1 INSTEAD OF INSERT ON {s}.v1 FOR EACH ROW EXECUTE FUNCTION {s}.ft()")
    });
    for table in TABLES {
        of_table(draft, s, &format!("{s}.{table}"));
    }
    draft.rare(&format!("trigger of partitions {s}"), |dice| {
        let when = dice.pick(&["BEFORE INSERT", "AFTER UPDATE"]);
        format!("CREATE TRIGGER tr_parted {when} ON {s}.parted FOR EACH ROW EXECUTE FUNCTION {s}.ft()")
    });
    draft.rare(&format!("statistics {s}"), |dice| {
        let kinds = dice.maybe(50, &[" (ndistinct)", " (dependencies, mcv)"]);
        let columns = dice.pick(&["id, c1", "c1, c2", "id, (c1 + 1)"]);
        format!("CREATE STATISTICS {s}.st1{kinds} ON {columns} FROM {s}.t1")
    });
    draft.rare(&format!("text search {s}"), |dice| {
        format!(
            "CREATE TEXT SEARCH DICTIONARY {s}.di1 (TEMPLATE = pg_catalog.simple{})",
            dice.maybe(50, &[", STOPWORDS = english"])
        )
    });
    draft.rare(&format!("text search configuration {s}"), |dice| {
        format!(
            "CREATE TEXT SEARCH CONFIGURATION {s}.cf1 (COPY = pg_catalog.{})",
            dice.pick(&["simple", "german"])
        )
    });
}

fn of_table(draft: &mut Draft, s: &str, t: &str) {
    draft.thing(&format!("trigger {t}"), |dice| {
        let when = dice.pick(&[
            "BEFORE INSERT",
            "AFTER UPDATE OF c1",
            "BEFORE UPDATE OR DELETE",
            "AFTER INSERT OR UPDATE",
        ]);
        let condition = dice.maybe(30, &[" WHEN (pg_trigger_depth() = 0)"]);
        let arguments = dice.maybe(30, &["'x', 'y'", "'it''s'"]);
        format!(
            "CREATE TRIGGER tr1 {when} ON {t} FOR EACH ROW{condition} EXECUTE FUNCTION {s}.ft({arguments})"
        )
    });
    draft.rare(&format!("condition trigger {t}"), |dice| {
        let column = dice.pick(&["c1", "c2", "\"c 3\""]);
        format!("CREATE TRIGGER tr2 BEFORE UPDATE ON {t} FOR EACH ROW WHEN (OLD.{column} IS DISTINCT FROM NEW.{column}) EXECUTE FUNCTION {s}.ft()")
    });
    draft.rare(&format!("statement trigger {t}"), |_| {
        format!("CREATE TRIGGER tr3 AFTER UPDATE ON {t} REFERENCING OLD TABLE AS o NEW TABLE AS n FOR EACH STATEMENT EXECUTE FUNCTION {s}.ft()")
    });
    draft.rare(&format!("constraint trigger {t}"), |_| {
        format!("CREATE CONSTRAINT TRIGGER tr4 AFTER INSERT ON {t} DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {s}.ft()")
    });
    draft.rare(&format!("trigger state {t}"), |dice| {
        format!("ALTER TABLE {t} {} TRIGGER tr1", dice.pick(&["DISABLE", "ENABLE ALWAYS", "ENABLE REPLICA"]))
    });
    draft.thing(&format!("policy {t}"), |dice| {
        let kind = dice.maybe(20, &[" AS RESTRICTIVE"]);
        let to = dice.maybe(40, &[" TO pg_monitor", " TO pg_monitor, pg_read_all_data"]);
        let rule = dice.pick(&[
            " USING (true)",
            " USING (id > 0)",
            " FOR INSERT{to} WITH CHECK (c1 > 0)",
            " FOR SELECT{to} USING (c2 = current_user)",
            " FOR UPDATE{to} USING (id > 0) WITH CHECK (id > 1)",
        ]);
        let rule = if rule.contains("{to}") { rule.replace("{to}", to) } else { format!("{to}{rule}") };
        format!("CREATE POLICY po1 ON {t}{kind}{rule}")
    });
    draft.rare(&format!("policy that reads {t}"), |_| {
        format!("CREATE POLICY \"po 2\" ON {t} USING (EXISTS (SELECT FROM {s}.t1 x WHERE x.c1 = 3))")
    });
    draft.rare(&format!("rule {t}"), |dice| {
        let how = dice.pick(&[
            "ON DELETE TO {t} DO INSTEAD NOTHING",
            "ON UPDATE TO {t} WHERE OLD.c1 = 1 DO ALSO NOTHING",
            "ON INSERT TO {t} DO ALSO NOTIFY x",
        ]);
        format!("CREATE RULE ru1 AS {}", how.replace("{t}", t))
    });
}
