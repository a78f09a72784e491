-- +goose Up
-- Whom to call is sealed. Each person about whom there are leads is a subject with a
-- data key of its own, which is kept wrapped under the secret of the servers; a contact
-- is a box of that key, and beside it stand blind indexes, by which the same number,
-- address or company is found without opening anything. Without the secret nothing in
-- here tells a number, also not by trying them all; without the subject's key the
-- secret does not open a box either.
--
-- The contacts that are there are sealed by the next migration, which is written in Go
-- because it needs the secret, and takes the plain columns away.
--
-- Locks lead and lead_contact for a moment; the indexes block writes to lead_contact
-- while they are built.

CREATE TABLE data_subject (
    id          uuid PRIMARY KEY,
    wrapped_key bytea, -- gone with the erasure
    erased_at   timestamptz,
    CONSTRAINT data_subject_erased CHECK ((wrapped_key IS NULL) = (erased_at IS NOT NULL))
);
-- A wrapped key begins with its version and the name of its secret: those that are to
-- be wrapped anew, and those that nobody could open, are found by that.
CREATE INDEX data_subject_secret ON data_subject (substr(wrapped_key, 1, 9)) WHERE wrapped_key IS NOT NULL;

ALTER TABLE lead ADD COLUMN contact_erased_at timestamptz;
ALTER TABLE lead_contact
    ALTER COLUMN name DROP NOT NULL,
    DROP CONSTRAINT lead_contact_reachable,
    ADD COLUMN subject_id    uuid REFERENCES data_subject,
    ADD COLUMN sealed        bytea,
    ADD COLUMN phone_index   bytea,
    ADD COLUMN email_index   bytea,
    ADD COLUMN company_index bytea;
CREATE INDEX lead_contact_subject ON lead_contact (subject_id);
CREATE INDEX lead_contact_phone ON lead_contact (phone_index) WHERE phone_index IS NOT NULL;
CREATE INDEX lead_contact_email ON lead_contact (email_index) WHERE email_index IS NOT NULL;
CREATE INDEX lead_contact_company ON lead_contact (company_index) WHERE company_index IS NOT NULL;

-- Where leads came from was a plain hash, which all numbers could be tried against. It
-- is an HMAC from now on; the limits of this one day begin anew.
DELETE FROM lead_place;

-- Who may see a contact may read the key that it is opened with. A subject is written
-- before its first contact, and by nobody changed: what changes it are the doors below.
REVOKE UPDATE, DELETE ON data_subject FROM partnergraph_app;
ALTER TABLE data_subject ENABLE ROW LEVEL SECURITY;
CREATE POLICY data_subject_open ON data_subject FOR SELECT TO partnergraph_app USING (
    EXISTS (SELECT FROM lead_contact c WHERE c.subject_id = data_subject.id));
CREATE POLICY data_subject_made ON data_subject FOR INSERT TO partnergraph_app WITH CHECK (wrapped_key IS NOT NULL);

-- Whose subject a number or address is. Who asks has made its blind index, which takes
-- the secret, so this tells nobody anything new; a key comes with it, to seal one more
-- contact of the same person. The number counts before the address.
-- +goose StatementBegin
CREATE FUNCTION subject_of_contact(phones bytea[], emails bytea[]) RETURNS TABLE (subject_id uuid, wrapped bytea)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT d.id, d.wrapped_key FROM (
            SELECT c.subject_id AS id, 0 AS rank FROM lead_contact c WHERE c.phone_index = ANY(phones)
            UNION ALL SELECT c.subject_id, 1 FROM lead_contact c WHERE c.email_index = ANY(emails)) AS known
        JOIN data_subject d ON d.id = known.id
        WHERE d.wrapped_key IS NOT NULL
        ORDER BY known.rank, d.id LIMIT 1;
END $$;
-- +goose StatementEnd

-- The leads that name the same number, address or company, newest first. It tells ids
-- and nothing else; the row rules say who may see them.
-- +goose StatementBegin
CREATE FUNCTION leads_of_contact(phones bytea[], emails bytea[], companies bytea[], most int)
    RETURNS TABLE (lead_id uuid, by_phone boolean, by_email boolean, by_company boolean)
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT known.id, bool_or(known.how = 0), bool_or(known.how = 1), bool_or(known.how = 2) FROM (
            SELECT c.lead_id AS id, 0 AS how FROM lead_contact c WHERE c.phone_index = ANY(phones)
            UNION ALL SELECT c.lead_id, 1 FROM lead_contact c WHERE c.email_index = ANY(emails)
            UNION ALL SELECT c.lead_id, 2 FROM lead_contact c WHERE c.company_index = ANY(companies)) AS known
        GROUP BY known.id ORDER BY known.id DESC LIMIT most;
END $$;
-- +goose StatementEnd

-- Leads that nobody submitted, and that name a number, belong to whom a code has just
-- proved it to be.
-- +goose StatementBegin
CREATE FUNCTION claim_leads(phones bytea[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE claimed bigint;
BEGIN
    IF public.viewer_self() IS NULL OR NOT EXISTS (SELECT FROM sign_in_challenge c
            WHERE c.hash = public.viewer_secret() AND c.used_at IS NOT NULL AND c.phone = public.viewer_number()) THEN
        RETURN 0;
    END IF;
    UPDATE lead l SET person_id = public.viewer_self()
    FROM lead_contact c
    WHERE c.lead_id = l.id AND c.phone_index = ANY(phones) AND l.person_id IS NULL AND l.organization_id IS NULL;
    GET DIAGNOSTICS claimed = ROW_COUNT;
    RETURN claimed;
END $$;
-- +goose StatementEnd

-- The contacts that go when somebody asks for one of them to be erased: those of the
-- same subject, number or address for the house, and for who has proved the number;
-- for another client those among them that it submitted, because a name on a lead
-- gives no power over the leads of others. The keys go with the last contact of a
-- subject. It returns the leads, of which a contact that is gone already is none.
-- +goose StatementBegin
CREATE FUNCTION erase_contacts(asked uuid, phones bytea[], emails bytea[], proved bytea[], at timestamptz) RETURNS SETOF uuid
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    gone uuid[];
    subjects uuid[];
BEGIN
    SELECT array_agg(l.id ORDER BY l.id) INTO gone
    FROM lead l JOIN lead_contact c ON c.lead_id = l.id
    WHERE (l.id = asked OR c.phone_index = ANY(phones) OR c.email_index = ANY(emails)
            OR c.subject_id = (SELECT a.subject_id FROM lead_contact a WHERE a.lead_id = asked))
        AND public.viewer_may('{LEADS_WRITE}')
        AND (public.viewer_serves('PROGRAMME_MANAGER')
            OR c.phone_index = ANY(proved)
            OR l.person_id = public.viewer_self() AND (l.organization_id IS NULL OR l.organization_id = public.viewer_organization())
            OR l.organization_id = public.viewer_leads());
    IF gone IS NULL THEN
        RETURN;
    END IF;
    WITH deleted AS (DELETE FROM lead_contact c WHERE c.lead_id = ANY(gone) RETURNING c.subject_id)
    SELECT array_agg(DISTINCT d.subject_id) INTO subjects FROM deleted d;
    UPDATE data_subject d SET wrapped_key = NULL, erased_at = at
    WHERE d.id = ANY(subjects) AND d.wrapped_key IS NOT NULL AND NOT EXISTS (SELECT FROM lead_contact c WHERE c.subject_id = d.id);
    UPDATE lead l SET contact_erased_at = at WHERE l.id = ANY(gone);
    RETURN QUERY SELECT unnest(gone);
END $$;
-- +goose StatementEnd

REVOKE EXECUTE ON FUNCTION subject_of_contact(bytea[], bytea[]), leads_of_contact(bytea[], bytea[], bytea[], int), claim_leads(bytea[]),
    erase_contacts(uuid, bytea[], bytea[], bytea[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION subject_of_contact(bytea[], bytea[]), leads_of_contact(bytea[], bytea[], bytea[], int), claim_leads(bytea[]),
    erase_contacts(uuid, bytea[], bytea[], bytea[], timestamptz) TO partnergraph_app;
