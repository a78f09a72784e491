-- +goose Up
-- A lead whose client has a lead already is kept under its own number and merged into
-- that one. What such a lead adds may come from nobody who is signed in.
--
-- Locks lead while its checks are made, which reads it once, and lead_correction for a
-- moment.
ALTER TABLE lead
    ADD COLUMN merged_into uuid REFERENCES lead CONSTRAINT lead_not_into_itself CHECK (merged_into <> id),
    DROP CONSTRAINT lead_state,
    ADD CONSTRAINT lead_state CHECK (state IN ('OPEN', 'OFFERED', 'ACCEPTED', 'CLOSED', 'HELD', 'MERGED')),
    ADD CONSTRAINT lead_merged CHECK ((state = 'MERGED') = (merged_into IS NOT NULL));
CREATE INDEX lead_merged_into ON lead (merged_into) WHERE merged_into IS NOT NULL;
ALTER TABLE lead_correction ALTER COLUMN person_id DROP NOT NULL;
GRANT UPDATE (merged_into) ON lead TO partnergraph_app;
