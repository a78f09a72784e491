-- +goose Up
-- Events, written in the transaction of the fact they tell of.

-- Sequence numbers commit out of order, so a reader orders by transaction first,
-- and reads only below the oldest transaction that is still open: then nothing can
-- appear behind it. (xid, id) is the event's place, and the cursor of subscribers.
-- Transaction numbers belong to the cluster: after a dump is restored into another
-- one, rows of this table that are ahead of it are never read.
CREATE TABLE outbox (
    xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
    id         bigint GENERATED ALWAYS AS IDENTITY,
    topic      text NOT NULL,
    key        uuid NOT NULL,
    subject    uuid NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (xid, id)
);
-- A subscriber that comes back reads its own topic from its cursor on.
CREATE INDEX outbox_topic ON outbox (topic, key, xid, id);

-- The place of the last event that was deleted for its age. A cursor before it may
-- have missed something, and must be told so.
CREATE TABLE outbox_pruned (
    one  boolean PRIMARY KEY DEFAULT true CONSTRAINT outbox_pruned_one_row CHECK (one),
    xid  xid8 NOT NULL,
    id   bigint NOT NULL
);
INSERT INTO outbox_pruned (xid, id) VALUES ('0', 0);
