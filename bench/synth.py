"""A synthetic schema of any size: everything an application's database has, in fixed shares.

`statements(tables)` gives the SQL that builds it. Same size, same bytes. PostgreSQL 15 or later. Run it in autocommit:
one transaction is three times slower.

What stands where is decided by the number `i` of a table alone, so that `plants.py` can name what it changes.
"""

PER_SCHEMA = 500
ROLES = ("bench_reader", "bench_writer", "bench_owner")


def schema_of(i):
    return f"app{i // PER_SCHEMA}"


def table(i):
    return f"{schema_of(i)}.t{i}"


def is_partitioned(i):
    return i % 50 == 7


def statements(tables):
    yield "SET client_min_messages = warning; SET check_function_bodies = off;"
    for role in ROLES:
        yield (f"DO $$BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') "
               f"THEN CREATE ROLE {role}; END IF; END$$;")
    yield "CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist;"
    for number in range((tables + PER_SCHEMA - 1) // PER_SCHEMA):
        yield from one_schema(number)
    for i in range(tables):
        yield from types(i)
        if is_partitioned(i):
            yield from partitioned_table(i)
        else:
            yield from plain_table(i)
            yield from around_table(i)


def one_schema(number):
    yield f"CREATE SCHEMA app{number}; GRANT USAGE ON SCHEMA app{number} TO bench_reader, bench_writer;"
    yield f"COMMENT ON SCHEMA app{number} IS 'part {number}';"
    yield (f"CREATE FUNCTION app{number}.touch() RETURNS trigger LANGUAGE plpgsql AS "
           "$f$BEGIN NEW.updated_at := now(); RETURN NEW; END$f$;")


def types(i):
    s = schema_of(i)
    if i % 10 == 0:
        yield f"CREATE TYPE {s}.e{i} AS ENUM ('new','open','held','done','void');"
        yield f"COMMENT ON TYPE {s}.e{i} IS 'states {i}';"
        yield f"CREATE DOMAIN {s}.d{i} AS text NOT NULL DEFAULT '' CONSTRAINT d{i}_len CHECK (length(VALUE) <= 200);"
    if i % 20 == 0:
        yield f"CREATE TYPE {s}.c{i} AS (a integer, b text); CREATE TYPE {s}.u{i} AS ENUM ('a','b','c');"
        yield f"CREATE SEQUENCE {s}.s{i} AS bigint INCREMENT BY 5 MINVALUE 10 MAXVALUE 1000000 START 100 CACHE 3;"


def partitioned_table(i):
    t = table(i)
    yield (f"CREATE TABLE {t} (id bigint NOT NULL, at date NOT NULL, v text, n integer DEFAULT 1, "
           f"CONSTRAINT t{i}_pk PRIMARY KEY (id, at)) PARTITION BY RANGE (at);")
    for part in (1, 2, 3):
        yield (f"CREATE TABLE {t}_p{part} PARTITION OF {t} "
               f"FOR VALUES FROM ('202{part}-01-01') TO ('202{part + 1}-01-01');")
    yield f"CREATE INDEX t{i}_v ON {t} (v);"


def plain_table(i):
    s, t, parent, tens = schema_of(i), table(i), i // 2, i - i % 10
    parts = [
        "id bigint GENERATED ALWAYS AS IDENTITY",
        "parent_id bigint",
        f"name varchar({50 + i % 7}) NOT NULL",
        f"state {s}.e{tens} NOT NULL DEFAULT 'new'",
        "amount numeric(12,2) DEFAULT 0.00",
        "qty integer NOT NULL DEFAULT 1",
        "total numeric GENERATED ALWAYS AS (amount * qty) STORED",
        "tags text[] DEFAULT '{}'::text[]",
        "meta jsonb NOT NULL DEFAULT '{}'::jsonb",
        f"note {s}.d{tens}",
        "span int4range",
        "created_at timestamptz NOT NULL DEFAULT now()",
        "updated_at timestamptz",
        f"CONSTRAINT t{i}_pk PRIMARY KEY (id)",
        f"CONSTRAINT t{i}_qty CHECK (qty >= 0 AND qty < {1000 + i})",
        f"CONSTRAINT t{i}_uq UNIQUE (name, created_at)",
    ]
    if i % 10 == 3:
        parts.append(f"CONSTRAINT t{i}_ex EXCLUDE USING gist (qty WITH =, span WITH &&)")
    options = " WITH (fillfactor=80)" if i % 10 == 4 else ""
    yield f"CREATE TABLE {t} ({', '.join(parts)}){options};"
    yield f"CREATE INDEX t{i}_parent ON {t} (parent_id);"
    yield f"CREATE INDEX t{i}_open ON {t} (created_at DESC NULLS LAST) INCLUDE (qty) WHERE qty > {i % 9};"
    if i % 3 == 0:
        yield f"CREATE INDEX t{i}_meta ON {t} USING gin (meta jsonb_path_ops);"
        yield f"CREATE INDEX t{i}_low ON {t} (lower(name::text) text_pattern_ops);"
        yield f"COMMENT ON TABLE {t} IS 'table {i}'; COMMENT ON COLUMN {t}.qty IS 'how many {i}';"
    if i > 1 and not is_partitioned(parent):
        yield (f"ALTER TABLE {t} ADD CONSTRAINT t{i}_fk FOREIGN KEY (parent_id) "
               f"REFERENCES {table(parent)} (id) ON DELETE CASCADE;")


def around_table(i):
    """Privileges, functions, triggers, views, policies, and what else hangs on a table."""
    s, t = schema_of(i), table(i)
    if i % 4 == 0:
        yield (f"GRANT SELECT ON {t} TO bench_reader; GRANT SELECT, INSERT, UPDATE ON {t} TO bench_writer; "
               f"GRANT UPDATE (qty) ON {t} TO bench_reader;")
    if i % 4 == 1:
        yield (f"CREATE FUNCTION {s}.f{i}(a integer, b text DEFAULT 'x') RETURNS integer LANGUAGE plpgsql STABLE AS "
               f"$f$\nDECLARE r integer;\nBEGIN\n  SELECT count(*) INTO r FROM {t} WHERE qty > a;\n"
               f"  RETURN r + {i};\nEND\n$f$;")
        yield f"COMMENT ON FUNCTION {s}.f{i}(integer, text) IS 'fn {i}';"
        yield f"GRANT EXECUTE ON FUNCTION {s}.f{i}(integer, text) TO bench_writer;"
        yield (f"CREATE TRIGGER t{i}_touch BEFORE UPDATE ON {t} FOR EACH ROW "
               f"WHEN (OLD.qty IS DISTINCT FROM NEW.qty) EXECUTE FUNCTION {s}.touch();")
    if i % 5 == 0:
        yield (f"CREATE VIEW {s}.v{i} WITH (security_invoker=true) AS "
               f"SELECT id, name, qty, total FROM {t} WHERE qty > {i % 11};")
        yield f"ALTER TABLE {t} ENABLE ROW LEVEL SECURITY;"
        yield f"CREATE POLICY p{i}_r ON {t} FOR SELECT TO bench_reader USING (qty > {i % 13});"
        yield f"CREATE POLICY p{i}_w ON {t} FOR INSERT TO bench_writer WITH CHECK (qty < {i + 50});"
    if i % 50 == 5:
        yield f"CREATE MATERIALIZED VIEW {s}.m{i} AS SELECT qty, count(*) AS n FROM {t} GROUP BY qty WITH NO DATA;"
        yield f"CREATE UNIQUE INDEX m{i}_q ON {s}.m{i} (qty);"
    if i % 25 == 6:
        yield f"CREATE STATISTICS {s}.st{i} (dependencies) ON qty, amount FROM {t};"
        yield f"CREATE RULE r{i} AS ON DELETE TO {t} DO ALSO NOTHING;"
        yield f"CREATE PROCEDURE {s}.pr{i}(x integer) LANGUAGE sql AS $f$ UPDATE {t} SET qty = x $f$;"
