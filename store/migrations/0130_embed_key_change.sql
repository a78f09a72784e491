-- +goose Up
-- What a page shows by an embed key is kept until something changes (see migration 79); so
-- keys tell of their changes too. Locks the table for a moment.
SELECT announce_changes('embed_key', 'id,key');
