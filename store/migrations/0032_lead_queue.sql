-- +goose Up
-- A lead also comes to the house because a partner has returned it as no good, or because
-- two partners claim its client; and sellers' leads are returned for two reasons more.
-- The house's queue reads the leads that nobody has, oldest first: few among all.
-- Locks lead_distribution and lead_offer for a moment; blocks writes to lead while the
-- index is built.
ALTER TABLE lead_distribution
    DROP CONSTRAINT lead_distribution_outcome,
    ADD CONSTRAINT lead_distribution_outcome CHECK (outcome IN
        ('TAKEN', 'NOBODY_FITS', 'DECLINED_BY_ALL', 'RETURNED', 'DEAL_CONFLICT', 'OVERRIDDEN', 'CLOSED'));
ALTER TABLE lead_offer
    DROP CONSTRAINT lead_offer_return_reason,
    ADD CONSTRAINT lead_offer_return_reason CHECK (return_reason IN
        ('WRONG_CONTACT', 'UNREACHABLE', 'NO_NEED', 'DUPLICATE', 'NOT_AS_DESCRIBED', 'NO_CONSENT', 'OUT_OF_BUSINESS', 'SPAM', 'OTHER'));
CREATE INDEX lead_waiting ON lead (created_at, id) WHERE state IN ('OPEN', 'HELD');
