-- +goose Up
-- How many partners of the directory, and solutions of the catalogue, have a country, a
-- language and so on: kept, because whoever opens one of the two asks for all of it, and
-- to count it anew reads every row. Under filters the rows that meet them are counted.
--
-- Rows are only added, each with by how much a count has changed, so that nobody waits
-- for somebody who changes another partner of the same country. Triggers add them,
-- whatever way a partner or solution is written, and put those of before together now
-- and then. Reads both tables once, and blocks writes to them meanwhile.
CREATE TABLE facet_count (
    list  text NOT NULL CONSTRAINT facet_count_list CHECK (list IN ('partners', 'solutions')),
    facet text NOT NULL, -- as in the contract
    value text NOT NULL, -- ratings: the whole stars that are reached
    n     integer NOT NULL
);
CREATE INDEX facet_count_value ON facet_count (list, facet, value) INCLUDE (n);
REVOKE ALL ON facet_count FROM partnergraph_app;
GRANT SELECT ON facet_count TO partnergraph_app;
SELECT announce_changes('facet_count', 'list');

-- What a partner counts in.
CREATE FUNCTION facets_of_partner(p partner) RETURNS TABLE (facet text, value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.facet, f.value FROM (
        VALUES ('countries', p.country), ('cities', p.city), ('competences', p.competence), ('levels', p.level),
            ('ratings', width_bucket(p.rating_value, '{1,2,3,4}'::double precision[])::text)
        UNION ALL SELECT 'languages', unnest(p.languages)
        UNION ALL SELECT 'industries', unnest(p.industries)
        UNION ALL SELECT 'kinds', unnest(p.kinds)
        UNION ALL SELECT 'services', unnest(p.services)) AS f (facet, value)
    WHERE p.state IN ('ACTIVE', 'PAUSED')
$$;

-- What a solution counts in, if its partner is in the directory.
CREATE FUNCTION facets_of_solution(s solution, is_listed boolean) RETURNS TABLE (facet text, value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE
    SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT f.facet, f.value FROM (
        VALUES ('categories', s.category_id::text), ('hostingCountries', s.hosting_country), ('hasTrial', (s.trial_days > 0)::text),
            ('isFreemium', s.is_freemium::text), ('hasExport', s.has_export::text),
            ('ratings', width_bucket(s.rating_value, '{1,2,3,4}'::double precision[])::text)
        UNION ALL SELECT 'languages', unnest(s.locales)
        UNION ALL SELECT 'industries', unnest(s.industries)
        UNION ALL SELECT 'priceModels', unnest(s.price_models)) AS f (facet, value)
    WHERE s.state = 'PUBLISHED' AND is_listed AND f.value IS NOT NULL
$$;

-- Puts together what has changed, now and then and one at a time. Who cannot do it now
-- need not; what others have added and not committed stays for the next.
-- +goose StatementBegin
CREATE FUNCTION facet_fold() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF random() < 0.02 AND pg_try_advisory_xact_lock(hashtext('facet_count')) THEN
        WITH gone AS (DELETE FROM facet_count RETURNING *)
        INSERT INTO facet_count SELECT list, facet, value, sum(n) FROM gone GROUP BY 1, 2, 3 HAVING sum(n) <> 0;
    END IF;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION facet_partner() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO facet_count SELECT 'partners', f.facet, f.value, count(*)
        FROM written AS p CROSS JOIN LATERAL facets_of_partner(ROW(p.*)::partner) AS f GROUP BY 2, 3;
        RETURN NULL;
    END IF;
    INSERT INTO facet_count SELECT 'partners', f.facet, f.value, sum(f.change) FROM (
        SELECT f.*, 1 AS change FROM written AS p CROSS JOIN LATERAL facets_of_partner(ROW(p.*)::partner) AS f
        UNION ALL SELECT f.*, -1 FROM before AS p CROSS JOIN LATERAL facets_of_partner(ROW(p.*)::partner) AS f) AS f
    GROUP BY 2, 3 HAVING sum(f.change) <> 0;
    -- Who joins or leaves the directory does so with its solutions.
    INSERT INTO facet_count SELECT 'solutions', f.facet, f.value, sum(f.change) FROM (
        SELECT f.*, c.change FROM written AS p JOIN before AS b USING (id) JOIN solution AS s ON s.partner_id = p.id
        CROSS JOIN LATERAL (VALUES (p.state IN ('ACTIVE', 'PAUSED'), 1), (b.state IN ('ACTIVE', 'PAUSED'), -1)) AS c (is_listed, change)
        CROSS JOIN LATERAL facets_of_solution(s, c.is_listed) AS f
        WHERE (p.state IN ('ACTIVE', 'PAUSED')) <> (b.state IN ('ACTIVE', 'PAUSED'))) AS f
    GROUP BY 2, 3 HAVING sum(f.change) <> 0;
    PERFORM facet_fold();
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER facet_partner_added AFTER INSERT ON partner
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION facet_partner();
CREATE TRIGGER facet_partner_changed AFTER UPDATE ON partner
    REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION facet_partner();

-- A partner is held while one of its solutions is written: otherwise, of a solution that
-- is published and a partner that leaves at once, neither would see the other.
-- +goose StatementBegin
CREATE FUNCTION facet_solution() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM FROM partner WHERE id IN (SELECT partner_id FROM written WHERE state = 'PUBLISHED') ORDER BY id FOR SHARE;
        INSERT INTO facet_count SELECT 'solutions', f.facet, f.value, count(*)
        FROM written AS s JOIN partner AS p ON p.id = s.partner_id
        CROSS JOIN LATERAL facets_of_solution(ROW(s.*)::solution, p.state IN ('ACTIVE', 'PAUSED')) AS f GROUP BY 2, 3;
        RETURN NULL;
    END IF;
    PERFORM FROM partner WHERE id IN (
        SELECT w.partner_id FROM written AS w JOIN before AS b USING (id) WHERE w.state <> b.state AND 'PUBLISHED' IN (w.state, b.state)) ORDER BY id FOR SHARE;
    INSERT INTO facet_count SELECT 'solutions', f.facet, f.value, sum(f.change) FROM (
        SELECT f.*, 1 AS change FROM written AS s JOIN partner AS p ON p.id = s.partner_id
        CROSS JOIN LATERAL facets_of_solution(ROW(s.*)::solution, p.state IN ('ACTIVE', 'PAUSED')) AS f
        UNION ALL SELECT f.*, -1 FROM before AS s JOIN partner AS p ON p.id = s.partner_id
        CROSS JOIN LATERAL facets_of_solution(ROW(s.*)::solution, p.state IN ('ACTIVE', 'PAUSED')) AS f) AS f
    GROUP BY 2, 3 HAVING sum(f.change) <> 0;
    PERFORM facet_fold();
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER facet_solution_added AFTER INSERT ON solution
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION facet_solution();
CREATE TRIGGER facet_solution_changed AFTER UPDATE ON solution
    REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION facet_solution();

INSERT INTO facet_count SELECT 'partners', f.facet, f.value, count(*)
FROM partner AS p CROSS JOIN LATERAL facets_of_partner(p) AS f GROUP BY 2, 3;
INSERT INTO facet_count SELECT 'solutions', f.facet, f.value, count(*)
FROM solution AS s JOIN partner AS p ON p.id = s.partner_id
CROSS JOIN LATERAL facets_of_solution(s, p.state IN ('ACTIVE', 'PAUSED')) AS f GROUP BY 2, 3;
