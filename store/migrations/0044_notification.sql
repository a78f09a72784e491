-- +goose Up
-- What people are told of: in the app, by SMS and by mail. A projector reads the
-- outbox from a place that it keeps, and moves that place in the transaction that
-- writes what an event means for whom: so each event counts once, and none is lost
-- while no server runs. What is kept is a kind, the id of what it is about, its public
-- number and a count: no texts and nothing of people, so that a message can show
-- nothing of them either.
--
-- New tables only; nothing that is there is locked but person and its index for the
-- foreign keys, for a moment.

-- While a notification is unread, what happens again in the same place counts on it.
CREATE TABLE notification (
    id         uuid PRIMARY KEY,
    person_id  uuid NOT NULL REFERENCES person,
    kind       text NOT NULL CONSTRAINT notification_kind CHECK (kind ~ '^[A-Z_]{1,40}$'),
    place_kind text NOT NULL CONSTRAINT notification_place_kind CHECK (place_kind ~ '^[a-z]{1,20}$'),
    place      uuid NOT NULL,
    year       integer NOT NULL DEFAULT 0, -- year and serial are its public number; 0 for none
    serial     integer NOT NULL DEFAULT 0,
    count      integer NOT NULL CONSTRAINT notification_count CHECK (count > 0),
    created_at timestamptz NOT NULL, -- of the first event
    latest_at  timestamptz NOT NULL, -- of the last one
    read_at    timestamptz
);
CREATE UNIQUE INDEX notification_unread ON notification (person_id, kind, place) WHERE read_at IS NULL;
CREATE INDEX notification_of_person ON notification (person_id, latest_at DESC, id DESC);
CREATE INDEX notification_age ON notification (latest_at);

-- Up to where the outbox was read. It begins with what commits from now on.
CREATE TABLE notification_place (
    one  boolean PRIMARY KEY DEFAULT true CONSTRAINT notification_place_one_row CHECK (one),
    xid  xid8 NOT NULL,
    id   bigint NOT NULL
);
INSERT INTO notification_place (xid, id) VALUES (pg_snapshot_xmin(pg_current_snapshot()), 0);

-- What a person has chosen for a kind; without a row the defaults of the program hold.
CREATE TABLE notification_preference (
    person_id  uuid NOT NULL REFERENCES person,
    kind       text NOT NULL CONSTRAINT notification_preference_kind CHECK (kind ~ '^[A-Z_]{1,40}$'),
    channels   text[] NOT NULL CONSTRAINT notification_preference_channels CHECK (channels <@ '{APP,SMS,MAIL}'),
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, kind)
);

-- When a person wants no SMS and no mail: hours of the day in a time zone, which are
-- the same where there are no such hours.
CREATE TABLE notification_quiet (
    person_id   uuid PRIMARY KEY REFERENCES person,
    quiet_from  text NOT NULL CONSTRAINT notification_quiet_from CHECK (quiet_from ~ '^[0-2][0-9]:[0-5][0-9]$'),
    quiet_until text NOT NULL CONSTRAINT notification_quiet_until CHECK (quiet_until ~ '^[0-2][0-9]:[0-5][0-9]$'),
    time_zone   text NOT NULL,
    changed_at  timestamptz NOT NULL
);

-- A message that is to go out, or went. While it waits and nobody has tried to send it,
-- what happens meanwhile goes into it; a person has one such for each channel.
CREATE TABLE notification_delivery (
    id         uuid PRIMARY KEY, -- also the gateway's idempotency key
    person_id  uuid NOT NULL REFERENCES person,
    channel    text NOT NULL CONSTRAINT notification_delivery_channel CHECK (channel IN ('SMS', 'MAIL')),
    state      text NOT NULL CONSTRAINT notification_delivery_state CHECK (state IN ('QUEUED', 'SENT', 'FAILED')),
    tries      integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL,
    try_at     timestamptz NOT NULL, -- not before; while it is tried, when it may be tried again
    ended_at   timestamptz,
    CONSTRAINT notification_delivery_ended CHECK ((state = 'QUEUED') = (ended_at IS NULL))
);
CREATE UNIQUE INDEX notification_delivery_open ON notification_delivery (person_id, channel) WHERE state = 'QUEUED' AND tries = 0;
CREATE INDEX notification_delivery_due ON notification_delivery (try_at, id) WHERE state = 'QUEUED';
CREATE INDEX notification_delivery_of_person ON notification_delivery (person_id, channel, try_at DESC);
CREATE INDEX notification_delivery_age ON notification_delivery (created_at);

CREATE TABLE notification_delivery_item (
    delivery_id uuid NOT NULL REFERENCES notification_delivery ON DELETE CASCADE,
    kind        text NOT NULL,
    place_kind  text NOT NULL,
    place       uuid NOT NULL,
    year        integer NOT NULL,
    serial      integer NOT NULL,
    count       integer NOT NULL CONSTRAINT notification_delivery_item_count CHECK (count > 0),
    PRIMARY KEY (delivery_id, kind, place)
);

-- A person's own, and the system's that writes them.
REVOKE UPDATE, DELETE ON notification, notification_place, notification_preference, notification_quiet,
    notification_delivery, notification_delivery_item FROM partnergraph_app;
REVOKE INSERT ON notification_place FROM partnergraph_app;
GRANT UPDATE (count, latest_at, read_at), DELETE ON notification TO partnergraph_app;
GRANT UPDATE (xid, id) ON notification_place TO partnergraph_app;
GRANT UPDATE (channels, changed_at) ON notification_preference TO partnergraph_app;
GRANT UPDATE (quiet_from, quiet_until, time_zone, changed_at) ON notification_quiet TO partnergraph_app;
GRANT UPDATE (state, tries, try_at, ended_at), DELETE ON notification_delivery TO partnergraph_app;
GRANT UPDATE (count) ON notification_delivery_item TO partnergraph_app;

ALTER TABLE notification ENABLE ROW LEVEL SECURITY;
CREATE POLICY notification_seen ON notification FOR SELECT TO partnergraph_app USING (
    person_id = (SELECT viewer_self()) OR (SELECT viewer_is_system()));
CREATE POLICY notification_made ON notification FOR INSERT TO partnergraph_app WITH CHECK ((SELECT viewer_is_system()));
CREATE POLICY notification_changed ON notification FOR UPDATE TO partnergraph_app USING (
    person_id = (SELECT viewer_self()) OR (SELECT viewer_is_system()));
CREATE POLICY notification_forgotten ON notification FOR DELETE TO partnergraph_app USING ((SELECT viewer_is_system()));

ALTER TABLE notification_preference ENABLE ROW LEVEL SECURITY;
CREATE POLICY notification_preference_seen ON notification_preference FOR SELECT TO partnergraph_app USING (
    person_id = (SELECT viewer_self()) OR (SELECT viewer_is_system()));
CREATE POLICY notification_preference_made ON notification_preference FOR INSERT TO partnergraph_app WITH CHECK (
    person_id = (SELECT viewer_self()));
CREATE POLICY notification_preference_changed ON notification_preference FOR UPDATE TO partnergraph_app USING (
    person_id = (SELECT viewer_self()));

ALTER TABLE notification_quiet ENABLE ROW LEVEL SECURITY;
CREATE POLICY notification_quiet_seen ON notification_quiet FOR SELECT TO partnergraph_app USING (
    person_id = (SELECT viewer_self()) OR (SELECT viewer_is_system()));
CREATE POLICY notification_quiet_made ON notification_quiet FOR INSERT TO partnergraph_app WITH CHECK (
    person_id = (SELECT viewer_self()));
CREATE POLICY notification_quiet_changed ON notification_quiet FOR UPDATE TO partnergraph_app USING (
    person_id = (SELECT viewer_self()));

ALTER TABLE notification_delivery ENABLE ROW LEVEL SECURITY;
CREATE POLICY notification_delivery_system ON notification_delivery FOR ALL TO partnergraph_app
    USING ((SELECT viewer_is_system())) WITH CHECK ((SELECT viewer_is_system()));
ALTER TABLE notification_delivery_item ENABLE ROW LEVEL SECURITY;
CREATE POLICY notification_delivery_item_system ON notification_delivery_item FOR ALL TO partnergraph_app
    USING ((SELECT viewer_is_system())) WITH CHECK ((SELECT viewer_is_system()));
