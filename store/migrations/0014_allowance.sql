-- +goose Up
-- What third parties may still ask for, in points, across all servers: a row for each
-- token, person, embed key or address that called within the last hour. A server
-- takes points from here and spends them by itself, so a row changes a few times a
-- second at most.
--
-- Unlogged, because it is written often and worth little: a crash empties it, and
-- everybody begins with a full bucket. Room is left in each page for new versions of
-- its rows, which no index but the key has to follow. Locks nothing that exists.
CREATE UNLOGGED TABLE allowance (
    hash        bytea            PRIMARY KEY, -- SHA-256 of whose it is
    level       double precision NOT NULL CONSTRAINT allowance_not_negative CHECK (level >= 0),
    granted     double precision NOT NULL, -- by the last statement, for its RETURNING
    refilled_at timestamptz      NOT NULL
) WITH (fillfactor = 50);
