CREATE TABLE m (a integer, extra text, kind integer) PARTITION BY RANGE (a);
CREATE TABLE m1 PARTITION OF m FOR VALUES FROM (0) TO (1);
CREATE TABLE m3 (a integer, kind bigint);
