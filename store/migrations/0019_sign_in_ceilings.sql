-- +goose Up
-- Each code costs money, and whoever has many networks could order them without end:
-- limits were by number and by address only. Codes are now counted in all, by calling
-- code and by wide network (the /24 of an IPv4 address, the /48 of an IPv6 one). Near
-- a ceiling only numbers that have signed in before are sent one; what is held back
-- counts for the network, and for no other ceiling.
--
-- Codes of before have no calling code and network, and are not counted by those in
-- the first hour. Waits for a moment for who signs in, and blocks writes to
-- sign_in_challenge, which holds the codes of a day, while its indexes are built.
ALTER TABLE sign_in_challenge
    ADD COLUMN calling_code text,
    ADD COLUMN network text,
    ADD COLUMN held boolean NOT NULL DEFAULT false; -- no code was sent
CREATE INDEX sign_in_challenge_sent ON sign_in_challenge (created_at) WHERE NOT held;
CREATE INDEX sign_in_challenge_calling_code ON sign_in_challenge (calling_code, created_at) WHERE NOT held;
CREATE INDEX sign_in_challenge_network ON sign_in_challenge (network, created_at);

-- A door in the wall: who asks for a code sees those to its own number and address
-- only. This tells no more than when so many had been sent: for each ceiling the time
-- of the code that many back, null where there are not so many.
-- +goose StatementBegin
CREATE FUNCTION sign_in_load(of_code text, of_network text, most int, most_code int, most_network int, open_to_all int, open_to_all_code int)
    RETURNS TABLE (full_all timestamptz, full_code timestamptz, full_network timestamptz, near_all timestamptz, near_code timestamptz)
    LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 1 SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN QUERY SELECT
        (SELECT c.created_at FROM sign_in_challenge c WHERE NOT c.held ORDER BY c.created_at DESC LIMIT 1 OFFSET most - 1),
        (SELECT c.created_at FROM sign_in_challenge c WHERE NOT c.held AND c.calling_code = of_code ORDER BY c.created_at DESC LIMIT 1 OFFSET most_code - 1),
        (SELECT c.created_at FROM sign_in_challenge c WHERE c.network = of_network ORDER BY c.created_at DESC LIMIT 1 OFFSET most_network - 1),
        (SELECT c.created_at FROM sign_in_challenge c WHERE NOT c.held ORDER BY c.created_at DESC LIMIT 1 OFFSET open_to_all - 1),
        (SELECT c.created_at FROM sign_in_challenge c WHERE NOT c.held AND c.calling_code = of_code ORDER BY c.created_at DESC LIMIT 1 OFFSET open_to_all_code - 1);
END $$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION sign_in_load(text, text, int, int, int, int, int) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sign_in_load(text, text, int, int, int, int, int) TO partnergraph_app;
