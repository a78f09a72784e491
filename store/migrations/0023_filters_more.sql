-- +goose Up
-- What migration 20 did for the catalogue, for the directory and the forum. Blocks
-- writes to partner and thread while the indexes are built, a second for a hundred
-- thousand threads.

CREATE INDEX partner_by_code ON partner USING gin (languages, industries, kinds, services);
DROP INDEX partner_by_language;

-- The threads in a language, answered or not, without reading them. Each reply moves
-- its thread in five indexes instead of four.
CREATE INDEX thread_by_locale ON thread (locale, accepted_count) INCLUDE (id, created_at, active_at, board_id);
