-- +goose Up
-- How a lead is handed out: a mode with its rules, and which draws it has made. Leads
-- were handed out by hand; now most go by themselves, so each offer says where it comes
-- from, why this partner, what it costs, and when it was seen and returned.
--
-- Locks lead_offer for a moment, and reads it once to check what its rows must be.
CREATE TABLE lead_distribution (
    id             uuid PRIMARY KEY,
    lead_id        uuid NOT NULL REFERENCES lead DEFERRABLE INITIALLY DEFERRED,
    mode           text NOT NULL CONSTRAINT lead_distribution_mode CHECK (mode IN ('EXCLUSIVE', 'SHARED', 'BOARD', 'SOLD')),
    policy_version integer NOT NULL,
    seed           bytea NOT NULL CONSTRAINT lead_distribution_seed CHECK (length(seed) = 32),
    max_share      integer NOT NULL CONSTRAINT lead_distribution_max_share CHECK (max_share BETWEEN 1 AND 20),
    hours          integer NOT NULL CONSTRAINT lead_distribution_hours CHECK (hours BETWEEN 1 AND 336),
    draws          boolean NOT NULL DEFAULT true, -- false when the house named the partners
    round          integer NOT NULL DEFAULT 0,    -- how many draws were made
    state          text NOT NULL CONSTRAINT lead_distribution_state CHECK (state IN ('RUNNING', 'DONE', 'STOPPED')),
    outcome        text CONSTRAINT lead_distribution_outcome CHECK (outcome IN
        ('TAKEN', 'NOBODY_FITS', 'DECLINED_BY_ALL', 'OVERRIDDEN', 'CLOSED')),
    next_at        timestamptz, -- when something is to be done; null when nothing is by itself
    started_at     timestamptz NOT NULL,
    ended_at       timestamptz,
    by_person      uuid REFERENCES person, -- of the house, when it decided
    reason         text,                   -- why it did
    CONSTRAINT lead_distribution_ended CHECK ((state = 'RUNNING') = (ended_at IS NULL) AND (ended_at IS NULL) = (outcome IS NULL)),
    CONSTRAINT lead_distribution_idle CHECK (state = 'RUNNING' OR next_at IS NULL)
);
CREATE UNIQUE INDEX lead_distribution_running ON lead_distribution (lead_id) WHERE state = 'RUNNING';
CREATE INDEX lead_distribution_by_lead ON lead_distribution (lead_id, started_at, id);
-- What is due is looked for every second, and is little.
CREATE INDEX lead_distribution_due ON lead_distribution (next_at) WHERE state = 'RUNNING';
-- The board reads what runs, newest first.
CREATE INDEX lead_distribution_board ON lead_distribution (lead_id, mode) WHERE state = 'RUNNING' AND mode IN ('BOARD', 'SOLD');

ALTER TABLE lead_offer
    ADD COLUMN distribution_id uuid REFERENCES lead_distribution DEFERRABLE INITIALLY DEFERRED,
    ADD COLUMN viewed_at timestamptz,
    ADD COLUMN reminded_at timestamptz,
    ADD COLUMN price_minor bigint,
    ADD COLUMN price_currency text,
    ADD COLUMN trace jsonb,
    ADD COLUMN returned_at timestamptz,
    ADD COLUMN return_reason text CONSTRAINT lead_offer_return_reason CHECK (return_reason IN
        ('WRONG_CONTACT', 'UNREACHABLE', 'NO_NEED', 'DUPLICATE', 'NOT_AS_DESCRIBED', 'SPAM', 'OTHER')),
    ADD COLUMN return_note text,
    ADD CONSTRAINT lead_offer_price CHECK ((price_minor IS NULL) = (price_currency IS NULL) AND price_minor >= 0),
    ADD CONSTRAINT lead_offer_returned CHECK ((state = 'RETURNED') = (returned_at IS NOT NULL) AND (returned_at IS NULL) = (return_reason IS NULL)),
    DROP CONSTRAINT lead_offer_state,
    ADD CONSTRAINT lead_offer_state CHECK (state IN ('OFFERED', 'ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN', 'RETURNED')),
    DROP CONSTRAINT lead_offer_accepted,
    ADD CONSTRAINT lead_offer_accepted CHECK ((state IN ('ACCEPTED', 'RETURNED')) = (stage IS NOT NULL)),
    DROP CONSTRAINT lead_offer_answered,
    ADD CONSTRAINT lead_offer_answered CHECK ((state IN ('ACCEPTED', 'DECLINED', 'RETURNED')) = (answered_at IS NOT NULL));

REVOKE UPDATE, DELETE ON lead_distribution FROM partnergraph_app;
GRANT UPDATE (state, outcome, round, next_at, ended_at) ON lead_distribution TO partnergraph_app;
GRANT UPDATE (viewed_at, reminded_at, returned_at, return_reason, return_note) ON lead_offer TO partnergraph_app;

-- Leads are offered by what the system draws, too; and a partner takes one for itself
-- from the board or the market. So what is on the board is guarded as well: a
-- distribution begins with its lead, or by the house or the system, and none that has
-- ended begins again.
ALTER POLICY lead_offer_sent ON lead_offer WITH CHECK (
    state = 'OFFERED' AND ((SELECT viewer_serves('PROGRAMME_MANAGER')) OR (SELECT viewer_is_system())
        OR NOT EXISTS (SELECT FROM lead l WHERE l.id = lead_offer.lead_id)));
CREATE POLICY lead_offer_claimed ON lead_offer FOR INSERT TO partnergraph_app WITH CHECK (
    state = 'ACCEPTED' AND partner_id = (SELECT viewer_partner()) AND EXISTS (SELECT FROM lead_distribution d
        WHERE d.lead_id = lead_offer.lead_id AND d.id = lead_offer.distribution_id AND d.state = 'RUNNING' AND d.mode IN ('BOARD', 'SOLD')));
ALTER TABLE lead_distribution ENABLE ROW LEVEL SECURITY;
CREATE POLICY lead_distribution_seen ON lead_distribution FOR SELECT TO partnergraph_app USING (true);
CREATE POLICY lead_distribution_begun ON lead_distribution FOR INSERT TO partnergraph_app WITH CHECK (
    (SELECT viewer_serves('PROGRAMME_MANAGER')) OR (SELECT viewer_is_system())
        OR NOT EXISTS (SELECT FROM lead l WHERE l.id = lead_distribution.lead_id));
CREATE POLICY lead_distribution_went_on ON lead_distribution FOR UPDATE TO partnergraph_app USING (state = 'RUNNING') WITH CHECK (true);
