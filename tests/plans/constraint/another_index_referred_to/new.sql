CREATE TABLE item (id bigint NOT NULL, CONSTRAINT item_key PRIMARY KEY (id));
CREATE TABLE bit (item bigint, CONSTRAINT bit_item FOREIGN KEY (item) REFERENCES item (id));
CREATE TABLE piece (item bigint, CONSTRAINT piece_item FOREIGN KEY (item) REFERENCES item (id));
CREATE TABLE thing (id bigint CONSTRAINT thing_pk PRIMARY KEY, above bigint CONSTRAINT thing_above REFERENCES thing (id));
