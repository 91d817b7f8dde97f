-- Rows for tables that nobody filled: values of every type that the checks of the table let pass. All
-- of it is temporary; triggers and foreign keys are out of the way (session_replication_role).

-- The first of the texts that is a value of the type, after some others that are.
CREATE FUNCTION pg_temp.lockstep_fitting(type text, texts text[]) RETURNS text[] LANGUAGE plpgsql AS $fitting$
DECLARE one text; fit text[] := '{}'; cast_of text;
BEGIN
  FOREACH one IN ARRAY coalesce(texts, '{}') LOOP
    BEGIN
      cast_of := CASE WHEN one LIKE 'ROW(%' OR one LIKE 'ARRAY[%' OR one LIKE '(range)%'
                      THEN regexp_replace(one, '^\(range\)', '') ELSE quote_literal(one) END || '::' || type;
      EXECUTE 'SELECT ' || cast_of;
      fit := fit || cast_of;
    EXCEPTION WHEN OTHERS THEN NULL;
    END;
  END LOOP;
  RETURN fit;
END $fitting$;

-- Expressions that are values of a type.
CREATE FUNCTION pg_temp.lockstep_values(of_type oid, modifier integer, deep integer) RETURNS text[]
LANGUAGE plpgsql AS $values$
DECLARE
  t pg_catalog.pg_type; base pg_catalog.pg_type; named text := pg_catalog.format_type(of_type, modifier);
  texts text[]; subtype oid; one text; many text[];
BEGIN
  SELECT * INTO t FROM pg_catalog.pg_type WHERE oid = of_type;
  base := t;
  WHILE base.typtype = 'd' LOOP
    SELECT * INTO base FROM pg_catalog.pg_type WHERE oid = base.typbasetype;
  END LOOP;
  IF base.typtype = 'e' THEN
    SELECT array_agg(enumlabel::text ORDER BY enumsortorder) INTO texts
      FROM (SELECT * FROM pg_catalog.pg_enum WHERE enumtypid = base.oid ORDER BY enumsortorder LIMIT 8) e;
  ELSIF base.typtype = 'c' AND deep < 4 THEN
    SELECT array_agg((pg_temp.lockstep_values(atttypid, atttypmod, deep + 1))[1] ORDER BY attnum) INTO many
      FROM pg_catalog.pg_attribute WHERE attrelid = base.typrelid AND attnum > 0 AND NOT attisdropped;
    texts := ARRAY['ROW(' || array_to_string(many, ', ', 'NULL') || ')'];
  ELSIF base.typtype = 'r' THEN
    SELECT rngsubtype INTO subtype FROM pg_catalog.pg_range WHERE rngtypid = base.oid;
    FOREACH one IN ARRAY pg_temp.lockstep_values(subtype, -1, deep + 1) LOOP
      texts := texts || format('(range)%s(%s, %1$s, ''[]'')', base.oid::regtype, one);
    END LOOP;
    texts := texts || 'empty'::text;
  ELSIF base.typtype = 'm' THEN
    texts := ARRAY['{}'];
  ELSIF base.typelem <> 0 AND base.typcategory = 'A' AND deep < 4 THEN
    FOREACH one IN ARRAY pg_temp.lockstep_values(base.typelem, modifier, deep + 1) LOOP
      texts := texts || ('ARRAY[' || one || ']');
    END LOOP;
    texts := texts || '{}'::text;
  ELSE
    texts := CASE
      WHEN base.typname IN ('json', 'jsonb') THEN ARRAY['{"a": 1}', '{}', '[1]', '["a"]', '"a"', '2', '[]', 'true']
      WHEN base.typname = 'bytea' THEN ARRAY['\x01', '\x02', '', '\x' || repeat('00', 16), '\x' || repeat('00', 32)]
      WHEN base.typname = 'uuid' THEN
        ARRAY['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
      WHEN base.typname IN ('bit', 'varbit') THEN
        ARRAY[repeat('1', greatest(modifier, 1)), repeat('0', greatest(modifier, 1))]
      WHEN base.typcategory = 'N' THEN ARRAY['1', '2', '0', '10', '100', '18', '-1', '0.5', '1000', '2020', '20', '3', '4', '5', '6', '7', '8', '9']
      WHEN base.typcategory = 'B' THEN ARRAY['true', 'false']
      WHEN base.typcategory = 'D' THEN
        ARRAY['2024-01-02 03:04:05', '2024-02-03 00:00:00', '2000-01-01', '2030-01-01', '03:04:05', '1970-01-01']
      WHEN base.typcategory = 'T' THEN ARRAY['1 day', '1 hour', '0', '1 year']
      WHEN base.typcategory = 'I' THEN ARRAY['10.0.0.1', '10.0.0.2', '10.0.0.0/24', '::1']
      WHEN base.typcategory = 'S' THEN
        ARRAY['a1', 'b2', 'someone@example.com', 'https://example.com/a', 'A', '1', 'a', '', 'aa', 'AA', 'AAA', 'aaaa',
          'ab-cd', '2024-01-02', '+15550100', '00000000-0000-4000-8000-000000000001', '{}', repeat('a', 8), repeat('a', 16),
          repeat('a', 32), repeat('a', 40), repeat('a', 64), repeat('0', 12), '/a', '#aabbcc', 'a/b', '10.0.0.1', 'c3', 'd4', 'e5']
      WHEN base.typname = 'xml' THEN ARRAY['<a/>', '<b/>']
      ELSE ARRAY[]::text[] END
      || ARRAY['1', '2', 'a', 'b', '{}', '(1,1)', '(2,2)', '((1,1),(2,2))', '<(1,1),1>', '{1,1,1}', '{1,2,3}', '[(1,1),(2,2)]', '08:00:2b:01:02:03',
        '08:00:2b:01:02:03:04:05', '0/1', '1:1:', 'a=>1', '$', 'POINT(1 1)', 'LINESTRING(0 0,1 1)',
        'POLYGON((0 0,1 0,1 1,0 0))', 'MULTIPOLYGON(((0 0,1 0,1 1,0 0)))', '[1]', 'pg_class', 'public', 'english', '1,2', ''];
    IF modifier > 0 AND base.typname IN ('vector', 'halfvec') THEN
      texts := ARRAY['[' || array_to_string(array_fill(1, ARRAY[modifier]), ',') || ']'] || texts;
    END IF;
  END IF;
  RETURN pg_temp.lockstep_fitting(named, texts);
END $values$;

-- One column of a table that is to be filled, and what may be in it, the best first.
CREATE TEMP TABLE lockstep_column (
  relation oid, attnum smallint, name text, optional boolean, fits text[], PRIMARY KEY (relation, attnum));

-- The tables, and how many rows each got; why it got none.
CREATE TEMP TABLE lockstep_seeded (relation oid PRIMARY KEY, rows integer, reason text);

-- Fills one table.
CREATE FUNCTION pg_temp.lockstep_seed(target oid) RETURNS void LANGUAGE plpgsql AS $seed$
DECLARE
  c record; k record; good text[]; one text; passes boolean; said text[]; names text; vals text; into_table text;
  done integer := 0; why text; attempt integer; type_name text; columns integer;
  -- The partitions' own condition is a check like the others; its columns are those of the keys above.
  keys text[] := (
    SELECT array_agg(DISTINCT a.attname::text) FROM pg_catalog.pg_partition_ancestors(target) up
      JOIN pg_catalog.pg_partitioned_table p ON p.partrelid = up CROSS JOIN unnest(p.partattrs::smallint[]) n
      JOIN pg_catalog.pg_attribute a ON a.attrelid = p.partrelid AND a.attnum = n);
BEGIN
  into_table := target::regclass::text;
  FOR c IN SELECT l.*, a.atttypid, a.atttypmod FROM lockstep_column l
    JOIN pg_catalog.pg_attribute a ON a.attrelid = l.relation AND a.attnum = l.attnum WHERE l.relation = target
  LOOP
    FOR k IN
      SELECT pg_catalog.pg_get_expr(conbin, conrelid) AS condition, cardinality(conkey) AS columns
        FROM pg_catalog.pg_constraint WHERE conrelid = target AND contype = 'c' AND c.attnum = ANY (conkey)
      UNION ALL
      SELECT pg_catalog.pg_get_partition_constraintdef(target), cardinality(keys) WHERE c.name = ANY (keys)
      ORDER BY columns DESC
    LOOP
      CONTINUE WHEN k.condition IS NULL;
      type_name := pg_catalog.format_type(c.atttypid, c.atttypmod);
      said := pg_temp.lockstep_fitting(type_name, (
        SELECT array_agg(literal) FROM (
          SELECT replace(m[1], '''''', '''') AS literal FROM regexp_matches(k.condition, '''((?:[^'']|'''')*)''', 'g') m
          UNION ALL
          SELECT shifted::text FROM regexp_matches(k.condition, '(-?\d+(?:\.\d+)?)', 'g') m,
            LATERAL (VALUES (m[1]::numeric), (m[1]::numeric + 1), (m[1]::numeric - 1)) AS s (shifted)
            WHERE length(m[1]) < 18
          UNION ALL
          SELECT repeat('a', least(m[1]::numeric, 2000)::integer) FROM regexp_matches(k.condition, '(\d+)', 'g') m
            WHERE length(m[1]) < 18
        ) f));
      -- A condition on several columns cannot be asked of one of them.
      IF k.columns > 1 THEN
        c.fits := coalesce(said, '{}') || c.fits;
        CONTINUE;
      END IF;
      good := '{}';
      FOREACH one IN ARRAY coalesce(said, '{}') || c.fits LOOP
        BEGIN
          EXECUTE format('SELECT (%s) IS NOT FALSE FROM (SELECT %s AS %I) AS %I', k.condition, one, c.name,
            (SELECT relname FROM pg_catalog.pg_class WHERE oid = target)) INTO passes;
          IF passes AND NOT one = ANY (good) THEN good := good || one; END IF;
        EXCEPTION WHEN OTHERS THEN NULL;
        END;
      END LOOP;
      IF cardinality(good) > 0 THEN c.fits := good; END IF;
    END LOOP;
    UPDATE lockstep_column l SET fits = c.fits WHERE l.relation = target AND l.attnum = c.attnum;
  END LOOP;
  -- Row by row: with other values each time; at last with NULLs where they may be, because a check that
  -- has no answer is passed.
  FOR attempt IN 0 .. 200 LOOP
    EXIT WHEN done >= 2;
    -- The first values first, then any of them, the earlier ones more often.
    SELECT string_agg(quote_ident(name), ', ' ORDER BY attnum), count(*), string_agg(
        CASE WHEN optional AND (attempt >= 190 OR (attempt > 3 AND luck % 3 = 0)) THEN 'NULL'
          WHEN cardinality(fits) = 0 THEN CASE WHEN optional THEN 'NULL' ELSE 'DEFAULT' END
          WHEN attempt < 4 THEN fits[1 + attempt % cardinality(fits)]
          ELSE fits[1 + floor((luck / 1000.0) ^ 2 * cardinality(fits))::integer] END, ', ' ORDER BY attnum)
      INTO names, columns, vals
      FROM (SELECT *, abs(hashtext(name || attempt) % 1000) AS luck FROM lockstep_column WHERE relation = target) l;
    BEGIN
      IF columns = 0 THEN
        EXECUTE format('INSERT INTO %s DEFAULT VALUES', into_table);
      ELSE
        EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE VALUES (%s)', into_table, names, vals);
      END IF;
      done := done + 1;
    EXCEPTION WHEN OTHERS THEN
      why := coalesce(why, sqlerrm);
    END;
  END LOOP;
  INSERT INTO lockstep_seeded VALUES (target, done, CASE WHEN done = 0 THEN why END);
EXCEPTION WHEN OTHERS THEN
  INSERT INTO lockstep_seeded VALUES (target, 0, sqlerrm);
END $seed$;
