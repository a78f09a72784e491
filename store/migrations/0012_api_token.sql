-- +goose Up
-- Programs act for organisations by tokens of their own: a session belongs to a
-- person and to a device, and ends with it. Only SHA-256 of a token is kept, and its
-- last four characters, by which people tell tokens apart; they are of its checksum.
-- A token ends with its maker's ownership, which is looked at with each use: revoked_at
-- is written then too, so that it stays ended if the maker comes back. Locks nothing
-- that is there.
CREATE TABLE api_token (
    id              uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organization,
    created_by      uuid NOT NULL REFERENCES person,
    name            text NOT NULL CONSTRAINT api_token_name_length CHECK (char_length(name) BETWEEN 1 AND 80),
    hash            bytea NOT NULL CONSTRAINT api_token_hash_unique UNIQUE,
    last_four       text NOT NULL,
    scopes          text[] NOT NULL CONSTRAINT api_token_scopes CHECK (scopes <@ ARRAY[
        'PARTNERS_READ', 'PARTNERS_WRITE', 'SOLUTIONS_READ', 'SOLUTIONS_WRITE', 'REVIEWS_WRITE', 'FORUM_READ', 'FORUM_WRITE',
        'LEADS_READ', 'LEADS_WRITE', 'BILLING_READ', 'BILLING_WRITE', 'ORGANIZATION_READ']),
    created_at      timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    last_used_at    timestamptz, -- behind by up to a minute
    revoked_at      timestamptz,
    revoked_by      uuid REFERENCES person
);
CREATE INDEX api_token_organization ON api_token (organization_id, created_at);

-- By which token a contact was shown; null for a person signed in. No rewrite: the
-- table waits for as long as its description changes.
ALTER TABLE lead_contact_reveal ADD COLUMN api_token_id uuid REFERENCES api_token;
