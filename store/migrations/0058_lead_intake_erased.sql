-- +goose Up
-- What was corrected of a lead may name who is erased, and so may whom it was retold by
-- and where they are: that goes with the other texts. The rest is as in 0049.
--
-- Locks nothing.

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION erase_contacts(asked uuid, phones bytea[], emails bytea[], proved bytea[], at timestamptz) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE gone uuid[];
BEGIN
    SELECT array_agg(erased) INTO gone FROM public.erase_only_contacts(asked, phones, emails, proved, at) AS erased;
    UPDATE lead SET title = '[…]', goal = NULL, means = NULL, stages = NULL, contents = NULL,
        source_detail = NULL, retold_by = NULL, retold_at = NULL, latitude = NULL, longitude = NULL WHERE id = ANY(gone);
    DELETE FROM lead_correction WHERE lead_id = ANY(gone);
    UPDATE lead_offer SET lost_reason = '[…]' WHERE lead_id = ANY(gone) AND lost_reason IS NOT NULL;
    UPDATE lead_offer SET return_note = '[…]' WHERE lead_id = ANY(gone) AND return_note IS NOT NULL;
    UPDATE lead_distribution SET state = 'STOPPED', outcome = 'CLOSED', ended_at = at, next_at = NULL WHERE lead_id = ANY(gone) AND state = 'RUNNING';
    RETURN QUERY SELECT unnest(gone);
END $$;
-- +goose StatementEnd
