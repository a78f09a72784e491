-- +goose Up
-- The directory of partners.

-- Levels are data: their rules change without a new program.
CREATE TABLE level (
    code        text PRIMARY KEY,
    rank        integer NOT NULL CONSTRAINT level_rank_unique UNIQUE,
    licence     text NOT NULL,
    discount    numeric(5, 2) NOT NULL,
    lead_weight numeric(5, 2) NOT NULL
);
INSERT INTO level (code, rank, licence, discount, lead_weight) VALUES
    ('REGISTERED', 1, 'Registered partner', 25, 1.00),
    ('BRONZE', 2, 'Bronze partner', 35, 1.25),
    ('SILVER', 3, 'Silver partner', 42.5, 1.60),
    ('GOLD', 4, 'Gold partner', 50, 2.00);

CREATE TABLE industry (
    code text PRIMARY KEY
);
CREATE TABLE industry_name (
    industry text NOT NULL REFERENCES industry,
    locale   text NOT NULL,
    name     text NOT NULL,
    PRIMARY KEY (industry, locale)
);

-- The words of a text, for filters: letters and digits in lower case, all else parts
-- them. Unlike to_tsvector it knows no word that means more or less than others, in
-- any language, and is the same on every server. Collations are named because what
-- a letter is must not depend on how the cluster was made.
CREATE FUNCTION search_words(t text) RETURNS tsvector LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_to_tsvector(array_remove(regexp_split_to_array(lower(t COLLATE "und-x-icu"), '[^[:alnum:]]+'), ''))
$$;

-- Names sort as people read them, whatever their case; the key is short because
-- it travels in cursors.
CREATE TABLE partner (
    id               uuid PRIMARY KEY,
    organization_id  uuid NOT NULL CONSTRAINT partner_once_per_organization UNIQUE REFERENCES organization,
    slug             text NOT NULL CONSTRAINT partner_slug_unique UNIQUE,
    name             text NOT NULL CONSTRAINT partner_name_length CHECK (char_length(name) BETWEEN 2 AND 120),
    sort_name        text COLLATE "und-x-icu" NOT NULL GENERATED ALWAYS AS (left(lower(name COLLATE "und-x-icu"), 60)) STORED,
    state            text NOT NULL CONSTRAINT partner_state CHECK (state IN ('APPLIED', 'ACTIVE', 'PAUSED', 'REJECTED')),
    kinds            text[] NOT NULL,
    competence       text NOT NULL CONSTRAINT partner_competence CHECK (competence IN ('THIS_PRODUCT', 'OTHER_SOFTWARE', 'NEWCOMER')),
    level            text NOT NULL REFERENCES level,
    services         text[] NOT NULL,
    industries       text[] NOT NULL,
    languages        text[] NOT NULL,
    country          text NOT NULL,
    city             text NOT NULL,
    latitude         double precision CONSTRAINT partner_latitude CHECK (latitude BETWEEN -90 AND 90),
    longitude        double precision CONSTRAINT partner_longitude CHECK (longitude BETWEEN -180 AND 180),
    website          text,
    rating_value     double precision NOT NULL DEFAULT 0,
    rating_count     integer NOT NULL DEFAULT 0,
    rating_at        timestamptz,
    applied_at       timestamptz NOT NULL,
    admitted_at      timestamptz,
    rejection_reason text,
    text_words       tsvector NOT NULL DEFAULT '',
    search           tsvector NOT NULL GENERATED ALWAYS AS (search_words(name || ' ' || city) || text_words) STORED,
    CONSTRAINT partner_admitted CHECK (admitted_at IS NOT NULL OR state IN ('APPLIED', 'REJECTED'))
);
-- The directory reads those admitted, in one of three orders.
CREATE INDEX partner_by_rating ON partner (rating_value DESC, id DESC) WHERE state IN ('ACTIVE', 'PAUSED');
CREATE INDEX partner_by_name ON partner (sort_name, id) WHERE state IN ('ACTIVE', 'PAUSED');
CREATE INDEX partner_by_newest ON partner (admitted_at DESC, id DESC) WHERE state IN ('ACTIVE', 'PAUSED');
CREATE INDEX partner_by_country ON partner (country, rating_value DESC, id DESC) WHERE state IN ('ACTIVE', 'PAUSED');
CREATE INDEX partner_by_city ON partner (lower(city COLLATE "und-x-icu"), rating_value DESC, id DESC) WHERE state IN ('ACTIVE', 'PAUSED');
-- A language or word that few have would else be looked for in all of an order.
CREATE INDEX partner_by_language ON partner USING gin (languages);
CREATE INDEX partner_search ON partner USING gin (search);
-- The house's queue of applicants is short and read oldest first.
CREATE INDEX partner_applied ON partner (applied_at) WHERE state = 'APPLIED';

-- The original stands at position 0.
CREATE TABLE partner_text (
    partner_id  uuid NOT NULL REFERENCES partner,
    locale      text NOT NULL,
    position    integer NOT NULL,
    summary     text NOT NULL,
    description text NOT NULL,
    html        text NOT NULL,
    PRIMARY KEY (partner_id, locale)
);

-- All words of a partner stand in its own row: so one condition finds several words,
-- and Postgres may choose between the index of words and that of the order, which
-- for a common word is a hundred times faster. Texts are written whole, so there is
-- an insert whenever they change; a COPY of many is one statement too.
-- +goose StatementBegin
CREATE FUNCTION partner_text_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE partner p SET text_words = t.words
    FROM (SELECT partner_id, search_words(string_agg(summary, ' ')) AS words FROM partner_text
          WHERE partner_id IN (SELECT partner_id FROM written) GROUP BY partner_id) AS t
    WHERE p.id = t.partner_id;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER partner_text_words AFTER INSERT ON partner_text
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION partner_text_words();
-- An update must not pass the words by.
CREATE TRIGGER partner_text_words_updated AFTER UPDATE ON partner_text
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION partner_text_words();
