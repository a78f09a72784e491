-- +goose Up
-- A lead that comes again may say where its client is, which the first did not: merging
-- takes that over. Reads and locks no rows.
GRANT UPDATE (latitude, longitude) ON lead TO partnergraph_app;
