-- +goose Up
-- How leads are spread over partners is asked by the day they were accepted on (P14).
-- Blocks writes to lead_offer while the index is built.
CREATE INDEX lead_offer_taken ON lead_offer (answered_at, partner_id) WHERE state IN ('ACCEPTED', 'RETURNED');
