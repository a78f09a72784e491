-- +goose Up
-- Who signs in, on which devices, and for which organisations.

-- A person exists from the first successful sign-in on (that of the house's first
-- owner, from the founding of the house); never because somebody asked for a code or
-- invited the number: an unknown number must not be told from a known one.
CREATE TABLE person (
    id           uuid PRIMARY KEY,
    phone        text NOT NULL CONSTRAINT person_phone_unique UNIQUE,
    name         text NOT NULL DEFAULT '' CONSTRAINT person_name_length CHECK (char_length(name) <= 80),
    motto        text NOT NULL DEFAULT '' CONSTRAINT person_motto_length CHECK (char_length(motto) <= 120),
    locales      text[] NOT NULL DEFAULT '{}',
    created_at   timestamptz NOT NULL,
    signed_in_at timestamptz -- the first time; null until then
);

CREATE TABLE organization (
    id         uuid PRIMARY KEY,
    name       text NOT NULL CONSTRAINT organization_name_length CHECK (char_length(name) BETWEEN 2 AND 120),
    country    text NOT NULL,
    is_house   boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL
);
-- The vendor itself is one organisation, no more.
CREATE UNIQUE INDEX organization_one_house ON organization (is_house) WHERE is_house;

CREATE TABLE member (
    organization_id uuid NOT NULL REFERENCES organization,
    person_id       uuid NOT NULL REFERENCES person,
    role            text NOT NULL CONSTRAINT member_role CHECK (role IN
        ('OWNER', 'MANAGER', 'EDITOR', 'SUPPORT', 'PROGRAMME_MANAGER', 'MODERATOR', 'FINANCE')),
    since           timestamptz NOT NULL,
    PRIMARY KEY (organization_id, person_id)
);
CREATE INDEX member_person ON member (person_id);

-- Who made whom what, or removed them (role is null). Naming members by number tells
-- whose it is, so it is limited, by counting here and in member_invitation.
CREATE TABLE member_change (
    id              uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organization,
    person_id       uuid NOT NULL REFERENCES person,
    role            text,
    by_person       uuid NOT NULL REFERENCES person,
    by_number       boolean NOT NULL,
    changed_at      timestamptz NOT NULL
);
CREATE INDEX member_change_organization ON member_change (organization_id, changed_at);
CREATE INDEX member_change_by_number ON member_change (by_person, changed_at) WHERE by_number;

-- Nobody becomes a member without saying so. An invitation stands for what its owner
-- gave, a number or a person, and the two are never joined: that would tell whose the
-- number is. For the same reason who invites does not learn of declined_at. ended_at is
-- when it was accepted or withdrawn. Rows stay until they are forgotten, for they count
-- against the limit on numbers.
CREATE TABLE member_invitation (
    id              uuid PRIMARY KEY,
    organization_id uuid NOT NULL REFERENCES organization,
    phone           text,
    person_id       uuid REFERENCES person,
    role            text NOT NULL CONSTRAINT member_invitation_role CHECK (role IN
        ('OWNER', 'MANAGER', 'EDITOR', 'SUPPORT', 'PROGRAMME_MANAGER', 'MODERATOR', 'FINANCE')),
    invited_by      uuid NOT NULL REFERENCES person,
    invited_at      timestamptz NOT NULL,
    declined_at     timestamptz,
    ended_at        timestamptz,
    CONSTRAINT member_invitation_one_target CHECK (num_nonnulls(phone, person_id) = 1),
    CONSTRAINT member_invitation_phone UNIQUE (phone, organization_id),
    CONSTRAINT member_invitation_person UNIQUE (person_id, organization_id)
);
CREATE INDEX member_invitation_organization ON member_invitation (organization_id, invited_at);
CREATE INDEX member_invitation_by_number ON member_invitation (invited_by, invited_at) WHERE phone IS NOT NULL;
CREATE INDEX member_invitation_invited ON member_invitation (invited_at);

-- The challenge is kept as SHA-256 and its code as an HMAC bound to it: who reads
-- the database can use neither. Rows also serve to count the sends to a number and
-- from an address, so they outlive their codes by a day. A send that failed is not
-- held against the number, only against who asked for it.
CREATE TABLE sign_in_challenge (
    hash       bytea PRIMARY KEY,
    phone      text NOT NULL,
    address    text NOT NULL,
    code_sum   bytea NOT NULL,
    tries      integer NOT NULL DEFAULT 0 CONSTRAINT sign_in_challenge_tries CHECK (tries BETWEEN 0 AND 5),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    failed_at  timestamptz
);
CREATE INDEX sign_in_challenge_phone ON sign_in_challenge (phone, created_at) WHERE failed_at IS NULL;
CREATE INDEX sign_in_challenge_address ON sign_in_challenge (address, created_at);
CREATE INDEX sign_in_challenge_created ON sign_in_challenge (created_at);

-- Tokens are kept as SHA-256 only. A session has one access token at a time; its
-- refresh tokens are kept after use, so that a second use is recognised.
CREATE TABLE session (
    id                uuid PRIMARY KEY,
    person_id         uuid NOT NULL REFERENCES person,
    access_hash       bytea NOT NULL CONSTRAINT session_access_unique UNIQUE,
    access_expires_at timestamptz NOT NULL,
    created_at        timestamptz NOT NULL,
    refreshed_at      timestamptz NOT NULL,
    ended_at          timestamptz
);
CREATE INDEX session_person ON session (person_id, created_at);
CREATE INDEX session_refreshed ON session (refreshed_at);

CREATE TABLE refresh_token (
    hash       bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES session ON DELETE CASCADE,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_token_session ON refresh_token (session_id);
