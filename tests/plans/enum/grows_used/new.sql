CREATE TYPE public.mood AS ENUM ('sad', 'fine', 'happy', 'glad');
CREATE TABLE public.people (id integer, mood public.mood DEFAULT 'fine', later public.mood NOT NULL DEFAULT 'glad');
CREATE INDEX people_fine ON public.people (id) WHERE mood = 'fine';
