-- +goose Up
-- When a conflict of deals is decided, the leads that waited for it go on: they are found
-- by how they were handed out last. Few among all end like that, so the index is partial.
-- Blocks writes to lead_distribution while it is built.
CREATE INDEX lead_distribution_conflict ON lead_distribution (lead_id) WHERE outcome = 'DEAL_CONFLICT';
