-- +goose Up
-- The funnel (L7, L8): when an offer came to each stage and when it left it, so that
-- time in each can be shown and added up; why a lead was lost in a word that can be
-- counted; and what the work was estimated at and agreed for.
--
-- A trigger keeps the history, because there are several ways to a stage (an answer,
-- a claim, a purchase) and none may forget it. The role reads it and writes nothing.
--
-- Locks lead_offer while its constraints are checked and the history is filled in: a
-- second for a hundred thousand offers.
ALTER TABLE lead_offer
    ADD COLUMN lost_cause text CONSTRAINT lead_offer_lost_cause CHECK (lost_cause IN
        ('PRICE', 'NO_BUDGET', 'COMPETITOR', 'NO_ANSWER', 'NO_NEED', 'TIMING', 'OTHER')),
    ADD COLUMN estimate_minor bigint,
    ADD COLUMN estimate_currency text,
    ADD COLUMN contract_minor bigint,
    ADD COLUMN contract_currency text,
    ADD CONSTRAINT lead_offer_cause_of_loss CHECK (lost_cause IS NULL OR stage = 'LOST'),
    ADD CONSTRAINT lead_offer_estimate CHECK ((estimate_minor IS NULL) = (estimate_currency IS NULL) AND estimate_minor > 0),
    ADD CONSTRAINT lead_offer_contract CHECK ((contract_minor IS NULL) = (contract_currency IS NULL) AND contract_minor > 0);
UPDATE lead_offer SET lost_cause = 'OTHER' WHERE stage = 'LOST';
GRANT UPDATE (lost_cause, estimate_minor, estimate_currency, contract_minor, contract_currency) ON lead_offer TO partnergraph_app;

CREATE TABLE lead_stage (
    offer_id   uuid NOT NULL REFERENCES lead_offer,
    stage      text NOT NULL CONSTRAINT lead_stage_stage CHECK (stage IN
        ('ACCEPTED', 'CONTACTED', 'CLARIFIED', 'PLANNED', 'ESTIMATED', 'CONTRACTED', 'STARTED', 'LOST')),
    entered_at timestamptz NOT NULL,
    left_at    timestamptz,
    PRIMARY KEY (offer_id, stage)
);
REVOKE INSERT, UPDATE, DELETE ON lead_stage FROM partnergraph_app;

-- What was written before, or comes at once with a later stage, is known at its ends.
INSERT INTO lead_stage (offer_id, stage, entered_at, left_at)
SELECT id, 'ACCEPTED', least(answered_at, stage_at), CASE WHEN stage <> 'ACCEPTED' THEN coalesce(stage_at, answered_at) END
FROM lead_offer WHERE stage IS NOT NULL
UNION ALL
SELECT id, stage, coalesce(stage_at, answered_at), NULL FROM lead_offer WHERE stage <> 'ACCEPTED';

-- +goose StatementBegin
CREATE FUNCTION lead_offer_keeps_stages() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    came timestamptz := coalesce(NEW.stage_at, NEW.answered_at);
BEGIN
    IF NEW.state = 'RETURNED' THEN -- nothing more is to come
        UPDATE lead_stage SET left_at = NEW.returned_at WHERE offer_id = NEW.id AND left_at IS NULL;
        RETURN NULL;
    END IF;
    IF TG_OP = 'INSERT' AND NEW.stage <> 'ACCEPTED' THEN
        INSERT INTO lead_stage (offer_id, stage, entered_at, left_at)
        VALUES (NEW.id, 'ACCEPTED', least(NEW.answered_at, came), came);
    END IF;
    IF TG_OP = 'UPDATE' THEN
        UPDATE lead_stage SET left_at = came
        WHERE offer_id = NEW.id AND left_at IS NULL AND stage <> NEW.stage;
    END IF;
    INSERT INTO lead_stage (offer_id, stage, entered_at) VALUES (NEW.id, NEW.stage, came)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE TRIGGER lead_offer_stages_added AFTER INSERT ON lead_offer
    FOR EACH ROW WHEN (NEW.stage IS NOT NULL) EXECUTE FUNCTION lead_offer_keeps_stages();
CREATE TRIGGER lead_offer_stages_changed AFTER UPDATE OF state, stage ON lead_offer
    FOR EACH ROW WHEN (NEW.stage IS NOT NULL AND (NEW.state, NEW.stage) IS DISTINCT FROM (OLD.state, OLD.stage)) EXECUTE FUNCTION lead_offer_keeps_stages();
