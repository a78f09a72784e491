-- +goose Up
-- Leads for sale (L5): a marketing partner names a price, terms and a number of copies,
-- and buyers pay from their balances. What is paid for a lead is booked in the books of
-- both, once for each purchase; what is returned is booked back.
--
-- Locks journal, entry, lead, lead_contact and lead_offer for a moment; each but
-- lead_contact is read once, to check what its rows must be.

-- What a seller offers. used copies are counted from the offers that were bought.
CREATE TABLE lead_sale (
    lead_id        uuid PRIMARY KEY REFERENCES lead DEFERRABLE INITIALLY DEFERRED,
    seller_id      uuid NOT NULL REFERENCES partner,
    person_id      uuid NOT NULL REFERENCES person,
    price_minor    bigint NOT NULL CONSTRAINT lead_sale_price CHECK (price_minor > 0),
    price_currency text NOT NULL,
    terms          text,
    copies         integer NOT NULL CONSTRAINT lead_sale_copies CHECK (copies BETWEEN 1 AND 20),
    return_hours   integer NOT NULL CONSTRAINT lead_sale_return_hours CHECK (return_hours BETWEEN 24 AND 336),
    created_at     timestamptz NOT NULL,
    ends_at        timestamptz NOT NULL,
    ended_at       timestamptz
);
CREATE INDEX lead_sale_by_seller ON lead_sale (seller_id, lead_id);

-- Who sells a lead may see whom to call about it. So a sale is written before its lead,
-- by the seller, and nobody makes one for a lead that is there; and only the price and
-- the end of it change, by the seller.
ALTER TABLE lead_sale ENABLE ROW LEVEL SECURITY;
CREATE POLICY lead_sale_seen ON lead_sale FOR SELECT TO partnergraph_app USING (true);
CREATE POLICY lead_sale_offered ON lead_sale FOR INSERT TO partnergraph_app WITH CHECK (
    person_id = (SELECT viewer_person()) AND seller_id = (SELECT viewer_partner())
    AND NOT EXISTS (SELECT FROM lead l WHERE l.id = lead_sale.lead_id));
CREATE POLICY lead_sale_changed ON lead_sale FOR UPDATE TO partnergraph_app USING (seller_id = (SELECT viewer_partner()));
REVOKE UPDATE, DELETE ON lead_sale FROM partnergraph_app;
GRANT UPDATE (price_minor, ended_at) ON lead_sale TO partnergraph_app;

CREATE POLICY lead_contact_sold ON lead_contact FOR SELECT TO partnergraph_app USING (
    (SELECT viewer_may('{LEADS_READ,LEADS_WRITE}'))
    AND (SELECT s.seller_id = (SELECT viewer_partner()) FROM lead_sale s WHERE s.lead_id = lead_contact.lead_id));

ALTER TABLE lead
    DROP CONSTRAINT lead_source,
    ADD CONSTRAINT lead_source CHECK (source IN ('SITE', 'PARTNER_PAGE', 'WIDGET', 'EVENT', 'MARKETING', 'API'));

-- A purchase is for the price of the sale: nobody takes for nothing what is sold.
ALTER POLICY lead_offer_claimed ON lead_offer WITH CHECK (
    state = 'ACCEPTED' AND partner_id = (SELECT viewer_partner()) AND EXISTS (SELECT FROM lead_distribution d
        LEFT JOIN lead_sale s ON s.lead_id = d.lead_id
        WHERE d.lead_id = lead_offer.lead_id AND d.id = lead_offer.distribution_id AND d.state = 'RUNNING'
            AND (d.mode = 'BOARD' AND lead_offer.price_minor IS NULL
                OR d.mode = 'SOLD' AND s.price_minor = lead_offer.price_minor AND s.price_currency = lead_offer.price_currency)));
ALTER TABLE lead_offer
    DROP CONSTRAINT lead_offer_return_reason,
    ADD CONSTRAINT lead_offer_return_reason CHECK (return_reason IN
        ('WRONG_CONTACT', 'UNREACHABLE', 'NO_NEED', 'DUPLICATE', 'NOT_AS_DESCRIBED', 'NO_CONSENT', 'SPAM', 'OUT_OF_BUSINESS', 'OTHER'));

ALTER TABLE journal
    ADD COLUMN offer_id uuid REFERENCES lead_offer,
    ADD CONSTRAINT journal_offer_once UNIQUE (offer_id, kind),
    DROP CONSTRAINT journal_kind,
    ADD CONSTRAINT journal_kind CHECK (kind IN ('INVOICE_ISSUED', 'INVOICE_PAID',
        'LEAD_BOUGHT', 'LEAD_SOLD', 'LEAD_RETURNED', 'LEAD_TAKEN_BACK')),
    ADD CONSTRAINT journal_of_lead CHECK ((kind LIKE 'LEAD\_%') = (offer_id IS NOT NULL));
ALTER TABLE entry
    DROP CONSTRAINT entry_account,
    ADD CONSTRAINT entry_account CHECK (account IN ('RECEIVABLE', 'REVENUE', 'TAX', 'BALANCE', 'LEADS'));
