-- +goose Up
-- A partner tops up its balance, because what it buys (L5) is paid from there. A payment
-- pays an invoice or tops up a balance; the top-up is booked once, when it has succeeded:
-- BALANCE against PAID_IN, what the partner brought in itself.
--
-- Locks payment, journal and entry for a moment; each is read once, to check its rows.

ALTER TABLE payment
    ALTER COLUMN invoice_id DROP NOT NULL,
    ADD COLUMN partner_id uuid REFERENCES partner,
    ADD CONSTRAINT payment_of_one CHECK ((invoice_id IS NULL) <> (partner_id IS NULL));
-- The tries of a partner within a day are counted before another begins.
CREATE INDEX payment_by_partner ON payment (partner_id, created_at) WHERE partner_id IS NOT NULL;

ALTER TABLE journal
    ADD COLUMN payment_id uuid REFERENCES payment,
    ADD CONSTRAINT journal_payment_once UNIQUE (payment_id),
    DROP CONSTRAINT journal_kind,
    ADD CONSTRAINT journal_kind CHECK (kind IN ('INVOICE_ISSUED', 'INVOICE_PAID', 'TOPPED_UP',
        'LEAD_BOUGHT', 'LEAD_SOLD', 'LEAD_RETURNED', 'LEAD_TAKEN_BACK')),
    ADD CONSTRAINT journal_of_top_up CHECK ((kind = 'TOPPED_UP') = (payment_id IS NOT NULL));
ALTER TABLE entry
    DROP CONSTRAINT entry_account,
    ADD CONSTRAINT entry_account CHECK (account IN ('RECEIVABLE', 'REVENUE', 'TAX', 'BALANCE', 'LEADS', 'PAID_IN'));
