CREATE TABLE m (a integer, kind bigint) PARTITION BY RANGE (a);
CREATE TABLE m1 (a integer, kind bigint);
CREATE TABLE m3 PARTITION OF m FOR VALUES FROM (1) TO (2);
