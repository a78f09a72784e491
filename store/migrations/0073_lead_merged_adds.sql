-- +goose Up
-- What a merged lead adds is for whoever calls for the lead that it was merged into: its
-- contact may name another address or person of the client, and documents. merged_adds
-- says which do; of those that came by themselves only the first ten, because anybody may
-- know a number. It ends with the erasure of the lead that goes on, because the same
-- number stands in both.
--
-- So what a lead is merged into opens a contact now, and is guarded: only the house changes
-- it, and who submits a lead says it of that one alone, whose contact is its own.
--
-- Locks lead while the leads that were merged are marked, and its check is made.
ALTER TABLE lead ADD COLUMN merged_adds boolean NOT NULL DEFAULT false;
UPDATE lead l SET merged_adds = true
FROM (SELECT id, row_number() OVER (PARTITION BY merged_into ORDER BY created_at, id) AS place FROM lead WHERE merged_into IS NOT NULL) AS merged
WHERE merged.id = l.id AND merged.place <= 10;
ALTER TABLE lead ADD CONSTRAINT lead_merged_adds CHECK (NOT merged_adds OR merged_into IS NOT NULL);
GRANT UPDATE (merged_adds) ON lead TO partnergraph_app;

CREATE POLICY lead_contact_merged ON lead_contact FOR SELECT TO partnergraph_app USING (
    (SELECT viewer_may('{LEADS_READ,LEADS_WRITE}')) AND (
        SELECT o.state = 'ACCEPTED' AND whole.contact_erased_at IS NULL
        FROM lead l JOIN lead whole ON whole.id = l.merged_into
        JOIN lead_offer o ON o.lead_id = whole.id AND o.partner_id = (SELECT viewer_partner())
        WHERE l.id = lead_contact.lead_id AND l.merged_adds));

-- +goose StatementBegin
CREATE FUNCTION lead_merges_by_house() RETURNS trigger
    LANGUAGE plpgsql AS $$
BEGIN
    IF current_user = 'partnergraph_app' AND NOT (viewer_may('{LEADS_WRITE}') AND viewer_serves('PROGRAMME_MANAGER')) THEN
        RAISE EXCEPTION 'only the house merges leads' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
-- +goose StatementEnd
CREATE TRIGGER lead_merges_by_house BEFORE UPDATE OF merged_into, merged_adds ON lead
    FOR EACH ROW WHEN ((OLD.merged_into, OLD.merged_adds) IS DISTINCT FROM (NEW.merged_into, NEW.merged_adds))
    EXECUTE FUNCTION lead_merges_by_house();
