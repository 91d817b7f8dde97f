CREATE TABLE item (id bigint NOT NULL, code text NOT NULL, CONSTRAINT item_id PRIMARY KEY (id));
CREATE TABLE bit (item bigint REFERENCES item);
CREATE TABLE one (id bigint NOT NULL, CONSTRAINT one_first PRIMARY KEY (id));
CREATE TABLE other (id bigint NOT NULL, CONSTRAINT other_old PRIMARY KEY (id));
