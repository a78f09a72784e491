-- +goose Up
-- Partners show the catalogue on their own sites, by a key that stands in the page
-- and so is kept as it is: it says who embeds and where it may be used, and opens
-- nothing that is not public. Origins are few and always read with their key, so they
-- are an array of it. A key stays when it is revoked: pages of others may still show
-- it, and it must never be given out again. Locks nothing that is there.
CREATE TABLE embed_key (
    id         uuid PRIMARY KEY,
    partner_id uuid NOT NULL REFERENCES partner,
    key        text NOT NULL CONSTRAINT embed_key_unique UNIQUE,
    label      text NOT NULL CONSTRAINT embed_key_label_length CHECK (char_length(label) BETWEEN 1 AND 80),
    origins    text[] NOT NULL CONSTRAINT embed_key_origins CHECK (cardinality(origins) BETWEEN 1 AND 20),
    created_by uuid NOT NULL REFERENCES person,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_by uuid REFERENCES person
);
CREATE INDEX embed_key_partner ON embed_key (partner_id, created_at);
