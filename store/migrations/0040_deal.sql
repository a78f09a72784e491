-- +goose Up
-- What partners keep about their leads, and the deals they register (L8, L12).
--
-- A note is sealed with the key of whom the lead is about, so that an erasure takes it
-- too; so is what a client writes when nobody has called. A deal has a subject of its
-- own, because there is no lead yet; the company, the number and the address are found
-- by blind indexes.
--
-- Touches lead_contact for a moment, to hang a trigger on it; nothing is rewritten.
CREATE TABLE lead_note (
    id         uuid PRIMARY KEY,
    offer_id   uuid NOT NULL REFERENCES lead_offer,
    lead_id    uuid NOT NULL REFERENCES lead,
    partner_id uuid NOT NULL REFERENCES partner,
    author_id  uuid NOT NULL REFERENCES person,
    sealed     bytea, -- gone when it is deleted
    created_at timestamptz NOT NULL,
    edited_at  timestamptz,
    deleted_at timestamptz,
    CONSTRAINT lead_note_deleted CHECK ((sealed IS NULL) = (deleted_at IS NOT NULL))
);
CREATE INDEX lead_note_newest ON lead_note (offer_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
REVOKE UPDATE, DELETE ON lead_note FROM partnergraph_app;
GRANT UPDATE (sealed, edited_at, deleted_at) ON lead_note TO partnergraph_app;
-- Notes are for the partner that wrote them and for the house, and nobody else's.
ALTER TABLE lead_note ENABLE ROW LEVEL SECURITY;
CREATE POLICY lead_note_read ON lead_note FOR SELECT TO partnergraph_app USING (
    (SELECT viewer_may('{LEADS_READ,LEADS_WRITE}')) AND (partner_id = (SELECT viewer_partner()) OR (SELECT viewer_serves('PROGRAMME_MANAGER'))));
CREATE POLICY lead_note_written ON lead_note FOR INSERT TO partnergraph_app WITH CHECK (
    (SELECT viewer_may('{LEADS_WRITE}')) AND partner_id = (SELECT viewer_partner()) AND author_id = viewer_person());
CREATE POLICY lead_note_changed ON lead_note FOR UPDATE TO partnergraph_app USING (
    (SELECT viewer_may('{LEADS_WRITE}')) AND partner_id = (SELECT viewer_partner()));

-- That nobody has called, once for each offer. The text is sealed, so the table needs
-- no wall.
CREATE TABLE lead_complaint (
    offer_id   uuid PRIMARY KEY REFERENCES lead_offer,
    lead_id    uuid NOT NULL REFERENCES lead,
    person_id  uuid NOT NULL REFERENCES person,
    sealed     bytea,
    created_at timestamptz NOT NULL
);
CREATE INDEX lead_complaint_lead ON lead_complaint (lead_id);
REVOKE UPDATE, DELETE ON lead_complaint FROM partnergraph_app;

CREATE TABLE deal (
    id              uuid PRIMARY KEY,
    partner_id      uuid NOT NULL REFERENCES partner,
    subject_id      uuid NOT NULL REFERENCES data_subject,
    company         bytea NOT NULL, -- sealed
    contact         bytea,          -- sealed: number, address, note; gone with an erasure of whom they are about
    country         text NOT NULL,
    company_index   bytea NOT NULL,
    phone_index     bytea,
    email_index     bytea,
    state           text NOT NULL CONSTRAINT deal_state CHECK (state IN ('PROTECTED', 'CONFLICT', 'EXPIRED', 'WITHDRAWN', 'REFUSED')),
    registered_by   uuid NOT NULL REFERENCES person,
    registered_at   timestamptz NOT NULL,
    protected_until timestamptz NOT NULL,
    ended_at        timestamptz,
    resolved_at     timestamptz,
    resolved_by     uuid REFERENCES person,
    resolution      text,
    CONSTRAINT deal_resolved CHECK ((resolved_at IS NULL) = (resolution IS NULL) AND (resolved_at IS NULL) = (resolved_by IS NULL)),
    CONSTRAINT deal_ended CHECK ((state IN ('PROTECTED', 'CONFLICT')) = (ended_at IS NULL))
);
CREATE INDEX deal_newest ON deal (registered_at DESC, id DESC);
CREATE INDEX deal_by_partner ON deal (partner_id, registered_at DESC, id DESC);
CREATE INDEX deal_company ON deal (company_index) WHERE ended_at IS NULL;
CREATE INDEX deal_phone ON deal (phone_index) WHERE ended_at IS NULL;
CREATE INDEX deal_email ON deal (email_index) WHERE ended_at IS NULL;
CREATE INDEX deal_any_phone ON deal (phone_index) WHERE phone_index IS NOT NULL;
CREATE INDEX deal_any_email ON deal (email_index) WHERE email_index IS NOT NULL;
CREATE INDEX deal_subject ON deal (subject_id);
CREATE INDEX deal_due ON deal (protected_until) WHERE ended_at IS NULL;
REVOKE UPDATE, DELETE ON deal FROM partnergraph_app;
GRANT UPDATE (state, ended_at, protected_until, resolved_at, resolved_by, resolution) ON deal TO partnergraph_app;

-- A partner sees its own deals, and the house all; the system looks for those of the
-- same company, and lets them run out.
ALTER TABLE deal ENABLE ROW LEVEL SECURITY;
CREATE POLICY deal_read ON deal FOR SELECT TO partnergraph_app USING ((SELECT viewer_is_system()) OR (SELECT viewer_may('{LEADS_READ,LEADS_WRITE}'))
    AND (partner_id = (SELECT viewer_partner()) OR (SELECT viewer_serves('PROGRAMME_MANAGER'))));
CREATE POLICY deal_registered ON deal FOR INSERT TO partnergraph_app WITH CHECK (
    (SELECT viewer_may('{LEADS_WRITE}')) AND partner_id = (SELECT viewer_partner()));
CREATE POLICY deal_withdrawn ON deal FOR UPDATE TO partnergraph_app
    USING ((SELECT viewer_may('{LEADS_WRITE}')) AND partner_id = (SELECT viewer_partner())) WITH CHECK (state = 'WITHDRAWN');
CREATE POLICY deal_decided ON deal FOR UPDATE TO partnergraph_app USING (
    (SELECT viewer_is_system()) OR (SELECT viewer_may('{LEADS_WRITE}')) AND (SELECT viewer_serves('PROGRAMME_MANAGER')));
CREATE POLICY data_subject_of_deal ON data_subject FOR SELECT TO partnergraph_app USING (
    EXISTS (SELECT FROM deal d WHERE d.subject_id = data_subject.id));

-- The deals that hold when a lead comes: of the same company, number or address,
-- registered before it, by a partner that takes leads and is not its client. It tells
-- ids and nothing else, also to who may see none of them.
-- +goose StatementBegin
CREATE FUNCTION deals_of_lead(asked uuid) RETURNS TABLE (id uuid, partner_id uuid, state text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT DISTINCT d.id, d.partner_id, d.state
        FROM lead l JOIN lead_contact c ON c.lead_id = l.id
        CROSS JOIN LATERAL (
            SELECT * FROM deal b WHERE b.company_index = c.company_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.phone_index = c.phone_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.email_index = c.email_index AND b.ended_at IS NULL) AS d
        JOIN partner p ON p.id = d.partner_id AND p.state = 'ACTIVE'
        WHERE l.id = asked AND d.registered_at < l.created_at AND d.protected_until > l.created_at
            AND l.organization_id IS DISTINCT FROM p.organization_id;
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION deals_of_lead(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION deals_of_lead(uuid) TO partnergraph_app;

-- Who is erased is erased from deals, too: number, address and note go, the company
-- stays, which is no person.
-- +goose StatementBegin
CREATE FUNCTION lead_contact_takes_deals() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE deal SET contact = NULL, phone_index = NULL, email_index = NULL
    WHERE phone_index = OLD.phone_index OR email_index = OLD.email_index;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER lead_contact_erased AFTER DELETE ON lead_contact FOR EACH ROW EXECUTE FUNCTION lead_contact_takes_deals();
