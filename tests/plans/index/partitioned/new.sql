CREATE TABLE stays (room integer, day date) PARTITION BY RANGE (day);
CREATE TABLE stays_2024 PARTITION OF stays FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE stays_rest PARTITION OF stays DEFAULT;
CREATE INDEX stays_room ON stays (room) WHERE room > 0;
CREATE UNIQUE INDEX stays_unique ON stays (room, day);
CREATE INDEX stays_day ON stays (day DESC);
CREATE INDEX stays_incomplete ON stays (day, room);
CREATE INDEX stays_rest_stays_room ON stays_rest (day);
