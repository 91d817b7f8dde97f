CREATE SUBSCRIPTION "Sub s" CONNECTION 'host=/nowhere dbname=a password=c' PUBLICATION two, one WITH (connect = false, slot_name = slot_1);
CREATE SUBSCRIPTION gone CONNECTION 'host=/nowhere' PUBLICATION one WITH (connect = false, slot_name = NONE);
