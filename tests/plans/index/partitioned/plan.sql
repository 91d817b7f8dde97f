-- together
ALTER INDEX public.stays_day RENAME TO stays_day__old;
CREATE INDEX stays_day ON ONLY public.stays USING btree (day DESC);
ALTER INDEX public.stays_incomplete RENAME TO stays_incomplete__old;
CREATE INDEX stays_incomplete ON ONLY public.stays USING btree (day, room);
CREATE INDEX stays_room ON ONLY public.stays USING btree (room) WHERE (room > 0);
CREATE UNIQUE INDEX stays_unique ON ONLY public.stays USING btree (room, day);
-- alone
CREATE INDEX CONCURRENTLY stays_2024_stays_day ON public.stays_2024 USING btree (day DESC);
-- together
ALTER INDEX public.stays_day ATTACH PARTITION public.stays_2024_stays_day;
-- alone
CREATE INDEX CONCURRENTLY stays_rest_stays_day ON public.stays_rest USING btree (day DESC);
-- together
ALTER INDEX public.stays_day ATTACH PARTITION public.stays_rest_stays_day;
DROP INDEX public.stays_day__old;
-- alone
CREATE INDEX CONCURRENTLY stays_2024_stays_incomplete ON public.stays_2024 USING btree (day, room);
-- together
ALTER INDEX public.stays_incomplete ATTACH PARTITION public.stays_2024_stays_incomplete;
-- alone
CREATE INDEX CONCURRENTLY stays_rest_stays_incomplete ON public.stays_rest USING btree (day, room);
-- together
ALTER INDEX public.stays_incomplete ATTACH PARTITION public.stays_rest_stays_incomplete;
DROP INDEX public.stays_incomplete__old;
-- alone
CREATE INDEX CONCURRENTLY stays_2024_room_idx ON public.stays_2024 USING btree (room) WHERE (room > 0);
-- together
ALTER INDEX public.stays_room ATTACH PARTITION public.stays_2024_room_idx;
-- alone
CREATE INDEX CONCURRENTLY stays_rest_room_idx ON public.stays_rest USING btree (room) WHERE (room > 0);
-- together
ALTER INDEX public.stays_room ATTACH PARTITION public.stays_rest_room_idx;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY stays_2024_room_day_idx ON public.stays_2024 USING btree (room, day);
-- together
ALTER INDEX public.stays_unique ATTACH PARTITION public.stays_2024_room_day_idx;
-- alone
CREATE UNIQUE INDEX CONCURRENTLY stays_rest_room_day_idx ON public.stays_rest USING btree (room, day);
-- together
ALTER INDEX public.stays_unique ATTACH PARTITION public.stays_rest_room_day_idx;
