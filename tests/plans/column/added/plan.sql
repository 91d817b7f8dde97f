-- together
CREATE SEQUENCE shop.goods_number_seq;
ALTER TABLE shop.goods ADD COLUMN "New one" character varying(10) COLLATE "C" DEFAULT 'x'::character varying;
ALTER TABLE shop.goods ADD COLUMN always bigint GENERATED ALWAYS AS IDENTITY NOT NULL;
ALTER TABLE shop.goods ADD COLUMN number bigint DEFAULT nextval('shop.goods_number_seq'::regclass) NOT NULL;
ALTER SEQUENCE shop.goods_number_seq OWNER TO postgres;
ALTER SEQUENCE shop.goods_number_seq OWNED BY shop.goods.number;
ALTER TABLE shop.goods ADD COLUMN plain text;
ALTER TABLE shop.goods ALTER COLUMN plain SET STORAGE EXTERNAL;
COMMENT ON COLUMN shop.goods.plain IS 'added';
ALTER TABLE shop.goods ADD COLUMN random_one uuid DEFAULT gen_random_uuid();
ALTER TABLE shop.goods ADD COLUMN twice integer GENERATED ALWAYS AS (id * 2) STORED;
ALTER TABLE shop.goods ADD COLUMN with_default integer DEFAULT 5 NOT NULL;
ALTER TABLE shop.goods DROP COLUMN "Gone too";
ALTER TABLE shop.goods DROP COLUMN gone;
