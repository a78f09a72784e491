-- +goose Up
-- A draw looked up each candidate's own limits in lead_preference: of what it read, more
-- than half was that. So they stand with its standing, where radius and countries do. The
-- index knows the competence as well, which most leads ask for.
--
-- Blocks all use of lead_standing, and writes to lead_preference, while it is filled and
-- the index built.
ALTER TABLE lead_standing
    ADD COLUMN small_most   integer,
    ADD COLUMN medium_most  integer,
    ADD COLUMN large_most   integer,
    ADD COLUMN week_most    integer,
    ADD COLUMN open_most    integer,
    ADD COLUMN paused_from  timestamptz,
    ADD COLUMN paused_until timestamptz,
    -- Minutes after midnight from and until, time zone and days, as
    -- "480 1080 Europe/Berlin MONDAY,TUESDAY"; null for no hours.
    ADD COLUMN hours        text,
    -- For the index: of a column Postgres knows how common its values are, of an
    -- expression in an index like this it guessed one in 200, and read everybody.
    ADD COLUMN competences  text[] NOT NULL GENERATED ALWAYS AS (ARRAY[competence]) STORED;

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION lead_standing_preference() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE lead_standing SET radius_km = NEW.radius_km, countries = NEW.countries,
        small_most = NEW.small_most, medium_most = NEW.medium_most, large_most = NEW.large_most,
        week_most = NEW.week_most, open_most = NEW.open_most, paused_from = NEW.paused_from, paused_until = NEW.paused_until,
        hours = NEW.opens_at || ' ' || NEW.closes_at || ' ' || NEW.time_zone || ' ' || array_to_string(NEW.days, ',')
    WHERE partner_id = NEW.partner_id;
    RETURN NULL;
END $$;
-- +goose StatementEnd

UPDATE lead_standing s SET small_most = f.small_most, medium_most = f.medium_most, large_most = f.large_most,
    week_most = f.week_most, open_most = f.open_most, paused_from = f.paused_from, paused_until = f.paused_until,
    hours = f.opens_at || ' ' || f.closes_at || ' ' || f.time_zone || ' ' || array_to_string(f.days, ',')
FROM lead_preference f WHERE f.partner_id = s.partner_id;

DROP INDEX lead_standing_fit;
CREATE INDEX lead_standing_fit ON lead_standing USING gin (industries, languages, competences) WHERE state = 'ACTIVE';
