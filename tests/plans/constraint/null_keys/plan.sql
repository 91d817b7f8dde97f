-- together
ALTER TABLE public.made ADD CONSTRAINT id_not_null CHECK (id IS NOT NULL) NOT VALID;
ALTER TABLE public.moved ADD CONSTRAINT name_not_null CHECK (name IS NOT NULL) NOT VALID;
ALTER TABLE public.moved ADD COLUMN other integer NOT NULL;
ALTER TABLE public.referring ALTER COLUMN id TYPE bigint;
ALTER TABLE public.widened ALTER COLUMN id TYPE bigint;
ALTER TABLE public.dropped DROP CONSTRAINT dropped_pkey;
ALTER TABLE public.dropped ALTER COLUMN id DROP NOT NULL;
-- together
ALTER TABLE public.made VALIDATE CONSTRAINT id_not_null;
-- together
ALTER TABLE public.made ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.made DROP CONSTRAINT id_not_null;
-- together
ALTER TABLE public.moved VALIDATE CONSTRAINT name_not_null;
-- together
ALTER TABLE public.moved ALTER COLUMN name SET NOT NULL;
ALTER TABLE public.moved DROP CONSTRAINT name_not_null;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY made_pkey ON public.made (id);
-- together
ALTER TABLE public.made ADD CONSTRAINT made_pkey PRIMARY KEY USING INDEX made_pkey;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY moved_pkey__new ON public.moved (name, other);
-- together
ALTER TABLE public.moved DROP CONSTRAINT moved_pkey;
ALTER TABLE public.moved ALTER COLUMN id DROP NOT NULL;
ALTER TABLE public.moved ADD CONSTRAINT moved_pkey PRIMARY KEY USING INDEX moved_pkey__new;
