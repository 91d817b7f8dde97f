CREATE TYPE public.mood AS ENUM ('sad', 'happy');
CREATE TABLE public.people (id integer, mood public.mood DEFAULT 'sad');
