-- +goose Up
-- API tokens that ended long ago were kept for good. The chore that forgets sessions
-- forgets them too, 90 days after their end; but not one that is named in the log of who
-- saw contacts, which would not say any more by what they were shown. Nobody that
-- servers work as may delete tokens or read that log, so it is a function that does it,
-- for the system only.
--
-- Blocks writes to lead_contact_reveal while the index is built; without it each token
-- deleted would read the whole log.
CREATE INDEX lead_contact_reveal_api_token ON lead_contact_reveal (api_token_id) WHERE api_token_id IS NOT NULL;
CREATE INDEX api_token_end ON api_token (least(revoked_at, expires_at));
-- +goose StatementBegin
CREATE FUNCTION forget_api_tokens(ended_before timestamptz, most int) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE gone bigint;
BEGIN
    IF NOT public.viewer_is_system() THEN
        RETURN 0;
    END IF;
    DELETE FROM api_token WHERE id IN (
        SELECT t.id FROM api_token t
        WHERE least(t.revoked_at, t.expires_at) < ended_before
            AND NOT EXISTS (SELECT FROM lead_contact_reveal r WHERE r.api_token_id = t.id)
        ORDER BY least(t.revoked_at, t.expires_at) LIMIT most);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION forget_api_tokens(timestamptz, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION forget_api_tokens(timestamptz, int) TO partnergraph_app;
