-- +goose Up
-- The catalogue of solutions.

CREATE TABLE category (
    id        uuid PRIMARY KEY,
    parent_id uuid REFERENCES category,
    slug      text NOT NULL CONSTRAINT category_slug_unique UNIQUE,
    position  integer NOT NULL
);
CREATE TABLE category_name (
    category_id uuid NOT NULL REFERENCES category,
    locale      text NOT NULL,
    name        text NOT NULL,
    PRIMARY KEY (category_id, locale)
);

-- plans is a list of {Name, Prices: [{Model, Amount: {Minor, Currency}}], Terms}:
-- it is always read and written whole, with its solution.
-- draft is the unconfirmed change of a published solution, whole: a SolutionDraft.
-- price_models and locales repeat what plans and texts hold, for filters.
CREATE TABLE solution (
    id              uuid PRIMARY KEY,
    partner_id      uuid NOT NULL REFERENCES partner,
    category_id     uuid NOT NULL REFERENCES category,
    slug            text NOT NULL CONSTRAINT solution_slug_unique UNIQUE,
    state           text NOT NULL CONSTRAINT solution_state CHECK (state IN ('DRAFT', 'SUBMITTED', 'PUBLISHED')),
    original_title  text NOT NULL,
    sort_title      text COLLATE "und-x-icu" NOT NULL GENERATED ALWAYS AS (left(lower(original_title COLLATE "und-x-icu"), 60)) STORED,
    industries      text[] NOT NULL DEFAULT '{}',
    minimum_users   integer,
    maximum_users   integer,
    hosting_country text,
    has_export      boolean NOT NULL,
    trial_days      integer NOT NULL CONSTRAINT solution_trial_days CHECK (trial_days BETWEEN 0 AND 90),
    is_freemium     boolean NOT NULL,
    plans           jsonb NOT NULL,
    price_models    text[] NOT NULL,
    locales         text[] NOT NULL,
    draft           jsonb,
    search          tsvector NOT NULL DEFAULT '',
    rating_value    double precision NOT NULL DEFAULT 0,
    rating_count    integer NOT NULL DEFAULT 0,
    rating_at       timestamptz,
    published_at    timestamptz,
    updated_at      timestamptz NOT NULL,
    CONSTRAINT solution_users CHECK (minimum_users <= maximum_users),
    CONSTRAINT solution_published CHECK (published_at IS NOT NULL OR state <> 'PUBLISHED')
);
CREATE INDEX solution_by_rating ON solution (rating_value DESC, id DESC) WHERE state = 'PUBLISHED';
CREATE INDEX solution_by_title ON solution (sort_title, id) WHERE state = 'PUBLISHED';
CREATE INDEX solution_by_newest ON solution (published_at DESC, id DESC) WHERE state = 'PUBLISHED';
CREATE INDEX solution_by_category ON solution (category_id, rating_value DESC, id DESC) WHERE state = 'PUBLISHED';
-- A language or word that few have would else be looked for in all of an order.
CREATE INDEX solution_by_locale ON solution USING gin (locales);
CREATE INDEX solution_search ON solution USING gin (search);
-- The house's queue is short: what is submitted for the first time, and changes.
CREATE INDEX solution_submitted ON solution (updated_at DESC, id DESC) WHERE state = 'SUBMITTED' OR draft ->> 'IsSubmitted' = 'true';
CREATE INDEX solution_by_partner ON solution (partner_id, rating_value DESC, id DESC);

-- The original stands at position 0.
CREATE TABLE solution_text (
    solution_id uuid NOT NULL REFERENCES solution,
    locale      text NOT NULL,
    position    integer NOT NULL,
    title       text NOT NULL,
    summary     text NOT NULL,
    description text NOT NULL,
    html        text NOT NULL,
    PRIMARY KEY (solution_id, locale)
);

-- All words of a solution stand in its own row, as those of a partner do.
-- +goose StatementBegin
CREATE FUNCTION solution_text_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE solution s SET search = t.words
    FROM (SELECT solution_id, search_words(string_agg(title || ' ' || summary, ' ')) AS words FROM solution_text
          WHERE solution_id IN (SELECT solution_id FROM written) GROUP BY solution_id) AS t
    WHERE s.id = t.solution_id;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER solution_text_words AFTER INSERT ON solution_text
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION solution_text_words();
-- An update must not pass the words by.
CREATE TRIGGER solution_text_words_updated AFTER UPDATE ON solution_text
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION solution_text_words();
