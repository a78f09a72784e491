package storetest

import (
	"database/sql"
	"testing"
)

// Partners inserts partners n to m of the directory, with all kinds of values and
// many equal ones: ratings repeat, every fifth has the name of another, and seven
// share each moment of admission. Partner i is the same in every test.
func Partners(t testing.TB, db *sql.DB, from, to int) {
	t.Helper()
	Exec(t, db, `
		INSERT INTO organization (id, name, country, created_at)
		SELECT md5('organization' || i)::uuid, 'Organisation ' || i, 'GB', $3 FROM generate_series($1::int, $2::int) i`, from, to, Now)
	Exec(t, db, `
		INSERT INTO partner (id, organization_id, slug, name, state, kinds, competence, level, services, industries, languages,
			country, city, rating_value, rating_count, applied_at, admitted_at)
		SELECT md5('partner' || i)::uuid, md5('organization' || i)::uuid, 'partner-' || i,
			(ARRAY['Ahorn', 'birke', 'Čedar', 'Ёлка', 'Zypresse'])[1 + i % 5] || ' ' || i / 5 * 5,
			CASE WHEN i % 10 = 3 THEN 'PAUSED' ELSE 'ACTIVE' END,
			CASE WHEN i % 3 = 0 THEN ARRAY['INTEGRATOR', 'MARKETING'] ELSE ARRAY['FREELANCER'] END,
			(ARRAY['THIS_PRODUCT', 'OTHER_SOFTWARE', 'NEWCOMER'])[1 + i % 3],
			(ARRAY['REGISTERED', 'BRONZE', 'SILVER', 'GOLD'])[1 + i % 4],
			CASE WHEN i % 2 = 0 THEN ARRAY['SUPPORT', 'AUDIT'] ELSE ARRAY['SUPPORT'] END,
			ARRAY[(ARRAY['retail', 'banking', 'law'])[1 + i % 3]],
			CASE WHEN i % 4 = 0 THEN ARRAY['de', 'en'] ELSE ARRAY['uk'] END,
			(ARRAY['DE', 'UA', 'GB'])[1 + i % 3], (ARRAY['Köln', 'Київ', 'Leeds', 'Łódź'])[1 + i % 4],
			i % 6 * 0.9, i % 6, $3::timestamptz + i / 7 * interval '1 hour', $3::timestamptz + i / 7 * interval '1 hour'
		FROM generate_series($1::int, $2::int) i`, from, to, Now)
	Exec(t, db, `
		INSERT INTO partner_text (partner_id, locale, position, summary, description, html)
		SELECT md5('partner' || i)::uuid, locale, position, summary || ' No' || i || '.', '', ''
		FROM generate_series($1::int, $2::int) i, (VALUES
			('en', 0, 'Sets up software for shops and banks'), ('uk', 1, 'Впроваджує програми для крамниць')) AS t (locale, position, summary)`, from, to)
}
