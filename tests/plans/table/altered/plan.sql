-- together
ALTER TABLE shop.goods RESET (autovacuum_enabled);
ALTER TABLE shop.goods SET (fillfactor = 90, toast.autovacuum_enabled = off);
ALTER TABLE shop.goods ENABLE ROW LEVEL SECURITY;
ALTER TABLE shop.goods FORCE ROW LEVEL SECURITY;
ALTER TABLE shop.guarded DISABLE ROW LEVEL SECURITY;
ALTER TABLE shop.guarded NO FORCE ROW LEVEL SECURITY;
ALTER TABLE shop.lasting SET UNLOGGED;
ALTER TABLE shop.passing SET LOGGED;
ALTER TABLE shop.told REPLICA IDENTITY NOTHING;
