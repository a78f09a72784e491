-- +goose Up
-- A partner says what pages with its embed key may show, how that looks where the page
-- does not say otherwise, and how much of it there may be in a day. Keys that are in use
-- show what they did: the solutions of all partners, within generous quotas.
--
-- What pages did is counted by day in a table of its own, so that a busy key does not
-- rewrite its settings; a day has one row of a key, and only sums are kept.
--
-- Locks embed_key for a moment; nothing is rewritten.
ALTER TABLE embed_key
    ADD COLUMN shows       text[] NOT NULL DEFAULT '{LEAD_FORM,PARTNER_CARD,REVIEWS,SOLUTIONS}'
        CONSTRAINT embed_key_shows CHECK (cardinality(shows) >= 1 AND shows <@ '{LEAD_FORM,PARTNER_CARD,REVIEWS,SOLUTIONS}'),
    ADD COLUMN is_own_only boolean NOT NULL DEFAULT false,
    ADD COLUMN category_id uuid CONSTRAINT embed_key_category REFERENCES category,
    ADD COLUMN scheme      text NOT NULL DEFAULT 'AUTO' CONSTRAINT embed_key_scheme CHECK (scheme IN ('AUTO', 'LIGHT', 'DARK')),
    ADD COLUMN accent      text CONSTRAINT embed_key_accent CHECK (accent ~ '^#[0-9a-f]{6}$'),
    ADD COLUMN radius      integer CONSTRAINT embed_key_radius CHECK (radius BETWEEN 0 AND 32),
    ADD COLUMN daily_reads integer NOT NULL DEFAULT 100000 CONSTRAINT embed_key_daily_reads CHECK (daily_reads BETWEEN 1 AND 10000000),
    ADD COLUMN daily_leads integer NOT NULL DEFAULT 100 CONSTRAINT embed_key_daily_leads CHECK (daily_leads BETWEEN 0 AND 1000);

CREATE TABLE embed_usage (
    key_id uuid NOT NULL REFERENCES embed_key,
    day    date NOT NULL, -- UTC
    reads  integer NOT NULL DEFAULT 0 CONSTRAINT embed_usage_reads CHECK (reads >= 0),
    leads  integer NOT NULL DEFAULT 0 CONSTRAINT embed_usage_leads CHECK (leads >= 0),
    PRIMARY KEY (key_id, day)
);

GRANT UPDATE (label, origins, shows, is_own_only, category_id, scheme, accent, radius, daily_reads, daily_leads) ON embed_key TO partnergraph_app;
REVOKE ALL ON embed_usage FROM partnergraph_app;
GRANT SELECT, INSERT ON embed_usage TO partnergraph_app;
GRANT UPDATE (reads, leads) ON embed_usage TO partnergraph_app;
