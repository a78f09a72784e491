-- +goose Up
-- Leads: the need, whom to call, to whom it was offered.

CREATE TABLE lead (
    id              uuid PRIMARY KEY,
    number          integer GENERATED ALWAYS AS IDENTITY CONSTRAINT lead_number_unique UNIQUE,
    person_id       uuid REFERENCES person,
    organization_id uuid REFERENCES organization,
    partner_id      uuid CONSTRAINT lead_partner REFERENCES partner,
    title           text NOT NULL,
    state           text NOT NULL CONSTRAINT lead_state CHECK (state IN ('OPEN', 'OFFERED', 'ACCEPTED', 'CLOSED')),
    size            text NOT NULL CONSTRAINT lead_size CHECK (size IN ('SMALL', 'MEDIUM', 'LARGE')),
    source          text NOT NULL CONSTRAINT lead_source CHECK (source IN ('SITE', 'PARTNER_PAGE')),
    goal            text,
    means           text,
    stages          text,
    contents        text,
    budget_minor    bigint,
    budget_currency text,
    country         text,
    city            text,
    industry        text CONSTRAINT lead_industry REFERENCES industry,
    locale          text NOT NULL,
    deadline        date,
    max_share       integer NOT NULL DEFAULT 1 CONSTRAINT lead_max_share CHECK (max_share BETWEEN 1 AND 20),
    created_at      timestamptz NOT NULL,
    CONSTRAINT lead_budget_currency CHECK ((budget_minor IS NULL) = (budget_currency IS NULL))
);
CREATE INDEX lead_newest ON lead (created_at DESC, id DESC);
CREATE INDEX lead_by_organization ON lead (organization_id, created_at DESC, id DESC);
CREATE INDEX lead_by_person ON lead (person_id, created_at DESC, id DESC);

-- Apart from the lead, so that no list of leads reads a person by accident.
CREATE TABLE lead_contact (
    lead_id uuid PRIMARY KEY REFERENCES lead,
    name    text NOT NULL,
    phone   text,
    email   text,
    company text,
    CONSTRAINT lead_contact_reachable CHECK (phone IS NOT NULL OR email IS NOT NULL)
);

-- A lead comes to a partner once, whatever became of the first offer.
CREATE TABLE lead_offer (
    id             uuid PRIMARY KEY,
    lead_id        uuid NOT NULL REFERENCES lead,
    partner_id     uuid NOT NULL REFERENCES partner,
    state          text NOT NULL CONSTRAINT lead_offer_state CHECK (state IN ('OFFERED', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN')),
    sent_at        timestamptz NOT NULL,
    deadline       timestamptz NOT NULL,
    answered_at    timestamptz,
    decline_reason text CONSTRAINT lead_offer_decline_reason CHECK (decline_reason IN
        ('NO_CAPACITY', 'NOT_OUR_FIELD', 'NOT_OUR_REGION', 'TOO_SMALL', 'TOO_LARGE', 'ALREADY_KNOWN', 'OTHER')),
    stage          text CONSTRAINT lead_offer_stage CHECK (stage IN
        ('ACCEPTED', 'CONTACTED', 'CLARIFIED', 'PLANNED', 'ESTIMATED', 'CONTRACTED', 'STARTED', 'LOST')),
    stage_at       timestamptz,
    lost_reason    text,
    CONSTRAINT lead_offer_once_per_partner UNIQUE (lead_id, partner_id),
    CONSTRAINT lead_offer_accepted CHECK ((state = 'ACCEPTED') = (stage IS NOT NULL)),
    CONSTRAINT lead_offer_declined CHECK ((state = 'DECLINED') = (decline_reason IS NOT NULL)),
    CONSTRAINT lead_offer_answered CHECK ((state IN ('ACCEPTED', 'DECLINED')) = (answered_at IS NOT NULL)),
    CONSTRAINT lead_offer_lost CHECK ((stage IS NOT DISTINCT FROM 'LOST') = (lost_reason IS NOT NULL))
);
CREATE INDEX lead_offer_by_partner ON lead_offer (partner_id, sent_at DESC, id DESC);
-- Those that nobody answered in time are looked for again and again, and are few.
CREATE INDEX lead_offer_deadline ON lead_offer (deadline) WHERE state = 'OFFERED';

-- Every time a contact was shown, to whom, and for which organisation.
CREATE TABLE lead_contact_reveal (
    lead_id         uuid NOT NULL REFERENCES lead,
    person_id       uuid NOT NULL REFERENCES person,
    organization_id uuid NOT NULL REFERENCES organization,
    revealed_at     timestamptz NOT NULL
);
CREATE INDEX lead_contact_reveal_lead ON lead_contact_reveal (lead_id, revealed_at);

-- Where leads came from of late, for limits: a network address, a number, an e-mail
-- address. Hashes suffice to count them, and nobody reads them in passing. Rows older
-- than a day are of no use.
CREATE TABLE lead_place (
    hash         bytea NOT NULL,
    submitted_at timestamptz NOT NULL
);
CREATE INDEX lead_place_hash ON lead_place (hash, submitted_at);
CREATE INDEX lead_place_submitted ON lead_place (submitted_at);
