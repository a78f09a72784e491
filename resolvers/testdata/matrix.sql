-- What the matrix of access adds to fixture.sql: the roles that are missing there, one
-- more of everything that is somebody else's, and secrets, each of which is looked
-- for in every answer (matrix_secrets_test.go). Its ids begin at 31.
INSERT INTO person (id, phone, name, motto, locales, created_at) VALUES
    ('00000000-0000-7000-8000-000000000031', '+447700900731', 'Ed Manager', 'We count', '{en}', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000032', '+447700900732', 'Fay Support', 'We listen', '{en}', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000033', '+447700900733', 'Gil Stranger', 'We wait', '{en}', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000034', '+447700900734', 'Hal Marketer', 'We find', '{en}', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000035', '+447700900735', 'Ida Programme', 'We hand out', '{en}', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000036', '+447700900736', 'Jan Moderator', 'We read', '{en}', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000037', '+447700900737', 'Kai Finance', 'We add up', '{en}', '2026-01-08 08:00Z');

INSERT INTO organization (id, name, country, is_house, created_at) VALUES
    ('00000000-0000-7000-8000-000000000031', 'Bramblewick', 'IE', false, '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000032', 'Fennhollow', 'NL', false, '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000033', 'Gorsefield', 'BE', false, '2026-01-08 08:00Z');

INSERT INTO member (organization_id, person_id, role, since) VALUES
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000031', 'MANAGER', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000032', 'SUPPORT', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000033', 'OWNER', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000034', 'OWNER', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000035', 'PROGRAMME_MANAGER', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000036', 'MODERATOR', '2026-01-08 08:00Z'),
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000037', 'FINANCE', '2026-01-08 08:00Z');

INSERT INTO session (id, person_id, access_hash, access_expires_at, created_at, refreshed_at)
SELECT ('00000000-0000-7000-8000-0000000000' || n)::uuid, ('00000000-0000-7000-8000-0000000000' || n)::uuid,
    convert_to('planted access hash ' || n, 'UTF8'), '2026-11-21 12:15Z', '2026-11-21 12:00Z', '2026-11-21 12:00Z'
FROM generate_series(31, 37) n;
INSERT INTO refresh_token (hash, session_id, expires_at)
SELECT convert_to('planted refresh hash ' || n, 'UTF8'), ('00000000-0000-7000-8000-0000000000' || n)::uuid, '2026-12-21 12:00Z'
FROM generate_series(31, 37) n;

-- Lumeridge invites by number and by id, Quillhaven too.
INSERT INTO member_invitation (id, organization_id, phone, person_id, role, invited_by, invited_at) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000002', '+447700900741', NULL, 'EDITOR', '00000000-0000-7000-8000-000000000002', '2026-11-20 10:00Z'),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000002', NULL, '00000000-0000-7000-8000-000000000033', 'EDITOR', '00000000-0000-7000-8000-000000000002', '2026-11-20 11:00Z');

INSERT INTO api_token (id, organization_id, created_by, name, hash, last_four, scopes, created_at, expires_at, last_used_at, revoked_at, revoked_by) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000004', 'Planted token', convert_to('planted token hash', 'UTF8'), 'pLaN', '{BILLING_READ}', '2026-11-01 08:00Z', '2027-01-30 08:00Z', NULL, NULL, NULL);

-- Partner 31 is a marketing partner, 32 was turned down. The texts of applicants
-- are planted.
INSERT INTO partner (id, organization_id, slug, name, state, kinds, competence, level, services, industries, languages,
    country, city, latitude, longitude, website, rating_value, rating_count, rating_at, applied_at, admitted_at, rejection_reason) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000032', 'fennhollow', 'Fennhollow', 'ACTIVE', '{MARKETING}', 'OTHER_SOFTWARE', 'REGISTERED', '{AUDIT}', '{retail}', '{en}',
        'NL', 'Delft', 52.01, 4.36, 'https://fennhollow.example.com', 0, 0, NULL, '2026-01-08 08:00Z', '2026-01-12 08:00Z', NULL),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000033', 'planted-rejected-slug', 'Planted rejected name', 'REJECTED', '{FREELANCER}', 'NEWCOMER', 'REGISTERED', '{TRAINING}', '{retail}', '{en}',
        'BE', 'Planted rejected city', 50.85, 4.35, 'https://planted-rejected.example.com', 0, 0, NULL, '2026-01-08 08:00Z', NULL, 'Planted reason of rejection.');
INSERT INTO partner_text (partner_id, locale, position, summary, description, html) VALUES
    ('00000000-0000-7000-8000-000000000031', 'en', 0, 'We find who needs you.', 'We *find*.', '<p>We <em>find</em>.</p>'),
    ('00000000-0000-7000-8000-000000000032', 'en', 0, 'Planted rejected summary.', 'Planted rejected description.', '<p>Planted rejected description.</p>');
UPDATE partner_text SET summary = 'Planted applicant summary.', description = 'Planted applicant description.',
    html = '<p>Planted applicant description.</p>' WHERE partner_id = '00000000-0000-7000-8000-000000000003';

-- Drafts: solution 2 was never published, 4 waits for the house; 31 (Lumeridge) and
-- 32 (Quillhaven) are published, with a change that nobody outside may read.
INSERT INTO solution (id, partner_id, category_id, slug, state, original_title, industries, minimum_users, maximum_users, hosting_country,
    has_export, trial_days, is_freemium, plans, price_models, locales, rating_value, rating_count, rating_at, published_at, updated_at, draft)
SELECT n.id::uuid, n.partner::uuid, '00000000-0000-7000-8000-000000000002', n.slug, 'PUBLISHED', n.title, '{retail}', 2, 50, 'DE', true, 30, false,
    '[{"Name": "Team", "Prices": [{"Model": "PER_USER_MONTH", "Amount": {"Minor": 3500, "Currency": "USD"}}], "Terms": [1, 12]}]',
    '{PER_USER_MONTH}', '{en}', 0, 0, NULL, '2026-03-01 08:00Z', '2026-03-01 08:00Z',
    jsonb_build_object('Texts', jsonb_build_array(jsonb_build_object('Locale', 'en', 'Title', 'Planted title of ' || n.slug,
            'Summary', 'Planted summary of ' || n.slug || '.', 'Description', 'Planted description of ' || n.slug || '.')),
        'CategoryID', '00000000-0000-7000-8000-000000000002', 'Industries', '["retail"]'::jsonb, 'MinimumUsers', 3, 'MaximumUsers', 30, 'HostingCountry', 'FR',
        'HasExport', true, 'TrialDays', 14, 'IsFreemium', true, 'IsSubmitted', true, 'UpdatedAt', '2026-11-01T08:00:00Z',
        'Plans', '[{"Name": "Planted plan", "Prices": [{"Model": "ONCE", "Amount": {"Minor": 735199, "Currency": "USD"}}], "Terms": [1]}]'::jsonb)
FROM (VALUES ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000001', 'stock-desk', 'Stock Desk'), ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000002', 'test-room', 'Test Room')) AS n (id, partner, slug, title);
INSERT INTO solution_text (solution_id, locale, position, title, summary, description, html) VALUES
    ('00000000-0000-7000-8000-000000000031', 'en', 0, 'Stock Desk', 'Counts while you sleep.', 'It *counts*.', '<p>It <em>counts</em>.</p>'),
    ('00000000-0000-7000-8000-000000000032', 'en', 0, 'Test Room', 'Asks what you know.', 'It *asks*.', '<p>It <em>asks</em>.</p>');
UPDATE solution SET original_title = 'Planted draft title', slug = 'planted-draft-slug' WHERE id = '00000000-0000-7000-8000-000000000002';
UPDATE solution_text SET title = 'Planted draft title', summary = 'Planted draft summary.' WHERE solution_id = '00000000-0000-7000-8000-000000000002';
UPDATE solution SET original_title = 'Planted submitted title', slug = 'planted-submitted-slug' WHERE id = '00000000-0000-7000-8000-000000000004';
UPDATE solution_text SET title = 'Planted submitted title', summary = 'Planted submitted summary.' WHERE solution_id = '00000000-0000-7000-8000-000000000004';

-- Lead 31 is the stranger's organisation's: Quillhaven has accepted and lost it,
-- Lumeridge declined it, so it may know of the lead, and not whom to call. Lead 32 is
-- the client's, submitted for no organisation.
INSERT INTO lead (id, person_id, organization_id, partner_id, title, state, size, source, goal, means, stages, contents,
    budget_minor, budget_currency, country, city, industry, locale, deadline, max_share, created_at) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000033', '00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000002', 'Tills for six shops', 'CLOSED', 'MEDIUM', 'PARTNER_PAGE', 'One stock', 'Old tills', 'Two', 'Tills',
        735150, 'EUR', 'IE', 'Cork', 'retail', 'en', '2026-12-24', 2, '2026-06-01 08:00Z'),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000005', NULL, '00000000-0000-7000-8000-000000000031', 'Planted lead of a person', 'OFFERED', 'LARGE', 'SITE', 'A goal', 'Some means', 'One', 'All',
        735151, 'EUR', 'GB', 'Hull', 'retail', 'en', '2026-12-24', 1, '2026-06-02 08:00Z');
INSERT INTO plain_contact (lead_id, name, phone, email, company) VALUES
    ('00000000-0000-7000-8000-000000000031', 'Planted contact 31', '+447700900751', 'planted31@client.example.com', 'Planted company 31'),
    ('00000000-0000-7000-8000-000000000032', 'Planted contact 32', '+447700900752', 'planted32@client.example.com', 'Planted company 32');
UPDATE plain_contact SET details = ARRAY['Planted detail ' || right(lead_id::text, 2)], attachments = ARRAY['https://client.example.com/planted/' || right(lead_id::text, 2)];
UPDATE lead SET contact_erased_at = '2026-11-01 08:00Z' WHERE id IN ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000031');
UPDATE plain_contact SET name = 'Planted contact 1', phone = '+447700900753', email = 'planted1@client.example.com', company = 'Planted company 1' WHERE lead_id = '00000000-0000-7000-8000-000000000001';
UPDATE plain_contact SET name = 'Planted contact 2', phone = '+447700900754', email = 'planted2@client.example.com', company = 'Planted company 2' WHERE lead_id = '00000000-0000-7000-8000-000000000002';
UPDATE plain_contact SET name = 'Planted contact 3', phone = '+447700900755', email = 'planted3@client.example.com', company = 'Planted company 3' WHERE lead_id = '00000000-0000-7000-8000-000000000003';
UPDATE plain_contact SET name = 'Planted contact 4', phone = '+447700900756', email = 'planted4@client.example.com', company = 'Planted company 4' WHERE lead_id = '00000000-0000-7000-8000-000000000004';
INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline, answered_at, decline_reason, stage, stage_at, lost_reason) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000002', 'ACCEPTED', '2026-06-01 08:00Z', '2026-06-03 08:00Z', '2026-06-01 09:00Z', NULL, 'LOST', '2026-06-20 09:00Z', 'Planted reason of loss.'),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000001', 'DECLINED', '2026-06-01 08:00Z', '2026-06-03 08:00Z', '2026-06-01 10:00Z', 'NO_CAPACITY', NULL, NULL, NULL),
    ('00000000-0000-7000-8000-000000000033', '00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000031', 'OFFERED', '2026-11-20 08:00Z', '2026-11-22 08:00Z', NULL, NULL, NULL, NULL, NULL);
UPDATE lead_offer SET lost_cause = 'COMPETITOR', estimate_minor = 735160, estimate_currency = 'EUR', contract_minor = 735161, contract_currency = 'EUR'
WHERE id = '00000000-0000-7000-8000-000000000031';
UPDATE lead_offer SET trace = '{"reason": "DRAW", "policy": 1, "factors": [{"name": "LEVEL", "value": 2, "weight": 2}], "weight": 2, "due": 1.5, "received": 1, "catchUp": 1.5, "chance": 0.7351, "candidates": 7}'
WHERE id = '00000000-0000-7000-8000-000000000031';
INSERT INTO lead_preference (partner_id, small_most, medium_most, large_most, week_most, open_most, radius_km, countries, time_zone, days, opens_at, closes_at, paused_from, paused_until, updated_at)
SELECT id, 735, 735, 735, 735, 735, 7351, '{FR}', 'Europe/Paris', '{MONDAY}', 480, 1020, '2027-11-01 08:00Z', '2027-12-01 08:00Z', '2026-11-01 08:00Z' FROM partner
WHERE id IN ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002');

-- Lead 31 was retold at a fair, held for a while, and corrected; lead 38 came again with
-- its company, and lead 39 went into lead 31.
UPDATE lead SET source_detail = 'Planted source', latitude = 51.8985, longitude = -8.4756, retold_by = 'Planted reteller', retold_at = '2026-05-31 08:00Z', hold_reasons = 'LINKS'
WHERE id = '00000000-0000-7000-8000-000000000031';
INSERT INTO lead_correction (lead_id, field, before, after, party, person_id, corrected_at) VALUES
    ('00000000-0000-7000-8000-000000000031', 'goal', 'Planted before', 'Planted after', 'CLIENT', '00000000-0000-7000-8000-000000000033', '2026-06-01 11:00Z');
INSERT INTO lead (id, person_id, organization_id, title, state, size, source, country, locale, max_share, created_at, merged_into, merged_adds) VALUES
    ('00000000-0000-7000-8000-000000000038', '00000000-0000-7000-8000-000000000033', '00000000-0000-7000-8000-000000000031', 'Tills once more', 'OPEN', 'SMALL', 'SITE', 'IE', 'en', 1, '2026-06-03 08:00Z', NULL, false),
    ('00000000-0000-7000-8000-000000000039', '00000000-0000-7000-8000-000000000033', '00000000-0000-7000-8000-000000000031', 'Tills the third time', 'MERGED', 'SMALL', 'SITE', 'IE', 'en', 1, '2026-06-03 09:00Z', '00000000-0000-7000-8000-000000000031', true);
INSERT INTO plain_contact (lead_id, name, phone, email, company) VALUES
    ('00000000-0000-7000-8000-000000000038', 'Planted contact 38', '+447700900758', 'planted38@client.example.com', 'Planted company 31'),
    ('00000000-0000-7000-8000-000000000039', 'Planted contact 39', '+447700900759', 'planted39@client.example.com', 'Planted company 39');

-- What happened to lead 31, with notes of the house, of the client and of Quillhaven.
INSERT INTO lead_history (lead_id, kind, at, party, person_id, organization_id, partner_id, detail, note) VALUES
    ('00000000-0000-7000-8000-000000000031', 'SUBMITTED', '2026-06-01 08:00Z', 'CLIENT', '00000000-0000-7000-8000-000000000033', '00000000-0000-7000-8000-000000000031', NULL, NULL, NULL),
    ('00000000-0000-7000-8000-000000000031', 'HELD', '2026-06-01 08:00Z', 'SYSTEM', NULL, NULL, NULL, 'LINKS', NULL),
    ('00000000-0000-7000-8000-000000000031', 'RELEASED', '2026-06-01 08:00Z', 'HOUSE', '00000000-0000-7000-8000-000000000035', '00000000-0000-7000-8000-000000000001', NULL, NULL, 'Planted house note.'),
    ('00000000-0000-7000-8000-000000000031', 'OFFERED', '2026-06-01 08:00Z', 'SYSTEM', NULL, NULL, '00000000-0000-7000-8000-000000000002', NULL, NULL),
    ('00000000-0000-7000-8000-000000000031', 'OFFERED', '2026-06-01 08:00Z', 'SYSTEM', NULL, NULL, '00000000-0000-7000-8000-000000000001', NULL, NULL),
    ('00000000-0000-7000-8000-000000000031', 'ACCEPTED', '2026-06-01 09:00Z', 'PARTNER', '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002', NULL, NULL),
    ('00000000-0000-7000-8000-000000000031', 'DECLINED', '2026-06-01 10:00Z', 'PARTNER', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000001', 'NO_CAPACITY', NULL),
    ('00000000-0000-7000-8000-000000000031', 'CORRECTED', '2026-06-01 11:00Z', 'CLIENT', '00000000-0000-7000-8000-000000000033', '00000000-0000-7000-8000-000000000031', NULL, NULL, 'Planted shared note.'),
    ('00000000-0000-7000-8000-000000000031', 'NOTED', '2026-06-02 09:00Z', 'PARTNER', '00000000-0000-7000-8000-000000000004', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000002', NULL, 'Planted partner note.');

-- Quillhaven keeps a note about that lead, of which the client has complained, and has
-- registered a deal that the house decided on; Lumeridge has one as well.
INSERT INTO plain_note (id, offer_id, lead_id, partner_id, author_id, created_at, text, file) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000004', '2026-06-02 08:00Z', 'Planted note.', 'https://files.example.com/planted-note.pdf');
INSERT INTO plain_complaint (offer_id, lead_id, person_id, created_at, text) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000033', '2026-06-03 08:00Z', 'Planted complaint.');
INSERT INTO plain_deal (id, partner_id, company, phone, email, note, country, state, registered_by, registered_at, protected_until, resolved_at, resolved_by, resolution) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000002', 'Planted deal company', '+447700900761', 'planted-deal@client.example.com', 'Planted deal note.', 'IE', 'PROTECTED', '00000000-0000-7000-8000-000000000004', '2026-11-01 08:00Z', '2027-01-30 08:00Z', '2026-11-03 08:00Z', '00000000-0000-7000-8000-000000000035', 'Planted resolution.'),
    ('00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000001', 'Planted own company', NULL, NULL, NULL, 'GB', 'PROTECTED', '00000000-0000-7000-8000-000000000002', '2026-11-02 08:00Z', '2027-01-31 08:00Z', NULL, NULL, NULL);

-- The house has decided about lead 31; lead 32 waits for Fennhollow, which has looked
-- at it. Fennhollow sells lead 33, which Lumeridge has bought, and Quillhaven has
-- returned; and four more to Lumeridge, so that there is a share of returned ones.
INSERT INTO lead_distribution (id, lead_id, mode, policy_version, seed, max_share, hours, round, state, outcome, next_at, started_at, ended_at, by_person, reason) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000031', 'SHARED', 1, decode(repeat('00', 32), 'hex'), 2, 48, 1, 'DONE', 'TAKEN', NULL, '2026-06-01 08:00Z', '2026-06-01 10:00Z', '00000000-0000-7000-8000-000000000035', 'Planted reason of the house.'),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000032', 'EXCLUSIVE', 1, decode(repeat('00', 32), 'hex'), 1, 48, 1, 'RUNNING', NULL, '2026-11-22 08:00Z', '2026-11-20 08:00Z', NULL, NULL, NULL);
UPDATE lead_offer SET viewed_at = '2026-11-20 09:00Z', reminded_at = '2026-11-21 08:00Z', distribution_id = '00000000-0000-7000-8000-000000000032' WHERE id = '00000000-0000-7000-8000-000000000033';
INSERT INTO lead (id, title, state, size, source, country, industry, locale, max_share, created_at)
SELECT ('00000000-0000-7000-8000-0000000000' || n)::uuid, 'Planted lead for sale', 'ACCEPTED', 'SMALL', 'MARKETING', 'NL', 'retail', 'en', 3, '2026-11-02 08:00Z'
FROM unnest('{33,61,62,63,64}'::int[]) n;
INSERT INTO plain_contact (lead_id, name, phone, email, company)
SELECT ('00000000-0000-7000-8000-0000000000' || n)::uuid, 'Planted contact ' || n, '+4477009007' || n + 24, 'planted' || n || '@client.example.com', NULL
FROM unnest('{33,61,62,63,64}'::int[]) n;
INSERT INTO lead_sale (lead_id, seller_id, person_id, price_minor, price_currency, terms, copies, return_hours, created_at, ends_at, ended_at)
SELECT ('00000000-0000-7000-8000-0000000000' || n)::uuid, '00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000034', 735170, 'EUR', 'Planted terms.', 3, 336, '2026-11-02 08:00Z', '2026-11-16 08:00Z', '2026-11-15 08:00Z'
FROM unnest('{33,61,62,63,64}'::int[]) n;
INSERT INTO lead_distribution (id, lead_id, mode, policy_version, seed, max_share, hours, draws, state, outcome, started_at, ended_at)
SELECT ('00000000-0000-7000-8000-0000000000' || n)::uuid, ('00000000-0000-7000-8000-0000000000' || n)::uuid, 'SOLD', 1, decode(repeat('00', 32), 'hex'), 3, 336, false, 'DONE', 'TAKEN', '2026-11-02 08:00Z', '2026-11-15 08:00Z'
FROM unnest('{33,61,62,63,64}'::int[]) n;
INSERT INTO lead_offer (id, lead_id, partner_id, distribution_id, state, sent_at, deadline, answered_at, stage, stage_at, price_minor, price_currency, trace)
SELECT ('00000000-0000-7000-8000-0000000000' || CASE n WHEN 33 THEN 34 ELSE n END)::uuid, ('00000000-0000-7000-8000-0000000000' || n)::uuid, '00000000-0000-7000-8000-000000000001', ('00000000-0000-7000-8000-0000000000' || n)::uuid, 'ACCEPTED',
    '2026-11-10 08:00Z', '2026-11-10 08:00Z', '2026-11-10 08:00Z', 'ACCEPTED', '2026-11-10 08:00Z', 735170, 'EUR', '{"reason": "PURCHASE", "policy": 1, "factors": []}'
FROM unnest('{33,61,62,63,64}'::int[]) n;
INSERT INTO lead_offer (id, lead_id, partner_id, distribution_id, state, sent_at, deadline, answered_at, stage, stage_at, price_minor, price_currency,
    returned_at, return_reason, return_note) VALUES
    ('00000000-0000-7000-8000-000000000035', '00000000-0000-7000-8000-000000000033', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000033', 'RETURNED', '2026-11-10 09:00Z', '2026-11-10 09:00Z', '2026-11-10 09:00Z', 'ACCEPTED', '2026-11-10 09:00Z', 735170, 'EUR',
        '2026-11-11 09:00Z', 'OTHER', 'Planted return note.');
INSERT INTO journal (id, partner_id, offer_id, kind, description, posted_at) VALUES
    ('00000000-0000-7000-8000-000000000033', '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000034', 'LEAD_BOUGHT', 'A lead.', '2026-11-10 08:00Z');
INSERT INTO entry (journal_id, position, partner_id, account, minor, currency) VALUES
    ('00000000-0000-7000-8000-000000000033', 0, '00000000-0000-7000-8000-000000000001', 'LEADS', 735170, 'EUR'), ('00000000-0000-7000-8000-000000000033', 1, '00000000-0000-7000-8000-000000000001', 'BALANCE', -735170, 'EUR');

-- Quillhaven has topped up its balance.
INSERT INTO payment (id, partner_id, state, minor, currency, method, reference, created_at, settled_at) VALUES
    ('00000000-0000-7000-8000-000000000033', '00000000-0000-7000-8000-000000000002', 'SUCCEEDED', 735171, 'EUR', 'CARD', 'planted-reference-33', '2026-07-04 08:00Z', '2026-07-04 08:00Z');
INSERT INTO journal (id, partner_id, payment_id, kind, description, posted_at) VALUES
    ('00000000-0000-7000-8000-000000000034', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000033', 'TOPPED_UP', 'Planted journal 34.', '2026-07-04 08:00Z');
INSERT INTO entry (journal_id, position, partner_id, account, minor, currency) VALUES
    ('00000000-0000-7000-8000-000000000034', 0, '00000000-0000-7000-8000-000000000002', 'BALANCE', 735171, 'EUR'), ('00000000-0000-7000-8000-000000000034', 1, '00000000-0000-7000-8000-000000000002', 'PAID_IN', -735171, 'EUR');

-- Quillhaven has billed the stranger's organisation and, with a payment that was
-- declined, the stranger.
INSERT INTO invoice_series (seller_id, year, last, issued_at) VALUES ('00000000-0000-7000-8000-000000000002', 2026, 2, '2026-07-02 08:00Z');
INSERT INTO invoice (id, seller_id, organization_id, person_id, lead_id, year, serial, state, currency, net_minor, tax_minor, issued_at, due_on, paid_at) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000031', NULL, '00000000-0000-7000-8000-000000000031', 2026, 1, 'PAID', 'EUR', 735152, 735153, '2026-07-01 08:00Z', '2026-07-15', '2026-07-02 08:00Z'),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000002', NULL, '00000000-0000-7000-8000-000000000033', NULL, 2026, 2, 'ISSUED', 'EUR', 735154, 0, '2026-07-02 08:00Z', '2026-07-16', NULL);
INSERT INTO invoice_line (invoice_id, position, description, quantity, unit_price_minor, tax_rate, net_minor) VALUES
    ('00000000-0000-7000-8000-000000000031', 0, 'Planted line 31', 1, 735152, 100, 735152),
    ('00000000-0000-7000-8000-000000000032', 0, 'Planted line 32', 1, 735154, 0, 735154);
INSERT INTO payment (id, invoice_id, state, minor, currency, method, reference, failure, created_at, settled_at) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000031', 'SUCCEEDED', 1470305, 'EUR', 'CARD', 'planted-reference-31', NULL, '2026-07-02 08:00Z', '2026-07-02 08:00Z'),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000032', 'DECLINED', 735154, 'EUR', 'PAYPAL', 'planted-reference-32', 'Planted failure.', '2026-07-03 08:00Z', '2026-07-03 08:00Z');
INSERT INTO journal (id, partner_id, invoice_id, kind, description, posted_at) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000031', 'INVOICE_ISSUED', 'Planted journal 31.', '2026-07-01 08:00Z'),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000031', 'INVOICE_PAID', 'Planted journal 32.', '2026-07-02 08:00Z');
INSERT INTO entry (journal_id, position, partner_id, account, minor, currency) VALUES
    ('00000000-0000-7000-8000-000000000031', 0, '00000000-0000-7000-8000-000000000002', 'RECEIVABLE', 1470305, 'EUR'), ('00000000-0000-7000-8000-000000000031', 1, '00000000-0000-7000-8000-000000000002', 'REVENUE', -735152, 'EUR'), ('00000000-0000-7000-8000-000000000031', 2, '00000000-0000-7000-8000-000000000002', 'TAX', -735153, 'EUR'),
    ('00000000-0000-7000-8000-000000000032', 0, '00000000-0000-7000-8000-000000000002', 'BALANCE', 1470305, 'EUR'), ('00000000-0000-7000-8000-000000000032', 1, '00000000-0000-7000-8000-000000000002', 'RECEIVABLE', -1470305, 'EUR');

-- A review of a solution with all there can be, and its answer.
INSERT INTO review (id, partner_id, solution_id, author_id, organization_id, invoice_id, basis_at, score, quality, deadlines, communication, price,
    text, locale, reply_text, reply_locale, reply_at, created_at) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000002', '00000000-0000-7000-8000-000000000003', '00000000-0000-7000-8000-000000000033', '00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000031', '2026-07-02 08:00Z', 4, 4, 3, 5, 4, 'All of us passed at the first try.', 'en',
        'We are glad to hear it.', 'en', '2026-08-02 08:00Z', '2026-08-01 08:00Z');

UPDATE solution SET rating_value = 3.5625, rating_count = 1, rating_at = '2026-08-01 08:00Z' WHERE id = '00000000-0000-7000-8000-000000000003';

-- Reply 31 was changed by its author, reply 32 by a moderator, who took something
-- out that only the author and moderators may still read.
INSERT INTO thread (id, number, board_id, author_id, slug, title, locale, markdown, html, badge_name, badge_organization, badge_role, badge_licence, badge_motto,
    reply_count, accepted_count, created_at, active_at) VALUES
    ('00000000-0000-7000-8000-000000000031', 31, '00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000033', 'how-do-i-leave', 'How do I leave?', 'en', 'By *post*?', '<p>By <em>post</em>?</p>', 'Gil Stranger', 'Bramblewick', 'OWNER', 'Gold partner', 'We wait',
    2, 1, '2026-08-01 08:00:30Z', '2026-08-01 09:00:30Z');
INSERT INTO reply (id, thread_id, number, author_id, locale, markdown, html, badge_name, badge_organization, badge_role, badge_licence, badge_motto, is_accepted, created_at, edited_at) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000031', 1, '00000000-0000-7000-8000-000000000003', 'en', 'By the door.', '<p>By the door.</p>', 'Cy Editor', 'Lumeridge', 'EDITOR', 'Silver partner', '', true, '2026-08-01 09:00:30Z', '2026-08-01 09:10:30Z'),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000031', 2, '00000000-0000-7000-8000-000000000004', 'en', 'Politely.', '<p>Politely.</p>', 'Di Other', 'Quillhaven', 'OWNER', 'Registered partner', '', false, '2026-08-01 09:00:30Z', '2026-08-01 09:10:30Z');
INSERT INTO reply_revision (reply_id, position, markdown, html, locale, replaced_at, replaced_by) VALUES
    ('00000000-0000-7000-8000-000000000031', 1, 'By the window.', '<p>By the window.</p>', 'en', '2026-08-01 09:10:30Z', '00000000-0000-7000-8000-000000000003'),
    ('00000000-0000-7000-8000-000000000032', 1, 'Planted insult.', '<p>Planted insult.</p>', 'en', '2026-08-01 09:10:30Z', '00000000-0000-7000-8000-000000000036');

-- The stranger was told of an invoice, and Lumeridge's owner of a lead that the stranger
-- has: of one, the subject is seen, of the other not.
INSERT INTO notification (id, person_id, kind, place_kind, place, year, serial, count, created_at, latest_at, read_at) VALUES
    ('00000000-0000-7000-8000-000000000031', '00000000-0000-7000-8000-000000000033', 'INVOICE_ISSUED', 'invoice', '00000000-0000-7000-8000-000000000032', 2026, 2, 1, '2026-07-02 08:00Z', '2026-07-02 08:00Z', NULL),
    ('00000000-0000-7000-8000-000000000032', '00000000-0000-7000-8000-000000000002', 'LEAD_RETURNED', 'lead', '00000000-0000-7000-8000-000000000004', 0, 4, 1, '2026-07-03 08:00Z', '2026-07-03 08:00Z', '2026-07-04 08:00Z');
INSERT INTO person_email (person_id, email, verified_at) VALUES ('00000000-0000-7000-8000-000000000033', 'plantedmail33@stranger.example.com', '2026-11-01 10:00Z');
