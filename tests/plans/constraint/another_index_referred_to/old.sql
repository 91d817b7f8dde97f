CREATE TABLE item (id bigint NOT NULL);
CREATE UNIQUE INDEX item_id ON item (id);
CREATE TABLE bit (item bigint, CONSTRAINT bit_item FOREIGN KEY (item) REFERENCES item (id));
CREATE TABLE piece (item bigint);
CREATE TABLE thing (id bigint CONSTRAINT thing_key UNIQUE, above bigint CONSTRAINT thing_above REFERENCES thing (id));
