-- +goose Up
-- Who is erased may be named by the house too, where it says why it hands a lead out or
-- decides about a deal, by a seller in its terms, and by another system, whose id of a
-- lead may be a number or an address. That goes with the other texts; the rest is as in
-- 0058 and 0040.
--
-- Locks nothing.

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION erase_contacts(asked uuid, phones bytea[], emails bytea[], proved bytea[], at timestamptz) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE gone uuid[];
BEGIN
    SELECT array_agg(erased) INTO gone FROM public.erase_only_contacts(asked, phones, emails, proved, at) AS erased;
    UPDATE lead SET title = '[…]', goal = NULL, means = NULL, stages = NULL, contents = NULL,
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
CREATE OR REPLACE FUNCTION lead_contact_takes_deals() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE deal SET contact = NULL, phone_index = NULL, email_index = NULL, resolution = CASE WHEN resolution IS NOT NULL THEN '[…]' END
    WHERE phone_index = OLD.phone_index OR email_index = OLD.email_index;
    RETURN NULL;
END $$;
-- +goose StatementEnd
