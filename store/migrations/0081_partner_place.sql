-- +goose Up
-- Partners near a place are found by a box around it. Partners without coordinates are in
-- the index and never found. Blocks writes to partner while it is built.
CREATE INDEX partner_by_place ON partner USING gist (point(longitude, latitude)) WHERE state IN ('ACTIVE', 'PAUSED');
