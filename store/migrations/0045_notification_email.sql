-- +goose Up
-- Where a person wants mail: an address that a code, sent to it, has proved. It is the
-- person's own to see, and the system's that sends mail.
--
-- New tables only; person is locked for a moment for the foreign keys.

CREATE TABLE person_email (
    person_id   uuid PRIMARY KEY REFERENCES person,
    email       text NOT NULL CONSTRAINT person_email_length CHECK (char_length(email) BETWEEN 3 AND 254),
    verified_at timestamptz NOT NULL
);

-- A code that was sent to an address and waits to be sent back, as sign_in_challenge
-- for numbers. Of challenge and code only what recognises them is kept.
CREATE TABLE email_challenge (
    hash       bytea PRIMARY KEY,
    person_id  uuid NOT NULL REFERENCES person,
    email      text NOT NULL,
    address    text NOT NULL, -- the network it was asked for from
    code_sum   bytea NOT NULL,
    tries      integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    failed_at  timestamptz
);
CREATE INDEX email_challenge_email ON email_challenge (lower(email), created_at);
CREATE INDEX email_challenge_person ON email_challenge (person_id, created_at);
CREATE INDEX email_challenge_address ON email_challenge (address, created_at);
CREATE INDEX email_challenge_age ON email_challenge (created_at);

REVOKE UPDATE ON person_email, email_challenge FROM partnergraph_app;
GRANT UPDATE (email, verified_at) ON person_email TO partnergraph_app;
GRANT UPDATE (tries, expires_at, used_at, failed_at) ON email_challenge TO partnergraph_app;

ALTER TABLE person_email ENABLE ROW LEVEL SECURITY;
CREATE POLICY person_email_seen ON person_email FOR SELECT TO partnergraph_app USING (
    person_id = (SELECT viewer_self()) OR (SELECT viewer_is_system()));
-- An address gets there by a challenge only that was sent back with its code.
CREATE POLICY person_email_proved ON person_email FOR INSERT TO partnergraph_app WITH CHECK (
    person_id = viewer_self() AND EXISTS (SELECT FROM email_challenge c
        WHERE c.hash = viewer_secret() AND c.used_at IS NOT NULL AND c.person_id = person_email.person_id AND c.email = person_email.email));
CREATE POLICY person_email_changed ON person_email FOR UPDATE TO partnergraph_app
    USING (person_id = viewer_self())
    WITH CHECK (EXISTS (SELECT FROM email_challenge c
        WHERE c.hash = viewer_secret() AND c.used_at IS NOT NULL AND c.email = person_email.email));
CREATE POLICY person_email_removed ON person_email FOR DELETE TO partnergraph_app USING (person_id = (SELECT viewer_self()));

ALTER TABLE email_challenge ENABLE ROW LEVEL SECURITY;
CREATE POLICY email_challenge_seen ON email_challenge FOR SELECT TO partnergraph_app USING (
    person_id = (SELECT viewer_self()) OR (SELECT viewer_is_system()));
CREATE POLICY email_challenge_sent ON email_challenge FOR INSERT TO partnergraph_app WITH CHECK (
    person_id = (SELECT viewer_self()) AND hash = (SELECT viewer_secret()));
CREATE POLICY email_challenge_tried ON email_challenge FOR UPDATE TO partnergraph_app USING (person_id = (SELECT viewer_self()));
CREATE POLICY email_challenge_forgotten ON email_challenge FOR DELETE TO partnergraph_app USING ((SELECT viewer_is_system()));

-- Doors. Limits count the codes that all people had sent to an address; this tells no
-- more than when the last one and the ones so many back were sent.
-- +goose StatementBegin
CREATE FUNCTION email_sends(to_email text, of_person uuid, of_address text, most int, most_address int)
    RETURNS TABLE (last timestamptz, full_email timestamptz, full_person timestamptz, full_address timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT
        (SELECT max(c.created_at) FROM email_challenge c WHERE c.failed_at IS NULL AND (lower(c.email) = lower(to_email) OR c.person_id = of_person)),
        (SELECT c.created_at FROM email_challenge c WHERE lower(c.email) = lower(to_email) AND c.failed_at IS NULL ORDER BY c.created_at DESC LIMIT 1 OFFSET most - 1),
        (SELECT c.created_at FROM email_challenge c WHERE c.person_id = of_person AND c.failed_at IS NULL ORDER BY c.created_at DESC LIMIT 1 OFFSET most - 1),
        (SELECT c.created_at FROM email_challenge c WHERE c.address = of_address ORDER BY c.created_at DESC LIMIT 1 OFFSET most_address - 1);
END $$;
-- +goose StatementEnd
-- Where a message goes: its person's number or address, for the system that has it in
-- hand, and for nobody else. Numbers are not to be read otherwise (0030).
-- +goose StatementBegin
CREATE FUNCTION notification_addressee(delivery uuid) RETURNS TABLE (person_id uuid, phone text, email text, locales text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT public.viewer_is_system() THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT p.id, p.phone, e.email, p.locales
        FROM notification_delivery d JOIN person p ON p.id = d.person_id LEFT JOIN person_email e ON e.person_id = p.id
        WHERE d.id = delivery AND d.state = 'QUEUED';
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION email_sends(text, uuid, text, int, int), notification_addressee(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION email_sends(text, uuid, text, int, int), notification_addressee(uuid) TO partnergraph_app;
