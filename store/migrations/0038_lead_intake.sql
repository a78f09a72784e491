-- +goose Up
-- Leads come from more places (L1, L13), through people who retell them (L9), and from
-- other systems, which try again: external_id is unique for an organisation, so that a
-- retry makes no second lead. What looks like spam is HELD with its reasons until the
-- house has looked at it. What is corrected is kept as it was, so rows are added and
-- never changed. ended_at says that a client or
-- the house has ended a lead: nothing that partners do opens it again.
--
-- Locks lead while its checks are made anew, which reads it once.
ALTER TABLE lead
    DROP CONSTRAINT lead_state, DROP CONSTRAINT lead_source,
    ADD CONSTRAINT lead_state CHECK (state IN ('OPEN', 'OFFERED', 'ACCEPTED', 'CLOSED', 'HELD')),
    ADD CONSTRAINT lead_source CHECK (source IN ('SITE', 'PARTNER_PAGE', 'WIDGET', 'EVENT', 'MARKETING', 'API')),
    ADD COLUMN source_detail text,
    ADD COLUMN external_id text,
    ADD COLUMN latitude double precision,
    ADD COLUMN longitude double precision,
    ADD COLUMN retold_by text,
    ADD COLUMN retold_at timestamptz,
    ADD COLUMN ended_at timestamptz,
    ADD COLUMN hold_reasons text NOT NULL DEFAULT '',
    ADD CONSTRAINT lead_place_whole CHECK ((latitude IS NULL) = (longitude IS NULL));
CREATE UNIQUE INDEX lead_external_id_unique ON lead (organization_id, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE lead_correction (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lead_id      uuid NOT NULL REFERENCES lead,
    field        text NOT NULL,
    before       text,
    after        text,
    party        text NOT NULL CONSTRAINT lead_correction_party CHECK (party IN ('CLIENT', 'PARTNER', 'HOUSE')),
    person_id    uuid NOT NULL REFERENCES person,
    corrected_at timestamptz NOT NULL
);
CREATE INDEX lead_correction_lead ON lead_correction (lead_id, id);

REVOKE UPDATE, DELETE ON lead_correction FROM partnergraph_app;
GRANT UPDATE (goal, means, stages, contents, size, budget_minor, budget_currency, country, city, industry, deadline, ended_at) ON lead TO partnergraph_app;
