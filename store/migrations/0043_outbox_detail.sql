-- +goose Up
-- What happened to a subject, in a word of its topic: listeners to a lead are told what
-- has changed, and whose offer it is about. Events of topics that say one thing have
-- none. Adding it rewrites nothing: it locks outbox for a moment only.
ALTER TABLE outbox ADD COLUMN detail text;
