-- +goose Up
-- Doors in the second wall for many at once. The rights of everybody who listens are
-- asked about each second and at each event, and a call of a function for each of
-- 10,000 sessions is most of what that takes. These answer for all of them by one
-- scan, and tell no more than those for one: which of the ids named are open.
-- (In plpgsql for the plan, as in 0015.) Locks nothing.

-- +goose StatementBegin
CREATE FUNCTION sessions_open(given uuid[], at timestamptz) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT s.id FROM session s WHERE s.id = ANY(given) AND s.ended_at IS NULL AND s.access_expires_at > at;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION api_tokens_open(given uuid[], at timestamptz) RETURNS SETOF uuid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT t.id FROM api_token t
        JOIN member m ON m.organization_id = t.organization_id AND m.person_id = t.created_by AND m.role = 'OWNER'
        WHERE t.id = ANY(given) AND t.revoked_at IS NULL AND t.expires_at > at;
END $$;
-- +goose StatementEnd
-- The tokens of those who listen, whose use it notes as api_token_shown does.
-- +goose StatementBegin
CREATE FUNCTION api_tokens_shown(given uuid[], at timestamptz, since timestamptz)
    RETURNS TABLE (id uuid, organization_id uuid, created_by uuid, name text, last_four text, scopes text[],
        created_at timestamptz, expires_at timestamptz, last_used_at timestamptz, revoked_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT t.id, t.organization_id, t.created_by, t.name, t.last_four, t.scopes,
        t.created_at, t.expires_at, t.last_used_at, t.revoked_at FROM api_token t WHERE t.id = ANY(given);
    UPDATE api_token t SET last_used_at = at
    WHERE t.id IN (SELECT u.id FROM api_token u
        WHERE u.id = ANY(given) AND u.revoked_at IS NULL AND u.expires_at > at AND (u.last_used_at IS NULL OR u.last_used_at <= since)
        FOR NO KEY UPDATE SKIP LOCKED);
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION sessions_open(uuid[], timestamptz), api_tokens_open(uuid[], timestamptz), api_tokens_shown(uuid[], timestamptz, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sessions_open(uuid[], timestamptz), api_tokens_open(uuid[], timestamptz), api_tokens_shown(uuid[], timestamptz, timestamptz) TO partnergraph_app;

DROP FUNCTION session_is_open(uuid, timestamptz), api_token_is_open(uuid, timestamptz);
