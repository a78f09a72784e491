-- +goose Up
-- The lowest price that a solution has of each model in each currency: for the catalogue
-- in the order of prices, and within a range of them. Plans are JSON, of which no index
-- could have that. A trigger keeps it, whatever way a solution is written. Reads solution
-- once, and blocks writes to it meanwhile.
CREATE TABLE solution_price (
    solution_id uuid NOT NULL REFERENCES solution,
    model       text NOT NULL,
    currency    text NOT NULL,
    minor       bigint NOT NULL,
    PRIMARY KEY (solution_id, model, currency)
);
CREATE INDEX solution_price_cheapest ON solution_price (model, currency, minor, solution_id);
REVOKE ALL ON solution_price FROM partnergraph_app;
GRANT SELECT ON solution_price TO partnergraph_app;
SELECT announce_changes('solution_price', 'solution_id');

CREATE FUNCTION lowest_prices(plans jsonb) RETURNS TABLE (model text, currency text, minor bigint) LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT price ->> 'Model', price #>> '{Amount,Currency}', min((price #>> '{Amount,Minor}')::bigint)
    FROM jsonb_array_elements(plans) AS plan, jsonb_array_elements(plan -> 'Prices') AS price GROUP BY 1, 2
$$;

-- +goose StatementBegin
CREATE FUNCTION solution_prices() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (SELECT FROM written AS w JOIN before AS b USING (id) WHERE w.plans <> b.plans) THEN
            RETURN NULL;
        END IF;
        DELETE FROM solution_price WHERE solution_id IN (SELECT id FROM written);
    END IF;
    INSERT INTO solution_price SELECT s.id, p.model, p.currency, p.minor FROM written AS s CROSS JOIN LATERAL lowest_prices(s.plans) AS p;
    RETURN NULL;
END
$$;
-- +goose StatementEnd
CREATE TRIGGER solution_priced AFTER INSERT ON solution
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION solution_prices();
CREATE TRIGGER solution_priced_anew AFTER UPDATE ON solution
    REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION solution_prices();

INSERT INTO solution_price SELECT s.id, p.model, p.currency, p.minor FROM solution AS s CROSS JOIN LATERAL lowest_prices(s.plans) AS p;
