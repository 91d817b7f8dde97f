CREATE TABLE item (id bigint NOT NULL, code text NOT NULL, CONSTRAINT item_both PRIMARY KEY (code, id), UNIQUE (id));
CREATE TABLE bit (item bigint REFERENCES item (id));
CREATE TABLE one (id bigint NOT NULL, other bigint NOT NULL, CONSTRAINT one_second PRIMARY KEY (other));
CREATE TABLE other (id bigint NOT NULL, CONSTRAINT other_new PRIMARY KEY (id));
