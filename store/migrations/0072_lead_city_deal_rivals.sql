-- +goose Up
-- A city is a text like the others, and what somebody wrote there who meant something
-- else goes with an erasure; the rest is as in 0069. And a lead that names something of
-- a deal about which there is a conflict waits for the house, also when it does not name
-- what the rival has registered.
--
-- Locks nothing.

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION erase_contacts(asked uuid, phones bytea[], emails bytea[], proved bytea[], at timestamptz) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE gone uuid[];
BEGIN
    SELECT array_agg(erased) INTO gone FROM public.erase_only_contacts(asked, phones, emails, proved, at) AS erased;
    UPDATE lead SET title = '[…]', goal = NULL, means = NULL, stages = NULL, contents = NULL, city = NULL,
        source_detail = NULL, external_id = NULL, retold_by = NULL, retold_at = NULL, latitude = NULL, longitude = NULL WHERE id = ANY(gone);
    DELETE FROM lead_correction WHERE lead_id = ANY(gone);
    UPDATE lead_offer SET lost_reason = '[…]' WHERE lead_id = ANY(gone) AND lost_reason IS NOT NULL;
    UPDATE lead_offer SET return_note = '[…]' WHERE lead_id = ANY(gone) AND return_note IS NOT NULL;
    UPDATE lead_sale SET terms = '[…]' WHERE lead_id = ANY(gone) AND terms IS NOT NULL;
    UPDATE lead_distribution SET reason = '[…]' WHERE lead_id = ANY(gone) AND reason IS NOT NULL;
    UPDATE lead_distribution SET state = 'STOPPED', outcome = 'CLOSED', ended_at = at, next_at = NULL WHERE lead_id = ANY(gone) AND state = 'RUNNING';
    RETURN QUERY SELECT unnest(gone);
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION deals_of_lead(asked uuid) RETURNS TABLE (id uuid, partner_id uuid, state text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY WITH named AS (
        SELECT DISTINCT d.*
        FROM lead l JOIN lead_contact c ON c.lead_id = l.id
        CROSS JOIN LATERAL (
            SELECT * FROM deal b WHERE b.company_index = c.company_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.phone_index = c.phone_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.email_index = c.email_index AND b.ended_at IS NULL) AS d
        WHERE l.id = asked
    ), known AS (
        SELECT n.id, n.partner_id, n.state, n.registered_at, n.protected_until FROM named n
        UNION
        SELECT r.id, r.partner_id, r.state, r.registered_at, r.protected_until FROM named n CROSS JOIN LATERAL (
            SELECT * FROM deal b WHERE b.company_index = n.company_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.phone_index = n.phone_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.email_index = n.email_index AND b.ended_at IS NULL) AS r
        WHERE n.state = 'CONFLICT' OR r.state = 'CONFLICT'
    )
    SELECT DISTINCT k.id, k.partner_id, k.state
    FROM known k JOIN lead l ON l.id = asked JOIN partner p ON p.id = k.partner_id AND p.state = 'ACTIVE'
    WHERE k.registered_at < l.created_at AND k.protected_until > l.created_at AND l.organization_id IS DISTINCT FROM p.organization_id;
END $$;
-- +goose StatementEnd
