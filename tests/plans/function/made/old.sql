CREATE SCHEMA "Odd Schema";
CREATE FUNCTION public.gone(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.same_name(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.overload(a integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION public.window_like() RETURNS bigint LANGUAGE internal AS 'window_row_number';
