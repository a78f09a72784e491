-- +goose Up
-- Who gets a lead is drawn among all partners that fit it, so what a draw asks about a
-- partner stands in one narrow row: what it is, copied from its profile and its own
-- limits, and what became of the leads it was offered. Triggers keep these rows, so that
-- no way of writing misses them; nobody else writes them.
--
-- Reads partner and lead_offer once, and blocks writes to them, and to lead, meanwhile.

-- The limits that a partner sets itself; without a row, none.
CREATE TABLE lead_preference (
    partner_id   uuid PRIMARY KEY REFERENCES partner,
    small_most   integer CONSTRAINT lead_preference_small CHECK (small_most BETWEEN 0 AND 1000), -- a week; null is as many as fit
    medium_most  integer CONSTRAINT lead_preference_medium CHECK (medium_most BETWEEN 0 AND 1000),
    large_most   integer CONSTRAINT lead_preference_large CHECK (large_most BETWEEN 0 AND 1000),
    week_most    integer CONSTRAINT lead_preference_week CHECK (week_most BETWEEN 1 AND 1000),
    open_most    integer CONSTRAINT lead_preference_open CHECK (open_most BETWEEN 1 AND 1000),
    radius_km    integer CONSTRAINT lead_preference_radius CHECK (radius_km BETWEEN 1 AND 20000),
    countries    text[] NOT NULL DEFAULT '{}',
    time_zone    text,
    days         text[] NOT NULL DEFAULT '{}',
    opens_at     integer NOT NULL DEFAULT 0, -- minutes after midnight
    closes_at    integer NOT NULL DEFAULT 1440,
    paused_from  timestamptz,
    paused_until timestamptz,
    updated_at   timestamptz NOT NULL,
    CONSTRAINT lead_preference_hours CHECK (0 <= opens_at AND opens_at < closes_at AND closes_at <= 1440),
    CONSTRAINT lead_preference_days CHECK (days <@ ARRAY['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY']
        AND (cardinality(days) = 0) = (time_zone IS NULL)),
    CONSTRAINT lead_preference_pause CHECK (coalesce(paused_from < paused_until, paused_until IS NULL))
);
REVOKE UPDATE, DELETE ON lead_preference FROM partnergraph_app;
GRANT UPDATE (small_most, medium_most, large_most, week_most, open_most, radius_km, countries, time_zone, days, opens_at, closes_at,
    paused_from, paused_until, updated_at) ON lead_preference TO partnergraph_app;

-- A box of longitudes and latitudes around all places within so many kilometres. It may
-- be larger than need be, never smaller, and reach over the 180th meridian. (The arc is
-- at most pi/2 times the chord, hence 1.6.)
CREATE FUNCTION lead_reach(latitude double precision, longitude double precision, km double precision) RETURNS box
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT box(point(longitude - wide, latitude - high), point(longitude + wide, latitude + high))
    FROM (SELECT high, CASE WHEN wide < 180 THEN wide ELSE 540 END AS wide
        FROM (SELECT km / 111 AS high, 1.6 * km / 111 / cosd(least(abs(latitude) + km / 111, 89.9)) AS wide) AS exact) AS bound
$$;

-- Kilometres between two places, by the haversine formula, as market.Distance has it.
CREATE FUNCTION lead_distance(latitude1 double precision, longitude1 double precision, latitude2 double precision, longitude2 double precision)
    RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 2 * 6371.0088 * asin(sqrt(least(1, sind((latitude2 - latitude1) / 2) ^ 2
        + cosd(latitude1) * cosd(latitude2) * sind((longitude2 - longitude1) / 2) ^ 2)))
$$;

-- What is left of a value after a while.
CREATE FUNCTION lead_decay(value double precision, elapsed interval, half_life interval) RETURNS double precision
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN value = 0 OR elapsed > 200 * half_life THEN 0
        ELSE value * 2 ^ (-extract(epoch FROM elapsed)::double precision / extract(epoch FROM half_life)::double precision) END
$$;

CREATE TABLE lead_standing (
    partner_id      uuid PRIMARY KEY REFERENCES partner,
    draw_key        double precision NOT NULL DEFAULT random(), -- a draw among too many begins anywhere and goes round
    -- from partner
    organization_id uuid NOT NULL,
    state           text NOT NULL,
    kinds           text[] NOT NULL,
    competence      text NOT NULL,
    level           text NOT NULL,
    languages       text[] NOT NULL, -- without region or script
    industries      text[] NOT NULL, -- {any} for none: such a partner takes leads of all
    country         text NOT NULL,
    latitude        double precision,
    longitude       double precision,
    rating_value    double precision NOT NULL,
    rating_count    integer NOT NULL,
    -- from lead_preference
    radius_km       integer,
    countries       text[] NOT NULL DEFAULT '{}',
    -- Where it works by its own radius; where it is, when the policy's holds.
    reach           box GENERATED ALWAYS AS (lead_reach(latitude, longitude, coalesce(radius_km, 0))) STORED,
    -- from lead_offer
    open            integer NOT NULL DEFAULT 0,
    working         integer NOT NULL DEFAULT 0,
    week            date NOT NULL DEFAULT '-infinity', -- the Monday, in UTC, of the numbers that follow
    week_small      integer NOT NULL DEFAULT 0,
    week_medium     integer NOT NULL DEFAULT 0,
    week_large      integer NOT NULL DEFAULT 0,
    received        double precision NOT NULL DEFAULT 0, -- as it was at received_at; so with answers
    received_at     timestamptz NOT NULL DEFAULT '2000-01-01 00:00:00+00',
    answer_hours    double precision NOT NULL DEFAULT 0,
    answer_weight   double precision NOT NULL DEFAULT 0,
    answered_at     timestamptz NOT NULL DEFAULT '2000-01-01 00:00:00+00',
    last_offered_at timestamptz
) WITH (fillfactor = 75); -- room for the counters to change where they stand

-- A row is locked, and else only read.
REVOKE INSERT, UPDATE, DELETE ON lead_standing FROM partnergraph_app;
GRANT UPDATE (draw_key) ON lead_standing TO partnergraph_app;

-- Copies what partners are.
-- +goose StatementBegin
CREATE FUNCTION lead_standing_partner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO lead_standing AS s (partner_id, organization_id, state, kinds, competence, level, languages, industries, country,
        latitude, longitude, rating_value, rating_count)
    SELECT id, organization_id, state, kinds, competence, level,
        ARRAY(SELECT DISTINCT lower(split_part(l, '-', 1)) FROM unnest(languages) AS l ORDER BY 1),
        CASE WHEN cardinality(industries) = 0 THEN '{any}' ELSE industries END, country, latitude, longitude, rating_value, rating_count
    FROM written ORDER BY id
    ON CONFLICT (partner_id) DO UPDATE SET
        organization_id = excluded.organization_id, state = excluded.state, kinds = excluded.kinds, competence = excluded.competence,
        level = excluded.level, languages = excluded.languages, industries = excluded.industries, country = excluded.country,
        latitude = excluded.latitude, longitude = excluded.longitude,
        rating_value = excluded.rating_value, rating_count = excluded.rating_count
    WHERE (s.organization_id, s.state, s.kinds, s.competence, s.level, s.languages, s.industries, s.country, s.latitude, s.longitude,
            s.rating_value, s.rating_count)
        IS DISTINCT FROM (excluded.organization_id, excluded.state, excluded.kinds, excluded.competence, excluded.level,
            excluded.languages, excluded.industries, excluded.country, excluded.latitude, excluded.longitude,
            excluded.rating_value, excluded.rating_count);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER lead_standing_partner AFTER INSERT ON partner
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_partner();
CREATE TRIGGER lead_standing_partner_updated AFTER UPDATE ON partner
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_partner();

-- Copies where partners want to work.
-- +goose StatementBegin
CREATE FUNCTION lead_standing_preference() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    UPDATE lead_standing SET radius_km = NEW.radius_km, countries = NEW.countries
    WHERE partner_id = NEW.partner_id AND (radius_km, countries) IS DISTINCT FROM (NEW.radius_km, NEW.countries);
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER lead_standing_preference AFTER INSERT OR UPDATE ON lead_preference
    FOR EACH ROW EXECUTE FUNCTION lead_standing_preference();

-- Counts offers: those that became, less those that were. Half-lives are those of
-- market: 14 days for what was received, 90 for answers. The rows are locked in the
-- order of their partners first, so that two who count do not wait for each other.
-- +goose StatementBegin
CREATE FUNCTION lead_standing_count(was lead_offer[], became lead_offer[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM lead_standing WHERE partner_id IN (SELECT partner_id FROM unnest(was || became)) ORDER BY partner_id FOR UPDATE;
    WITH change AS (
        SELECT sign, o.partner_id, o.state, o.stage, o.sent_at, o.trace->>'reason' AS reason,
            coalesce(o.answered_at, o.deadline) AS ended_at, o.deadline,
            o.state IN ('ACCEPTED', 'DECLINED', 'EXPIRED', 'RETURNED') AND coalesce(o.trace->>'reason', '') NOT IN ('CLAIM', 'PURCHASE') AS is_answer
        FROM (SELECT -1 AS sign, * FROM unnest(was) UNION ALL SELECT 1, * FROM unnest(became)) AS o
    ), newest AS (
        SELECT partner_id, max(sent_at) AS sent_at, max(ended_at) FILTER (WHERE is_answer) AS ended_at FROM change GROUP BY partner_id
    ), delta AS (
        SELECT c.partner_id, n.sent_at, n.ended_at,
            coalesce(sum(sign) FILTER (WHERE state = 'OFFERED'), 0) AS open,
            coalesce(sum(sign) FILTER (WHERE state = 'ACCEPTED' AND stage NOT IN ('STARTED', 'LOST')), 0) AS working,
            coalesce(sum(sign * lead_decay(1, n.sent_at - c.sent_at, '14 days'))
                FILTER (WHERE reason = 'DRAW' AND state <> 'RETURNED'), 0) AS received,
            coalesce(sum(sign * extract(epoch FROM least(c.ended_at, deadline) - c.sent_at)::double precision / 3600
                * lead_decay(1, n.ended_at - c.ended_at, '90 days')) FILTER (WHERE is_answer), 0) AS answer_hours,
            coalesce(sum(sign * lead_decay(1, n.ended_at - c.ended_at, '90 days')) FILTER (WHERE is_answer), 0) AS answer_weight
        FROM change c JOIN newest n USING (partner_id)
        GROUP BY c.partner_id, n.sent_at, n.ended_at
    )
    UPDATE lead_standing s SET
        open = s.open + d.open, working = s.working + d.working,
        received = CASE WHEN d.received = 0 THEN s.received ELSE greatest(0,
            lead_decay(s.received, greatest(d.sent_at - s.received_at, '0'), '14 days')
            + lead_decay(d.received, greatest(s.received_at - d.sent_at, '0'), '14 days')) END,
        received_at = CASE WHEN d.received = 0 THEN s.received_at ELSE greatest(s.received_at, d.sent_at) END,
        answer_hours = CASE WHEN d.answer_weight = 0 THEN s.answer_hours ELSE greatest(0,
            lead_decay(s.answer_hours, greatest(d.ended_at - s.answered_at, '0'), '90 days')
            + lead_decay(d.answer_hours, greatest(s.answered_at - d.ended_at, '0'), '90 days')) END,
        answer_weight = CASE WHEN d.answer_weight = 0 THEN s.answer_weight ELSE greatest(0,
            lead_decay(s.answer_weight, greatest(d.ended_at - s.answered_at, '0'), '90 days')
            + lead_decay(d.answer_weight, greatest(s.answered_at - d.ended_at, '0'), '90 days')) END,
        answered_at = CASE WHEN d.answer_weight = 0 THEN s.answered_at ELSE greatest(s.answered_at, d.ended_at) END,
        last_offered_at = greatest(s.last_offered_at, d.sent_at)
    FROM delta d WHERE s.partner_id = d.partner_id;
    PERFORM lead_standing_week(was, became);
END $$;
-- +goose StatementEnd

-- Counts those that wait or were accepted by the size of their lead, in the week of the
-- partner's newest. An offer to the chosen is written before its lead, by a statement of
-- its own, and counts when that comes.
-- +goose StatementBegin
CREATE FUNCTION lead_standing_week(was lead_offer[], became lead_offer[]) RETURNS void
    LANGUAGE plpgsql AS $$
BEGIN
    WITH change AS (
        SELECT sign, o.partner_id, l.size, date_trunc('week', o.sent_at AT TIME ZONE 'UTC')::date AS week
        FROM (SELECT -1 AS sign, * FROM unnest(was) UNION ALL SELECT 1, * FROM unnest(became)) AS o
        JOIN lead l ON l.id = o.lead_id
        WHERE o.state IN ('OFFERED', 'ACCEPTED')
    ), newest AS (
        SELECT partner_id, max(week) AS week FROM change GROUP BY partner_id
    ), delta AS (
        SELECT partner_id, week,
            coalesce(sum(sign) FILTER (WHERE size = 'SMALL'), 0) AS small,
            coalesce(sum(sign) FILTER (WHERE size = 'MEDIUM'), 0) AS medium,
            coalesce(sum(sign) FILTER (WHERE size = 'LARGE'), 0) AS large
        FROM change JOIN newest USING (partner_id, week) GROUP BY partner_id, week
    )
    UPDATE lead_standing s SET
        week = d.week,
        week_small = CASE WHEN s.week = d.week THEN s.week_small ELSE 0 END + d.small,
        week_medium = CASE WHEN s.week = d.week THEN s.week_medium ELSE 0 END + d.medium,
        week_large = CASE WHEN s.week = d.week THEN s.week_large ELSE 0 END + d.large
    FROM delta d
    WHERE s.partner_id = d.partner_id AND s.week <= d.week AND (d.small, d.medium, d.large) <> (0, 0, 0);
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION lead_standing_offered() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM lead_standing_count('{}', array_agg(n::lead_offer)) FROM became n HAVING count(*) > 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION lead_standing_answered() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM lead_standing_count((SELECT array_agg(o::lead_offer) FROM was o), array_agg(n::lead_offer)) FROM became n HAVING count(*) > 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION lead_standing_removed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM lead_standing_count(array_agg(o::lead_offer), '{}') FROM was o HAVING count(*) > 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE FUNCTION lead_standing_sized() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM lead_standing_week('{}', array_agg(o)) FROM became n JOIN lead_offer o ON o.lead_id = n.id HAVING count(*) > 0;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER lead_standing_offered AFTER INSERT ON lead_offer
    REFERENCING NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_offered();
CREATE TRIGGER lead_standing_answered AFTER UPDATE ON lead_offer
    REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_answered();
CREATE TRIGGER lead_standing_removed AFTER DELETE ON lead_offer
    REFERENCING OLD TABLE AS was FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_removed();
CREATE TRIGGER lead_standing_sized AFTER INSERT ON lead
    REFERENCING NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_sized();

-- Those there are.
INSERT INTO lead_standing (partner_id, organization_id, state, kinds, competence, level, languages, industries, country,
    latitude, longitude, rating_value, rating_count)
SELECT id, organization_id, state, kinds, competence, level,
    ARRAY(SELECT DISTINCT lower(split_part(l, '-', 1)) FROM unnest(languages) AS l ORDER BY 1),
    CASE WHEN cardinality(industries) = 0 THEN '{any}' ELSE industries END, country, latitude, longitude, rating_value, rating_count
FROM partner;
SELECT lead_standing_count('{}', array_agg(o)) FROM lead_offer o HAVING count(*) > 0;

-- A draw among many reads on from a random key; one among few is found by what the lead
-- asks for, or by where it is.
CREATE INDEX lead_standing_draw ON lead_standing (draw_key) WHERE state = 'ACTIVE';
CREATE INDEX lead_standing_fit ON lead_standing USING gin (industries, languages) WHERE state = 'ACTIVE';
CREATE INDEX lead_standing_reach ON lead_standing USING gist (reach) WHERE state = 'ACTIVE';
