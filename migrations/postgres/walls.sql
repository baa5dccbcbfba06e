-- What PostgreSQL has on top of the portable migrations; SQLite has no such thing. The store runs this after
-- migrating, and it changes only what is not yet so: a table of a later migration needs nothing more.
--
-- 1. Text compares by its bytes, as it does in SQLite, so that both databases agree on every order.
-- 2. Walls: whatever a statement forgets, a transaction sees and writes only rows of the communities it was
--    opened for. Each transaction says so itself, by `SET LOCAL smallwins.community`; the work of one platform's
--    task loop says `smallwins.platform` instead, and that opens the tables with such a column alone. One who asks
--    where somebody is at home says `smallwins.handle` as well, and sees that person's own rows among the members; one
--    who brings the secret of a visit says `smallwins.visit`, and sees and writes that visit alone.
--    FORCE holds the owner of the tables to it too. Superusers and roles with BYPASSRLS are above all walls.
DO $$
DECLARE
    wanted RECORD;
    condition TEXT;
BEGIN
    FOR wanted IN
        SELECT c.oid, c.relname,
            EXISTS (SELECT 1 FROM pg_attribute AS p WHERE p.attrelid = c.oid AND p.attname = 'platform') AS shared,
            (SELECT string_agg(format('ALTER COLUMN %I TYPE TEXT COLLATE "C"', t.attname), ', ')
                FROM pg_attribute AS t
                WHERE t.attrelid = c.oid AND t.attnum > 0 AND NOT t.attisdropped
                AND t.atttypid = 'text'::regtype AND t.attcollation <> '"C"'::regcollation) AS alterations,
            EXISTS (SELECT 1 FROM pg_policy AS w WHERE w.polrelid = c.oid AND w.polname = 'walls') AS walled
        FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attname = 'community' AND NOT a.attisdropped
        WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
        ORDER BY c.relname
    LOOP
        IF wanted.alterations IS NOT NULL THEN
            EXECUTE format('ALTER TABLE %I %s', wanted.relname, wanted.alterations);
        END IF;
        IF NOT wanted.walled THEN
            condition := 'community = ANY (string_to_array(current_setting(''smallwins.community'', true), '',''))';
            IF wanted.shared THEN
                condition := condition || ' OR platform = current_setting(''smallwins.platform'', true)';
            END IF;
            EXECUTE format('CREATE POLICY walls ON %I USING (%s)', wanted.relname, condition);
            EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', wanted.relname);
            EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', wanted.relname);
        END IF;
    END LOOP;
    IF NOT EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = 'member'::regclass AND polname = 'own') THEN
        BEGIN
            CREATE POLICY own ON member FOR SELECT
                USING (handle = NULLIF(current_setting('smallwins.handle', true), ''));
        EXCEPTION WHEN duplicate_object THEN
            NULL; -- Another process that started at the same time was faster.
        END;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_policy WHERE polrelid = 'visit'::regclass AND polname = 'own') THEN
        BEGIN
            CREATE POLICY own ON visit
                USING (print = ANY (string_to_array(NULLIF(current_setting('smallwins.visit', true), ''), ',')));
        EXCEPTION WHEN duplicate_object THEN
            NULL; -- As above.
        END;
    END IF;
END
$$;
