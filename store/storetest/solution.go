package storetest

import (
	"database/sql"
	"testing"

	"partnergraph/market"
	"partnergraph/store"
)

// Category is the category with the slug.
func Category(t testing.TB, db *sql.DB, slug string) market.CategoryID {
	t.Helper()
	var id market.CategoryID
	if err := db.QueryRowContext(t.Context(), `SELECT id FROM category WHERE slug = $1`, slug).Scan(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// Listing is a solution that has nothing wrong.
func Listing(t testing.TB, db *sql.DB, title string) market.SolutionCreateInput {
	t.Helper()
	return market.SolutionCreateInput{
		Texts:      []*market.SolutionTextInput{{Locale: "en", Title: title, Summary: "Counts what is in stock.", Description: "**All** about it."}},
		CategoryID: Category(t, db, "warehouse"),
		Plans: []*market.PlanInput{{Name: "Team", Terms: []int{1, 12}, Prices: []*market.PriceInput{
			{Model: market.PerUserMonth, Amount: &market.MoneyInput{Amount: "25", Currency: "USD"}},
			{Model: market.Once, Amount: &market.MoneyInput{Amount: "2000", Currency: "USD"}},
		}}},
		TrialDays: 30,
	}
}

// Solution makes a solution of the owner's in the catalogue.
func Solution(t testing.TB, s *store.Store, db *sql.DB, owner market.Viewer, in market.SolutionCreateInput) *market.Solution {
	t.Helper()
	draft, err := s.CreateSolution(t.Context(), owner, in, Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SubmitSolution(t.Context(), owner, market.SolutionSubmitInput{SolutionID: draft.ID}); err != nil {
		t.Fatal(err)
	}
	solution, err := s.PublishSolution(t.Context(), ProgrammeManager(t, db), market.SolutionPublishInput{SolutionID: draft.ID}, Now)
	if err != nil {
		t.Fatal(err)
	}
	return solution
}

// Solutions inserts solutions n to m of the catalogue, each of the partner of the
// same number modulo partners, which must be there, with all kinds of values and
// many equal ones. Solution i is the same in every test.
func Solutions(t testing.TB, db *sql.DB, from, to, partners int) {
	t.Helper()
	Exec(t, db, `
		INSERT INTO solution (id, partner_id, category_id, slug, state, original_title, industries, has_export, trial_days, is_freemium,
			plans, price_models, locales, rating_value, rating_count, published_at, updated_at)
		SELECT md5('solution' || i)::uuid, md5('partner' || i % $3::int)::uuid,
			(SELECT id FROM category WHERE slug = (ARRAY['erp-logistics', 'warehouse', 'purchasing', 'crm', 'loyalty'])[1 + i % 5]),
			'solution-' || i, 'PUBLISHED', (ARRAY['Lager', 'склад', 'Запас'])[1 + i % 3] || ' ' || i / 4 * 4,
			CASE WHEN i % 7 = 0 THEN '{}' ELSE ARRAY[(ARRAY['retail', 'banking'])[1 + i % 2]] END, false, 30, false,
			'[{"Name": "Team", "Prices": [{"Model": "PER_USER_MONTH", "Amount": {"Minor": 2500, "Currency": "USD"}}], "Terms": [1, 12]}]',
			CASE WHEN i % 4 = 0 THEN ARRAY['ONCE', 'PER_USER_MONTH'] ELSE ARRAY['FLAT_MONTH'] END,
			CASE WHEN i % 6 = 0 THEN ARRAY['uk', 'de'] ELSE ARRAY['uk'] END,
			i % 8 * 0.6, i % 8, $4::timestamptz + i / 5 * interval '1 hour', $4::timestamptz + i / 5 * interval '1 hour'
		FROM generate_series($1::int, $2::int) i`, from, to, partners, Now)
	Exec(t, db, `
		INSERT INTO solution_text (solution_id, locale, position, title, summary, description, html)
		SELECT md5('solution' || i)::uuid, 'uk', 0, 'Назва' || i, 'Рахує запаси на складі.', '', '' FROM generate_series($1::int, $2::int) i
		UNION ALL
		SELECT md5('solution' || i)::uuid, 'de', 1, 'Titel' || i, 'Zählt Lagerbestände.', '', '' FROM generate_series($1::int, $2::int) i WHERE i % 6 = 0`, from, to)
}
