-- +goose Up
-- A second wall behind the row rules of the program: servers work as a role that owns
-- nothing, and Postgres itself shows it only the contacts, books, sessions and secrets
-- that belong to who asks. A transaction tells who that is by its own settings, called
-- partnergraph.*; what is not told is nobody, who sees nothing. The tables' owner
-- migrates and loads, and is bound by none of this.
--
-- Locks each of these tables for a moment; nothing is rewritten.

-- Roles belong to the whole cluster, so another database's migration may make this
-- one at the same moment. Being able to become it is tried, because what that takes
-- differs between versions of Postgres.
-- +goose StatementBegin
DO $$
BEGIN
    FOR try IN 1..20 LOOP
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'partnergraph_app') THEN
                CREATE ROLE partnergraph_app;
            END IF;
            BEGIN
                SET LOCAL ROLE partnergraph_app;
                RESET ROLE;
            EXCEPTION WHEN insufficient_privilege THEN
                GRANT partnergraph_app TO SESSION_USER;
            END;
            EXIT;
        EXCEPTION
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the role partnergraph_app is missing' USING ERRCODE = 'PG015';
            WHEN duplicate_object OR unique_violation OR internal_error THEN
                PERFORM pg_sleep(0.1);
        END;
    END LOOP;
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'partnergraph_app' AND (rolsuper OR rolbypassrls)) THEN
        RAISE EXCEPTION 'the role partnergraph_app sees through every wall' USING ERRCODE = 'PG016';
    END IF;
END $$;
-- +goose StatementEnd

-- What the role may do: everything with rows, also of tables to come,
GRANT USAGE ON SCHEMA public TO partnergraph_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO partnergraph_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO partnergraph_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO partnergraph_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO partnergraph_app;
REVOKE INSERT, UPDATE, DELETE ON goose_db_version FROM partnergraph_app;
-- but not with what is written once,
REVOKE UPDATE, DELETE ON journal, entry, invoice, invoice_line, lead_contact FROM partnergraph_app;
GRANT UPDATE (state, paid_at) ON invoice TO partnergraph_app;
REVOKE SELECT, UPDATE, DELETE ON lead_contact_reveal FROM partnergraph_app;
-- nor is a session or secret ever given to somebody else. Refresh tokens go with
-- their session, which is the owner's doing.
REVOKE UPDATE ON session, refresh_token, sign_in_challenge FROM partnergraph_app;
REVOKE DELETE ON refresh_token FROM partnergraph_app;
GRANT UPDATE (access_hash, access_expires_at, refreshed_at, ended_at) ON session TO partnergraph_app;
GRANT UPDATE (used_at) ON refresh_token TO partnergraph_app;
GRANT UPDATE (tries, expires_at, used_at, failed_at) ON sign_in_challenge TO partnergraph_app;

-- Who asks. Of what the program tells only the person and the organisation are
-- believed; the role and the partner are looked up, so that a mistake about them
-- opens nothing.
CREATE FUNCTION viewer_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('partnergraph.person', true), '')::uuid;
CREATE FUNCTION viewer_is_system() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN coalesce(current_setting('partnergraph.system', true) = 'on', false);
-- The hash of a secret that was sent to us, such as a refresh token.
CREATE FUNCTION viewer_secret() RETURNS bytea LANGUAGE sql STABLE PARALLEL SAFE
    RETURN decode(nullif(current_setting('partnergraph.secret', true), ''), 'hex');
-- Who asks for a code has nothing but a number and an address.
CREATE FUNCTION viewer_phone() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('partnergraph.phone', true), '');
CREATE FUNCTION viewer_address() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    RETURN nullif(current_setting('partnergraph.address', true), '');
-- The organisation acted for, if the person is one of its members,
CREATE FUNCTION viewer_organization() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT organization_id FROM member WHERE person_id = viewer_person()
        AND organization_id = nullif(current_setting('partnergraph.organization', true), '')::uuid);
-- and if it is one of its owners and managers,
CREATE FUNCTION viewer_leads() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT organization_id FROM member WHERE person_id = viewer_person()
        AND organization_id = nullif(current_setting('partnergraph.organization', true), '')::uuid AND role IN ('OWNER', 'MANAGER'));
-- its partner;
CREATE FUNCTION viewer_partner() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
    RETURN (SELECT id FROM partner WHERE organization_id = viewer_leads());
-- whether the person acts for the house, in the role or as an owner.
CREATE FUNCTION viewer_serves(wanted text) RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
    RETURN EXISTS (SELECT FROM member m JOIN organization o ON o.id = m.organization_id
        WHERE m.person_id = viewer_person() AND o.is_house AND m.role IN (wanted, 'OWNER')
            AND m.organization_id = nullif(current_setting('partnergraph.organization', true), '')::uuid);

-- Whom to call about a lead. A contact is written together with its lead; xmin is the
-- transaction that wrote a row.
ALTER TABLE lead_contact ENABLE ROW LEVEL SECURITY;
CREATE POLICY lead_contact_open ON lead_contact FOR SELECT TO partnergraph_app USING (
    (SELECT viewer_serves('PROGRAMME_MANAGER'))
    OR EXISTS (SELECT FROM lead l WHERE l.id = lead_contact.lead_id AND (
        l.person_id = (SELECT viewer_person()) AND (l.organization_id IS NULL OR l.organization_id = (SELECT viewer_organization()))
        OR l.organization_id = (SELECT viewer_leads())))
    OR EXISTS (SELECT FROM lead_offer o
        WHERE o.lead_id = lead_contact.lead_id AND o.partner_id = (SELECT viewer_partner()) AND o.state = 'ACCEPTED'));
CREATE POLICY lead_contact_submitted ON lead_contact FOR INSERT TO partnergraph_app WITH CHECK (
    EXISTS (SELECT FROM lead l WHERE l.id = lead_contact.lead_id AND l.xmin = pg_current_xact_id()::xid));

ALTER TABLE lead_contact_reveal ENABLE ROW LEVEL SECURITY;
CREATE POLICY lead_contact_reveal_logged ON lead_contact_reveal FOR INSERT TO partnergraph_app WITH CHECK (
    person_id = (SELECT viewer_person()) AND organization_id = (SELECT viewer_organization()));

-- The books: read by the partner's owners and managers and by the house's finance
-- people; written by the partner that issues an invoice, and by the system when a
-- payment is settled.
ALTER TABLE journal ENABLE ROW LEVEL SECURITY;
CREATE POLICY journal_read ON journal FOR SELECT TO partnergraph_app USING (
    partner_id = (SELECT viewer_partner()) OR (SELECT viewer_serves('FINANCE')));
CREATE POLICY journal_posted ON journal FOR INSERT TO partnergraph_app WITH CHECK (
    (SELECT viewer_is_system()) OR partner_id = (SELECT viewer_partner()));
ALTER TABLE entry ENABLE ROW LEVEL SECURITY;
CREATE POLICY entry_read ON entry FOR SELECT TO partnergraph_app USING (
    partner_id = (SELECT viewer_partner()) OR (SELECT viewer_serves('FINANCE')));
CREATE POLICY entry_posted ON entry FOR INSERT TO partnergraph_app WITH CHECK (
    (SELECT viewer_is_system()) OR partner_id = (SELECT viewer_partner()));
-- What checks the books at the commit has to see all of them.
ALTER FUNCTION journal_must_have_entries() SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp;
ALTER FUNCTION journal_must_balance() SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp;

-- Codes: seen by who asks for one, up to its number and address, and by who has the
-- challenge.
ALTER TABLE sign_in_challenge ENABLE ROW LEVEL SECURITY;
CREATE POLICY sign_in_challenge_seen ON sign_in_challenge FOR SELECT TO partnergraph_app USING (
    hash = viewer_secret() OR phone = viewer_phone() OR address = viewer_address() OR viewer_is_system());
CREATE POLICY sign_in_challenge_tried ON sign_in_challenge FOR UPDATE TO partnergraph_app USING (
    hash = viewer_secret() OR phone = viewer_phone());
CREATE POLICY sign_in_challenge_sent ON sign_in_challenge FOR INSERT TO partnergraph_app WITH CHECK (hash = viewer_secret());
CREATE POLICY sign_in_challenge_forgotten ON sign_in_challenge FOR DELETE TO partnergraph_app USING (viewer_is_system());

-- Sessions: a person's own, and that of a refresh token which was sent. One is opened
-- only for the person of a number that a challenge, sent back with its code, has proved.
ALTER TABLE session ENABLE ROW LEVEL SECURITY;
CREATE POLICY session_seen ON session FOR SELECT TO partnergraph_app USING (
    person_id = viewer_person() OR viewer_is_system()
    OR id = (SELECT session_id FROM refresh_token WHERE hash = viewer_secret()));
CREATE POLICY session_changed ON session FOR UPDATE TO partnergraph_app USING (
    person_id = viewer_person() OR id = (SELECT session_id FROM refresh_token WHERE hash = viewer_secret()));
CREATE POLICY session_opened ON session FOR INSERT TO partnergraph_app WITH CHECK (
    person_id = viewer_person() AND EXISTS (SELECT FROM sign_in_challenge c JOIN person p ON p.phone = c.phone
        WHERE c.hash = viewer_secret() AND c.used_at IS NOT NULL AND p.id = session.person_id));
CREATE POLICY session_forgotten ON session FOR DELETE TO partnergraph_app USING (viewer_is_system());

-- Refresh tokens: nobody has a list of them, and each shows itself to who sends it.
ALTER TABLE refresh_token ENABLE ROW LEVEL SECURITY;
CREATE POLICY refresh_token_seen ON refresh_token FOR SELECT TO partnergraph_app USING (hash = viewer_secret());
CREATE POLICY refresh_token_used ON refresh_token FOR UPDATE TO partnergraph_app USING (hash = viewer_secret());
CREATE POLICY refresh_token_given ON refresh_token FOR INSERT TO partnergraph_app WITH CHECK (
    EXISTS (SELECT FROM session s WHERE s.id = refresh_token.session_id));

-- Doors: what every request asks before anybody is known, in one round trip and with
-- the owner's eyes. They tell of the one session that is named, and no more. (In
-- plpgsql, because a connection plans it once; a function in SQL is planned at each
-- call.)
-- +goose StatementBegin
CREATE FUNCTION session_of_token(presented bytea, at timestamptz) RETURNS TABLE (session_id uuid, person_id uuid)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT s.id, s.person_id FROM session s
        WHERE s.access_hash = presented AND s.ended_at IS NULL AND s.access_expires_at > at;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION session_is_open(given uuid, at timestamptz) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN EXISTS (SELECT FROM session s WHERE s.id = given AND s.ended_at IS NULL AND s.access_expires_at > at);
END $$;
-- +goose StatementEnd
-- The readers of events ask which transactions are another database's. Postgres tells
-- that of its own login only, which the role is not.
-- +goose StatementBegin
CREATE FUNCTION transactions_elsewhere() RETURNS SETOF xid
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT backend_xid FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND datname <> current_database();
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION session_of_token(bytea, timestamptz), session_is_open(uuid, timestamptz), transactions_elsewhere() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION session_of_token(bytea, timestamptz), session_is_open(uuid, timestamptz), transactions_elsewhere() TO partnergraph_app;
