-- +goose Up
-- Who is erased may be named in the texts of the lead as well, by themselves or by a
-- partner: those go with the contact, and so does what would hand the lead on. It stands
-- with the contacts and not in the program because nobody else may change these columns.
--
-- Locks nothing.

ALTER FUNCTION erase_contacts(uuid, bytea[], bytea[], bytea[], timestamptz) RENAME TO erase_only_contacts;
REVOKE EXECUTE ON FUNCTION erase_only_contacts(uuid, bytea[], bytea[], bytea[], timestamptz) FROM partnergraph_app;

-- +goose StatementBegin
CREATE FUNCTION erase_contacts(asked uuid, phones bytea[], emails bytea[], proved bytea[], at timestamptz) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE gone uuid[];
BEGIN
    SELECT array_agg(erased) INTO gone FROM public.erase_only_contacts(asked, phones, emails, proved, at) AS erased;
    UPDATE lead SET title = '[…]', goal = NULL, means = NULL, stages = NULL, contents = NULL WHERE id = ANY(gone);
    UPDATE lead_offer SET lost_reason = '[…]' WHERE lead_id = ANY(gone) AND lost_reason IS NOT NULL;
    UPDATE lead_offer SET return_note = '[…]' WHERE lead_id = ANY(gone) AND return_note IS NOT NULL;
    UPDATE lead_distribution SET state = 'STOPPED', outcome = 'CLOSED', ended_at = at, next_at = NULL WHERE lead_id = ANY(gone) AND state = 'RUNNING';
    RETURN QUERY SELECT unnest(gone);
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION erase_contacts(uuid, bytea[], bytea[], bytea[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_contacts(uuid, bytea[], bytea[], bytea[], timestamptz) TO partnergraph_app;
