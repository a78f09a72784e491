-- +goose Up
-- A deal protected its company only in leads that say their country, because the same
-- name in two countries is two companies. A lead that says none is now found by the name
-- alone: its index was made without a country, and name_index of a deal is made so too.
-- Deals of before have none until they are resealed; they expire within the time of the
-- policy. The rest of deals_of_lead is as in 0072.
--
-- Locks deal for as long as it takes to add a column without a value.
ALTER TABLE deal ADD COLUMN name_index bytea;
CREATE INDEX deal_name ON deal (name_index) WHERE ended_at IS NULL;

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION deals_of_lead(asked uuid) RETURNS TABLE (id uuid, partner_id uuid, state text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY WITH named AS (
        SELECT DISTINCT d.*
        FROM lead l JOIN lead_contact c ON c.lead_id = l.id
        CROSS JOIN LATERAL (
            SELECT * FROM deal b WHERE b.company_index = c.company_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.name_index = c.company_index AND b.ended_at IS NULL
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
