-- +goose Up
-- What happened to a lead (L9): a row for each thing, written in the transaction that
-- does it. Whoever wants to know how a lead came to somebody reads it here, not in
-- columns that the next change overwrites. What somebody said about it (note) is the
-- only column that ever changes: it goes when the person is erased.
--
-- New, so nothing is locked but lead, for a moment, by the reference.
CREATE TABLE lead_history (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    lead_id         uuid NOT NULL REFERENCES lead DEFERRABLE INITIALLY DEFERRED,
    kind            text NOT NULL CONSTRAINT lead_history_kind CHECK (kind IN (
        'SUBMITTED', 'DISTRIBUTED', 'OFFERED', 'VIEWED', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN', 'CLAIMED', 'SOLD', 'RETURNED',
        'REMINDED', 'ADVANCED', 'CORRECTED', 'MERGED', 'HELD', 'RELEASED', 'COMPLAINED', 'NOTED', 'CLOSED', 'ERASED')),
    at              timestamptz NOT NULL,
    party           text NOT NULL CONSTRAINT lead_history_party CHECK (party IN ('CLIENT', 'PARTNER', 'HOUSE', 'SYSTEM')),
    person_id       uuid REFERENCES person,
    organization_id uuid REFERENCES organization,
    partner_id      uuid REFERENCES partner,
    detail          text,
    note            text
);
CREATE INDEX lead_history_lead ON lead_history (lead_id, id);

REVOKE UPDATE, DELETE ON lead_history FROM partnergraph_app;
GRANT UPDATE (note) ON lead_history TO partnergraph_app;
