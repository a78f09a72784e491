-- +goose Up
-- Nobody reads a list of people's numbers. The role sees all of a person but the
-- number, which has two doors: who asks learns their own (viewer_number, of 0021), and
-- who has a number learns whose it is.
--
-- Locks person and session for a moment; nothing is rewritten.

-- +goose StatementBegin
CREATE FUNCTION person_of_number(given text) RETURNS uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN (SELECT p.id FROM person p WHERE p.phone = given);
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION person_of_number(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION person_of_number(text) TO partnergraph_app;

ALTER POLICY session_opened ON session WITH CHECK (
    person_id = viewer_self() AND EXISTS (SELECT FROM sign_in_challenge c
        WHERE c.hash = viewer_secret() AND c.used_at IS NOT NULL AND c.phone = viewer_number()));
REVOKE SELECT ON person FROM partnergraph_app;
GRANT SELECT (id, name, motto, locales, created_at, signed_in_at) ON person TO partnergraph_app;
