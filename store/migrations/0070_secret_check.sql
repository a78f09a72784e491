-- +goose Up
-- A server with another secret than the database's would start, and fail where somebody
-- first reads whom to call. This door tells it at its start whether there is a person's
-- key that none of its secrets has wrapped; a wrapped key begins with the name of its
-- secret, so nothing has to be opened. It reads all keys once, a million in a blink.
--
-- Locks nothing.

-- +goose StatementBegin
CREATE FUNCTION sealed_elsewhere(names bytea[]) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM data_subject WHERE substring(wrapped_key FROM 1 FOR 9) <> ALL(names));
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION sealed_elsewhere(bytea[]) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sealed_elsewhere(bytea[]) TO partnergraph_app;
