-- +goose Up
-- Invoices, payments, and double-entry books.

-- The next number for a seller and year, given out under its row's lock at issue.
CREATE TABLE invoice_series (
    seller_id uuid NOT NULL REFERENCES partner,
    year      integer NOT NULL,
    last      integer NOT NULL,
    PRIMARY KEY (seller_id, year)
);

CREATE TABLE invoice (
    id              uuid PRIMARY KEY,
    seller_id       uuid NOT NULL REFERENCES partner,
    organization_id uuid REFERENCES organization,
    person_id       uuid REFERENCES person,
    lead_id         uuid REFERENCES lead,
    year            integer NOT NULL,
    serial          integer NOT NULL,
    state           text NOT NULL CONSTRAINT invoice_state CHECK (state IN ('ISSUED', 'PAID')),
    currency        text NOT NULL,
    net_minor       bigint NOT NULL,
    tax_minor       bigint NOT NULL,
    issued_at       timestamptz NOT NULL,
    due_on          date NOT NULL,
    paid_at         timestamptz,
    CONSTRAINT invoice_number_unique UNIQUE (seller_id, year, serial),
    CONSTRAINT invoice_one_buyer CHECK ((organization_id IS NULL) <> (person_id IS NULL)),
    CONSTRAINT invoice_paid CHECK ((state = 'PAID') = (paid_at IS NOT NULL))
);
CREATE INDEX invoice_by_seller ON invoice (seller_id, issued_at DESC, id DESC);
CREATE INDEX invoice_by_organization ON invoice (organization_id, issued_at DESC, id DESC);
CREATE INDEX invoice_by_person ON invoice (person_id, issued_at DESC, id DESC);

CREATE TABLE invoice_line (
    invoice_id       uuid NOT NULL REFERENCES invoice,
    position         integer NOT NULL,
    description      text NOT NULL,
    quantity         numeric NOT NULL,
    unit_price_minor bigint NOT NULL,
    tax_rate         numeric NOT NULL,
    net_minor        bigint NOT NULL,
    PRIMARY KEY (invoice_id, position)
);

CREATE TABLE payment (
    id         uuid PRIMARY KEY,
    invoice_id uuid NOT NULL REFERENCES invoice,
    state      text NOT NULL CONSTRAINT payment_state CHECK (state IN ('PENDING', 'SUCCEEDED', 'DECLINED')),
    minor      bigint NOT NULL,
    currency   text NOT NULL,
    method     text NOT NULL,
    reference  text,
    failure    text,
    created_at timestamptz NOT NULL,
    settled_at timestamptz,
    CONSTRAINT payment_settled CHECK ((state = 'PENDING') = (settled_at IS NULL))
);
CREATE INDEX payment_by_invoice ON payment (invoice_id, created_at);
-- An invoice is paid once, and by one payment at a time.
CREATE UNIQUE INDEX payment_one_at_a_time ON payment (invoice_id) WHERE state <> 'DECLINED';
-- Those the provider has not answered yet are few, and asked about again and again.
CREATE INDEX payment_pending ON payment (created_at) WHERE state = 'PENDING';

CREATE TABLE journal (
    id          uuid PRIMARY KEY,
    partner_id  uuid NOT NULL REFERENCES partner,
    invoice_id  uuid REFERENCES invoice,
    kind        text NOT NULL,
    description text NOT NULL,
    posted_at   timestamptz NOT NULL,
    -- What happens to an invoice is booked once.
    CONSTRAINT journal_once UNIQUE (invoice_id, kind)
);
CREATE INDEX journal_by_partner ON journal (partner_id, posted_at DESC, id DESC);

CREATE TABLE entry (
    journal_id uuid NOT NULL REFERENCES journal,
    position   integer NOT NULL,
    account    text NOT NULL CONSTRAINT entry_account CHECK (account IN ('RECEIVABLE', 'REVENUE', 'TAX', 'BALANCE')),
    minor      bigint NOT NULL CONSTRAINT entry_not_zero CHECK (minor <> 0),
    currency   text NOT NULL,
    PRIMARY KEY (journal_id, position)
);

-- The same key and input give the same answer; the same key with another input is
-- an error. The row is written in the transaction of the effect.
CREATE TABLE idempotency_key (
    person_id  uuid NOT NULL REFERENCES person,
    key        text NOT NULL,
    input_hash bytea NOT NULL,
    result_id  uuid NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (person_id, key)
);

-- Every journal sums to zero in each currency when its transaction commits, and
-- has entries at all.
-- +goose StatementBegin
CREATE FUNCTION journal_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    subject uuid := CASE TG_TABLE_NAME WHEN 'journal' THEN to_jsonb(NEW) ->> 'id' ELSE to_jsonb(NEW) ->> 'journal_id' END;
BEGIN
    IF NOT EXISTS (SELECT FROM entry WHERE journal_id = subject)
        OR EXISTS (SELECT FROM entry WHERE journal_id = subject GROUP BY currency HAVING sum(minor) <> 0)
    THEN
        RAISE EXCEPTION 'journal % does not balance', subject
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_balances';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON journal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_must_balance();
CREATE CONSTRAINT TRIGGER entry_balances AFTER INSERT ON entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_must_balance();

-- What is booked stays: a correction is a new journal.
-- +goose StatementBegin
CREATE FUNCTION books_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the books are append-only'
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'books_append_only';
END $$;
-- +goose StatementEnd
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION books_are_append_only();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION books_are_append_only();
