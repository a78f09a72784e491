-- +goose Up
-- Reviews, each on the basis of work done for its author.

CREATE TABLE review (
    id                    uuid PRIMARY KEY,
    partner_id            uuid NOT NULL REFERENCES partner,
    solution_id           uuid REFERENCES solution,
    author_id             uuid NOT NULL REFERENCES person,
    organization_id       uuid REFERENCES organization,
    lead_id               uuid REFERENCES lead,
    invoice_id            uuid REFERENCES invoice,
    basis_at              timestamptz NOT NULL,
    score                 integer NOT NULL CONSTRAINT review_score CHECK (score BETWEEN 1 AND 5),
    quality               integer CONSTRAINT review_quality CHECK (quality BETWEEN 1 AND 5),
    deadlines             integer CONSTRAINT review_deadlines CHECK (deadlines BETWEEN 1 AND 5),
    communication         integer CONSTRAINT review_communication CHECK (communication BETWEEN 1 AND 5),
    price                 integer CONSTRAINT review_price CHECK (price BETWEEN 1 AND 5),
    text                  text NOT NULL,
    locale                text NOT NULL,
    reply_text            text,
    reply_locale          text,
    reply_at              timestamptz,
    created_at            timestamptz NOT NULL,
    CONSTRAINT review_one_basis CHECK ((lead_id IS NULL) <> (invoice_id IS NULL)),
    -- One review for each basis and subject: the partner or a solution. A basis has one
    -- client, so that colleagues do not multiply its review; several partners may have
    -- accepted the same lead.
    CONSTRAINT review_once_per_basis UNIQUE NULLS NOT DISTINCT (lead_id, invoice_id, partner_id, solution_id)
);
CREATE INDEX review_by_partner ON review (partner_id, created_at DESC, id DESC);
CREATE INDEX review_by_solution ON review (solution_id, created_at DESC, id DESC) WHERE solution_id IS NOT NULL;
