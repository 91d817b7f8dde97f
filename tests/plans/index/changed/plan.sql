-- together
ALTER INDEX public.guests_collation RENAME TO guests_collation__old;
ALTER INDEX public.guests_expressions RENAME TO guests_expressions__old;
ALTER INDEX public.guests_id RENAME TO guests_id__old;
ALTER INDEX public.guests_include RENAME TO guests_include__old;
ALTER INDEX public.guests_loud ALTER COLUMN 1 SET STATISTICS -1;
ALTER INDEX public.guests_loud SET (fillfactor=71);
ALTER INDEX public.guests_loud RESET (deduplicate_items);
ALTER INDEX public.guests_method RENAME TO guests_method__old;
ALTER INDEX public.guests_name RENAME TO guests_name__old;
ALTER INDEX public.guests_order RENAME TO guests_order__old;
ALTER INDEX public.guests_unique RENAME TO guests_unique__old;
ALTER INDEX public.guests_unique_now RENAME TO guests_unique_now__old;
-- alone
CREATE INDEX CONCURRENTLY guests_collation ON public.guests USING btree (name COLLATE "C");
-- alone
CREATE INDEX CONCURRENTLY guests_expressions ON public.guests USING btree ((((id + 1))) int4_ops, lower(name) text_ops, (((age * 2))) int4_ops) WHERE (age > 1);
-- together
ALTER INDEX public.guests_expressions ALTER COLUMN 3 SET STATISTICS 300;
-- alone
CREATE INDEX CONCURRENTLY guests_id ON public.guests USING btree (age);
-- alone
CREATE INDEX CONCURRENTLY guests_include ON public.guests USING btree (id) INCLUDE (age);
-- alone
CREATE INDEX CONCURRENTLY guests_method ON public.guests USING hash (id);
-- alone
CREATE INDEX CONCURRENTLY guests_name ON public.guests USING btree (name text_pattern_ops);
-- together
COMMENT ON INDEX public.guests_name IS 'kept';
-- alone
CREATE INDEX CONCURRENTLY guests_order ON public.guests USING btree (id DESC);
-- alone
CREATE UNIQUE INDEX CONCURRENTLY guests_unique ON public.guests USING btree (id, name) NULLS NOT DISTINCT;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY guests_unique_now ON public.guests USING btree (id, age);
-- alone
DROP INDEX CONCURRENTLY public.guests_collation__old;
-- alone
DROP INDEX CONCURRENTLY public.guests_expressions__old;
-- alone
DROP INDEX CONCURRENTLY public.guests_id__old;
-- alone
DROP INDEX CONCURRENTLY public.guests_include__old;
-- alone
DROP INDEX CONCURRENTLY public.guests_method__old;
-- alone
DROP INDEX CONCURRENTLY public.guests_name__old;
-- alone
DROP INDEX CONCURRENTLY public.guests_order__old;
-- alone
DROP INDEX CONCURRENTLY public.guests_unique__old;
-- alone
DROP INDEX CONCURRENTLY public.guests_unique_now__old;
