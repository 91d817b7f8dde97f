-- together
DROP INDEX public.t_loud;
DROP INDEX public.t_name;
ALTER TABLE public.t ALTER COLUMN name TYPE character varying(20);
ALTER INDEX public.t_id RENAME TO t_id__old;
ALTER TABLE public.t DROP COLUMN tenant;
DROP FUNCTION public.loud(text);
CREATE FUNCTION public.loud(word text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT upper($1) || '!'$function$;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY t_id ON public.t USING btree (id) INCLUDE (name);
-- together
ALTER TABLE public.r DROP CONSTRAINT r_t;
-- alone
CREATE INDEX CONCURRENTLY t_loud ON public.t USING btree (public.loud((name)::text) text_ops);
-- alone
CREATE INDEX CONCURRENTLY t_name ON public.t USING btree (name) WHERE (id > 0);
-- alone
DROP INDEX CONCURRENTLY public.t_id__old;
-- together
ALTER TABLE public.r ADD CONSTRAINT r_t FOREIGN KEY (t) REFERENCES public.t(id) NOT VALID;
-- together
ALTER TABLE public.r VALIDATE CONSTRAINT r_t;
