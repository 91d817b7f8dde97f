-- What is in a table: how many rows, where they are stored, and of each column a digest of all values as
-- text in no order. A column that is computed has no values of its own.
CREATE FUNCTION pg_temp.lockstep_digest(target oid)
RETURNS TABLE (rows text, filenode text, attnum smallint, name text, type text, digest text) LANGUAGE plpgsql AS $digest$
DECLARE exprs text; digests text[]; numbers smallint[];
BEGIN
  SELECT string_agg(format(
      'pg_catalog.md5(pg_catalog.string_agg(pg_catalog.md5(coalesce(%I::pg_catalog.text, ''\N'')), '''' '
      'ORDER BY pg_catalog.md5(coalesce(%1$I::pg_catalog.text, ''\N'')) COLLATE "C"))', a.attname), ', ' ORDER BY a.attnum),
    array_agg(a.attnum ORDER BY a.attnum)
    INTO exprs, numbers FROM pg_catalog.pg_attribute a
    WHERE a.attrelid = target AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
  EXECUTE format('SELECT pg_catalog.count(*)::pg_catalog.text, ARRAY[%s]::pg_catalog.text[] FROM ONLY %s',
    coalesce(exprs, ''), target::pg_catalog.regclass) INTO rows, digests;
  filenode := pg_catalog.pg_relation_filenode(target)::pg_catalog.text;
  RETURN NEXT;
  FOR attnum, name, type, digest IN
    SELECT a.attnum, a.attname::pg_catalog.text, pg_catalog.format_type(a.atttypid, a.atttypmod),
      digests[pg_catalog.array_position(numbers, a.attnum)]
    FROM pg_catalog.pg_attribute a WHERE a.attrelid = target AND a.attnum = ANY (numbers)
  LOOP
    RETURN NEXT;
  END LOOP;
END $digest$;
