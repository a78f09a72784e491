-- +goose Up
-- API tokens behind the second wall, and the wall before API tokens: a token acts for
-- its organisation, is not its maker, and sees contacts and books by its scopes only.
-- Locks each of these tables for a moment; nothing is rewritten.

-- The token that asks, if it is one; and the person, if it is none.
CREATE FUNCTION viewer_token() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('partnergraph.api_token', true), '')::uuid;
CREATE FUNCTION viewer_self() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN CASE WHEN viewer_token() IS NULL THEN viewer_person() END;
-- The organisation acted for, if the person is one of its owners.
-- +goose StatementBegin
CREATE FUNCTION viewer_owns() RETURNS uuid LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN (SELECT m.organization_id FROM public.member m WHERE m.person_id = public.viewer_self()
        AND m.organization_id = nullif(current_setting('partnergraph.organization', true), '')::uuid AND m.role = 'OWNER');
END $$;
-- +goose StatementEnd
-- Whether the token that asks has one of the scopes; who is no token needs none.
-- +goose StatementBegin
CREATE FUNCTION viewer_may(wanted text[]) RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
BEGIN
    RETURN public.viewer_token() IS NULL OR EXISTS (SELECT FROM public.api_token t WHERE t.id = public.viewer_token()
        AND t.organization_id = nullif(current_setting('partnergraph.organization', true), '')::uuid
        AND t.created_by = public.viewer_person() AND t.revoked_at IS NULL AND t.scopes && wanted);
END $$;
-- +goose StatementEnd

-- Tokens are seen by the organisation's owners, by who made them, and each by itself;
-- what they may do, and for whom, is never changed.
ALTER TABLE api_token ENABLE ROW LEVEL SECURITY;
CREATE POLICY api_token_seen ON api_token FOR SELECT TO partnergraph_app USING (
    id = viewer_token() OR created_by = viewer_self() OR organization_id = (SELECT viewer_owns()));
CREATE POLICY api_token_ended ON api_token FOR UPDATE TO partnergraph_app USING (
    id = viewer_token() OR created_by = viewer_self() OR organization_id = (SELECT viewer_owns()));
CREATE POLICY api_token_made ON api_token FOR INSERT TO partnergraph_app WITH CHECK (
    created_by = viewer_self() AND organization_id = (SELECT viewer_owns()));
REVOKE UPDATE, DELETE ON api_token FROM partnergraph_app;
GRANT UPDATE (revoked_at, revoked_by) ON api_token TO partnergraph_app;

ALTER POLICY lead_contact_open ON lead_contact USING (
    (SELECT viewer_may('{LEADS_READ,LEADS_WRITE}')) AND (
        (SELECT viewer_serves('PROGRAMME_MANAGER'))
        OR (SELECT l.person_id = (SELECT viewer_self()) AND (l.organization_id IS NULL OR l.organization_id = (SELECT viewer_organization()))
                OR l.organization_id = (SELECT viewer_leads())
            FROM lead l WHERE l.id = lead_contact.lead_id)
        OR (SELECT o.state = 'ACCEPTED' FROM lead_offer o
            WHERE o.lead_id = lead_contact.lead_id AND o.partner_id = (SELECT viewer_partner()))));
ALTER POLICY lead_contact_reveal_logged ON lead_contact_reveal WITH CHECK (
    person_id = (SELECT viewer_person()) AND organization_id = (SELECT viewer_organization())
    AND api_token_id IS NOT DISTINCT FROM (SELECT viewer_token()));
ALTER POLICY journal_read ON journal USING (
    (SELECT viewer_may('{BILLING_READ,BILLING_WRITE}')) AND (partner_id = (SELECT viewer_partner()) OR (SELECT viewer_serves('FINANCE'))));
ALTER POLICY entry_read ON entry USING (
    (SELECT viewer_may('{BILLING_READ,BILLING_WRITE}')) AND (partner_id = (SELECT viewer_partner()) OR (SELECT viewer_serves('FINANCE'))));
ALTER POLICY journal_posted ON journal WITH CHECK (
    (SELECT viewer_is_system()) OR partner_id = (SELECT viewer_partner()) AND (SELECT viewer_may('{BILLING_WRITE}')));
ALTER POLICY entry_posted ON entry WITH CHECK (
    (SELECT viewer_is_system()) OR partner_id = (SELECT viewer_partner()) AND (SELECT viewer_may('{BILLING_WRITE}')));
ALTER POLICY session_seen ON session USING (
    person_id = viewer_self() OR viewer_is_system()
    OR id = (SELECT session_id FROM refresh_token WHERE hash = viewer_secret()));
ALTER POLICY session_changed ON session USING (
    person_id = viewer_self() OR id = (SELECT session_id FROM refresh_token WHERE hash = viewer_secret()));
ALTER POLICY session_opened ON session WITH CHECK (
    person_id = viewer_self() AND EXISTS (SELECT FROM sign_in_challenge c JOIN person p ON p.phone = c.phone
        WHERE c.hash = viewer_secret() AND c.used_at IS NOT NULL AND p.id = session.person_id));

-- The doors, as for sessions. The first notes the use of the token at a time, unless
-- one since another is noted; of many requests at once one notes it and none waits.
-- +goose StatementBegin
CREATE FUNCTION api_token_shown(by_hash bytea, by_id uuid, at timestamptz, since timestamptz)
    RETURNS TABLE (id uuid, organization_id uuid, created_by uuid, name text, last_four text, scopes text[],
        created_at timestamptz, expires_at timestamptz, last_used_at timestamptz, revoked_at timestamptz)
    LANGUAGE plpgsql SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    shown uuid := by_id;
BEGIN
    IF by_hash IS NOT NULL THEN
        shown := (SELECT t.id FROM api_token t WHERE t.hash = by_hash);
    END IF;
    RETURN QUERY SELECT t.id, t.organization_id, t.created_by, t.name, t.last_four, t.scopes,
        t.created_at, t.expires_at, t.last_used_at, t.revoked_at FROM api_token t WHERE t.id = shown;
    UPDATE api_token t SET last_used_at = at
    WHERE t.id = (SELECT u.id FROM api_token u
        WHERE u.id = shown AND u.revoked_at IS NULL AND u.expires_at > at AND (u.last_used_at IS NULL OR u.last_used_at <= since)
        FOR NO KEY UPDATE SKIP LOCKED);
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION api_token_is_open(given uuid, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM api_token t
        JOIN member m ON m.organization_id = t.organization_id AND m.person_id = t.created_by AND m.role = 'OWNER'
        WHERE t.id = given AND t.revoked_at IS NULL AND t.expires_at > at);
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION api_token_shown(bytea, uuid, timestamptz, timestamptz), api_token_is_open(uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION api_token_shown(bytea, uuid, timestamptz, timestamptz), api_token_is_open(uuid, timestamptz) TO partnergraph_app;
