-- Today's schema, made from the migrations by a test. Do not edit.

CREATE TABLE allowance (
    hash bytea NOT NULL,
    level double precision NOT NULL,
    granted double precision NOT NULL,
    refilled_at timestamp with time zone NOT NULL,
    CONSTRAINT allowance_not_negative CHECK ((level >= (0)::double precision)),
    CONSTRAINT allowance_pkey PRIMARY KEY (hash)
);

CREATE TABLE api_token (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    created_by uuid NOT NULL,
    name text NOT NULL,
    hash bytea NOT NULL,
    last_four text NOT NULL,
    scopes text[] NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone,
    revoked_at timestamp with time zone,
    revoked_by uuid,
    CONSTRAINT api_token_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
    CONSTRAINT api_token_hash_unique UNIQUE (hash),
    CONSTRAINT api_token_name_length CHECK (((char_length(name) >= 1) AND (char_length(name) <= 80))),
    CONSTRAINT api_token_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
    CONSTRAINT api_token_pkey PRIMARY KEY (id),
    CONSTRAINT api_token_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES person(id),
    CONSTRAINT api_token_scopes CHECK ((scopes <@ ARRAY['PARTNERS_READ'::text, 'PARTNERS_WRITE'::text, 'SOLUTIONS_READ'::text, 'SOLUTIONS_WRITE'::text, 'REVIEWS_WRITE'::text, 'FORUM_READ'::text, 'FORUM_WRITE'::text, 'LEADS_READ'::text, 'LEADS_WRITE'::text, 'BILLING_READ'::text, 'BILLING_WRITE'::text, 'ORGANIZATION_READ'::text]))
);

CREATE INDEX api_token_end ON public.api_token USING btree (LEAST(revoked_at, expires_at));

CREATE INDEX api_token_organization ON public.api_token USING btree (organization_id, created_at);

ALTER TABLE api_token ENABLE ROW LEVEL SECURITY;

CREATE POLICY api_token_ended ON api_token FOR UPDATE TO partnergraph_app
    USING (((id = viewer_token()) OR (created_by = viewer_self()) OR (organization_id = ( SELECT viewer_owns() AS viewer_owns))));

CREATE POLICY api_token_made ON api_token FOR INSERT TO partnergraph_app
    WITH CHECK (((created_by = viewer_self()) AND (organization_id = ( SELECT viewer_owns() AS viewer_owns))));

CREATE POLICY api_token_seen ON api_token FOR SELECT TO partnergraph_app
    USING (((id = viewer_token()) OR (created_by = viewer_self()) OR (organization_id = ( SELECT viewer_owns() AS viewer_owns))));

CREATE TABLE board (
    id uuid NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    description text NOT NULL,
    locale text NOT NULL,
    "position" integer NOT NULL,
    is_announcements boolean NOT NULL DEFAULT false,
    thread_count integer NOT NULL DEFAULT 0,
    CONSTRAINT board_pkey PRIMARY KEY (id),
    CONSTRAINT board_slug_unique UNIQUE (slug)
);

CREATE TRIGGER announces_delete AFTER DELETE ON public.board REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.board REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.board FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.board REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TABLE category (
    id uuid NOT NULL,
    parent_id uuid,
    slug text NOT NULL,
    "position" integer NOT NULL,
    CONSTRAINT category_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES category(id),
    CONSTRAINT category_pkey PRIMARY KEY (id),
    CONSTRAINT category_slug_unique UNIQUE (slug)
);

CREATE TRIGGER announces_delete AFTER DELETE ON public.category REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.category REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.category FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.category REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TABLE category_name (
    category_id uuid NOT NULL,
    locale text NOT NULL,
    name text NOT NULL,
    CONSTRAINT category_name_category_id_fkey FOREIGN KEY (category_id) REFERENCES category(id),
    CONSTRAINT category_name_pkey PRIMARY KEY (category_id, locale)
);

CREATE TRIGGER announces_delete AFTER DELETE ON public.category_name REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('category_id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.category_name REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('category_id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.category_name FOR EACH STATEMENT EXECUTE FUNCTION announces_change('category_id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.category_name REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('category_id', '');

CREATE TABLE data_subject (
    id uuid NOT NULL,
    wrapped_key bytea,
    erased_at timestamp with time zone,
    CONSTRAINT data_subject_erased CHECK (((wrapped_key IS NULL) = (erased_at IS NOT NULL))),
    CONSTRAINT data_subject_pkey PRIMARY KEY (id)
);

CREATE INDEX data_subject_secret ON public.data_subject USING btree (substr(wrapped_key, 1, 9)) WHERE (wrapped_key IS NOT NULL);

ALTER TABLE data_subject ENABLE ROW LEVEL SECURITY;

CREATE POLICY data_subject_made ON data_subject FOR INSERT TO partnergraph_app
    WITH CHECK ((wrapped_key IS NOT NULL));

CREATE POLICY data_subject_of_deal ON data_subject FOR SELECT TO partnergraph_app
    USING ((EXISTS ( SELECT
   FROM deal d
  WHERE (d.subject_id = data_subject.id))));

CREATE POLICY data_subject_open ON data_subject FOR SELECT TO partnergraph_app
    USING ((EXISTS ( SELECT
   FROM lead_contact c
  WHERE (c.subject_id = data_subject.id))));

CREATE TABLE deal (
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    company bytea NOT NULL,
    contact bytea,
    country text NOT NULL,
    company_index bytea NOT NULL,
    phone_index bytea,
    email_index bytea,
    state text NOT NULL,
    registered_by uuid NOT NULL,
    registered_at timestamp with time zone NOT NULL,
    protected_until timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    resolved_at timestamp with time zone,
    resolved_by uuid,
    resolution text,
    name_index bytea,
    CONSTRAINT deal_ended CHECK (((state = ANY (ARRAY['PROTECTED'::text, 'CONFLICT'::text])) = (ended_at IS NULL))),
    CONSTRAINT deal_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT deal_pkey PRIMARY KEY (id),
    CONSTRAINT deal_registered_by_fkey FOREIGN KEY (registered_by) REFERENCES person(id),
    CONSTRAINT deal_resolved CHECK ((((resolved_at IS NULL) = (resolution IS NULL)) AND ((resolved_at IS NULL) = (resolved_by IS NULL)))),
    CONSTRAINT deal_resolved_by_fkey FOREIGN KEY (resolved_by) REFERENCES person(id),
    CONSTRAINT deal_state CHECK ((state = ANY (ARRAY['PROTECTED'::text, 'CONFLICT'::text, 'EXPIRED'::text, 'WITHDRAWN'::text, 'REFUSED'::text]))),
    CONSTRAINT deal_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES data_subject(id)
);

CREATE INDEX deal_any_email ON public.deal USING btree (email_index) WHERE (email_index IS NOT NULL);

CREATE INDEX deal_any_phone ON public.deal USING btree (phone_index) WHERE (phone_index IS NOT NULL);

CREATE INDEX deal_by_partner ON public.deal USING btree (partner_id, registered_at DESC, id DESC);

CREATE INDEX deal_company ON public.deal USING btree (company_index) WHERE (ended_at IS NULL);

CREATE INDEX deal_due ON public.deal USING btree (protected_until) WHERE (ended_at IS NULL);

CREATE INDEX deal_email ON public.deal USING btree (email_index) WHERE (ended_at IS NULL);

CREATE INDEX deal_name ON public.deal USING btree (name_index) WHERE (ended_at IS NULL);

CREATE INDEX deal_newest ON public.deal USING btree (registered_at DESC, id DESC);

CREATE INDEX deal_phone ON public.deal USING btree (phone_index) WHERE (ended_at IS NULL);

CREATE INDEX deal_subject ON public.deal USING btree (subject_id);

ALTER TABLE deal ENABLE ROW LEVEL SECURITY;

CREATE POLICY deal_decided ON deal FOR UPDATE TO partnergraph_app
    USING ((( SELECT viewer_is_system() AS viewer_is_system) OR (( SELECT viewer_may('{LEADS_WRITE}'::text[]) AS viewer_may) AND ( SELECT viewer_serves('PROGRAMME_MANAGER'::text) AS viewer_serves))));

CREATE POLICY deal_read ON deal FOR SELECT TO partnergraph_app
    USING ((( SELECT viewer_is_system() AS viewer_is_system) OR (( SELECT viewer_may('{LEADS_READ,LEADS_WRITE}'::text[]) AS viewer_may) AND ((partner_id = ( SELECT viewer_partner() AS viewer_partner)) OR ( SELECT viewer_serves('PROGRAMME_MANAGER'::text) AS viewer_serves)))));

CREATE POLICY deal_registered ON deal FOR INSERT TO partnergraph_app
    WITH CHECK ((( SELECT viewer_may('{LEADS_WRITE}'::text[]) AS viewer_may) AND (partner_id = ( SELECT viewer_partner() AS viewer_partner))));

CREATE POLICY deal_withdrawn ON deal FOR UPDATE TO partnergraph_app
    USING ((( SELECT viewer_may('{LEADS_WRITE}'::text[]) AS viewer_may) AND (partner_id = ( SELECT viewer_partner() AS viewer_partner))))
    WITH CHECK ((state = 'WITHDRAWN'::text));

CREATE TABLE email_challenge (
    hash bytea NOT NULL,
    person_id uuid NOT NULL,
    email text NOT NULL,
    address text NOT NULL,
    code_sum bytea NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    failed_at timestamp with time zone,
    CONSTRAINT email_challenge_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT email_challenge_pkey PRIMARY KEY (hash)
);

CREATE INDEX email_challenge_address ON public.email_challenge USING btree (address, created_at);

CREATE INDEX email_challenge_age ON public.email_challenge USING btree (created_at);

CREATE INDEX email_challenge_email ON public.email_challenge USING btree (lower(email), created_at);

CREATE INDEX email_challenge_person ON public.email_challenge USING btree (person_id, created_at);

ALTER TABLE email_challenge ENABLE ROW LEVEL SECURITY;

CREATE POLICY email_challenge_forgotten ON email_challenge FOR DELETE TO partnergraph_app
    USING (( SELECT viewer_is_system() AS viewer_is_system));

CREATE POLICY email_challenge_seen ON email_challenge FOR SELECT TO partnergraph_app
    USING (((person_id = ( SELECT viewer_self() AS viewer_self)) OR ( SELECT viewer_is_system() AS viewer_is_system)));

CREATE POLICY email_challenge_sent ON email_challenge FOR INSERT TO partnergraph_app
    WITH CHECK (((person_id = ( SELECT viewer_self() AS viewer_self)) AND (hash = ( SELECT viewer_secret() AS viewer_secret))));

CREATE POLICY email_challenge_tried ON email_challenge FOR UPDATE TO partnergraph_app
    USING ((person_id = ( SELECT viewer_self() AS viewer_self)));

CREATE TABLE embed_key (
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    key text NOT NULL,
    label text NOT NULL,
    origins text[] NOT NULL,
    created_by uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_by uuid,
    shows text[] NOT NULL DEFAULT '{LEAD_FORM,PARTNER_CARD,REVIEWS,SOLUTIONS}'::text[],
    is_own_only boolean NOT NULL DEFAULT false,
    category_id uuid,
    scheme text NOT NULL DEFAULT 'AUTO'::text,
    accent text,
    radius integer,
    daily_reads integer NOT NULL DEFAULT 100000,
    daily_leads integer NOT NULL DEFAULT 100,
    CONSTRAINT embed_key_accent CHECK ((accent ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT embed_key_category FOREIGN KEY (category_id) REFERENCES category(id),
    CONSTRAINT embed_key_created_by_fkey FOREIGN KEY (created_by) REFERENCES person(id),
    CONSTRAINT embed_key_daily_leads CHECK (((daily_leads >= 0) AND (daily_leads <= 1000))),
    CONSTRAINT embed_key_daily_reads CHECK (((daily_reads >= 1) AND (daily_reads <= 10000000))),
    CONSTRAINT embed_key_label_length CHECK (((char_length(label) >= 1) AND (char_length(label) <= 80))),
    CONSTRAINT embed_key_origins CHECK (((cardinality(origins) >= 1) AND (cardinality(origins) <= 20))),
    CONSTRAINT embed_key_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT embed_key_pkey PRIMARY KEY (id),
    CONSTRAINT embed_key_radius CHECK (((radius >= 0) AND (radius <= 32))),
    CONSTRAINT embed_key_revoked_by_fkey FOREIGN KEY (revoked_by) REFERENCES person(id),
    CONSTRAINT embed_key_scheme CHECK ((scheme = ANY (ARRAY['AUTO'::text, 'LIGHT'::text, 'DARK'::text]))),
    CONSTRAINT embed_key_shows CHECK (((cardinality(shows) >= 1) AND (shows <@ '{LEAD_FORM,PARTNER_CARD,REVIEWS,SOLUTIONS}'::text[]))),
    CONSTRAINT embed_key_unique UNIQUE (key)
);

CREATE INDEX embed_key_partner ON public.embed_key USING btree (partner_id, created_at);

CREATE TRIGGER announces_delete AFTER DELETE ON public.embed_key REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,key', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.embed_key REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,key', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.embed_key FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,key', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.embed_key REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,key', '');

CREATE TABLE embed_usage (
    key_id uuid NOT NULL,
    day date NOT NULL,
    reads integer NOT NULL DEFAULT 0,
    leads integer NOT NULL DEFAULT 0,
    CONSTRAINT embed_usage_key_id_fkey FOREIGN KEY (key_id) REFERENCES embed_key(id),
    CONSTRAINT embed_usage_leads CHECK ((leads >= 0)),
    CONSTRAINT embed_usage_pkey PRIMARY KEY (key_id, day),
    CONSTRAINT embed_usage_reads CHECK ((reads >= 0))
);

CREATE TABLE entry (
    journal_id uuid NOT NULL,
    "position" integer NOT NULL,
    partner_id uuid NOT NULL,
    account text NOT NULL,
    minor bigint NOT NULL,
    currency text NOT NULL,
    CONSTRAINT entry_account CHECK ((account = ANY (ARRAY['RECEIVABLE'::text, 'REVENUE'::text, 'TAX'::text, 'BALANCE'::text, 'LEADS'::text, 'PAID_IN'::text]))),
    CONSTRAINT entry_journal_id_fkey FOREIGN KEY (journal_id) REFERENCES journal(id),
    CONSTRAINT entry_not_zero CHECK ((minor <> 0)),
    CONSTRAINT entry_pkey PRIMARY KEY (journal_id, "position")
);

CREATE INDEX entry_balance ON public.entry USING btree (partner_id, currency) INCLUDE (minor) WHERE (account = 'BALANCE'::text);

CREATE TRIGGER entry_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.entry FOR EACH STATEMENT EXECUTE FUNCTION books_are_append_only();

CREATE CONSTRAINT TRIGGER journal_balances AFTER INSERT ON public.entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_must_balance();

ALTER TABLE entry ENABLE ROW LEVEL SECURITY;

CREATE POLICY entry_posted ON entry FOR INSERT TO partnergraph_app
    WITH CHECK ((( SELECT viewer_is_system() AS viewer_is_system) OR ((partner_id = ( SELECT viewer_partner() AS viewer_partner)) AND ( SELECT viewer_may('{BILLING_WRITE}'::text[]) AS viewer_may))));

CREATE POLICY entry_read ON entry FOR SELECT TO partnergraph_app
    USING ((( SELECT viewer_may('{BILLING_READ,BILLING_WRITE}'::text[]) AS viewer_may) AND ((partner_id = ( SELECT viewer_partner() AS viewer_partner)) OR ( SELECT viewer_serves('FINANCE'::text) AS viewer_serves))));

CREATE TABLE facet_count (
    list text NOT NULL,
    facet text NOT NULL,
    value text NOT NULL,
    n integer NOT NULL,
    CONSTRAINT facet_count_list CHECK ((list = ANY (ARRAY['partners'::text, 'solutions'::text])))
);

CREATE INDEX facet_count_value ON public.facet_count USING btree (list, facet, value) INCLUDE (n);

CREATE TRIGGER announces_delete AFTER DELETE ON public.facet_count REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('list', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.facet_count REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('list', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.facet_count FOR EACH STATEMENT EXECUTE FUNCTION announces_change('list', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.facet_count REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('list', '');

CREATE TABLE idempotency_key (
    person_id uuid NOT NULL,
    key text NOT NULL,
    input_hash bytea NOT NULL,
    result_id uuid NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT idempotency_key_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT idempotency_key_pkey PRIMARY KEY (person_id, key)
);

CREATE INDEX idempotency_key_created ON public.idempotency_key USING btree (created_at);

CREATE TABLE industry (
    code text NOT NULL,
    CONSTRAINT industry_pkey PRIMARY KEY (code)
);

CREATE TRIGGER announces_delete AFTER DELETE ON public.industry REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('code', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.industry REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('code', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.industry FOR EACH STATEMENT EXECUTE FUNCTION announces_change('code', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.industry REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('code', '');

CREATE TABLE industry_name (
    industry text NOT NULL,
    locale text NOT NULL,
    name text NOT NULL,
    CONSTRAINT industry_name_industry_fkey FOREIGN KEY (industry) REFERENCES industry(code),
    CONSTRAINT industry_name_pkey PRIMARY KEY (industry, locale)
);

CREATE TRIGGER announces_delete AFTER DELETE ON public.industry_name REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('industry', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.industry_name REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('industry', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.industry_name FOR EACH STATEMENT EXECUTE FUNCTION announces_change('industry', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.industry_name REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('industry', '');

CREATE TABLE invoice (
    id uuid NOT NULL,
    seller_id uuid NOT NULL,
    organization_id uuid,
    person_id uuid,
    lead_id uuid,
    year integer NOT NULL,
    serial integer NOT NULL,
    state text NOT NULL,
    currency text NOT NULL,
    net_minor bigint NOT NULL,
    tax_minor bigint NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    due_on date NOT NULL,
    paid_at timestamp with time zone,
    CONSTRAINT invoice_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id),
    CONSTRAINT invoice_net CHECK ((net_minor > 0)),
    CONSTRAINT invoice_number_unique UNIQUE (seller_id, year, serial),
    CONSTRAINT invoice_one_buyer CHECK (((organization_id IS NULL) <> (person_id IS NULL))),
    CONSTRAINT invoice_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
    CONSTRAINT invoice_paid CHECK (((state = 'PAID'::text) = (paid_at IS NOT NULL))),
    CONSTRAINT invoice_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT invoice_pkey PRIMARY KEY (id),
    CONSTRAINT invoice_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES partner(id),
    CONSTRAINT invoice_state CHECK ((state = ANY (ARRAY['ISSUED'::text, 'PAID'::text]))),
    CONSTRAINT invoice_tax CHECK ((tax_minor >= 0)),
    CONSTRAINT invoice_year CHECK (((year)::numeric = EXTRACT(year FROM (issued_at AT TIME ZONE 'UTC'::text))))
);

CREATE INDEX invoice_by_organization ON public.invoice USING btree (organization_id, issued_at DESC, id DESC);

CREATE INDEX invoice_by_person ON public.invoice USING btree (person_id, issued_at DESC, id DESC);

CREATE INDEX invoice_by_seller ON public.invoice USING btree (seller_id, issued_at DESC, id DESC);

CREATE INDEX invoice_newest ON public.invoice USING btree (issued_at DESC, id DESC);

CREATE TRIGGER invoice_append_only BEFORE DELETE OR UPDATE OF id, seller_id, organization_id, person_id, lead_id, year, serial, currency, net_minor, tax_minor, issued_at, due_on OR TRUNCATE ON public.invoice FOR EACH STATEMENT EXECUTE FUNCTION books_are_append_only();

CREATE TABLE invoice_line (
    invoice_id uuid NOT NULL,
    "position" integer NOT NULL,
    description text NOT NULL,
    quantity numeric NOT NULL,
    unit_price_minor bigint NOT NULL,
    tax_rate numeric NOT NULL,
    net_minor bigint NOT NULL,
    CONSTRAINT invoice_line_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id),
    CONSTRAINT invoice_line_pkey PRIMARY KEY (invoice_id, "position"),
    CONSTRAINT invoice_line_quantity CHECK ((quantity > (0)::numeric)),
    CONSTRAINT invoice_line_tax_rate CHECK (((tax_rate >= (0)::numeric) AND (tax_rate <= (100)::numeric))),
    CONSTRAINT invoice_line_unit_price CHECK ((unit_price_minor >= 0))
);

CREATE TRIGGER invoice_line_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.invoice_line FOR EACH STATEMENT EXECUTE FUNCTION books_are_append_only();

CREATE TABLE invoice_series (
    seller_id uuid NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    issued_at timestamp with time zone NOT NULL,
    CONSTRAINT invoice_series_pkey PRIMARY KEY (seller_id, year),
    CONSTRAINT invoice_series_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES partner(id)
);

CREATE TABLE journal (
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    invoice_id uuid,
    kind text NOT NULL,
    description text NOT NULL,
    posted_at timestamp with time zone NOT NULL,
    offer_id uuid,
    payment_id uuid,
    CONSTRAINT journal_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id),
    CONSTRAINT journal_kind CHECK ((kind = ANY (ARRAY['INVOICE_ISSUED'::text, 'INVOICE_PAID'::text, 'TOPPED_UP'::text, 'LEAD_BOUGHT'::text, 'LEAD_SOLD'::text, 'LEAD_RETURNED'::text, 'LEAD_TAKEN_BACK'::text]))),
    CONSTRAINT journal_of_lead CHECK (((kind ~~ 'LEAD\_%'::text) = (offer_id IS NOT NULL))),
    CONSTRAINT journal_of_top_up CHECK (((kind = 'TOPPED_UP'::text) = (payment_id IS NOT NULL))),
    CONSTRAINT journal_offer_id_fkey FOREIGN KEY (offer_id) REFERENCES lead_offer(id),
    CONSTRAINT journal_offer_once UNIQUE (offer_id, kind),
    CONSTRAINT journal_once UNIQUE (invoice_id, kind),
    CONSTRAINT journal_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT journal_payment_id_fkey FOREIGN KEY (payment_id) REFERENCES payment(id),
    CONSTRAINT journal_payment_once UNIQUE (payment_id),
    CONSTRAINT journal_pkey PRIMARY KEY (id)
);

CREATE INDEX journal_by_partner ON public.journal USING btree (partner_id, posted_at DESC, id DESC);

CREATE TRIGGER journal_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.journal FOR EACH STATEMENT EXECUTE FUNCTION books_are_append_only();

CREATE CONSTRAINT TRIGGER journal_has_entries AFTER INSERT ON public.journal DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION journal_must_have_entries();

ALTER TABLE journal ENABLE ROW LEVEL SECURITY;

CREATE POLICY journal_posted ON journal FOR INSERT TO partnergraph_app
    WITH CHECK ((( SELECT viewer_is_system() AS viewer_is_system) OR ((partner_id = ( SELECT viewer_partner() AS viewer_partner)) AND ( SELECT viewer_may('{BILLING_WRITE}'::text[]) AS viewer_may))));

CREATE POLICY journal_read ON journal FOR SELECT TO partnergraph_app
    USING ((( SELECT viewer_may('{BILLING_READ,BILLING_WRITE}'::text[]) AS viewer_may) AND ((partner_id = ( SELECT viewer_partner() AS viewer_partner)) OR ( SELECT viewer_serves('FINANCE'::text) AS viewer_serves))));

CREATE TABLE lead (
    id uuid NOT NULL,
    number integer NOT NULL GENERATED ALWAYS AS IDENTITY,
    person_id uuid,
    organization_id uuid,
    partner_id uuid,
    title text NOT NULL,
    state text NOT NULL,
    size text NOT NULL,
    source text NOT NULL,
    goal text,
    means text,
    stages text,
    contents text,
    budget_minor bigint,
    budget_currency text,
    country text,
    city text,
    industry text,
    locale text NOT NULL,
    deadline date,
    max_share integer NOT NULL DEFAULT 1,
    created_at timestamp with time zone NOT NULL,
    contact_erased_at timestamp with time zone,
    source_detail text,
    external_id text,
    latitude double precision,
    longitude double precision,
    retold_by text,
    retold_at timestamp with time zone,
    ended_at timestamp with time zone,
    hold_reasons text NOT NULL DEFAULT ''::text,
    attachment_count integer NOT NULL DEFAULT 0,
    merged_into uuid,
    merged_adds boolean NOT NULL DEFAULT false,
    CONSTRAINT lead_attachment_count CHECK (((attachment_count >= 0) AND (attachment_count <= 10))),
    CONSTRAINT lead_budget_currency CHECK (((budget_minor IS NULL) = (budget_currency IS NULL))),
    CONSTRAINT lead_industry FOREIGN KEY (industry) REFERENCES industry(code),
    CONSTRAINT lead_max_share CHECK (((max_share >= 1) AND (max_share <= 20))),
    CONSTRAINT lead_merged CHECK (((state = 'MERGED'::text) = (merged_into IS NOT NULL))),
    CONSTRAINT lead_merged_adds CHECK (((NOT merged_adds) OR (merged_into IS NOT NULL))),
    CONSTRAINT lead_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES lead(id),
    CONSTRAINT lead_not_into_itself CHECK ((merged_into <> id)),
    CONSTRAINT lead_number_unique UNIQUE (number),
    CONSTRAINT lead_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
    CONSTRAINT lead_partner FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT lead_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT lead_pkey PRIMARY KEY (id),
    CONSTRAINT lead_place_whole CHECK (((latitude IS NULL) = (longitude IS NULL))),
    CONSTRAINT lead_size CHECK ((size = ANY (ARRAY['SMALL'::text, 'MEDIUM'::text, 'LARGE'::text]))),
    CONSTRAINT lead_source CHECK ((source = ANY (ARRAY['SITE'::text, 'PARTNER_PAGE'::text, 'WIDGET'::text, 'EVENT'::text, 'MARKETING'::text, 'API'::text]))),
    CONSTRAINT lead_state CHECK ((state = ANY (ARRAY['OPEN'::text, 'OFFERED'::text, 'ACCEPTED'::text, 'CLOSED'::text, 'HELD'::text, 'MERGED'::text])))
);

CREATE INDEX lead_by_organization ON public.lead USING btree (organization_id, created_at DESC, id DESC);

CREATE INDEX lead_by_person ON public.lead USING btree (person_id, created_at DESC, id DESC);

CREATE UNIQUE INDEX lead_external_id_unique ON public.lead USING btree (organization_id, external_id) WHERE (external_id IS NOT NULL);

CREATE INDEX lead_merged_into ON public.lead USING btree (merged_into) WHERE (merged_into IS NOT NULL);

CREATE INDEX lead_newest ON public.lead USING btree (created_at DESC, id DESC);

CREATE INDEX lead_waiting ON public.lead USING btree (created_at, id) WHERE (state = ANY (ARRAY['OPEN'::text, 'HELD'::text]));

CREATE TRIGGER lead_merges_by_house BEFORE UPDATE OF merged_into, merged_adds ON public.lead FOR EACH ROW WHEN (((old.merged_into IS DISTINCT FROM new.merged_into) OR (old.merged_adds IS DISTINCT FROM new.merged_adds))) EXECUTE FUNCTION lead_merges_by_house();

CREATE TRIGGER lead_standing_sized AFTER INSERT ON public.lead REFERENCING NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_sized();

CREATE TABLE lead_complaint (
    offer_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    person_id uuid NOT NULL,
    sealed bytea,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT lead_complaint_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id),
    CONSTRAINT lead_complaint_offer_id_fkey FOREIGN KEY (offer_id) REFERENCES lead_offer(id),
    CONSTRAINT lead_complaint_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT lead_complaint_pkey PRIMARY KEY (offer_id)
);

CREATE INDEX lead_complaint_lead ON public.lead_complaint USING btree (lead_id);

CREATE TABLE lead_contact (
    lead_id uuid NOT NULL,
    subject_id uuid NOT NULL,
    sealed bytea NOT NULL,
    phone_index bytea,
    email_index bytea,
    company_index bytea,
    CONSTRAINT lead_contact_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT lead_contact_pkey PRIMARY KEY (lead_id),
    CONSTRAINT lead_contact_reachable CHECK (((phone_index IS NOT NULL) OR (email_index IS NOT NULL))),
    CONSTRAINT lead_contact_subject_id_fkey FOREIGN KEY (subject_id) REFERENCES data_subject(id)
);

CREATE INDEX lead_contact_company ON public.lead_contact USING btree (company_index) WHERE (company_index IS NOT NULL);

CREATE INDEX lead_contact_email ON public.lead_contact USING btree (email_index) WHERE (email_index IS NOT NULL);

CREATE INDEX lead_contact_phone ON public.lead_contact USING btree (phone_index) WHERE (phone_index IS NOT NULL);

CREATE INDEX lead_contact_subject ON public.lead_contact USING btree (subject_id);

CREATE TRIGGER lead_contact_erased AFTER DELETE ON public.lead_contact FOR EACH ROW EXECUTE FUNCTION lead_contact_takes_deals();

ALTER TABLE lead_contact ENABLE ROW LEVEL SECURITY;

CREATE POLICY lead_contact_merged ON lead_contact FOR SELECT TO partnergraph_app
    USING ((( SELECT viewer_may('{LEADS_READ,LEADS_WRITE}'::text[]) AS viewer_may) AND ( SELECT ((o.state = 'ACCEPTED'::text) AND (whole.contact_erased_at IS NULL))
   FROM ((lead l
     JOIN lead whole ON ((whole.id = l.merged_into)))
     JOIN lead_offer o ON (((o.lead_id = whole.id) AND (o.partner_id = ( SELECT viewer_partner() AS viewer_partner)))))
  WHERE ((l.id = lead_contact.lead_id) AND l.merged_adds))));

CREATE POLICY lead_contact_open ON lead_contact FOR SELECT TO partnergraph_app
    USING ((( SELECT viewer_may('{LEADS_READ,LEADS_WRITE}'::text[]) AS viewer_may) AND (( SELECT viewer_serves('PROGRAMME_MANAGER'::text) AS viewer_serves) OR ( SELECT (((l.person_id = ( SELECT viewer_self() AS viewer_self)) AND ((l.organization_id IS NULL) OR (l.organization_id = ( SELECT viewer_organization() AS viewer_organization)))) OR (l.organization_id = ( SELECT viewer_leads() AS viewer_leads)))
   FROM lead l
  WHERE (l.id = lead_contact.lead_id)) OR ( SELECT (o.state = 'ACCEPTED'::text)
   FROM lead_offer o
  WHERE ((o.lead_id = lead_contact.lead_id) AND (o.partner_id = ( SELECT viewer_partner() AS viewer_partner)))))));

CREATE POLICY lead_contact_sold ON lead_contact FOR SELECT TO partnergraph_app
    USING ((( SELECT viewer_may('{LEADS_READ,LEADS_WRITE}'::text[]) AS viewer_may) AND ( SELECT (s.seller_id = ( SELECT viewer_partner() AS viewer_partner))
   FROM lead_sale s
  WHERE (s.lead_id = lead_contact.lead_id))));

CREATE POLICY lead_contact_submitted ON lead_contact FOR INSERT TO partnergraph_app
    WITH CHECK ((NOT (EXISTS ( SELECT
   FROM lead l
  WHERE (l.id = lead_contact.lead_id)))));

CREATE TABLE lead_contact_reveal (
    lead_id uuid NOT NULL,
    person_id uuid NOT NULL,
    organization_id uuid NOT NULL,
    revealed_at timestamp with time zone NOT NULL,
    api_token_id uuid,
    CONSTRAINT lead_contact_reveal_api_token_id_fkey FOREIGN KEY (api_token_id) REFERENCES api_token(id),
    CONSTRAINT lead_contact_reveal_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id),
    CONSTRAINT lead_contact_reveal_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
    CONSTRAINT lead_contact_reveal_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id)
);

CREATE INDEX lead_contact_reveal_api_token ON public.lead_contact_reveal USING btree (api_token_id) WHERE (api_token_id IS NOT NULL);

CREATE INDEX lead_contact_reveal_lead ON public.lead_contact_reveal USING btree (lead_id, revealed_at);

ALTER TABLE lead_contact_reveal ENABLE ROW LEVEL SECURITY;

CREATE POLICY lead_contact_reveal_logged ON lead_contact_reveal FOR INSERT TO partnergraph_app
    WITH CHECK (((person_id = ( SELECT viewer_person() AS viewer_person)) AND (organization_id = ( SELECT viewer_organization() AS viewer_organization)) AND (NOT (api_token_id IS DISTINCT FROM ( SELECT viewer_token() AS viewer_token)))));

CREATE TABLE lead_correction (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    lead_id uuid NOT NULL,
    field text NOT NULL,
    before text,
    after text,
    party text NOT NULL,
    person_id uuid,
    corrected_at timestamp with time zone NOT NULL,
    CONSTRAINT lead_correction_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id),
    CONSTRAINT lead_correction_party CHECK ((party = ANY (ARRAY['CLIENT'::text, 'PARTNER'::text, 'HOUSE'::text]))),
    CONSTRAINT lead_correction_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT lead_correction_pkey PRIMARY KEY (id)
);

CREATE INDEX lead_correction_lead ON public.lead_correction USING btree (lead_id, id);

CREATE TABLE lead_distribution (
    id uuid NOT NULL,
    lead_id uuid NOT NULL,
    mode text NOT NULL,
    policy_version integer NOT NULL,
    seed bytea NOT NULL,
    max_share integer NOT NULL,
    hours integer NOT NULL,
    draws boolean NOT NULL DEFAULT true,
    round integer NOT NULL DEFAULT 0,
    state text NOT NULL,
    outcome text,
    next_at timestamp with time zone,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    by_person uuid,
    reason text,
    CONSTRAINT lead_distribution_by_person_fkey FOREIGN KEY (by_person) REFERENCES person(id),
    CONSTRAINT lead_distribution_ended CHECK ((((state = 'RUNNING'::text) = (ended_at IS NULL)) AND ((ended_at IS NULL) = (outcome IS NULL)))),
    CONSTRAINT lead_distribution_hours CHECK (((hours >= 1) AND (hours <= 336))),
    CONSTRAINT lead_distribution_idle CHECK (((state = 'RUNNING'::text) OR (next_at IS NULL))),
    CONSTRAINT lead_distribution_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT lead_distribution_max_share CHECK (((max_share >= 1) AND (max_share <= 20))),
    CONSTRAINT lead_distribution_mode CHECK ((mode = ANY (ARRAY['EXCLUSIVE'::text, 'SHARED'::text, 'BOARD'::text, 'SOLD'::text]))),
    CONSTRAINT lead_distribution_outcome CHECK ((outcome = ANY (ARRAY['TAKEN'::text, 'NOBODY_FITS'::text, 'DECLINED_BY_ALL'::text, 'RETURNED'::text, 'DEAL_CONFLICT'::text, 'OVERRIDDEN'::text, 'CLOSED'::text]))),
    CONSTRAINT lead_distribution_pkey PRIMARY KEY (id),
    CONSTRAINT lead_distribution_seed CHECK ((length(seed) = 32)),
    CONSTRAINT lead_distribution_state CHECK ((state = ANY (ARRAY['RUNNING'::text, 'DONE'::text, 'STOPPED'::text])))
);

CREATE INDEX lead_distribution_board ON public.lead_distribution USING btree (lead_id, mode) WHERE ((state = 'RUNNING'::text) AND (mode = ANY (ARRAY['BOARD'::text, 'SOLD'::text])));

CREATE INDEX lead_distribution_by_lead ON public.lead_distribution USING btree (lead_id, started_at, id);

CREATE INDEX lead_distribution_conflict ON public.lead_distribution USING btree (lead_id) WHERE (outcome = 'DEAL_CONFLICT'::text);

CREATE INDEX lead_distribution_due ON public.lead_distribution USING btree (next_at) WHERE (state = 'RUNNING'::text);

CREATE UNIQUE INDEX lead_distribution_running ON public.lead_distribution USING btree (lead_id) WHERE (state = 'RUNNING'::text);

ALTER TABLE lead_distribution ENABLE ROW LEVEL SECURITY;

CREATE POLICY lead_distribution_begun ON lead_distribution FOR INSERT TO partnergraph_app
    WITH CHECK ((( SELECT viewer_serves('PROGRAMME_MANAGER'::text) AS viewer_serves) OR ( SELECT viewer_is_system() AS viewer_is_system) OR (NOT (EXISTS ( SELECT
   FROM lead l
  WHERE (l.id = lead_distribution.lead_id))))));

CREATE POLICY lead_distribution_seen ON lead_distribution FOR SELECT TO partnergraph_app
    USING (true);

CREATE POLICY lead_distribution_went_on ON lead_distribution FOR UPDATE TO partnergraph_app
    USING ((state = 'RUNNING'::text))
    WITH CHECK (true);

CREATE TABLE lead_draw (
    id uuid NOT NULL,
    lead_id uuid NOT NULL,
    policy_version integer NOT NULL,
    seed bytea NOT NULL,
    size text NOT NULL,
    candidates bytea NOT NULL,
    picks uuid[] NOT NULL,
    drawn_at timestamp with time zone NOT NULL,
    CONSTRAINT lead_draw_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT lead_draw_pkey PRIMARY KEY (id),
    CONSTRAINT lead_draw_policy_version_fkey FOREIGN KEY (policy_version) REFERENCES lead_policy(version),
    CONSTRAINT lead_draw_seed CHECK ((length(seed) = 32)),
    CONSTRAINT lead_draw_size CHECK ((size = ANY (ARRAY['SMALL'::text, 'MEDIUM'::text, 'LARGE'::text])))
);

CREATE INDEX lead_draw_by_lead ON public.lead_draw USING btree (lead_id, drawn_at, id);

CREATE INDEX lead_draw_old ON public.lead_draw USING btree (drawn_at);

CREATE TABLE lead_history (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    lead_id uuid NOT NULL,
    kind text NOT NULL,
    at timestamp with time zone NOT NULL,
    party text NOT NULL,
    person_id uuid,
    organization_id uuid,
    partner_id uuid,
    detail text,
    note text,
    CONSTRAINT lead_history_kind CHECK ((kind = ANY (ARRAY['SUBMITTED'::text, 'DISTRIBUTED'::text, 'OFFERED'::text, 'VIEWED'::text, 'ACCEPTED'::text, 'DECLINED'::text, 'EXPIRED'::text, 'WITHDRAWN'::text, 'CLAIMED'::text, 'SOLD'::text, 'RETURNED'::text, 'REMINDED'::text, 'ADVANCED'::text, 'CORRECTED'::text, 'MERGED'::text, 'HELD'::text, 'RELEASED'::text, 'COMPLAINED'::text, 'NOTED'::text, 'CLOSED'::text, 'ERASED'::text]))),
    CONSTRAINT lead_history_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT lead_history_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
    CONSTRAINT lead_history_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT lead_history_party CHECK ((party = ANY (ARRAY['CLIENT'::text, 'PARTNER'::text, 'HOUSE'::text, 'SYSTEM'::text]))),
    CONSTRAINT lead_history_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT lead_history_pkey PRIMARY KEY (id)
);

CREATE INDEX lead_history_lead ON public.lead_history USING btree (lead_id, id);

CREATE TABLE lead_note (
    id uuid NOT NULL,
    offer_id uuid NOT NULL,
    lead_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    author_id uuid NOT NULL,
    sealed bytea,
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    deleted_at timestamp with time zone,
    CONSTRAINT lead_note_author_id_fkey FOREIGN KEY (author_id) REFERENCES person(id),
    CONSTRAINT lead_note_deleted CHECK (((sealed IS NULL) = (deleted_at IS NOT NULL))),
    CONSTRAINT lead_note_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id),
    CONSTRAINT lead_note_offer_id_fkey FOREIGN KEY (offer_id) REFERENCES lead_offer(id),
    CONSTRAINT lead_note_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT lead_note_pkey PRIMARY KEY (id)
);

CREATE INDEX lead_note_newest ON public.lead_note USING btree (offer_id, created_at DESC, id DESC) WHERE (deleted_at IS NULL);

ALTER TABLE lead_note ENABLE ROW LEVEL SECURITY;

CREATE POLICY lead_note_changed ON lead_note FOR UPDATE TO partnergraph_app
    USING ((( SELECT viewer_may('{LEADS_WRITE}'::text[]) AS viewer_may) AND (partner_id = ( SELECT viewer_partner() AS viewer_partner))));

CREATE POLICY lead_note_read ON lead_note FOR SELECT TO partnergraph_app
    USING ((( SELECT viewer_may('{LEADS_READ,LEADS_WRITE}'::text[]) AS viewer_may) AND ((partner_id = ( SELECT viewer_partner() AS viewer_partner)) OR ( SELECT viewer_serves('PROGRAMME_MANAGER'::text) AS viewer_serves))));

CREATE POLICY lead_note_written ON lead_note FOR INSERT TO partnergraph_app
    WITH CHECK ((( SELECT viewer_may('{LEADS_WRITE}'::text[]) AS viewer_may) AND (partner_id = ( SELECT viewer_partner() AS viewer_partner)) AND (author_id = viewer_person())));

CREATE TABLE lead_offer (
    id uuid NOT NULL,
    lead_id uuid NOT NULL,
    partner_id uuid NOT NULL,
    state text NOT NULL,
    sent_at timestamp with time zone NOT NULL,
    deadline timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    decline_reason text,
    stage text,
    stage_at timestamp with time zone,
    lost_reason text,
    distribution_id uuid,
    viewed_at timestamp with time zone,
    reminded_at timestamp with time zone,
    price_minor bigint,
    price_currency text,
    trace jsonb,
    returned_at timestamp with time zone,
    return_reason text,
    return_note text,
    lost_cause text,
    estimate_minor bigint,
    estimate_currency text,
    contract_minor bigint,
    contract_currency text,
    CONSTRAINT lead_offer_accepted CHECK (((state = ANY (ARRAY['ACCEPTED'::text, 'RETURNED'::text])) = (stage IS NOT NULL))),
    CONSTRAINT lead_offer_answered CHECK (((state = ANY (ARRAY['ACCEPTED'::text, 'DECLINED'::text, 'RETURNED'::text])) = (answered_at IS NOT NULL))),
    CONSTRAINT lead_offer_cause_of_loss CHECK (((lost_cause IS NULL) OR (stage = 'LOST'::text))),
    CONSTRAINT lead_offer_contract CHECK ((((contract_minor IS NULL) = (contract_currency IS NULL)) AND (contract_minor > 0))),
    CONSTRAINT lead_offer_decline_reason CHECK ((decline_reason = ANY (ARRAY['NO_CAPACITY'::text, 'NOT_OUR_FIELD'::text, 'NOT_OUR_REGION'::text, 'TOO_SMALL'::text, 'TOO_LARGE'::text, 'ALREADY_KNOWN'::text, 'OTHER'::text]))),
    CONSTRAINT lead_offer_declined CHECK (((state = 'DECLINED'::text) = (decline_reason IS NOT NULL))),
    CONSTRAINT lead_offer_distribution_id_fkey FOREIGN KEY (distribution_id) REFERENCES lead_distribution(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT lead_offer_estimate CHECK ((((estimate_minor IS NULL) = (estimate_currency IS NULL)) AND (estimate_minor > 0))),
    CONSTRAINT lead_offer_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT lead_offer_lost CHECK (((NOT (stage IS DISTINCT FROM 'LOST'::text)) = (lost_reason IS NOT NULL))),
    CONSTRAINT lead_offer_lost_cause CHECK ((lost_cause = ANY (ARRAY['PRICE'::text, 'NO_BUDGET'::text, 'COMPETITOR'::text, 'NO_ANSWER'::text, 'NO_NEED'::text, 'TIMING'::text, 'OTHER'::text]))),
    CONSTRAINT lead_offer_once_per_partner UNIQUE (lead_id, partner_id),
    CONSTRAINT lead_offer_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT lead_offer_pkey PRIMARY KEY (id),
    CONSTRAINT lead_offer_price CHECK ((((price_minor IS NULL) = (price_currency IS NULL)) AND (price_minor >= 0))),
    CONSTRAINT lead_offer_return_reason CHECK ((return_reason = ANY (ARRAY['WRONG_CONTACT'::text, 'UNREACHABLE'::text, 'NO_NEED'::text, 'DUPLICATE'::text, 'NOT_AS_DESCRIBED'::text, 'NO_CONSENT'::text, 'SPAM'::text, 'OUT_OF_BUSINESS'::text, 'OTHER'::text]))),
    CONSTRAINT lead_offer_returned CHECK ((((state = 'RETURNED'::text) = (returned_at IS NOT NULL)) AND ((returned_at IS NULL) = (return_reason IS NULL)))),
    CONSTRAINT lead_offer_stage CHECK ((stage = ANY (ARRAY['ACCEPTED'::text, 'CONTACTED'::text, 'CLARIFIED'::text, 'PLANNED'::text, 'ESTIMATED'::text, 'CONTRACTED'::text, 'STARTED'::text, 'LOST'::text]))),
    CONSTRAINT lead_offer_state CHECK ((state = ANY (ARRAY['OFFERED'::text, 'ACCEPTED'::text, 'DECLINED'::text, 'EXPIRED'::text, 'WITHDRAWN'::text, 'RETURNED'::text])))
);

CREATE INDEX lead_offer_by_partner ON public.lead_offer USING btree (partner_id, sent_at DESC, id DESC);

CREATE INDEX lead_offer_deadline ON public.lead_offer USING btree (deadline) WHERE (state = 'OFFERED'::text);

CREATE INDEX lead_offer_taken ON public.lead_offer USING btree (answered_at, partner_id) WHERE (state = ANY (ARRAY['ACCEPTED'::text, 'RETURNED'::text]));

CREATE TRIGGER lead_offer_stages_added AFTER INSERT ON public.lead_offer FOR EACH ROW WHEN ((new.stage IS NOT NULL)) EXECUTE FUNCTION lead_offer_keeps_stages();

CREATE TRIGGER lead_offer_stages_changed AFTER UPDATE OF state, stage ON public.lead_offer FOR EACH ROW WHEN (((new.stage IS NOT NULL) AND ((new.state IS DISTINCT FROM old.state) OR (new.stage IS DISTINCT FROM old.stage)))) EXECUTE FUNCTION lead_offer_keeps_stages();

CREATE TRIGGER lead_standing_answered AFTER UPDATE ON public.lead_offer REFERENCING OLD TABLE AS was NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_answered();

CREATE TRIGGER lead_standing_offered AFTER INSERT ON public.lead_offer REFERENCING NEW TABLE AS became FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_offered();

CREATE TRIGGER lead_standing_removed AFTER DELETE ON public.lead_offer REFERENCING OLD TABLE AS was FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_removed();

ALTER TABLE lead_offer ENABLE ROW LEVEL SECURITY;

CREATE POLICY lead_offer_answered ON lead_offer FOR UPDATE TO partnergraph_app
    USING (true)
    WITH CHECK (((state <> 'ACCEPTED'::text) OR (partner_id = ( SELECT viewer_partner() AS viewer_partner))));

CREATE POLICY lead_offer_claimed ON lead_offer FOR INSERT TO partnergraph_app
    WITH CHECK (((state = 'ACCEPTED'::text) AND (partner_id = ( SELECT viewer_partner() AS viewer_partner)) AND (EXISTS ( SELECT
   FROM (lead_distribution d
     LEFT JOIN lead_sale s ON ((s.lead_id = d.lead_id)))
  WHERE ((d.lead_id = lead_offer.lead_id) AND (d.id = lead_offer.distribution_id) AND (d.state = 'RUNNING'::text) AND (((d.mode = 'BOARD'::text) AND (lead_offer.price_minor IS NULL)) OR ((d.mode = 'SOLD'::text) AND (s.price_minor = lead_offer.price_minor) AND (s.price_currency = lead_offer.price_currency))))))));

CREATE POLICY lead_offer_seen ON lead_offer FOR SELECT TO partnergraph_app
    USING (true);

CREATE POLICY lead_offer_sent ON lead_offer FOR INSERT TO partnergraph_app
    WITH CHECK (((state = 'OFFERED'::text) AND (( SELECT viewer_serves('PROGRAMME_MANAGER'::text) AS viewer_serves) OR ( SELECT viewer_is_system() AS viewer_is_system) OR (NOT (EXISTS ( SELECT
   FROM lead l
  WHERE (l.id = lead_offer.lead_id)))))));

CREATE TABLE lead_place (
    hash bytea NOT NULL,
    submitted_at timestamp with time zone NOT NULL
);

CREATE INDEX lead_place_hash ON public.lead_place USING btree (hash, submitted_at);

CREATE INDEX lead_place_submitted ON public.lead_place USING btree (submitted_at);

CREATE TABLE lead_policy (
    version integer NOT NULL,
    valid_from timestamp with time zone NOT NULL,
    note text NOT NULL,
    rules jsonb NOT NULL,
    withdrawn_at timestamp with time zone,
    withdrawn_by uuid,
    withdrawal_reason text,
    CONSTRAINT lead_policy_from_one CHECK ((version >= 1)),
    CONSTRAINT lead_policy_pkey PRIMARY KEY (version),
    CONSTRAINT lead_policy_withdrawn CHECK ((num_nonnulls(withdrawn_at, withdrawn_by, withdrawal_reason) = ANY (ARRAY[0, 3]))),
    CONSTRAINT lead_policy_withdrawn_before CHECK ((withdrawn_at < valid_from)),
    CONSTRAINT lead_policy_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES person(id)
);

CREATE TRIGGER announces_delete AFTER DELETE ON public.lead_policy REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('version', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.lead_policy REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('version', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.lead_policy FOR EACH STATEMENT EXECUTE FUNCTION announces_change('version', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.lead_policy REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('version', '');

CREATE TABLE lead_preference (
    partner_id uuid NOT NULL,
    small_most integer,
    medium_most integer,
    large_most integer,
    week_most integer,
    open_most integer,
    radius_km integer,
    countries text[] NOT NULL DEFAULT '{}'::text[],
    time_zone text,
    days text[] NOT NULL DEFAULT '{}'::text[],
    opens_at integer NOT NULL DEFAULT 0,
    closes_at integer NOT NULL DEFAULT 1440,
    paused_from timestamp with time zone,
    paused_until timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT lead_preference_days CHECK (((days <@ ARRAY['MONDAY'::text, 'TUESDAY'::text, 'WEDNESDAY'::text, 'THURSDAY'::text, 'FRIDAY'::text, 'SATURDAY'::text, 'SUNDAY'::text]) AND ((cardinality(days) = 0) = (time_zone IS NULL)))),
    CONSTRAINT lead_preference_hours CHECK (((0 <= opens_at) AND (opens_at < closes_at) AND (closes_at <= 1440))),
    CONSTRAINT lead_preference_large CHECK (((large_most >= 0) AND (large_most <= 1000))),
    CONSTRAINT lead_preference_medium CHECK (((medium_most >= 0) AND (medium_most <= 1000))),
    CONSTRAINT lead_preference_open CHECK (((open_most >= 1) AND (open_most <= 1000))),
    CONSTRAINT lead_preference_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT lead_preference_pause CHECK (COALESCE((paused_from < paused_until), (paused_until IS NULL))),
    CONSTRAINT lead_preference_pkey PRIMARY KEY (partner_id),
    CONSTRAINT lead_preference_radius CHECK (((radius_km >= 1) AND (radius_km <= 20000))),
    CONSTRAINT lead_preference_small CHECK (((small_most >= 0) AND (small_most <= 1000))),
    CONSTRAINT lead_preference_week CHECK (((week_most >= 1) AND (week_most <= 1000)))
);

CREATE TRIGGER lead_standing_preference AFTER INSERT OR UPDATE ON public.lead_preference FOR EACH ROW EXECUTE FUNCTION lead_standing_preference();

CREATE TABLE lead_sale (
    lead_id uuid NOT NULL,
    seller_id uuid NOT NULL,
    person_id uuid NOT NULL,
    price_minor bigint NOT NULL,
    price_currency text NOT NULL,
    terms text,
    copies integer NOT NULL,
    return_hours integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT lead_sale_copies CHECK (((copies >= 1) AND (copies <= 20))),
    CONSTRAINT lead_sale_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT lead_sale_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT lead_sale_pkey PRIMARY KEY (lead_id),
    CONSTRAINT lead_sale_price CHECK ((price_minor > 0)),
    CONSTRAINT lead_sale_return_hours CHECK (((return_hours >= 24) AND (return_hours <= 336))),
    CONSTRAINT lead_sale_seller_id_fkey FOREIGN KEY (seller_id) REFERENCES partner(id)
);

CREATE INDEX lead_sale_by_seller ON public.lead_sale USING btree (seller_id, lead_id);

ALTER TABLE lead_sale ENABLE ROW LEVEL SECURITY;

CREATE POLICY lead_sale_changed ON lead_sale FOR UPDATE TO partnergraph_app
    USING ((seller_id = ( SELECT viewer_partner() AS viewer_partner)));

CREATE POLICY lead_sale_offered ON lead_sale FOR INSERT TO partnergraph_app
    WITH CHECK (((person_id = ( SELECT viewer_person() AS viewer_person)) AND (seller_id = ( SELECT viewer_partner() AS viewer_partner)) AND (NOT (EXISTS ( SELECT
   FROM lead l
  WHERE (l.id = lead_sale.lead_id))))));

CREATE POLICY lead_sale_seen ON lead_sale FOR SELECT TO partnergraph_app
    USING (true);

CREATE TABLE lead_stage (
    offer_id uuid NOT NULL,
    stage text NOT NULL,
    entered_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone,
    CONSTRAINT lead_stage_offer_id_fkey FOREIGN KEY (offer_id) REFERENCES lead_offer(id),
    CONSTRAINT lead_stage_pkey PRIMARY KEY (offer_id, stage),
    CONSTRAINT lead_stage_stage CHECK ((stage = ANY (ARRAY['ACCEPTED'::text, 'CONTACTED'::text, 'CLARIFIED'::text, 'PLANNED'::text, 'ESTIMATED'::text, 'CONTRACTED'::text, 'STARTED'::text, 'LOST'::text])))
);

CREATE TABLE lead_standing (
    partner_id uuid NOT NULL,
    draw_key double precision NOT NULL DEFAULT random(),
    organization_id uuid NOT NULL,
    state text NOT NULL,
    kinds text[] NOT NULL,
    competence text NOT NULL,
    level text NOT NULL,
    languages text[] NOT NULL,
    industries text[] NOT NULL,
    country text NOT NULL,
    latitude double precision,
    longitude double precision,
    rating_value double precision NOT NULL,
    rating_count integer NOT NULL,
    radius_km integer,
    countries text[] NOT NULL DEFAULT '{}'::text[],
    reach box GENERATED ALWAYS AS (lead_reach(latitude, longitude, (COALESCE(radius_km, 0))::double precision)) STORED,
    open integer NOT NULL DEFAULT 0,
    working integer NOT NULL DEFAULT 0,
    week date NOT NULL DEFAULT '-infinity'::date,
    week_small integer NOT NULL DEFAULT 0,
    week_medium integer NOT NULL DEFAULT 0,
    week_large integer NOT NULL DEFAULT 0,
    received double precision NOT NULL DEFAULT 0,
    received_at timestamp with time zone NOT NULL DEFAULT '2000-01-01 00:00:00+00'::timestamp with time zone,
    answer_hours double precision NOT NULL DEFAULT 0,
    answer_weight double precision NOT NULL DEFAULT 0,
    answered_at timestamp with time zone NOT NULL DEFAULT '2000-01-01 00:00:00+00'::timestamp with time zone,
    last_offered_at timestamp with time zone,
    small_most integer,
    medium_most integer,
    large_most integer,
    week_most integer,
    open_most integer,
    paused_from timestamp with time zone,
    paused_until timestamp with time zone,
    hours text,
    competences text[] NOT NULL GENERATED ALWAYS AS (ARRAY[competence]) STORED,
    CONSTRAINT lead_standing_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT lead_standing_pkey PRIMARY KEY (partner_id)
);

CREATE INDEX lead_standing_draw ON public.lead_standing USING btree (draw_key) WHERE (state = 'ACTIVE'::text);

CREATE INDEX lead_standing_fit ON public.lead_standing USING gin (industries, languages, competences) WHERE (state = 'ACTIVE'::text);

CREATE INDEX lead_standing_reach ON public.lead_standing USING gist (reach) WHERE (state = 'ACTIVE'::text);

CREATE TABLE level (
    code text NOT NULL,
    rank integer NOT NULL,
    licence text NOT NULL,
    discount numeric(5,2) NOT NULL,
    lead_weight numeric(5,2) NOT NULL,
    CONSTRAINT level_pkey PRIMARY KEY (code),
    CONSTRAINT level_rank_unique UNIQUE (rank)
);

CREATE TRIGGER announces_delete AFTER DELETE ON public.level REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('code', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.level REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('code', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.level FOR EACH STATEMENT EXECUTE FUNCTION announces_change('code', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.level REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('code', '');

CREATE TABLE member (
    organization_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text NOT NULL,
    since timestamp with time zone NOT NULL,
    CONSTRAINT member_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT member_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT member_pkey PRIMARY KEY (organization_id, person_id),
    CONSTRAINT member_role CHECK ((role = ANY (ARRAY['OWNER'::text, 'MANAGER'::text, 'EDITOR'::text, 'SUPPORT'::text, 'PROGRAMME_MANAGER'::text, 'MODERATOR'::text, 'FINANCE'::text])))
);

CREATE INDEX member_person ON public.member USING btree (person_id);

ALTER TABLE member ENABLE ROW LEVEL SECURITY;

CREATE POLICY member_changed ON member FOR UPDATE TO partnergraph_app
    USING ((organization_id = ( SELECT viewer_owns() AS viewer_owns)));

CREATE POLICY member_founded ON member FOR INSERT TO partnergraph_app
    WITH CHECK (((person_id = viewer_self()) AND (role = 'OWNER'::text) AND (NOT (EXISTS ( SELECT
   FROM organization o
  WHERE (o.id = member.organization_id))))));

CREATE POLICY member_joined ON member FOR INSERT TO partnergraph_app
    WITH CHECK (((person_id = viewer_self()) AND (EXISTS ( SELECT
   FROM member_invitation i
  WHERE ((i.organization_id = member.organization_id) AND (i.role = member.role) AND (i.declined_at IS NULL) AND (i.ended_at IS NULL) AND ((i.person_id = member.person_id) OR (i.phone = ( SELECT viewer_number() AS viewer_number))))))));

CREATE POLICY member_removed ON member FOR DELETE TO partnergraph_app
    USING (((person_id = ( SELECT viewer_self() AS viewer_self)) OR (organization_id = ( SELECT viewer_owns() AS viewer_owns))));

CREATE POLICY member_seen ON member FOR SELECT TO partnergraph_app
    USING (true);

CREATE TABLE member_change (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    person_id uuid NOT NULL,
    role text,
    by_person uuid NOT NULL,
    by_number boolean NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT member_change_by_person_fkey FOREIGN KEY (by_person) REFERENCES person(id),
    CONSTRAINT member_change_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
    CONSTRAINT member_change_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT member_change_pkey PRIMARY KEY (id)
);

CREATE INDEX member_change_by_number ON public.member_change USING btree (by_person, changed_at) WHERE by_number;

CREATE INDEX member_change_organization ON public.member_change USING btree (organization_id, changed_at);

CREATE TABLE member_invitation (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    phone text,
    person_id uuid,
    role text NOT NULL,
    invited_by uuid NOT NULL,
    invited_at timestamp with time zone NOT NULL,
    declined_at timestamp with time zone,
    ended_at timestamp with time zone,
    CONSTRAINT member_invitation_invited_by_fkey FOREIGN KEY (invited_by) REFERENCES person(id),
    CONSTRAINT member_invitation_one_target CHECK ((num_nonnulls(phone, person_id) = 1)),
    CONSTRAINT member_invitation_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
    CONSTRAINT member_invitation_person UNIQUE (person_id, organization_id),
    CONSTRAINT member_invitation_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT member_invitation_phone UNIQUE (phone, organization_id),
    CONSTRAINT member_invitation_pkey PRIMARY KEY (id),
    CONSTRAINT member_invitation_role CHECK ((role = ANY (ARRAY['OWNER'::text, 'MANAGER'::text, 'EDITOR'::text, 'SUPPORT'::text, 'PROGRAMME_MANAGER'::text, 'MODERATOR'::text, 'FINANCE'::text])))
);

CREATE INDEX member_invitation_by_number ON public.member_invitation USING btree (invited_by, invited_at) WHERE (phone IS NOT NULL);

CREATE INDEX member_invitation_invited ON public.member_invitation USING btree (invited_at);

CREATE INDEX member_invitation_organization ON public.member_invitation USING btree (organization_id, invited_at);

ALTER TABLE member_invitation ENABLE ROW LEVEL SECURITY;

CREATE POLICY member_invitation_answered ON member_invitation FOR UPDATE TO partnergraph_app
    USING (((person_id = ( SELECT viewer_self() AS viewer_self)) OR (phone = ( SELECT viewer_number() AS viewer_number))))
    WITH CHECK ((num_nonnulls(declined_at, ended_at) > 0));

CREATE POLICY member_invitation_changed ON member_invitation FOR UPDATE TO partnergraph_app
    USING ((organization_id = ( SELECT viewer_owns() AS viewer_owns)));

CREATE POLICY member_invitation_forgotten ON member_invitation FOR DELETE TO partnergraph_app
    USING (viewer_is_system());

CREATE POLICY member_invitation_seen ON member_invitation FOR SELECT TO partnergraph_app
    USING (true);

CREATE POLICY member_invitation_sent ON member_invitation FOR INSERT TO partnergraph_app
    WITH CHECK (((invited_by = viewer_self()) AND (organization_id = ( SELECT viewer_owns() AS viewer_owns))));

CREATE TABLE notification (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    kind text NOT NULL,
    place_kind text NOT NULL,
    place uuid NOT NULL,
    year integer NOT NULL DEFAULT 0,
    serial integer NOT NULL DEFAULT 0,
    count integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    latest_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    CONSTRAINT notification_count CHECK ((count > 0)),
    CONSTRAINT notification_kind CHECK ((kind ~ '^[A-Z_]{1,40}$'::text)),
    CONSTRAINT notification_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT notification_pkey PRIMARY KEY (id),
    CONSTRAINT notification_place_kind CHECK ((place_kind ~ '^[a-z]{1,20}$'::text))
);

CREATE INDEX notification_age ON public.notification USING btree (latest_at);

CREATE INDEX notification_of_person ON public.notification USING btree (person_id, latest_at DESC, id DESC);

CREATE UNIQUE INDEX notification_unread ON public.notification USING btree (person_id, kind, place) WHERE (read_at IS NULL);

ALTER TABLE notification ENABLE ROW LEVEL SECURITY;

CREATE POLICY notification_changed ON notification FOR UPDATE TO partnergraph_app
    USING (((person_id = ( SELECT viewer_self() AS viewer_self)) OR ( SELECT viewer_is_system() AS viewer_is_system)));

CREATE POLICY notification_forgotten ON notification FOR DELETE TO partnergraph_app
    USING (( SELECT viewer_is_system() AS viewer_is_system));

CREATE POLICY notification_made ON notification FOR INSERT TO partnergraph_app
    WITH CHECK (( SELECT viewer_is_system() AS viewer_is_system));

CREATE POLICY notification_seen ON notification FOR SELECT TO partnergraph_app
    USING (((person_id = ( SELECT viewer_self() AS viewer_self)) OR ( SELECT viewer_is_system() AS viewer_is_system)));

CREATE TABLE notification_delivery (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    channel text NOT NULL,
    state text NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL,
    try_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT notification_delivery_channel CHECK ((channel = ANY (ARRAY['SMS'::text, 'MAIL'::text]))),
    CONSTRAINT notification_delivery_ended CHECK (((state = 'QUEUED'::text) = (ended_at IS NULL))),
    CONSTRAINT notification_delivery_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT notification_delivery_pkey PRIMARY KEY (id),
    CONSTRAINT notification_delivery_state CHECK ((state = ANY (ARRAY['QUEUED'::text, 'SENT'::text, 'FAILED'::text])))
);

CREATE INDEX notification_delivery_age ON public.notification_delivery USING btree (created_at);

CREATE INDEX notification_delivery_due ON public.notification_delivery USING btree (try_at, id) WHERE (state = 'QUEUED'::text);

CREATE INDEX notification_delivery_of_person ON public.notification_delivery USING btree (person_id, channel, try_at DESC);

CREATE UNIQUE INDEX notification_delivery_open ON public.notification_delivery USING btree (person_id, channel) WHERE ((state = 'QUEUED'::text) AND (tries = 0));

ALTER TABLE notification_delivery ENABLE ROW LEVEL SECURITY;

CREATE POLICY notification_delivery_system ON notification_delivery FOR ALL TO partnergraph_app
    USING (( SELECT viewer_is_system() AS viewer_is_system))
    WITH CHECK (( SELECT viewer_is_system() AS viewer_is_system));

CREATE TABLE notification_delivery_item (
    delivery_id uuid NOT NULL,
    kind text NOT NULL,
    place_kind text NOT NULL,
    place uuid NOT NULL,
    year integer NOT NULL,
    serial integer NOT NULL,
    count integer NOT NULL,
    CONSTRAINT notification_delivery_item_count CHECK ((count > 0)),
    CONSTRAINT notification_delivery_item_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES notification_delivery(id) ON DELETE CASCADE,
    CONSTRAINT notification_delivery_item_pkey PRIMARY KEY (delivery_id, kind, place)
);

ALTER TABLE notification_delivery_item ENABLE ROW LEVEL SECURITY;

CREATE POLICY notification_delivery_item_system ON notification_delivery_item FOR ALL TO partnergraph_app
    USING (( SELECT viewer_is_system() AS viewer_is_system))
    WITH CHECK (( SELECT viewer_is_system() AS viewer_is_system));

CREATE TABLE notification_place (
    one boolean NOT NULL DEFAULT true,
    xid xid8 NOT NULL,
    id bigint NOT NULL,
    CONSTRAINT notification_place_one_row CHECK (one),
    CONSTRAINT notification_place_pkey PRIMARY KEY (one)
);

CREATE TABLE notification_preference (
    person_id uuid NOT NULL,
    kind text NOT NULL,
    channels text[] NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT notification_preference_channels CHECK ((channels <@ '{APP,SMS,MAIL}'::text[])),
    CONSTRAINT notification_preference_kind CHECK ((kind ~ '^[A-Z_]{1,40}$'::text)),
    CONSTRAINT notification_preference_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT notification_preference_pkey PRIMARY KEY (person_id, kind)
);

ALTER TABLE notification_preference ENABLE ROW LEVEL SECURITY;

CREATE POLICY notification_preference_changed ON notification_preference FOR UPDATE TO partnergraph_app
    USING ((person_id = ( SELECT viewer_self() AS viewer_self)));

CREATE POLICY notification_preference_made ON notification_preference FOR INSERT TO partnergraph_app
    WITH CHECK ((person_id = ( SELECT viewer_self() AS viewer_self)));

CREATE POLICY notification_preference_seen ON notification_preference FOR SELECT TO partnergraph_app
    USING (((person_id = ( SELECT viewer_self() AS viewer_self)) OR ( SELECT viewer_is_system() AS viewer_is_system)));

CREATE TABLE notification_quiet (
    person_id uuid NOT NULL,
    quiet_from text NOT NULL,
    quiet_until text NOT NULL,
    time_zone text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT notification_quiet_from CHECK ((quiet_from ~ '^[0-2][0-9]:[0-5][0-9]$'::text)),
    CONSTRAINT notification_quiet_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT notification_quiet_pkey PRIMARY KEY (person_id),
    CONSTRAINT notification_quiet_until CHECK ((quiet_until ~ '^[0-2][0-9]:[0-5][0-9]$'::text))
);

ALTER TABLE notification_quiet ENABLE ROW LEVEL SECURITY;

CREATE POLICY notification_quiet_changed ON notification_quiet FOR UPDATE TO partnergraph_app
    USING ((person_id = ( SELECT viewer_self() AS viewer_self)));

CREATE POLICY notification_quiet_made ON notification_quiet FOR INSERT TO partnergraph_app
    WITH CHECK ((person_id = ( SELECT viewer_self() AS viewer_self)));

CREATE POLICY notification_quiet_seen ON notification_quiet FOR SELECT TO partnergraph_app
    USING (((person_id = ( SELECT viewer_self() AS viewer_self)) OR ( SELECT viewer_is_system() AS viewer_is_system)));

CREATE TABLE organization (
    id uuid NOT NULL,
    name text NOT NULL,
    country text NOT NULL,
    is_house boolean NOT NULL DEFAULT false,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT organization_name_length CHECK (((char_length(name) >= 2) AND (char_length(name) <= 120))),
    CONSTRAINT organization_pkey PRIMARY KEY (id)
);

CREATE UNIQUE INDEX organization_one_house ON public.organization USING btree (is_house) WHERE is_house;

CREATE TRIGGER announces_delete AFTER DELETE ON public.organization REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.organization REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.organization FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.organization REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', '');

CREATE TABLE outbox (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    topic text NOT NULL,
    key uuid NOT NULL,
    subject uuid NOT NULL,
    created_at timestamp with time zone NOT NULL DEFAULT now(),
    detail text,
    CONSTRAINT outbox_pkey PRIMARY KEY (xid, id)
);

CREATE INDEX outbox_topic ON public.outbox USING btree (topic, key, xid, id);

CREATE TABLE outbox_pruned (
    one boolean NOT NULL DEFAULT true,
    xid xid8 NOT NULL,
    id bigint NOT NULL,
    CONSTRAINT outbox_pruned_one_row CHECK (one),
    CONSTRAINT outbox_pruned_pkey PRIMARY KEY (one)
);

CREATE TABLE partner (
    id uuid NOT NULL,
    organization_id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    sort_name text COLLATE "und-x-icu" NOT NULL GENERATED ALWAYS AS ("left"(lower((name COLLATE "und-x-icu")), 60)) STORED,
    state text NOT NULL,
    kinds text[] NOT NULL,
    competence text NOT NULL,
    level text NOT NULL,
    services text[] NOT NULL,
    industries text[] NOT NULL,
    languages text[] NOT NULL,
    country text NOT NULL,
    city text NOT NULL,
    latitude double precision,
    longitude double precision,
    website text,
    rating_value double precision NOT NULL DEFAULT 0,
    rating_count integer NOT NULL DEFAULT 0,
    rating_at timestamp with time zone,
    applied_at timestamp with time zone NOT NULL,
    admitted_at timestamp with time zone,
    rejection_reason text,
    text_words tsvector NOT NULL DEFAULT ''::tsvector,
    search tsvector NOT NULL GENERATED ALWAYS AS ((search_words(((name || ' '::text) || city)) || text_words)) STORED,
    CONSTRAINT partner_admitted CHECK (((admitted_at IS NOT NULL) OR (state = ANY (ARRAY['APPLIED'::text, 'REJECTED'::text])))),
    CONSTRAINT partner_competence CHECK ((competence = ANY (ARRAY['THIS_PRODUCT'::text, 'OTHER_SOFTWARE'::text, 'NEWCOMER'::text]))),
    CONSTRAINT partner_latitude CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
    CONSTRAINT partner_level_fkey FOREIGN KEY (level) REFERENCES level(code),
    CONSTRAINT partner_longitude CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
    CONSTRAINT partner_name_length CHECK (((char_length(name) >= 2) AND (char_length(name) <= 120))),
    CONSTRAINT partner_once_per_organization UNIQUE (organization_id),
    CONSTRAINT partner_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
    CONSTRAINT partner_pkey PRIMARY KEY (id),
    CONSTRAINT partner_slug_unique UNIQUE (slug),
    CONSTRAINT partner_state CHECK ((state = ANY (ARRAY['APPLIED'::text, 'ACTIVE'::text, 'PAUSED'::text, 'REJECTED'::text])))
);

CREATE INDEX partner_applied ON public.partner USING btree (applied_at) WHERE (state = 'APPLIED'::text);

CREATE INDEX partner_by_city ON public.partner USING btree (lower((city COLLATE "und-x-icu")), rating_value DESC, id DESC) WHERE (state = ANY (ARRAY['ACTIVE'::text, 'PAUSED'::text]));

CREATE INDEX partner_by_code ON public.partner USING gin (languages, industries, kinds, services);

CREATE INDEX partner_by_country ON public.partner USING btree (country, rating_value DESC, id DESC) WHERE (state = ANY (ARRAY['ACTIVE'::text, 'PAUSED'::text]));

CREATE INDEX partner_by_name ON public.partner USING btree (sort_name, id) WHERE (state = ANY (ARRAY['ACTIVE'::text, 'PAUSED'::text]));

CREATE INDEX partner_by_newest ON public.partner USING btree (admitted_at DESC, id DESC) WHERE (state = ANY (ARRAY['ACTIVE'::text, 'PAUSED'::text]));

CREATE INDEX partner_by_place ON public.partner USING gist (point(longitude, latitude)) WHERE (state = ANY (ARRAY['ACTIVE'::text, 'PAUSED'::text]));

CREATE INDEX partner_by_rating ON public.partner USING btree (rating_value DESC, id DESC) WHERE (state = ANY (ARRAY['ACTIVE'::text, 'PAUSED'::text]));

CREATE INDEX partner_search ON public.partner USING gin (search);

CREATE TRIGGER announces_delete AFTER DELETE ON public.partner REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,slug', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.partner REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,slug', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.partner FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,slug', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.partner REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,slug', '');

CREATE TRIGGER facet_partner_added AFTER INSERT ON public.partner REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION facet_partner();

CREATE TRIGGER facet_partner_changed AFTER UPDATE ON public.partner REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION facet_partner();

CREATE TRIGGER lead_standing_partner AFTER INSERT ON public.partner REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_partner();

CREATE TRIGGER lead_standing_partner_updated AFTER UPDATE ON public.partner REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION lead_standing_partner();

CREATE TABLE partner_text (
    partner_id uuid NOT NULL,
    locale text NOT NULL,
    "position" integer NOT NULL,
    summary text NOT NULL,
    description text NOT NULL,
    html text NOT NULL,
    CONSTRAINT partner_text_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT partner_text_pkey PRIMARY KEY (partner_id, locale)
);

CREATE TRIGGER announces_delete AFTER DELETE ON public.partner_text REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('partner_id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.partner_text REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('partner_id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.partner_text FOR EACH STATEMENT EXECUTE FUNCTION announces_change('partner_id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.partner_text REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('partner_id', '');

CREATE TRIGGER partner_text_words AFTER INSERT ON public.partner_text REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION partner_text_words();

CREATE TRIGGER partner_text_words_updated AFTER UPDATE ON public.partner_text REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION partner_text_words();

CREATE TABLE payment (
    id uuid NOT NULL,
    invoice_id uuid,
    state text NOT NULL,
    minor bigint NOT NULL,
    currency text NOT NULL,
    method text NOT NULL,
    reference text,
    failure text,
    created_at timestamp with time zone NOT NULL,
    ask_at timestamp with time zone,
    settled_at timestamp with time zone,
    partner_id uuid,
    CONSTRAINT payment_amount CHECK ((minor > 0)),
    CONSTRAINT payment_asked CHECK (((state = 'PENDING'::text) = (ask_at IS NOT NULL))),
    CONSTRAINT payment_failed CHECK (((state = 'DECLINED'::text) = (failure IS NOT NULL))),
    CONSTRAINT payment_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id),
    CONSTRAINT payment_method CHECK ((method = ANY (ARRAY['CARD'::text, 'PAYPAL'::text, 'DIRECT_DEBIT'::text, 'BANK_TRANSFER'::text]))),
    CONSTRAINT payment_of_one CHECK (((invoice_id IS NULL) <> (partner_id IS NULL))),
    CONSTRAINT payment_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT payment_pkey PRIMARY KEY (id),
    CONSTRAINT payment_settled CHECK (((state = 'PENDING'::text) = (settled_at IS NULL))),
    CONSTRAINT payment_state CHECK ((state = ANY (ARRAY['PENDING'::text, 'SUCCEEDED'::text, 'DECLINED'::text])))
);

CREATE INDEX payment_by_invoice ON public.payment USING btree (invoice_id, created_at);

CREATE INDEX payment_by_partner ON public.payment USING btree (partner_id, created_at) WHERE (partner_id IS NOT NULL);

CREATE UNIQUE INDEX payment_one_at_a_time ON public.payment USING btree (invoice_id) WHERE (state <> 'DECLINED'::text);

CREATE INDEX payment_pending ON public.payment USING btree (ask_at) WHERE (state = 'PENDING'::text);

CREATE TABLE person (
    id uuid NOT NULL,
    phone text NOT NULL,
    name text NOT NULL DEFAULT ''::text,
    motto text NOT NULL DEFAULT ''::text,
    locales text[] NOT NULL DEFAULT '{}'::text[],
    created_at timestamp with time zone NOT NULL,
    signed_in_at timestamp with time zone,
    CONSTRAINT person_motto_length CHECK ((char_length(motto) <= 120)),
    CONSTRAINT person_name_length CHECK ((char_length(name) <= 80)),
    CONSTRAINT person_phone_unique UNIQUE (phone),
    CONSTRAINT person_pkey PRIMARY KEY (id)
);

CREATE TRIGGER announces_delete AFTER DELETE ON public.person REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', 'phone,signed_in_at');

CREATE TRIGGER announces_insert AFTER INSERT ON public.person REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', 'phone,signed_in_at');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.person FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', 'phone,signed_in_at');

CREATE TRIGGER announces_update AFTER UPDATE ON public.person REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id', 'phone,signed_in_at');

CREATE TABLE person_email (
    person_id uuid NOT NULL,
    email text NOT NULL,
    verified_at timestamp with time zone NOT NULL,
    CONSTRAINT person_email_length CHECK (((char_length(email) >= 3) AND (char_length(email) <= 254))),
    CONSTRAINT person_email_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT person_email_pkey PRIMARY KEY (person_id)
);

ALTER TABLE person_email ENABLE ROW LEVEL SECURITY;

CREATE POLICY person_email_changed ON person_email FOR UPDATE TO partnergraph_app
    USING ((person_id = viewer_self()))
    WITH CHECK ((EXISTS ( SELECT
   FROM email_challenge c
  WHERE ((c.hash = viewer_secret()) AND (c.used_at IS NOT NULL) AND (c.email = person_email.email)))));

CREATE POLICY person_email_proved ON person_email FOR INSERT TO partnergraph_app
    WITH CHECK (((person_id = viewer_self()) AND (EXISTS ( SELECT
   FROM email_challenge c
  WHERE ((c.hash = viewer_secret()) AND (c.used_at IS NOT NULL) AND (c.person_id = person_email.person_id) AND (c.email = person_email.email))))));

CREATE POLICY person_email_removed ON person_email FOR DELETE TO partnergraph_app
    USING ((person_id = ( SELECT viewer_self() AS viewer_self)));

CREATE POLICY person_email_seen ON person_email FOR SELECT TO partnergraph_app
    USING (((person_id = ( SELECT viewer_self() AS viewer_self)) OR ( SELECT viewer_is_system() AS viewer_is_system)));

CREATE TABLE refresh_token (
    hash bytea NOT NULL,
    session_id uuid NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    CONSTRAINT refresh_token_pkey PRIMARY KEY (hash),
    CONSTRAINT refresh_token_session_id_fkey FOREIGN KEY (session_id) REFERENCES session(id) ON DELETE CASCADE
);

CREATE INDEX refresh_token_session ON public.refresh_token USING btree (session_id);

ALTER TABLE refresh_token ENABLE ROW LEVEL SECURITY;

CREATE POLICY refresh_token_given ON refresh_token FOR INSERT TO partnergraph_app
    WITH CHECK ((EXISTS ( SELECT
   FROM session s
  WHERE (s.id = refresh_token.session_id))));

CREATE POLICY refresh_token_seen ON refresh_token FOR SELECT TO partnergraph_app
    USING ((hash = viewer_secret()));

CREATE POLICY refresh_token_used ON refresh_token FOR UPDATE TO partnergraph_app
    USING ((hash = viewer_secret()));

CREATE TABLE reply (
    id uuid NOT NULL,
    thread_id uuid NOT NULL,
    number integer NOT NULL,
    author_id uuid NOT NULL,
    locale text NOT NULL,
    markdown text NOT NULL,
    html text NOT NULL,
    badge_name text NOT NULL,
    badge_organization text,
    badge_role text,
    badge_licence text,
    badge_motto text NOT NULL,
    badge_is_house boolean NOT NULL DEFAULT false,
    is_accepted boolean NOT NULL DEFAULT false,
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    CONSTRAINT reply_author_id_fkey FOREIGN KEY (author_id) REFERENCES person(id),
    CONSTRAINT reply_number_unique UNIQUE (thread_id, number),
    CONSTRAINT reply_pkey PRIMARY KEY (id),
    CONSTRAINT reply_thread_id_fkey FOREIGN KEY (thread_id) REFERENCES thread(id)
);

CREATE INDEX reply_accepted ON public.reply USING btree (thread_id, number) WHERE is_accepted;

CREATE INDEX reply_by_author ON public.reply USING btree (author_id, created_at DESC, id DESC);

CREATE TRIGGER announces_delete AFTER DELETE ON public.reply REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,thread_id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.reply REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,thread_id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.reply FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,thread_id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.reply REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,thread_id', '');

CREATE TABLE reply_revision (
    reply_id uuid NOT NULL,
    "position" integer NOT NULL,
    markdown text NOT NULL,
    html text NOT NULL,
    locale text NOT NULL,
    replaced_at timestamp with time zone NOT NULL,
    replaced_by uuid NOT NULL,
    CONSTRAINT reply_revision_pkey PRIMARY KEY (reply_id, "position"),
    CONSTRAINT reply_revision_replaced_by_fkey FOREIGN KEY (replaced_by) REFERENCES person(id),
    CONSTRAINT reply_revision_reply_id_fkey FOREIGN KEY (reply_id) REFERENCES reply(id)
);

CREATE TRIGGER announces_delete AFTER DELETE ON public.reply_revision REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('reply_id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.reply_revision REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('reply_id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.reply_revision FOR EACH STATEMENT EXECUTE FUNCTION announces_change('reply_id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.reply_revision REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('reply_id', '');

CREATE TABLE review (
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    solution_id uuid,
    author_id uuid NOT NULL,
    organization_id uuid,
    lead_id uuid,
    invoice_id uuid,
    basis_at timestamp with time zone NOT NULL,
    score integer NOT NULL,
    quality integer,
    deadlines integer,
    communication integer,
    price integer,
    text text NOT NULL,
    locale text NOT NULL,
    reply_text text,
    reply_locale text,
    reply_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT review_author_id_fkey FOREIGN KEY (author_id) REFERENCES person(id),
    CONSTRAINT review_communication CHECK (((communication >= 1) AND (communication <= 5))),
    CONSTRAINT review_deadlines CHECK (((deadlines >= 1) AND (deadlines <= 5))),
    CONSTRAINT review_invoice_id_fkey FOREIGN KEY (invoice_id) REFERENCES invoice(id),
    CONSTRAINT review_lead_id_fkey FOREIGN KEY (lead_id) REFERENCES lead(id),
    CONSTRAINT review_once_per_basis UNIQUE NULLS NOT DISTINCT (lead_id, invoice_id, partner_id, solution_id),
    CONSTRAINT review_one_basis CHECK (((lead_id IS NULL) <> (invoice_id IS NULL))),
    CONSTRAINT review_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organization(id),
    CONSTRAINT review_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT review_pkey PRIMARY KEY (id),
    CONSTRAINT review_price CHECK (((price >= 1) AND (price <= 5))),
    CONSTRAINT review_quality CHECK (((quality >= 1) AND (quality <= 5))),
    CONSTRAINT review_score CHECK (((score >= 1) AND (score <= 5))),
    CONSTRAINT review_solution_id_fkey FOREIGN KEY (solution_id) REFERENCES solution(id)
);

CREATE INDEX review_by_partner ON public.review USING btree (partner_id, created_at DESC, id DESC);

CREATE INDEX review_by_solution ON public.review USING btree (solution_id, created_at DESC, id DESC) WHERE (solution_id IS NOT NULL);

CREATE TRIGGER announces_delete AFTER DELETE ON public.review REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,partner_id,solution_id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.review REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,partner_id,solution_id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.review FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,partner_id,solution_id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.review REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,partner_id,solution_id', '');

CREATE TABLE session (
    id uuid NOT NULL,
    person_id uuid NOT NULL,
    access_hash bytea NOT NULL,
    access_expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone NOT NULL,
    refreshed_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT session_access_unique UNIQUE (access_hash),
    CONSTRAINT session_person_id_fkey FOREIGN KEY (person_id) REFERENCES person(id),
    CONSTRAINT session_pkey PRIMARY KEY (id)
);

CREATE INDEX session_person ON public.session USING btree (person_id, created_at);

CREATE INDEX session_refreshed ON public.session USING btree (refreshed_at);

ALTER TABLE session ENABLE ROW LEVEL SECURITY;

CREATE POLICY session_changed ON session FOR UPDATE TO partnergraph_app
    USING (((person_id = viewer_self()) OR (id = ( SELECT refresh_token.session_id
   FROM refresh_token
  WHERE (refresh_token.hash = viewer_secret())))));

CREATE POLICY session_forgotten ON session FOR DELETE TO partnergraph_app
    USING (viewer_is_system());

CREATE POLICY session_opened ON session FOR INSERT TO partnergraph_app
    WITH CHECK (((person_id = viewer_self()) AND (EXISTS ( SELECT
   FROM sign_in_challenge c
  WHERE ((c.hash = viewer_secret()) AND (c.used_at IS NOT NULL) AND (c.phone = viewer_number()))))));

CREATE POLICY session_seen ON session FOR SELECT TO partnergraph_app
    USING (((person_id = viewer_self()) OR viewer_is_system() OR (id = ( SELECT refresh_token.session_id
   FROM refresh_token
  WHERE (refresh_token.hash = viewer_secret())))));

CREATE TABLE sign_in_challenge (
    hash bytea NOT NULL,
    phone text NOT NULL,
    address text NOT NULL,
    code_sum bytea NOT NULL,
    tries integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone,
    failed_at timestamp with time zone,
    calling_code text,
    network text,
    held boolean NOT NULL DEFAULT false,
    CONSTRAINT sign_in_challenge_pkey PRIMARY KEY (hash),
    CONSTRAINT sign_in_challenge_tries CHECK (((tries >= 0) AND (tries <= 5)))
);

CREATE INDEX sign_in_challenge_address ON public.sign_in_challenge USING btree (address, created_at);

CREATE INDEX sign_in_challenge_calling_code ON public.sign_in_challenge USING btree (calling_code, created_at) WHERE (NOT held);

CREATE INDEX sign_in_challenge_created ON public.sign_in_challenge USING btree (created_at);

CREATE INDEX sign_in_challenge_network ON public.sign_in_challenge USING btree (network, created_at);

CREATE INDEX sign_in_challenge_phone ON public.sign_in_challenge USING btree (phone, created_at) WHERE (failed_at IS NULL);

CREATE INDEX sign_in_challenge_sent ON public.sign_in_challenge USING btree (created_at) WHERE (NOT held);

ALTER TABLE sign_in_challenge ENABLE ROW LEVEL SECURITY;

CREATE POLICY sign_in_challenge_forgotten ON sign_in_challenge FOR DELETE TO partnergraph_app
    USING (viewer_is_system());

CREATE POLICY sign_in_challenge_seen ON sign_in_challenge FOR SELECT TO partnergraph_app
    USING (((hash = viewer_secret()) OR (phone = viewer_phone()) OR (address = viewer_address()) OR viewer_is_system()));

CREATE POLICY sign_in_challenge_sent ON sign_in_challenge FOR INSERT TO partnergraph_app
    WITH CHECK ((hash = viewer_secret()));

CREATE POLICY sign_in_challenge_tried ON sign_in_challenge FOR UPDATE TO partnergraph_app
    USING (((hash = viewer_secret()) OR (phone = viewer_phone())));

CREATE TABLE solution (
    id uuid NOT NULL,
    partner_id uuid NOT NULL,
    category_id uuid NOT NULL,
    slug text NOT NULL,
    state text NOT NULL,
    original_title text NOT NULL,
    sort_title text COLLATE "und-x-icu" NOT NULL GENERATED ALWAYS AS ("left"(lower((original_title COLLATE "und-x-icu")), 60)) STORED,
    industries text[] NOT NULL DEFAULT '{}'::text[],
    minimum_users integer,
    maximum_users integer,
    hosting_country text,
    has_export boolean NOT NULL,
    trial_days integer NOT NULL,
    is_freemium boolean NOT NULL,
    plans jsonb NOT NULL,
    price_models text[] NOT NULL,
    locales text[] NOT NULL,
    draft jsonb,
    search tsvector NOT NULL DEFAULT ''::tsvector,
    rating_value double precision NOT NULL DEFAULT 0,
    rating_count integer NOT NULL DEFAULT 0,
    rating_at timestamp with time zone,
    published_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT solution_category_id_fkey FOREIGN KEY (category_id) REFERENCES category(id),
    CONSTRAINT solution_partner_id_fkey FOREIGN KEY (partner_id) REFERENCES partner(id),
    CONSTRAINT solution_pkey PRIMARY KEY (id),
    CONSTRAINT solution_published CHECK (((published_at IS NOT NULL) OR (state <> 'PUBLISHED'::text))),
    CONSTRAINT solution_slug_unique UNIQUE (slug),
    CONSTRAINT solution_state CHECK ((state = ANY (ARRAY['DRAFT'::text, 'SUBMITTED'::text, 'PUBLISHED'::text]))),
    CONSTRAINT solution_trial_days CHECK (((trial_days >= 0) AND (trial_days <= 90))),
    CONSTRAINT solution_users CHECK ((minimum_users <= maximum_users))
);

CREATE INDEX solution_by_category ON public.solution USING btree (category_id, rating_value DESC, id DESC) WHERE (state = 'PUBLISHED'::text);

CREATE INDEX solution_by_code ON public.solution USING gin (locales, industries, price_models);

CREATE INDEX solution_by_newest ON public.solution USING btree (published_at DESC, id DESC) WHERE (state = 'PUBLISHED'::text);

CREATE INDEX solution_by_partner ON public.solution USING btree (partner_id, rating_value DESC, id DESC);

CREATE INDEX solution_by_rating ON public.solution USING btree (rating_value DESC, id DESC) WHERE (state = 'PUBLISHED'::text);

CREATE INDEX solution_by_title ON public.solution USING btree (sort_title, id) WHERE (state = 'PUBLISHED'::text);

CREATE INDEX solution_listed ON public.solution USING btree (partner_id, category_id) INCLUDE (rating_value, id, sort_title, published_at, locales, price_models) WHERE (state = 'PUBLISHED'::text);

CREATE INDEX solution_search ON public.solution USING gin (search);

CREATE INDEX solution_submitted ON public.solution USING btree (updated_at DESC, id DESC) WHERE ((state = 'SUBMITTED'::text) OR ((draft ->> 'IsSubmitted'::text) = 'true'::text));

CREATE TRIGGER announces_delete AFTER DELETE ON public.solution REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,slug,partner_id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.solution REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,slug,partner_id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.solution FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,slug,partner_id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.solution REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,slug,partner_id', '');

CREATE TRIGGER facet_solution_added AFTER INSERT ON public.solution REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION facet_solution();

CREATE TRIGGER facet_solution_changed AFTER UPDATE ON public.solution REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION facet_solution();

CREATE TRIGGER solution_priced AFTER INSERT ON public.solution REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION solution_prices();

CREATE TRIGGER solution_priced_anew AFTER UPDATE ON public.solution REFERENCING OLD TABLE AS before NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION solution_prices();

CREATE TABLE solution_price (
    solution_id uuid NOT NULL,
    model text NOT NULL,
    currency text NOT NULL,
    minor bigint NOT NULL,
    CONSTRAINT solution_price_pkey PRIMARY KEY (solution_id, model, currency),
    CONSTRAINT solution_price_solution_id_fkey FOREIGN KEY (solution_id) REFERENCES solution(id)
);

CREATE INDEX solution_price_cheapest ON public.solution_price USING btree (model, currency, minor, solution_id);

CREATE TRIGGER announces_delete AFTER DELETE ON public.solution_price REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('solution_id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.solution_price REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('solution_id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.solution_price FOR EACH STATEMENT EXECUTE FUNCTION announces_change('solution_id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.solution_price REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('solution_id', '');

CREATE TABLE solution_text (
    solution_id uuid NOT NULL,
    locale text NOT NULL,
    "position" integer NOT NULL,
    title text NOT NULL,
    summary text NOT NULL,
    description text NOT NULL,
    html text NOT NULL,
    CONSTRAINT solution_text_pkey PRIMARY KEY (solution_id, locale),
    CONSTRAINT solution_text_solution_id_fkey FOREIGN KEY (solution_id) REFERENCES solution(id)
);

CREATE TRIGGER announces_delete AFTER DELETE ON public.solution_text REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('solution_id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.solution_text REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('solution_id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.solution_text FOR EACH STATEMENT EXECUTE FUNCTION announces_change('solution_id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.solution_text REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('solution_id', '');

CREATE TRIGGER solution_text_words AFTER INSERT ON public.solution_text REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION solution_text_words();

CREATE TRIGGER solution_text_words_updated AFTER UPDATE ON public.solution_text REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION solution_text_words();

CREATE TABLE table_change (
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    name text NOT NULL,
    keys text[]
);

CREATE INDEX table_change_xid ON public.table_change USING btree (xid);

CREATE TABLE thread (
    id uuid NOT NULL,
    number integer NOT NULL GENERATED BY DEFAULT AS IDENTITY,
    board_id uuid NOT NULL,
    author_id uuid NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    locale text NOT NULL,
    markdown text NOT NULL,
    html text NOT NULL,
    badge_name text NOT NULL,
    badge_organization text,
    badge_role text,
    badge_licence text,
    badge_motto text NOT NULL,
    badge_is_house boolean NOT NULL DEFAULT false,
    reply_count integer NOT NULL DEFAULT 0,
    accepted_count integer NOT NULL DEFAULT 0,
    created_at timestamp with time zone NOT NULL,
    active_at timestamp with time zone NOT NULL,
    search tsvector NOT NULL GENERATED ALWAYS AS (search_words(title)) STORED,
    CONSTRAINT thread_author_id_fkey FOREIGN KEY (author_id) REFERENCES person(id),
    CONSTRAINT thread_board_id_fkey FOREIGN KEY (board_id) REFERENCES board(id),
    CONSTRAINT thread_number_unique UNIQUE (number),
    CONSTRAINT thread_pkey PRIMARY KEY (id)
);

CREATE INDEX thread_by_activity ON public.thread USING btree (active_at DESC, id DESC);

CREATE INDEX thread_by_author ON public.thread USING btree (author_id, created_at DESC, id DESC);

CREATE INDEX thread_by_board_activity ON public.thread USING btree (board_id, active_at DESC, id DESC);

CREATE INDEX thread_by_board_newest ON public.thread USING btree (board_id, created_at DESC, id DESC);

CREATE INDEX thread_by_locale ON public.thread USING btree (locale, accepted_count) INCLUDE (id, created_at, active_at, board_id);

CREATE INDEX thread_by_newest ON public.thread USING btree (created_at DESC, id DESC);

CREATE INDEX thread_search ON public.thread USING gin (search);

CREATE TRIGGER announces_delete AFTER DELETE ON public.thread REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,number,board_id', '');

CREATE TRIGGER announces_insert AFTER INSERT ON public.thread REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,number,board_id', '');

CREATE TRIGGER announces_truncate AFTER TRUNCATE ON public.thread FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,number,board_id', '');

CREATE TRIGGER announces_update AFTER UPDATE ON public.thread REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION announces_change('id,number,board_id', '');

CREATE OR REPLACE FUNCTION public.announce_changes(of regclass, keys text, silent text DEFAULT ''::text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
    EXECUTE format('CREATE TRIGGER announces_insert AFTER INSERT ON %s REFERENCING NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION announces_change(%L, %L)', of, keys, silent);
    EXECUTE format('CREATE TRIGGER announces_update AFTER UPDATE ON %s REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
        FOR EACH STATEMENT EXECUTE FUNCTION announces_change(%L, %L)', of, keys, silent);
    EXECUTE format('CREATE TRIGGER announces_delete AFTER DELETE ON %s REFERENCING OLD TABLE AS old_rows
        FOR EACH STATEMENT EXECUTE FUNCTION announces_change(%L, %L)', of, keys, silent);
    EXECUTE format('CREATE TRIGGER announces_truncate AFTER TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION announces_change(%L, %L)', of, keys, silent);
END $function$;

CREATE OR REPLACE FUNCTION public.announces_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
    named   text[] := string_to_array(TG_ARGV[0], ',');
    silent  text[] := string_to_array(TG_ARGV[1], ',');
    changed jsonb[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := ARRAY(SELECT to_jsonb(n) FROM new_rows n LIMIT 101);
    ELSIF TG_OP = 'DELETE' THEN
        changed := ARRAY(SELECT to_jsonb(o) FROM old_rows o LIMIT 101);
    ELSIF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (SELECT FROM new_rows OFFSET 100) THEN
            changed := ARRAY(
                (SELECT to_jsonb(o) - silent FROM old_rows o EXCEPT ALL SELECT to_jsonb(n) - silent FROM new_rows n)
                UNION ALL
                (SELECT to_jsonb(n) - silent FROM new_rows n EXCEPT ALL SELECT to_jsonb(o) - silent FROM old_rows o));
        END IF;
    END IF;
    IF changed = '{}' THEN
        RETURN NULL;
    END IF;
    INSERT INTO public.table_change (name, keys) VALUES (TG_TABLE_NAME, CASE WHEN cardinality(changed) <= 100 THEN
        ARRAY(SELECT DISTINCT key || '=' || (r ->> key) FROM unnest(changed) AS r, unnest(named) AS key WHERE r ->> key IS NOT NULL) END);
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.api_token_shown(by_hash bytea, by_id uuid, at timestamp with time zone, since timestamp with time zone)
 RETURNS TABLE(id uuid, organization_id uuid, created_by uuid, name text, last_four text, scopes text[], created_at timestamp with time zone, expires_at timestamp with time zone, last_used_at timestamp with time zone, revoked_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER ROWS 1
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    shown uuid := by_id;
BEGIN
    IF by_hash IS NOT NULL THEN
        shown := (SELECT t.id FROM api_token t WHERE t.hash = by_hash);
    END IF;
    RETURN QUERY SELECT t.id, t.organization_id, t.created_by, t.name, t.last_four, t.scopes,
        t.created_at, t.expires_at, t.last_used_at, t.revoked_at FROM api_token t WHERE t.id = shown;
    UPDATE api_token t SET last_used_at = at
    WHERE t.id = (SELECT u.id FROM api_token u
        WHERE u.id = shown AND u.revoked_at IS NULL AND u.expires_at > at AND (u.last_used_at IS NULL OR u.last_used_at <= since)
        FOR NO KEY UPDATE SKIP LOCKED);
END $function$;

CREATE OR REPLACE FUNCTION public.api_tokens_open(given uuid[], at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN QUERY SELECT t.id FROM api_token t
        JOIN member m ON m.organization_id = t.organization_id AND m.person_id = t.created_by AND m.role = 'OWNER'
        WHERE t.id = ANY(given) AND t.revoked_at IS NULL AND t.expires_at > at;
END $function$;

CREATE OR REPLACE FUNCTION public.api_tokens_shown(given uuid[], at timestamp with time zone, since timestamp with time zone)
 RETURNS TABLE(id uuid, organization_id uuid, created_by uuid, name text, last_four text, scopes text[], created_at timestamp with time zone, expires_at timestamp with time zone, last_used_at timestamp with time zone, revoked_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN QUERY SELECT t.id, t.organization_id, t.created_by, t.name, t.last_four, t.scopes,
        t.created_at, t.expires_at, t.last_used_at, t.revoked_at FROM api_token t WHERE t.id = ANY(given);
    UPDATE api_token t SET last_used_at = at
    WHERE t.id IN (SELECT u.id FROM api_token u
        WHERE u.id = ANY(given) AND u.revoked_at IS NULL AND u.expires_at > at AND (u.last_used_at IS NULL OR u.last_used_at <= since)
        FOR NO KEY UPDATE SKIP LOCKED);
END $function$;

CREATE OR REPLACE FUNCTION public.books_are_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    RAISE EXCEPTION 'the books are append-only: % of % is refused', lower(TG_OP), TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation', CONSTRAINT = 'books_append_only';
END $function$;

CREATE OR REPLACE FUNCTION public.claim_leads(phones bytea[])
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE claimed bigint;
BEGIN
    IF public.viewer_self() IS NULL OR NOT EXISTS (SELECT FROM sign_in_challenge c
            WHERE c.hash = public.viewer_secret() AND c.used_at IS NOT NULL AND c.phone = public.viewer_number()) THEN
        RETURN 0;
    END IF;
    UPDATE lead l SET person_id = public.viewer_self()
    FROM lead_contact c
    WHERE c.lead_id = l.id AND c.phone_index = ANY(phones) AND l.person_id IS NULL AND l.organization_id IS NULL;
    GET DIAGNOSTICS claimed = ROW_COUNT;
    RETURN claimed;
END $function$;

CREATE OR REPLACE FUNCTION public.deals_of_lead(asked uuid)
 RETURNS TABLE(id uuid, partner_id uuid, state text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN QUERY WITH named AS (
        SELECT DISTINCT d.*
        FROM lead l JOIN lead_contact c ON c.lead_id = l.id
        CROSS JOIN LATERAL (
            SELECT * FROM deal b WHERE b.company_index = c.company_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.name_index = c.company_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.phone_index = c.phone_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.email_index = c.email_index AND b.ended_at IS NULL) AS d
        WHERE l.id = asked
    ), known AS (
        SELECT n.id, n.partner_id, n.state, n.registered_at, n.protected_until FROM named n
        UNION
        SELECT r.id, r.partner_id, r.state, r.registered_at, r.protected_until FROM named n CROSS JOIN LATERAL (
            SELECT * FROM deal b WHERE b.company_index = n.company_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.phone_index = n.phone_index AND b.ended_at IS NULL
            UNION SELECT * FROM deal b WHERE b.email_index = n.email_index AND b.ended_at IS NULL) AS r
        WHERE n.state = 'CONFLICT' OR r.state = 'CONFLICT'
    )
    SELECT DISTINCT k.id, k.partner_id, k.state
    FROM known k JOIN lead l ON l.id = asked JOIN partner p ON p.id = k.partner_id AND p.state = 'ACTIVE'
    WHERE k.registered_at < l.created_at AND k.protected_until > l.created_at AND l.organization_id IS DISTINCT FROM p.organization_id;
END $function$;

CREATE OR REPLACE FUNCTION public.email_sends(to_email text, of_person uuid, of_address text, most integer, most_address integer)
 RETURNS TABLE(last timestamp with time zone, full_email timestamp with time zone, full_person timestamp with time zone, full_address timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN QUERY SELECT
        (SELECT max(c.created_at) FROM email_challenge c WHERE c.failed_at IS NULL AND (lower(c.email) = lower(to_email) OR c.person_id = of_person)),
        (SELECT c.created_at FROM email_challenge c WHERE lower(c.email) = lower(to_email) AND c.failed_at IS NULL ORDER BY c.created_at DESC LIMIT 1 OFFSET most - 1),
        (SELECT c.created_at FROM email_challenge c WHERE c.person_id = of_person AND c.failed_at IS NULL ORDER BY c.created_at DESC LIMIT 1 OFFSET most - 1),
        (SELECT c.created_at FROM email_challenge c WHERE c.address = of_address ORDER BY c.created_at DESC LIMIT 1 OFFSET most_address - 1);
END $function$;

CREATE OR REPLACE FUNCTION public.erase_contacts(asked uuid, phones bytea[], emails bytea[], proved bytea[], at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE gone uuid[];
BEGIN
    SELECT array_agg(erased) INTO gone FROM public.erase_only_contacts(asked, phones, emails, proved, at) AS erased;
    UPDATE lead SET title = '[…]', goal = NULL, means = NULL, stages = NULL, contents = NULL, city = NULL,
        source_detail = NULL, external_id = NULL, retold_by = NULL, retold_at = NULL, latitude = NULL, longitude = NULL WHERE id = ANY(gone);
    DELETE FROM lead_correction WHERE lead_id = ANY(gone);
    UPDATE lead_offer SET lost_reason = '[…]' WHERE lead_id = ANY(gone) AND lost_reason IS NOT NULL;
    UPDATE lead_offer SET return_note = '[…]' WHERE lead_id = ANY(gone) AND return_note IS NOT NULL;
    UPDATE lead_sale SET terms = '[…]' WHERE lead_id = ANY(gone) AND terms IS NOT NULL;
    UPDATE lead_distribution SET reason = '[…]' WHERE lead_id = ANY(gone) AND reason IS NOT NULL;
    UPDATE lead_distribution SET state = 'STOPPED', outcome = 'CLOSED', ended_at = at, next_at = NULL WHERE lead_id = ANY(gone) AND state = 'RUNNING';
    RETURN QUERY SELECT unnest(gone);
END $function$;

CREATE OR REPLACE FUNCTION public.erase_only_contacts(asked uuid, phones bytea[], emails bytea[], proved bytea[], at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE
    gone uuid[];
    subjects uuid[];
BEGIN
    SELECT array_agg(l.id ORDER BY l.id) INTO gone
    FROM lead l JOIN lead_contact c ON c.lead_id = l.id
    WHERE (l.id = asked OR c.phone_index = ANY(phones) OR c.email_index = ANY(emails)
            OR c.subject_id = (SELECT a.subject_id FROM lead_contact a WHERE a.lead_id = asked))
        AND public.viewer_may('{LEADS_WRITE}')
        AND (public.viewer_serves('PROGRAMME_MANAGER')
            OR c.phone_index = ANY(proved)
            OR l.person_id = public.viewer_self() AND (l.organization_id IS NULL OR l.organization_id = public.viewer_organization())
            OR l.organization_id = public.viewer_leads());
    IF gone IS NULL THEN
        RETURN;
    END IF;
    WITH deleted AS (DELETE FROM lead_contact c WHERE c.lead_id = ANY(gone) RETURNING c.subject_id)
    SELECT array_agg(DISTINCT d.subject_id) INTO subjects FROM deleted d;
    UPDATE data_subject d SET wrapped_key = NULL, erased_at = at
    WHERE d.id = ANY(subjects) AND d.wrapped_key IS NOT NULL AND NOT EXISTS (SELECT FROM lead_contact c WHERE c.subject_id = d.id);
    UPDATE lead l SET contact_erased_at = at WHERE l.id = ANY(gone);
    RETURN QUERY SELECT unnest(gone);
END $function$;

CREATE OR REPLACE FUNCTION public.facet_fold()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF random() < 0.02 AND pg_try_advisory_xact_lock(hashtext('facet_count')) THEN
        WITH gone AS (DELETE FROM facet_count RETURNING *)
        INSERT INTO facet_count SELECT list, facet, value, sum(n) FROM gone GROUP BY 1, 2, 3 HAVING sum(n) <> 0;
    END IF;
END
$function$;

CREATE OR REPLACE FUNCTION public.facet_partner()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.facet_solution()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.facets_of_partner(p partner)
 RETURNS TABLE(facet text, value text)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT f.facet, f.value FROM (
        VALUES ('countries', p.country), ('cities', p.city), ('competences', p.competence), ('levels', p.level),
            ('ratings', width_bucket(p.rating_value, '{1,2,3,4}'::double precision[])::text)
        UNION ALL SELECT 'languages', unnest(p.languages)
        UNION ALL SELECT 'industries', unnest(p.industries)
        UNION ALL SELECT 'kinds', unnest(p.kinds)
        UNION ALL SELECT 'services', unnest(p.services)) AS f (facet, value)
    WHERE p.state IN ('ACTIVE', 'PAUSED')
$function$;

CREATE OR REPLACE FUNCTION public.facets_of_solution(s solution, is_listed boolean)
 RETURNS TABLE(facet text, value text)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    SELECT f.facet, f.value FROM (
        VALUES ('categories', s.category_id::text), ('hostingCountries', s.hosting_country), ('hasTrial', (s.trial_days > 0)::text),
            ('isFreemium', s.is_freemium::text), ('hasExport', s.has_export::text),
            ('ratings', width_bucket(s.rating_value, '{1,2,3,4}'::double precision[])::text)
        UNION ALL SELECT 'languages', unnest(s.locales)
        UNION ALL SELECT 'industries', unnest(s.industries)
        UNION ALL SELECT 'priceModels', unnest(s.price_models)) AS f (facet, value)
    WHERE s.state = 'PUBLISHED' AND is_listed AND f.value IS NOT NULL
$function$;

CREATE OR REPLACE FUNCTION public.forget_api_tokens(ended_before timestamp with time zone, most integer)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
DECLARE gone bigint;
BEGIN
    IF NOT public.viewer_is_system() THEN
        RETURN 0;
    END IF;
    DELETE FROM api_token WHERE id IN (
        SELECT t.id FROM api_token t
        WHERE least(t.revoked_at, t.expires_at) < ended_before
            AND NOT EXISTS (SELECT FROM lead_contact_reveal r WHERE r.api_token_id = t.id)
        ORDER BY least(t.revoked_at, t.expires_at) LIMIT most);
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $function$;

CREATE OR REPLACE FUNCTION public.journal_must_balance()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION public.journal_must_have_entries()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (SELECT FROM entry WHERE journal_id = NEW.id) THEN
        RAISE EXCEPTION 'journal % has no entries', NEW.id
            USING ERRCODE = 'check_violation', CONSTRAINT = 'journal_has_entries';
    END IF;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.lead_contact_takes_deals()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    UPDATE deal SET contact = NULL, phone_index = NULL, email_index = NULL, resolution = CASE WHEN resolution IS NOT NULL THEN '[…]' END
    WHERE phone_index = OLD.phone_index OR email_index = OLD.email_index;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.lead_decay(value double precision, elapsed interval, half_life interval)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    SELECT CASE WHEN value = 0 OR elapsed > 200 * half_life THEN 0
        ELSE value * 2 ^ (-extract(epoch FROM elapsed)::double precision / extract(epoch FROM half_life)::double precision) END
$function$;

CREATE OR REPLACE FUNCTION public.lead_distance(latitude1 double precision, longitude1 double precision, latitude2 double precision, longitude2 double precision)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    SELECT 2 * 6371.0088 * asin(sqrt(least(1, sind((latitude2 - latitude1) / 2) ^ 2
        + cosd(latitude1) * cosd(latitude2) * sind((longitude2 - longitude1) / 2) ^ 2)))
$function$;

CREATE OR REPLACE FUNCTION public.lead_merges_by_house()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    IF current_user = 'partnergraph_app' AND NOT (viewer_may('{LEADS_WRITE}') AND viewer_serves('PROGRAMME_MANAGER')) THEN
        RAISE EXCEPTION 'only the house merges leads' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.lead_offer_keeps_stages()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION public.lead_reach(latitude double precision, longitude double precision, km double precision)
 RETURNS box
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    SELECT box(point(longitude - wide, latitude - high), point(longitude + wide, latitude + high))
    FROM (SELECT high, CASE WHEN wide < 180 THEN wide ELSE 540 END AS wide
        FROM (SELECT km / 111 AS high, 1.6 * km / 111 / cosd(least(abs(latitude) + km / 111, 89.9)) AS wide) AS exact) AS bound
$function$;

CREATE OR REPLACE FUNCTION public.lead_standing_answered()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM lead_standing_count((SELECT array_agg(o::lead_offer) FROM was o), array_agg(n::lead_offer)) FROM became n HAVING count(*) > 0;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.lead_standing_count(was lead_offer[], became lead_offer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
    PERFORM FROM lead_standing WHERE partner_id IN (SELECT partner_id FROM unnest(was || became)) ORDER BY partner_id FOR UPDATE;
    WITH change AS (
        SELECT sign, o.partner_id, o.state, o.stage, o.sent_at, o.trace->>'reason' AS reason,
            coalesce(o.answered_at, o.deadline) AS ended_at, o.deadline,
            o.state IN ('ACCEPTED', 'DECLINED', 'EXPIRED', 'RETURNED') AND coalesce(o.trace->>'reason', '') NOT IN ('CLAIM', 'PURCHASE') AS is_answer
        FROM (SELECT -1 AS sign, * FROM unnest(was) UNION ALL SELECT 1, * FROM unnest(became)) AS o
    ), newest AS (
        SELECT partner_id, max(sent_at) AS sent_at, max(ended_at) FILTER (WHERE is_answer) AS ended_at FROM change GROUP BY partner_id
    ), delta AS (
        SELECT c.partner_id, n.sent_at, n.ended_at,
            coalesce(sum(sign) FILTER (WHERE state = 'OFFERED'), 0) AS open,
            coalesce(sum(sign) FILTER (WHERE state = 'ACCEPTED' AND stage NOT IN ('STARTED', 'LOST')), 0) AS working,
            coalesce(sum(sign * lead_decay(1, n.sent_at - c.sent_at, '14 days'))
                FILTER (WHERE reason = 'DRAW' AND state <> 'RETURNED'), 0) AS received,
            coalesce(sum(sign * extract(epoch FROM least(c.ended_at, deadline) - c.sent_at)::double precision / 3600
                * lead_decay(1, n.ended_at - c.ended_at, '90 days')) FILTER (WHERE is_answer), 0) AS answer_hours,
            coalesce(sum(sign * lead_decay(1, n.ended_at - c.ended_at, '90 days')) FILTER (WHERE is_answer), 0) AS answer_weight
        FROM change c JOIN newest n USING (partner_id)
        GROUP BY c.partner_id, n.sent_at, n.ended_at
    )
    UPDATE lead_standing s SET
        open = s.open + d.open, working = s.working + d.working,
        received = CASE WHEN d.received = 0 THEN s.received ELSE greatest(0,
            lead_decay(s.received, greatest(d.sent_at - s.received_at, '0'), '14 days')
            + lead_decay(d.received, greatest(s.received_at - d.sent_at, '0'), '14 days')) END,
        received_at = CASE WHEN d.received = 0 THEN s.received_at ELSE greatest(s.received_at, d.sent_at) END,
        answer_hours = CASE WHEN d.answer_weight = 0 THEN s.answer_hours ELSE greatest(0,
            lead_decay(s.answer_hours, greatest(d.ended_at - s.answered_at, '0'), '90 days')
            + lead_decay(d.answer_hours, greatest(s.answered_at - d.ended_at, '0'), '90 days')) END,
        answer_weight = CASE WHEN d.answer_weight = 0 THEN s.answer_weight ELSE greatest(0,
            lead_decay(s.answer_weight, greatest(d.ended_at - s.answered_at, '0'), '90 days')
            + lead_decay(d.answer_weight, greatest(s.answered_at - d.ended_at, '0'), '90 days')) END,
        answered_at = CASE WHEN d.answer_weight = 0 THEN s.answered_at ELSE greatest(s.answered_at, d.ended_at) END,
        last_offered_at = greatest(s.last_offered_at, d.sent_at)
    FROM delta d WHERE s.partner_id = d.partner_id;
    PERFORM lead_standing_week(was, became);
END $function$;

CREATE OR REPLACE FUNCTION public.lead_standing_offered()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM lead_standing_count('{}', array_agg(n::lead_offer)) FROM became n HAVING count(*) > 0;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.lead_standing_partner()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    INSERT INTO lead_standing AS s (partner_id, organization_id, state, kinds, competence, level, languages, industries, country,
        latitude, longitude, rating_value, rating_count)
    SELECT id, organization_id, state, kinds, competence, level,
        ARRAY(SELECT DISTINCT lower(split_part(l, '-', 1)) FROM unnest(languages) AS l ORDER BY 1),
        CASE WHEN cardinality(industries) = 0 THEN '{any}' ELSE industries END, country, latitude, longitude, rating_value, rating_count
    FROM written ORDER BY id
    ON CONFLICT (partner_id) DO UPDATE SET
        organization_id = excluded.organization_id, state = excluded.state, kinds = excluded.kinds, competence = excluded.competence,
        level = excluded.level, languages = excluded.languages, industries = excluded.industries, country = excluded.country,
        latitude = excluded.latitude, longitude = excluded.longitude,
        rating_value = excluded.rating_value, rating_count = excluded.rating_count
    WHERE (s.organization_id, s.state, s.kinds, s.competence, s.level, s.languages, s.industries, s.country, s.latitude, s.longitude,
            s.rating_value, s.rating_count)
        IS DISTINCT FROM (excluded.organization_id, excluded.state, excluded.kinds, excluded.competence, excluded.level,
            excluded.languages, excluded.industries, excluded.country, excluded.latitude, excluded.longitude,
            excluded.rating_value, excluded.rating_count);
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.lead_standing_preference()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    UPDATE lead_standing SET radius_km = NEW.radius_km, countries = NEW.countries,
        small_most = NEW.small_most, medium_most = NEW.medium_most, large_most = NEW.large_most,
        week_most = NEW.week_most, open_most = NEW.open_most, paused_from = NEW.paused_from, paused_until = NEW.paused_until,
        hours = NEW.opens_at || ' ' || NEW.closes_at || ' ' || NEW.time_zone || ' ' || array_to_string(NEW.days, ',')
    WHERE partner_id = NEW.partner_id;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.lead_standing_removed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM lead_standing_count(array_agg(o::lead_offer), '{}') FROM was o HAVING count(*) > 0;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.lead_standing_sized()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM lead_standing_week('{}', array_agg(o)) FROM became n JOIN lead_offer o ON o.lead_id = n.id HAVING count(*) > 0;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.lead_standing_week(was lead_offer[], became lead_offer[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
    WITH change AS (
        SELECT sign, o.partner_id, l.size, date_trunc('week', o.sent_at AT TIME ZONE 'UTC')::date AS week
        FROM (SELECT -1 AS sign, * FROM unnest(was) UNION ALL SELECT 1, * FROM unnest(became)) AS o
        JOIN lead l ON l.id = o.lead_id
        WHERE o.state IN ('OFFERED', 'ACCEPTED')
    ), newest AS (
        SELECT partner_id, max(week) AS week FROM change GROUP BY partner_id
    ), delta AS (
        SELECT partner_id, week,
            coalesce(sum(sign) FILTER (WHERE size = 'SMALL'), 0) AS small,
            coalesce(sum(sign) FILTER (WHERE size = 'MEDIUM'), 0) AS medium,
            coalesce(sum(sign) FILTER (WHERE size = 'LARGE'), 0) AS large
        FROM change JOIN newest USING (partner_id, week) GROUP BY partner_id, week
    )
    UPDATE lead_standing s SET
        week = d.week,
        week_small = CASE WHEN s.week = d.week THEN s.week_small ELSE 0 END + d.small,
        week_medium = CASE WHEN s.week = d.week THEN s.week_medium ELSE 0 END + d.medium,
        week_large = CASE WHEN s.week = d.week THEN s.week_large ELSE 0 END + d.large
    FROM delta d
    WHERE s.partner_id = d.partner_id AND s.week <= d.week AND (d.small, d.medium, d.large) <> (0, 0, 0);
END $function$;

CREATE OR REPLACE FUNCTION public.leads_of_contact(phones bytea[], emails bytea[], companies bytea[], most integer)
 RETURNS TABLE(lead_id uuid, by_phone boolean, by_email boolean, by_company boolean)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN QUERY SELECT known.id, bool_or(known.how = 0), bool_or(known.how = 1), bool_or(known.how = 2) FROM (
            SELECT c.lead_id AS id, 0 AS how FROM lead_contact c WHERE c.phone_index = ANY(phones)
            UNION ALL SELECT c.lead_id, 1 FROM lead_contact c WHERE c.email_index = ANY(emails)
            UNION ALL SELECT c.lead_id, 2 FROM lead_contact c WHERE c.company_index = ANY(companies)) AS known
        GROUP BY known.id ORDER BY known.id DESC LIMIT most;
END $function$;

CREATE OR REPLACE FUNCTION public.lowest_prices(plans jsonb)
 RETURNS TABLE(model text, currency text, minor bigint)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
    SELECT price ->> 'Model', price #>> '{Amount,Currency}', min((price #>> '{Amount,Minor}')::bigint)
    FROM jsonb_array_elements(plans) AS plan, jsonb_array_elements(plan -> 'Prices') AS price GROUP BY 1, 2
$function$;

CREATE OR REPLACE FUNCTION public.notification_addressee(delivery uuid)
 RETURNS TABLE(person_id uuid, phone text, email text, locales text[])
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT public.viewer_is_system() THEN
        RETURN;
    END IF;
    RETURN QUERY SELECT p.id, p.phone, e.email, p.locales
        FROM notification_delivery d JOIN person p ON p.id = d.person_id LEFT JOIN person_email e ON e.person_id = p.id
        WHERE d.id = delivery AND d.state = 'QUEUED';
END $function$;

CREATE OR REPLACE FUNCTION public.partner_text_words()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    UPDATE partner p SET text_words = t.words
    FROM (SELECT partner_id, search_words(string_agg(summary, ' ')) AS words FROM partner_text
          WHERE partner_id IN (SELECT partner_id FROM written) GROUP BY partner_id) AS t
    WHERE p.id = t.partner_id;
    RETURN NULL;
END
$function$;

CREATE OR REPLACE FUNCTION public.person_of_number(given text)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN (SELECT p.id FROM person p WHERE p.phone = given);
END $function$;

CREATE OR REPLACE FUNCTION public.sealed_elsewhere(names bytea[])
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN EXISTS (SELECT FROM data_subject WHERE substring(wrapped_key FROM 1 FOR 9) <> ALL(names));
END $function$;

CREATE OR REPLACE FUNCTION public.search_words(t text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
    SELECT array_to_tsvector(array_remove(regexp_split_to_array(lower(t COLLATE "und-x-icu"), '[^[:alnum:]]+'), ''))
$function$;

CREATE OR REPLACE FUNCTION public.session_of_token(presented bytea, at timestamp with time zone)
 RETURNS TABLE(session_id uuid, person_id uuid)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN QUERY SELECT s.id, s.person_id FROM session s
        WHERE s.access_hash = presented AND s.ended_at IS NULL AND s.access_expires_at > at;
END $function$;

CREATE OR REPLACE FUNCTION public.sessions_open(given uuid[], at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN QUERY SELECT s.id FROM session s WHERE s.id = ANY(given) AND s.ended_at IS NULL AND s.access_expires_at > at;
END $function$;

CREATE OR REPLACE FUNCTION public.sign_in_load(of_code text, of_network text, most integer, most_code integer, most_network integer, open_to_all integer, open_to_all_code integer)
 RETURNS TABLE(full_all timestamp with time zone, full_code timestamp with time zone, full_network timestamp with time zone, near_all timestamp with time zone, near_code timestamp with time zone)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN QUERY SELECT
        (SELECT c.created_at FROM sign_in_challenge c WHERE NOT c.held ORDER BY c.created_at DESC LIMIT 1 OFFSET most - 1),
        (SELECT c.created_at FROM sign_in_challenge c WHERE NOT c.held AND c.calling_code = of_code ORDER BY c.created_at DESC LIMIT 1 OFFSET most_code - 1),
        (SELECT c.created_at FROM sign_in_challenge c WHERE c.network = of_network ORDER BY c.created_at DESC LIMIT 1 OFFSET most_network - 1),
        (SELECT c.created_at FROM sign_in_challenge c WHERE NOT c.held ORDER BY c.created_at DESC LIMIT 1 OFFSET open_to_all - 1),
        (SELECT c.created_at FROM sign_in_challenge c WHERE NOT c.held AND c.calling_code = of_code ORDER BY c.created_at DESC LIMIT 1 OFFSET open_to_all_code - 1);
END $function$;

CREATE OR REPLACE FUNCTION public.solution_prices()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION public.solution_text_words()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
    UPDATE solution s SET search = t.words
    FROM (SELECT solution_id, search_words(string_agg(title || ' ' || summary, ' ')) AS words FROM solution_text
          WHERE solution_id IN (SELECT solution_id FROM written) GROUP BY solution_id) AS t
    WHERE s.id = t.solution_id;
    RETURN NULL;
END
$function$;

CREATE OR REPLACE FUNCTION public.subject_of_contact(phones bytea[], emails bytea[])
 RETURNS TABLE(subject_id uuid, wrapped bytea)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN QUERY SELECT d.id, d.wrapped_key FROM (
            SELECT c.subject_id AS id, 0 AS rank FROM lead_contact c WHERE c.phone_index = ANY(phones)
            UNION ALL SELECT c.subject_id, 1 FROM lead_contact c WHERE c.email_index = ANY(emails)) AS known
        JOIN data_subject d ON d.id = known.id
        WHERE d.wrapped_key IS NOT NULL
        ORDER BY known.rank, d.id LIMIT 1;
END $function$;

CREATE OR REPLACE FUNCTION public.transactions_elsewhere()
 RETURNS SETOF xid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN QUERY SELECT backend_xid FROM pg_stat_activity WHERE backend_xid IS NOT NULL AND datname <> current_database();
END $function$;

CREATE OR REPLACE FUNCTION public.viewer_address()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('partnergraph.address'::text, true), ''::text);

CREATE OR REPLACE FUNCTION public.viewer_is_system()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN COALESCE((current_setting('partnergraph.system'::text, true) = 'on'::text), false);

CREATE OR REPLACE FUNCTION public.viewer_leads()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
BEGIN
    RETURN (SELECT m.organization_id FROM public.member m WHERE m.person_id = public.viewer_person()
        AND m.organization_id = nullif(current_setting('partnergraph.organization', true), '')::uuid AND m.role IN ('OWNER', 'MANAGER'));
END $function$;

CREATE OR REPLACE FUNCTION public.viewer_may(wanted text[])
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
BEGIN
    RETURN public.viewer_token() IS NULL OR EXISTS (SELECT FROM public.api_token t WHERE t.id = public.viewer_token()
        AND t.organization_id = nullif(current_setting('partnergraph.organization', true), '')::uuid
        AND t.created_by = public.viewer_person() AND t.revoked_at IS NULL AND t.scopes && wanted);
END $function$;

CREATE OR REPLACE FUNCTION public.viewer_number()
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
BEGIN
    RETURN (SELECT p.phone FROM person p WHERE p.id = viewer_self());
END $function$;

CREATE OR REPLACE FUNCTION public.viewer_organization()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
BEGIN
    RETURN (SELECT m.organization_id FROM public.member m WHERE m.person_id = public.viewer_person()
        AND m.organization_id = nullif(current_setting('partnergraph.organization', true), '')::uuid);
END $function$;

CREATE OR REPLACE FUNCTION public.viewer_owns()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
BEGIN
    RETURN (SELECT m.organization_id FROM public.member m WHERE m.person_id = public.viewer_self()
        AND m.organization_id = nullif(current_setting('partnergraph.organization', true), '')::uuid AND m.role = 'OWNER');
END $function$;

CREATE OR REPLACE FUNCTION public.viewer_partner()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
BEGIN
    RETURN (SELECT p.id FROM public.partner p WHERE p.organization_id = public.viewer_leads());
END $function$;

CREATE OR REPLACE FUNCTION public.viewer_person()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('partnergraph.person'::text, true), ''::text))::uuid;

CREATE OR REPLACE FUNCTION public.viewer_phone()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('partnergraph.phone'::text, true), ''::text);

CREATE OR REPLACE FUNCTION public.viewer_secret()
 RETURNS bytea
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN decode(NULLIF(current_setting('partnergraph.secret'::text, true), ''::text), 'hex'::text);

CREATE OR REPLACE FUNCTION public.viewer_self()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN (viewer_token() IS NULL) THEN viewer_person() ELSE NULL::uuid END;

CREATE OR REPLACE FUNCTION public.viewer_serves(wanted text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$
BEGIN
    RETURN EXISTS (SELECT FROM public.member m JOIN public.organization o ON o.id = m.organization_id
        WHERE m.person_id = public.viewer_person() AND o.is_house AND m.role IN (wanted, 'OWNER')
            AND m.organization_id = nullif(current_setting('partnergraph.organization', true), '')::uuid);
END $function$;

CREATE OR REPLACE FUNCTION public.viewer_token()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('partnergraph.api_token'::text, true), ''::text))::uuid;
