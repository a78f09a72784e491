-- +goose Up
-- Events, written in the transaction of the fact they tell of.

-- Sequence numbers commit out of order, so a reader orders by transaction first,
-- and reads only below the oldest transaction that is still open: then nothing can
-- appear behind it. (xid, id) is the event's place, and the cursor of subscribers.
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
CREATE INDEX outbox_created ON outbox (created_at);
