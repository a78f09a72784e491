-- A small market place for the golden requests: the house, two partners, an
-- applicant, a client with its organisation and one without.
INSERT INTO person (id, phone, name, motto, locales, created_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '+447700900001', 'Ash House', 'Ask us', '{en}', '2026-01-01 08:00Z'),
    ('00000000-0000-7000-8000-000000000002', '+447700900002', 'Bo Owner', 'We build', '{en}', '2026-01-02 08:00Z'),
    ('00000000-0000-7000-8000-000000000003', '+447700900003', 'Cy Editor', '', '{de}', '2026-01-03 08:00Z'),
    ('00000000-0000-7000-8000-000000000004', '+447700900004', 'Di Other', '', '{}', '2026-01-04 08:00Z'),
    ('00000000-0000-7000-8000-000000000005', '+447700900005', 'Kim Client', 'Ask first', '{en}', '2026-01-05 08:00Z'),
    ('00000000-0000-7000-8000-000000000006', '+447700900006', 'Lou Alone', '', '{}', '2026-01-06 08:00Z'),
    ('00000000-0000-7000-8000-000000000007', '+447700900007', 'Mo Applicant', '', '{}', '2026-01-07 08:00Z');

INSERT INTO organization (id, name, country, is_house, created_at) VALUES
    ('00000000-0000-7000-8000-000000000001', 'The House', 'GB', true, '2026-01-01 08:00Z'),
    ('00000000-0000-7000-8000-000000000002', 'Lumeridge', 'DE', false, '2026-01-02 08:00Z'),
    ('00000000-0000-7000-8000-000000000003', 'Quillhaven', 'UA', false, '2026-01-03 08:00Z'),
    ('00000000-0000-7000-8000-000000000004', 'Tarnwick', 'GB', false, '2026-01-04 08:00Z'),
    ('00000000-0000-7000-8000-000000000005', 'Ostrelle', 'FR', false, '2026-01-05 08:00Z');

INSERT INTO member (organization_id, person_id, role, since) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'OWNER', '2026-01-01 08:00Z'),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000002', 'OWNER', '2026-01-02 08:00Z'),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000003', 'EDITOR', '2026-01-03 08:00Z'),
    ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000004', 'OWNER', '2026-01-04 08:00Z'),
    ('00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000005', 'OWNER', '2026-01-05 08:00Z'),
    ('00000000-0000-7000-8000-000000000005', '00000000-0000-7000-8000-000000000007', 'OWNER', '2026-01-07 08:00Z');

-- The client, by id, and the editor, by number, are invited to organisation 3.
INSERT INTO member_invitation (id, organization_id, phone, person_id, role, invited_by, invited_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000003', NULL, '00000000-0000-7000-8000-000000000005', 'MANAGER', '00000000-0000-7000-8000-000000000004', '2026-11-20 08:00Z'),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000003', '+447700900003', NULL, 'SUPPORT', '00000000-0000-7000-8000-000000000004', '2026-11-20 09:00Z');

INSERT INTO session (id, person_id, access_hash, access_expires_at, created_at, refreshed_at)
SELECT ('00000000-0000-7000-8000-00000000000' || n)::uuid, ('00000000-0000-7000-8000-00000000000' || n)::uuid,
    sha256(n::text::bytea), '2026-11-21 12:15Z', '2026-11-21 12:00Z', '2026-11-21 12:00Z'
FROM generate_series(1, 7) n;

-- The owner's organisation has a token that only reads leads, and an old one.
INSERT INTO api_token (id, organization_id, created_by, name, hash, last_four, scopes, created_at, expires_at, last_used_at, revoked_at, revoked_by) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000002', 'CRM', sha256('1'), 'aB3x', '{LEADS_READ}',
        '2026-11-01 08:00Z', '2027-01-30 08:00Z', '2026-11-20 08:00Z', NULL, NULL),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000002', 'Reports', sha256('2'), '0Zk9', '{BILLING_READ,ORGANIZATION_READ}',
        '2026-11-02 08:00Z', '2027-01-31 08:00Z', NULL, '2026-11-03 08:00Z', '00000000-0000-7000-8000-000000000002');

INSERT INTO partner (id, organization_id, slug, name, state, kinds, competence, level, services, industries, languages,
    country, city, latitude, longitude, website, rating_value, rating_count, rating_at, applied_at, admitted_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', 'lumeridge', 'Lumeridge', 'ACTIVE', '{INTEGRATOR,DEVELOPER}', 'THIS_PRODUCT', 'SILVER', '{IMPLEMENTATION,SUPPORT}', '{retail}', '{de,en}',
        'DE', 'Bremen', 53.08, 8.8, 'https://lumeridge.example.com', 3.6875, 1, '2026-06-01 08:00Z', '2026-01-02 08:00Z', '2026-01-10 08:00Z'),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000003', 'quillhaven', 'Quillhaven', 'ACTIVE', '{FREELANCER}', 'NEWCOMER', 'REGISTERED', '{TRAINING}', '{}', '{uk}',
        'UA', 'Lviv', NULL, NULL, NULL, 0, 0, NULL, '2026-01-03 08:00Z', '2026-01-11 08:00Z'),
    ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000005', 'ostrelle', 'Ostrelle', 'APPLIED', '{RECRUITER}', 'NEWCOMER', 'REGISTERED', '{}', '{}', '{fr}',
        'FR', 'Nantes', NULL, NULL, NULL, 0, 0, NULL, '2026-11-01 08:00Z', NULL);

-- The first partner has a key for its site, and an old one; the second has one too.
INSERT INTO embed_key (id, partner_id, key, label, origins, created_by, created_at, revoked_at, revoked_by) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'pgw_FixtureFixtureFixture001', 'Our site', '{https://lumeridge.example.com,https://www.lumeridge.example.com}', '00000000-0000-7000-8000-000000000002', '2026-11-01 08:00Z', NULL, NULL),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'pgw_FixtureFixtureFixture002', 'The fair', '{https://fair.example.com}', '00000000-0000-7000-8000-000000000002', '2026-11-02 08:00Z', '2026-11-03 08:00Z', '00000000-0000-7000-8000-000000000002'),
    ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002', 'pgw_FixtureFixtureFixture003', 'Home', '{https://quillhaven.example.com}', '00000000-0000-7000-8000-000000000004', '2026-11-01 08:00Z', NULL, NULL);

-- What pages with the first key did, also on a day that is long past. The second
-- partner's key shows one part of all solutions, and looks as its site.
INSERT INTO embed_usage (key_id, day, reads, leads) VALUES
    ('00000000-0000-7000-8000-000000000001', '2026-10-01', 9, 9), ('00000000-0000-7000-8000-000000000001', '2026-11-20', 41, 2), ('00000000-0000-7000-8000-000000000001', '2026-11-21', 7, 0);
UPDATE embed_key SET is_own_only = true WHERE partner_id = '00000000-0000-7000-8000-000000000001';

INSERT INTO partner_text (partner_id, locale, position, summary, description, html) VALUES
    ('00000000-0000-7000-8000-000000000001', 'de', 0, 'Wir richten ein.', 'Seit *Jahren*.', '<p>Seit <em>Jahren</em>.</p>'),
    ('00000000-0000-7000-8000-000000000001', 'en', 1, 'We set things up.', 'For *years*.', '<p>For <em>years</em>.</p>'),
    ('00000000-0000-7000-8000-000000000002', 'uk', 0, 'Навчаємо людей.', 'Навчаємо.', '<p>Навчаємо.</p>'),
    ('00000000-0000-7000-8000-000000000003', 'fr', 0, 'Nous cherchons.', 'Nous cherchons.', '<p>Nous cherchons.</p>');

INSERT INTO category (id, parent_id, slug, position) VALUES
    ('00000000-0000-7000-8000-000000000001', NULL, 'fixture-sales', 900), ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'fixture-leads', 0);
INSERT INTO category_name (category_id, locale, name) VALUES
    ('00000000-0000-7000-8000-000000000001', 'en', 'Selling'), ('00000000-0000-7000-8000-000000000001', 'de', 'Verkaufen'), ('00000000-0000-7000-8000-000000000001', 'uk', 'Продаж'), ('00000000-0000-7000-8000-000000000002', 'en', 'Enquiries'), ('00000000-0000-7000-8000-000000000002', 'de', 'Anfragen');

UPDATE embed_key SET shows = '{SOLUTIONS}', category_id = '00000000-0000-7000-8000-000000000001', scheme = 'DARK', accent = '#0a7d5a', radius = 4, daily_reads = 5
    WHERE id = '00000000-0000-7000-8000-000000000003';

INSERT INTO solution (id, partner_id, category_id, slug, state, original_title, industries, minimum_users, maximum_users, hosting_country,
    has_export, trial_days, is_freemium, plans, price_models, locales, rating_value, rating_count, rating_at, published_at, updated_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', 'lead-desk', 'PUBLISHED', 'Lead Desk', '{retail}', 1, 500, 'DE', true, 30, false,
        '[{"Name": "Team", "Prices": [{"Model": "PER_USER_MONTH", "Amount": {"Minor": 2500, "Currency": "USD"}}, {"Model": "ONCE", "Amount": {"Minor": 200000, "Currency": "USD"}}], "Terms": [1, 12]}]',
        '{PER_USER_MONTH,ONCE}', '{en,de}', 0, 0, NULL, '2026-02-01 08:00Z', '2026-02-01 08:00Z'),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'till-link', 'DRAFT', 'Till Link', '{}', NULL, NULL, NULL, false, 0, true,
        '[{"Name": "All", "Prices": [{"Model": "FLAT_MONTH", "Amount": {"Minor": 4000, "Currency": "EUR"}}], "Terms": [1]}]',
        '{FLAT_MONTH}', '{en}', 0, 0, NULL, NULL, '2026-02-02 08:00Z'),
    ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'course-room', 'PUBLISHED', 'Курси', '{}', NULL, NULL, NULL, false, 30, false,
        '[{"Name": "Hour", "Prices": [{"Model": "PER_HOUR", "Amount": {"Minor": 90000, "Currency": "UAH"}}], "Terms": [1]}]',
        '{PER_HOUR}', '{uk}', 0, 0, NULL, '2026-02-03 08:00Z', '2026-02-03 08:00Z'),
    ('00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'exam-room', 'SUBMITTED', 'Іспити', '{}', NULL, NULL, NULL, false, 30, false,
        '[{"Name": "Hour", "Prices": [{"Model": "PER_HOUR", "Amount": {"Minor": 90000, "Currency": "UAH"}}], "Terms": [1]}]',
        '{PER_HOUR}', '{uk}', 0, 0, NULL, NULL, '2026-02-04 08:00Z');

INSERT INTO solution_text (solution_id, locale, position, title, summary, description, html) VALUES
    ('00000000-0000-7000-8000-000000000001', 'en', 0, 'Lead Desk', 'Answers within the day.', 'No *enquiry* is lost.', '<p>No <em>enquiry</em> is lost.</p>'),
    ('00000000-0000-7000-8000-000000000001', 'de', 1, 'Anfragentisch', 'Antwort am selben Tag.', 'Keine *Anfrage* geht verloren.', '<p>Keine <em>Anfrage</em> geht verloren.</p>'),
    ('00000000-0000-7000-8000-000000000002', 'en', 0, 'Till Link', 'Joins till and stock.', 'Soon.', '<p>Soon.</p>'),
    ('00000000-0000-7000-8000-000000000003', 'uk', 0, 'Курси', 'Навчання для всіх.', 'Навчання.', '<p>Навчання.</p>'),
    ('00000000-0000-7000-8000-000000000004', 'uk', 0, 'Іспити', 'Іспити для всіх.', 'Іспити.', '<p>Іспити.</p>');

-- Lead 1 is the client's, accepted by partner 1; lead 2 is somebody's, offered to it;
-- lead 3 is open; lead 4 belongs to partner 2; lead 5 is on the board.
INSERT INTO lead (id, person_id, organization_id, partner_id, title, state, size, source, goal, means, stages, contents,
    budget_minor, budget_currency, country, city, industry, locale, deadline, max_share, created_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000005', '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000001', 'CRM for ten people', 'ACCEPTED', 'SMALL', 'PARTNER_PAGE', 'Fewer lost calls', 'A telephone', 'Two', 'Set-up',
        200000, 'USD', 'GB', 'Leeds', 'retail', 'en', '2026-12-24', 1, '2026-05-01 08:00Z'),
    ('00000000-0000-7000-8000-000000000002', NULL, NULL, NULL, 'Stock for a shop', 'OFFERED', 'SMALL', 'SITE', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'en', NULL, 1, '2026-11-20 08:00Z'),
    ('00000000-0000-7000-8000-000000000003', NULL, NULL, NULL, 'Payroll', 'OPEN', 'LARGE', 'SITE', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'en', NULL, 1, '2026-11-20 09:00Z'),
    ('00000000-0000-7000-8000-000000000004', NULL, NULL, '00000000-0000-7000-8000-000000000002', 'Training', 'OFFERED', 'SMALL', 'PARTNER_PAGE', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'uk', NULL, 1, '2026-11-20 10:00Z'),
    ('00000000-0000-7000-8000-000000000005', NULL, NULL, NULL, 'Labels for a farm shop', 'OPEN', 'SMALL', 'SITE', NULL, NULL, NULL, NULL, NULL, NULL, 'DE', 'Emden', 'retail', 'de', NULL, 1, '2026-11-20 11:00Z');
INSERT INTO lead_distribution (id, lead_id, mode, policy_version, seed, max_share, hours, round, state, outcome, next_at, started_at, ended_at) VALUES
    ('00000000-0000-7000-8000-000000000051', '00000000-0000-7000-8000-000000000005', 'EXCLUSIVE', 1, decode(repeat('00', 32), 'hex'), 1, 24, 1, 'DONE', 'NOBODY_FITS', NULL, '2026-11-20 11:00Z', '2026-11-20 11:00:01Z'),
    ('00000000-0000-7000-8000-000000000052', '00000000-0000-7000-8000-000000000005', 'BOARD', 1, decode(repeat('00', 32), 'hex'), 1, 24, 0, 'RUNNING', NULL, '2026-12-04 11:00Z', '2026-11-20 11:00:01Z', NULL);

INSERT INTO plain_contact (lead_id, name, phone, email, company) VALUES
    ('00000000-0000-7000-8000-000000000001', 'Kim Client', '+447700900005', 'kim@client.example.com', 'Tarnwick'),
    ('00000000-0000-7000-8000-000000000002', 'Sam Secret', '+447700900020', NULL, NULL),
    ('00000000-0000-7000-8000-000000000003', 'Jo Secret', NULL, 'jo@client.example.com', NULL),
    ('00000000-0000-7000-8000-000000000004', 'Al Secret', '+447700900021', NULL, NULL),
    ('00000000-0000-7000-8000-000000000005', 'Bo Secret', '+447700900022', NULL, NULL);

INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline, answered_at, stage, stage_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'ACCEPTED', '2026-05-01 08:00Z', '2026-05-03 08:00Z', '2026-05-01 09:00Z', 'ACCEPTED', '2026-05-01 09:00Z'),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'OFFERED', '2026-11-20 08:30Z', '2026-11-22 08:30Z', NULL, NULL, NULL),
    ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000002', 'OFFERED', '2026-11-20 10:30Z', '2026-11-22 10:30Z', NULL, NULL, NULL);

-- Invoice 1 is paid, invoice 2 is open.
INSERT INTO invoice_series (seller_id, year, last, issued_at) VALUES ('00000000-0000-7000-8000-000000000001', 2026, 2, '2026-11-15 08:00Z');
INSERT INTO invoice (id, seller_id, organization_id, lead_id, year, serial, state, currency, net_minor, tax_minor, issued_at, due_on, paid_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000001', 2026, 1, 'PAID', 'USD', 200000, 40000, '2026-05-10 08:00Z', '2026-05-24', '2026-05-11 08:00Z'),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000001', 2026, 2, 'ISSUED', 'USD', 12500, 0, '2026-11-15 08:00Z', '2026-11-29', NULL);
INSERT INTO invoice_line (invoice_id, position, description, quantity, unit_price_minor, tax_rate, net_minor) VALUES
    ('00000000-0000-7000-8000-000000000001', 0, 'Set-up', 1, 200000, 20, 200000),
    ('00000000-0000-7000-8000-000000000002', 0, 'Five users for a month', 5, 2500, 0, 12500);
INSERT INTO payment (id, invoice_id, state, minor, currency, method, reference, failure, created_at, settled_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'SUCCEEDED', 240000, 'USD', 'CARD', 'sandbox-1', NULL, '2026-05-11 08:00Z', '2026-05-11 08:00Z');
INSERT INTO journal (id, partner_id, invoice_id, kind, description, posted_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'INVOICE_ISSUED', 'Invoice 2026-000001 issued.', '2026-05-10 08:00Z'),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'INVOICE_PAID', 'Invoice 2026-000001 paid.', '2026-05-11 08:00Z'),
    ('00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002', 'INVOICE_ISSUED', 'Invoice 2026-000002 issued.', '2026-11-15 08:00Z');
INSERT INTO entry (journal_id, position, partner_id, account, minor, currency) VALUES
    ('00000000-0000-7000-8000-000000000001', 0, '00000000-0000-7000-8000-000000000001', 'RECEIVABLE', 240000, 'USD'), ('00000000-0000-7000-8000-000000000001', 1, '00000000-0000-7000-8000-000000000001', 'REVENUE', -200000, 'USD'), ('00000000-0000-7000-8000-000000000001', 2, '00000000-0000-7000-8000-000000000001', 'TAX', -40000, 'USD'),
    ('00000000-0000-7000-8000-000000000002', 0, '00000000-0000-7000-8000-000000000001', 'BALANCE', 240000, 'USD'), ('00000000-0000-7000-8000-000000000002', 1, '00000000-0000-7000-8000-000000000001', 'RECEIVABLE', -240000, 'USD'),
    ('00000000-0000-7000-8000-000000000003', 0, '00000000-0000-7000-8000-000000000001', 'RECEIVABLE', 12500, 'USD'), ('00000000-0000-7000-8000-000000000003', 1, '00000000-0000-7000-8000-000000000001', 'REVENUE', -12500, 'USD');

INSERT INTO review (id, partner_id, author_id, organization_id, invoice_id, basis_at, score, quality, text, locale, created_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000005', '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000001', '2026-05-11 08:00Z', 5, 5, 'Everything was ready on the day they had named.', 'en', '2026-06-01 08:00Z');

INSERT INTO board (id, slug, title, description, locale, position, thread_count) VALUES
    ('00000000-0000-7000-8000-000000000001', 'helpdesk', 'Help desk', 'Ask here.', 'en', 900, 1);
INSERT INTO thread (id, number, board_id, author_id, slug, title, locale, markdown, html, badge_name, badge_organization, badge_role, badge_licence, badge_motto,
    reply_count, created_at, active_at) VALUES
    ('00000000-0000-7000-8000-000000000001', 1, '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000005', 'how-do-i-invite-people', 'How do I invite people?', 'en', 'By *mail*?', '<p>By <em>mail</em>?</p>', 'Kim Client', 'Tarnwick', 'OWNER', NULL, 'Ask first',
    1, '2026-07-01 08:00:30Z', '2026-07-01 09:00:30Z');
INSERT INTO reply (id, thread_id, number, author_id, locale, markdown, html, badge_name, badge_organization, badge_role, badge_licence, badge_motto, created_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 1, '00000000-0000-7000-8000-000000000002', 'en', 'In the menu.', '<p>In the menu.</p>', 'Bo Owner', 'Lumeridge', 'OWNER', 'Silver partner', 'We build', '2026-07-01 09:00:30Z');
SELECT setval(pg_get_serial_sequence('thread', 'number'), 1);

-- What the client was told: of a reply, twice, and of a partner that takes on a request.
INSERT INTO notification (id, person_id, kind, place_kind, place, year, serial, count, created_at, latest_at, read_at) VALUES
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000005', 'THREAD_REPLY', 'thread', '00000000-0000-7000-8000-000000000001', 0, 1, 2, '2026-11-20 10:00Z', '2026-11-20 11:00Z', NULL),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000005', 'LEAD_ACCEPTED', 'lead', '00000000-0000-7000-8000-000000000001', 0, 1, 1, '2026-11-19 10:00Z', '2026-11-19 10:00Z', '2026-11-19 12:00Z');
INSERT INTO person_email (person_id, email, verified_at) VALUES ('00000000-0000-7000-8000-000000000005', 'plantedmail05@client.example.com', '2026-11-01 10:00Z');

-- The second version of the policy is planned, and the third, which was to begin before
-- it, was withdrawn.
INSERT INTO lead_policy (version, valid_from, note, rules, withdrawn_at, withdrawn_by, withdrawal_reason)
SELECT n, at, 'A version to come.', rules, back, CASE WHEN back IS NOT NULL THEN '00000000-0000-7000-8000-000000000001'::uuid END,
    CASE WHEN back IS NOT NULL THEN 'It forgot the freelancers.' END
FROM lead_policy, (VALUES (2, '2026-12-15'::timestamptz, NULL::timestamptz), (3, '2026-12-01', '2026-11-20 12:00Z')) AS v (n, at, back) WHERE version = 1;
