-- +goose Up
-- What servers keep of answers to nobody has to go when a row changes that it was made
-- of, whoever changes it: the program, a job, a migration, somebody with psql. So the
-- tables tell of it themselves. Each statement that changes some of their rows leaves a
-- row here, in its own transaction: which table, and the changed rows by their keys, with
-- which readers ask for few of them; without keys, all of the table may have changed.
--
-- Beside the outbox, and not in it: its readers wait for the oldest open transaction, to
-- have the events in order, and here the order does not matter but the delay. Unlogged,
-- because a crash ends all connections of servers, which then keep nothing anyway. What
-- all have read is deleted after some minutes.
--
-- Tables that come later tell of themselves after SELECT announce_changes('table', 'key,
-- other_key'). What is read from others is not kept. Locks each table for a moment.
CREATE UNLOGGED TABLE table_change (
    xid  xid8 NOT NULL DEFAULT pg_current_xact_id(),
    name text NOT NULL,   -- of the table
    keys text[]           -- as column=value, before the change and after it
);
CREATE INDEX table_change_xid ON table_change (xid);
REVOKE UPDATE ON table_change FROM partnergraph_app;

-- +goose StatementBegin
CREATE FUNCTION announces_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named   text[] := string_to_array(TG_ARGV[0], ',');
    silent  text[] := string_to_array(TG_ARGV[1], ',');
    changed jsonb[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := ARRAY(SELECT to_jsonb(n) FROM new_rows n LIMIT 101);
    ELSIF TG_OP = 'DELETE' THEN
        changed := ARRAY(SELECT to_jsonb(o) FROM old_rows o LIMIT 101);
    ELSIF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (SELECT FROM new_rows OFFSET 100) THEN
            changed := ARRAY(
                (SELECT to_jsonb(o) - silent FROM old_rows o EXCEPT ALL SELECT to_jsonb(n) - silent FROM new_rows n)
                UNION ALL
                (SELECT to_jsonb(n) - silent FROM new_rows n EXCEPT ALL SELECT to_jsonb(o) - silent FROM old_rows o));
        END IF;
    END IF;
    IF changed = '{}' THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.table_change (name, keys) VALUES (TG_TABLE_NAME, CASE WHEN cardinality(changed) <= 100 THEN
        ARRAY(SELECT DISTINCT key || '=' || (r ->> key) FROM unnest(changed) AS r, unnest(named) AS key WHERE r ->> key IS NOT NULL) END);
    RETURN NULL;
END $$;

CREATE FUNCTION announce_changes(of regclass, keys text, silent text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER announces_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION announces_change(%L, %L)', of, keys, silent);
    EXECUTE format('CREATE TRIGGER announces_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION announces_change(%L, %L)', of, keys, silent);
    EXECUTE format('CREATE TRIGGER announces_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION announces_change(%L, %L)', of, keys, silent);
    EXECUTE format('CREATE TRIGGER announces_truncate AFTER TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION announces_change(%L, %L)', of, keys, silent);
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION announce_changes(regclass, text, text) FROM PUBLIC;

SELECT announce_changes('board', 'id');
SELECT announce_changes('category', 'id');
SELECT announce_changes('category_name', 'category_id');
SELECT announce_changes('industry', 'code');
SELECT announce_changes('industry_name', 'industry');
SELECT announce_changes('lead_policy', 'version');
SELECT announce_changes('level', 'code');
SELECT announce_changes('organization', 'id');
SELECT announce_changes('partner', 'id,slug');
SELECT announce_changes('partner_text', 'partner_id');
-- Who signs in is not changed by it.
SELECT announce_changes('person', 'id', 'phone,signed_in_at');
SELECT announce_changes('reply', 'id,thread_id');
SELECT announce_changes('reply_revision', 'reply_id');
SELECT announce_changes('review', 'id,partner_id,solution_id');
SELECT announce_changes('solution', 'id,slug,partner_id');
SELECT announce_changes('solution_text', 'solution_id');
SELECT announce_changes('thread', 'id,number,board_id');
