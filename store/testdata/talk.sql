-- Who talks in the tests of forum and reviews: a house, two partners, two clients.

INSERT INTO person (id, phone, name, motto, created_at) VALUES
    ('00000000-0000-7000-8000-0000000000a1', '+447700900101', 'Alma Client', 'Ask twice.', '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000a2', '+447700900102', 'Bo Partner', 'Install once.', '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000a3', '+447700900103', 'Cleo Rival', '', '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000a4', '+447700900104', 'Dana House', '', '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000a5', '+447700900105', '', '', '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000a6', '+447700900106', 'Emil Alone', '', '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000a7', '+447700900107', 'Fay Applicant', '', '2026-01-01Z');

INSERT INTO organization (id, name, country, is_house, created_at) VALUES
    ('00000000-0000-7000-8000-0000000000b1', 'Clover Meadow Dairy', 'DE', false, '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000b2', 'Northern Lantern Systems', 'DE', false, '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000b3', 'Rivalry Works', 'UA', false, '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000b4', 'The House', 'AT', true, '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000b5', 'Applied Hopes', 'AT', false, '2026-01-01Z');

INSERT INTO member (organization_id, person_id, role, since) VALUES
    ('00000000-0000-7000-8000-0000000000b1', '00000000-0000-7000-8000-0000000000a1', 'OWNER', '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000b2', '00000000-0000-7000-8000-0000000000a2', 'SUPPORT', '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000b3', '00000000-0000-7000-8000-0000000000a3', 'OWNER', '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000b4', '00000000-0000-7000-8000-0000000000a4', 'MODERATOR', '2026-01-01Z'),
    ('00000000-0000-7000-8000-0000000000b5', '00000000-0000-7000-8000-0000000000a7', 'OWNER', '2026-01-01Z');

INSERT INTO partner (id, organization_id, slug, name, state, kinds, competence, level, services, industries, languages,
    country, city, applied_at, admitted_at) VALUES
    ('00000000-0000-7000-8000-0000000000c1', '00000000-0000-7000-8000-0000000000b2', 'northern-lantern', 'Northern Lantern',
     'ACTIVE', '{INTEGRATOR}', 'THIS_PRODUCT', 'GOLD', '{}', '{}', '{de}', 'DE', 'Kiel', '2026-01-01Z', '2026-01-02Z'),
    ('00000000-0000-7000-8000-0000000000c2', '00000000-0000-7000-8000-0000000000b3', 'rivalry-works', 'Rivalry Works',
     'ACTIVE', '{INTEGRATOR}', 'THIS_PRODUCT', 'BRONZE', '{}', '{}', '{uk}', 'UA', 'Lviv', '2026-01-01Z', '2026-01-02Z'),
    ('00000000-0000-7000-8000-0000000000c3', '00000000-0000-7000-8000-0000000000b5', 'applied-hopes', 'Applied Hopes',
     'APPLIED', '{FREELANCER}', 'NEWCOMER', 'REGISTERED', '{}', '{}', '{de}', 'AT', 'Graz', '2026-01-01Z', NULL);
