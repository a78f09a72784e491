-- +goose Up
-- Invoices, payments, and double-entry books.

-- The last number given out for a seller and year, and when. Its row is locked until
-- the invoice is committed, so a number is never lost, and later numbers have later
-- times.
CREATE TABLE invoice_series (
    seller_id uuid NOT NULL REFERENCES partner,
    year      integer NOT NULL,
    last      integer NOT NULL,
    issued_at timestamptz NOT NULL,
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
    net_minor       bigint NOT NULL CONSTRAINT invoice_net CHECK (net_minor > 0),
    tax_minor       bigint NOT NULL CONSTRAINT invoice_tax CHECK (tax_minor >= 0),
    issued_at       timestamptz NOT NULL,
    due_on          date NOT NULL,
    paid_at         timestamptz,
    CONSTRAINT invoice_number_unique UNIQUE (seller_id, year, serial),
    CONSTRAINT invoice_year CHECK (year = extract(year FROM issued_at AT TIME ZONE 'UTC')),
    CONSTRAINT invoice_one_buyer CHECK ((organization_id IS NULL) <> (person_id IS NULL)),
    CONSTRAINT invoice_paid CHECK ((state = 'PAID') = (paid_at IS NOT NULL))
);
CREATE INDEX invoice_by_seller ON invoice (seller_id, issued_at DESC, id DESC);
CREATE INDEX invoice_by_organization ON invoice (organization_id, issued_at DESC, id DESC);
CREATE INDEX invoice_by_person ON invoice (person_id, issued_at DESC, id DESC);
-- The house's finance people read all.
CREATE INDEX invoice_newest ON invoice (issued_at DESC, id DESC);

CREATE TABLE invoice_line (
    invoice_id       uuid NOT NULL REFERENCES invoice,
    position         integer NOT NULL,
    description      text NOT NULL,
    quantity         numeric NOT NULL CONSTRAINT invoice_line_quantity CHECK (quantity > 0),
    unit_price_minor bigint NOT NULL CONSTRAINT invoice_line_unit_price CHECK (unit_price_minor >= 0),
    tax_rate         numeric NOT NULL CONSTRAINT invoice_line_tax_rate CHECK (tax_rate BETWEEN 0 AND 100),
    net_minor        bigint NOT NULL,
    PRIMARY KEY (invoice_id, position)
);

-- ask_at is when the provider is asked next about a payment it has not answered for
-- good. reference is missing when it may not even have heard of it.
CREATE TABLE payment (
    id         uuid PRIMARY KEY,
    invoice_id uuid NOT NULL REFERENCES invoice,
    state      text NOT NULL CONSTRAINT payment_state CHECK (state IN ('PENDING', 'SUCCEEDED', 'DECLINED')),
    minor      bigint NOT NULL CONSTRAINT payment_amount CHECK (minor > 0),
    currency   text NOT NULL,
    method     text NOT NULL CONSTRAINT payment_method CHECK (method IN ('CARD', 'PAYPAL', 'DIRECT_DEBIT', 'BANK_TRANSFER')),
    reference  text,
    failure    text,
    created_at timestamptz NOT NULL,
    ask_at     timestamptz,
    settled_at timestamptz,
    CONSTRAINT payment_settled CHECK ((state = 'PENDING') = (settled_at IS NULL)),
    CONSTRAINT payment_asked CHECK ((state = 'PENDING') = (ask_at IS NOT NULL)),
    CONSTRAINT payment_failed CHECK ((state = 'DECLINED') = (failure IS NOT NULL))
);
CREATE INDEX payment_by_invoice ON payment (invoice_id, created_at);
-- An invoice is paid once, and by one payment at a time.
CREATE UNIQUE INDEX payment_one_at_a_time ON payment (invoice_id) WHERE state <> 'DECLINED';
-- Those the provider has not answered yet are few, and asked about again and again.
CREATE INDEX payment_pending ON payment (ask_at) WHERE state = 'PENDING';

CREATE TABLE journal (
    id          uuid PRIMARY KEY,
    partner_id  uuid NOT NULL REFERENCES partner,
    invoice_id  uuid REFERENCES invoice,
    kind        text NOT NULL CONSTRAINT journal_kind CHECK (kind IN ('INVOICE_ISSUED', 'INVOICE_PAID')),
    description text NOT NULL,
    posted_at   timestamptz NOT NULL,
    -- What happens to an invoice is booked once.
    CONSTRAINT journal_once UNIQUE (invoice_id, kind)
);
CREATE INDEX journal_by_partner ON journal (partner_id, posted_at DESC, id DESC);

-- partner_id repeats the journal's: so a balance is one range of one index, 3 ms for
-- a partner with 100,000 entries instead of 90 by joining its journals.
CREATE TABLE entry (
    journal_id uuid NOT NULL REFERENCES journal,
    position   integer NOT NULL,
    partner_id uuid NOT NULL,
    account    text NOT NULL CONSTRAINT entry_account CHECK (account IN ('RECEIVABLE', 'REVENUE', 'TAX', 'BALANCE')),
    minor      bigint NOT NULL CONSTRAINT entry_not_zero CHECK (minor <> 0),
    currency   text NOT NULL,
    PRIMARY KEY (journal_id, position)
);
CREATE INDEX entry_balance ON entry (partner_id, currency) INCLUDE (minor) WHERE account = 'BALANCE';

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

CREATE INDEX idempotency_key_created ON idempotency_key (created_at);

-- When its transaction commits, a journal has entries,
-- +goose StatementBegin
CREATE FUNCTION journal_must_have_entries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM entry WHERE journal_id = NEW.id) THEN
        RAISE EXCEPTION 'journal % has no entries', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_has_entries';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER journal_has_entries AFTER INSERT ON journal
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_must_have_entries();

-- which sum to zero in each currency, and were all written in the transaction of
-- their journal: what is booked gets no more entries, not even balanced ones. (xmin
-- is the transaction that wrote a row, so nothing is booked within savepoints.) Checking the sum once for each journal instead of each entry was
-- refused: SET CONSTRAINTS lets entries be added after such a check.
-- +goose StatementBegin
CREATE FUNCTION journal_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM journal j
        WHERE j.id = NEW.journal_id AND j.partner_id = NEW.partner_id AND j.xmin = pg_current_xact_id()::xid
    ) THEN
        RAISE EXCEPTION 'journal % is closed, or another partner''s', NEW.journal_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_closed';
    END IF;
    IF EXISTS (SELECT FROM entry WHERE journal_id = NEW.journal_id GROUP BY currency HAVING sum(minor) <> 0) THEN
        RAISE EXCEPTION 'journal % does not balance', NEW.journal_id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_balances';
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd
CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_must_balance();

-- What is booked or issued stays: a correction is a new journal, or a new invoice.
-- +goose StatementBegin
CREATE FUNCTION books_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the books are append-only: % of % is refused', lower(TG_OP), TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'books_append_only';
END $$;
-- +goose StatementEnd
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal
    FOR EACH STATEMENT EXECUTE FUNCTION books_are_append_only();
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION books_are_append_only();
CREATE TRIGGER invoice_line_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON invoice_line
    FOR EACH STATEMENT EXECUTE FUNCTION books_are_append_only();
-- Of an invoice only its state moves on.
CREATE TRIGGER invoice_append_only BEFORE DELETE OR TRUNCATE OR UPDATE OF
    id, seller_id, organization_id, person_id, lead_id, year, serial, currency, net_minor, tax_minor, issued_at, due_on ON invoice
    FOR EACH STATEMENT EXECUTE FUNCTION books_are_append_only();
