-- +goose Up
-- Links to documents stand with the contact, sealed; how many there are everybody who
-- sees a lead may know.
--
-- Locks lead for a moment; the rows stay as they are.
ALTER TABLE lead ADD COLUMN attachment_count int NOT NULL DEFAULT 0
    CONSTRAINT lead_attachment_count CHECK (attachment_count BETWEEN 0 AND 10);
