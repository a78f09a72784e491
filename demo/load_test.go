package demo_test

import (
	"database/sql"
	"fmt"
	"math"
	"testing"
	"time"

	"partnergraph/demo"
	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// loaded is a database with the demo in it.
func loaded(t *testing.T, size demo.Size) (*store.Store, *sql.DB, *demo.World) {
	t.Helper()
	s, db := storetest.WithDB(t)
	w := demo.New(size, demo.Seed, time.Now())
	if filled, err := w.Load(t.Context(), s, func(string, float64) {}); err != nil || !filled {
		t.Fatalf("the demo is loaded: %t, %v", filled, err)
	}
	return s, db, w
}

// Each statement counts rows that must not be there, or compares sums.
var invariants = map[string]string{
	"organisations without an owner": `SELECT count(*) FROM organization o
		WHERE NOT EXISTS (SELECT FROM member WHERE organization_id = o.id AND role = 'OWNER')`,
	"reviews on a lead that their partner has not accepted, or that is not their author's": `SELECT count(*) FROM review r
		WHERE lead_id IS NOT NULL AND NOT EXISTS (SELECT FROM lead l JOIN lead_offer f ON f.lead_id = l.id
			WHERE l.id = r.lead_id AND l.person_id = r.author_id AND l.organization_id = r.organization_id
			AND f.partner_id = r.partner_id AND f.state = 'ACCEPTED' AND f.answered_at = r.basis_at)`,
	"reviews on an invoice that is not paid, or not their author's": `SELECT count(*) FROM review r
		WHERE invoice_id IS NOT NULL AND NOT EXISTS (SELECT FROM invoice i JOIN member m ON m.organization_id = i.organization_id
			WHERE i.id = r.invoice_id AND m.person_id = r.author_id AND i.seller_id = r.partner_id
			AND i.state = 'PAID' AND i.paid_at = r.basis_at)`,
	"reviews older than their work": `SELECT count(*) FROM review WHERE created_at < basis_at OR reply_at < created_at`,
	"reviews of the author's own organisation": `SELECT count(*) FROM review r JOIN partner p ON p.id = r.partner_id
		JOIN member m ON m.organization_id = p.organization_id WHERE m.person_id = r.author_id`,
	"reviews of a solution of another partner, or not published": `SELECT count(*) FROM review r JOIN solution s ON s.id = r.solution_id
		WHERE s.partner_id <> r.partner_id OR s.state <> 'PUBLISHED'`,
	"gaps in the numbers of invoices": `SELECT count(*) FROM (SELECT seller_id, year, max(serial), count(*), max(issued_at) AS issued_at
			FROM invoice GROUP BY seller_id, year) AS given
		FULL JOIN invoice_series s USING (seller_id, year) WHERE s.last IS DISTINCT FROM max OR count <> max OR s.issued_at <> given.issued_at`,
	"later numbers with earlier times": `SELECT count(*) FROM invoice a JOIN invoice b USING (seller_id, year)
		WHERE a.serial < b.serial AND a.issued_at > b.issued_at`,
	"journals that do not sum to zero": `SELECT count(*) FROM (SELECT FROM entry GROUP BY journal_id, currency HAVING sum(minor) <> 0) AS wrong`,
	"invoices not booked when issued, or when paid": `SELECT count(*) FROM invoice i
		WHERE (SELECT count(*) FROM journal WHERE invoice_id = i.id) <> CASE state WHEN 'PAID' THEN 2 ELSE 1 END`,
	"balances that are not what was paid (B3)": `SELECT count(*) FROM
		(SELECT seller_id, currency, sum(net_minor + tax_minor) AS paid FROM invoice WHERE state = 'PAID' GROUP BY 1, 2) AS i
		FULL JOIN (SELECT j.partner_id AS seller_id, currency, sum(minor) AS balance FROM entry e JOIN journal j ON j.id = e.journal_id
			WHERE account = 'BALANCE' GROUP BY 1, 2) AS b USING (seller_id, currency) WHERE paid IS DISTINCT FROM balance`,
	"paid invoices without a payment, or open ones with one": `SELECT count(*) FROM invoice i WHERE (state = 'PAID') <> EXISTS
		(SELECT FROM payment WHERE invoice_id = i.id AND state = 'SUCCEEDED' AND minor = i.net_minor + i.tax_minor)`,
	"threads that miscount their replies": `SELECT count(*) FROM thread t
		WHERE reply_count <> (SELECT count(*) FROM reply WHERE thread_id = t.id)
		OR reply_count <> (SELECT coalesce(max(number), 0) FROM reply WHERE thread_id = t.id)
		OR accepted_count <> (SELECT count(*) FROM reply WHERE thread_id = t.id AND is_accepted)
		OR active_at <> (SELECT max(created_at) FROM reply WHERE thread_id = t.id)`,
	"boards that miscount their threads":           `SELECT count(*) FROM board b WHERE thread_count <> (SELECT count(*) FROM thread WHERE board_id = b.id)`,
	"threads in another language than their board": `SELECT count(*) FROM thread t JOIN board b ON b.id = t.board_id WHERE t.locale <> b.locale`,
	"threads numbered out of order":                `SELECT count(*) FROM thread a JOIN thread b ON b.number = a.number + 1 WHERE a.created_at > b.created_at`,
	"posts without an author's name, or of before their author": `SELECT count(*) FROM reply r JOIN person p ON p.id = r.author_id
		WHERE badge_name <> p.name OR r.created_at < p.created_at`,
	"solutions whose languages are not those of their texts": `SELECT count(*) FROM solution s
		WHERE locales <> (SELECT array_agg(locale ORDER BY position) FROM solution_text WHERE solution_id = s.id)`,
	"leads with more acceptances than shares": `SELECT count(*) FROM lead l
		WHERE max_share < (SELECT count(*) FROM lead_offer WHERE lead_id = l.id AND state = 'ACCEPTED')`,
	"acceptances without a reveal of the contact, or the other way round": `SELECT count(*) FROM lead_offer f JOIN partner p ON p.id = f.partner_id
		WHERE (f.state = 'ACCEPTED') <> EXISTS (SELECT FROM lead_contact_reveal r WHERE r.lead_id = f.lead_id AND r.organization_id = p.organization_id)`,
	"anything from the future": `SELECT (SELECT count(*) FROM reply WHERE created_at > now()) + (SELECT count(*) FROM review WHERE created_at > now() OR reply_at > now())
		+ (SELECT count(*) FROM lead WHERE created_at > now()) + (SELECT count(*) FROM invoice WHERE issued_at > now() OR paid_at > now())`,
}

// The demo is as if it had been made through the contract: what is counted is right,
// what rests on something else has it, and the books balance.
func TestDemoHoldsTogether(t *testing.T) {
	t.Parallel()
	_, db, w := loaded(t, demo.Small)
	for what, statement := range invariants {
		if n := number(t, db, statement); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
	for table, want := range map[string]int{
		"partner": 200, "solution": 500, "review": 3000, "thread": 400, "reply": 4000, "person": w.Size.People(),
		"(SELECT DISTINCT state FROM lead) AS states": 4, "(SELECT DISTINCT state FROM lead_offer) AS states": 5,
		"(SELECT DISTINCT state FROM invoice) AS states": 2, "(SELECT DISTINCT state FROM partner) AS states": 4,
		"(SELECT DISTINCT state FROM solution) AS states": 3, "(SELECT DISTINCT locale FROM thread) AS locales": 4,
		"(SELECT DISTINCT board_id FROM thread) AS boards": 40,
	} {
		if n := number(t, db, "SELECT count(*) FROM "+table); n != want {
			t.Errorf("%s has %d rows, want %d", table, n, want)
		}
	}
}

func number(t *testing.T, db *sql.DB, statement string) (n int) {
	t.Helper()
	if err := db.QueryRowContext(t.Context(), statement).Scan(&n); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
	return n
}

// A load, whose large tables get their keys and indexes last, holds together as the
// demo does, and its ratings are those of the formula over its reviews.
func TestLoadHoldsTogether(t *testing.T) {
	t.Parallel()
	_, db, _ := loaded(t, demo.Load.Times(0.04))
	for what, statement := range invariants {
		if n := number(t, db, statement); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
	for _, kind := range []struct{ table, of string }{
		{"partner", "partner_id = s.id AND solution_id IS NULL"}, {"solution", "solution_id = s.id"},
	} {
		rows, err := db.QueryContext(t.Context(), fmt.Sprintf(`
			SELECT s.id, s.rating_value, s.rating_count, coalesce(s.rating_at, now()), r.score, r.created_at
			FROM %s s LEFT JOIN review r ON %s ORDER BY s.id`, kind.table, kind.of))
		if err != nil {
			t.Fatal(err)
		}
		scores, ratings := map[string][]*market.Score{}, map[string]market.Rating{}
		for rows.Next() {
			var id string
			var rating market.Rating
			var at time.Time
			var stars sql.NullInt64
			var written sql.NullTime
			if err := rows.Scan(&id, &rating.Value, &rating.Count, &at, &stars, &written); err != nil {
				t.Fatal(err)
			}
			rating.AsOf, ratings[id] = &at, rating
			if stars.Valid {
				scores[id] = append(scores[id], &market.Score{Stars: int(stars.Int64), At: written.Time})
			}
			ratings[id] = rating
		}
		if len(scores) == 0 || rows.Err() != nil {
			t.Fatalf("no %s is reviewed (%v)", kind.table, rows.Err())
		}
		for id, got := range ratings {
			if want := market.Rate(scores[id], *got.AsOf); math.Abs(got.Value-want.Value) > 1e-9 || got.Count != want.Count {
				t.Errorf("%s %s is rated %v, the formula says %v", kind.table, id, got, want)
			}
		}
	}
}

// Of two servers that start at once on an empty database one loads the demo; later
// ones leave it as it is.
func TestDemoIsLoadedOnce(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	size := demo.Load.Times(0.001)
	load := func() bool {
		filled, err := demo.New(size, demo.Seed, time.Now()).Load(t.Context(), s, func(string, float64) {})
		if err != nil {
			t.Error(err)
		}
		return filled
	}
	other := make(chan bool)
	go func() { other <- load() }()
	if first, second := load(), <-other; first == second {
		t.Errorf("both say %t", first)
	}
	if load() {
		t.Error("it is loaded again")
	}
	if n := number(t, db, "SELECT count(*) FROM partner"); n != size.Partners {
		t.Errorf("%d partners instead of %d", n, size.Partners)
	}
}

// A load is the same whenever and wherever it is made, to the byte.
func TestLoadsAreTheSame(t *testing.T) {
	t.Parallel()
	var sums [2]string
	for i := range sums {
		s, db := storetest.WithDB(t)
		day := time.Date(2026, 11, 1, 12, 0, 0, 0, time.UTC)
		if _, err := demo.New(demo.Load.Times(0.001), demo.Seed, day).Load(t.Context(), s, func(string, float64) {}); err != nil {
			t.Fatal(err)
		}
		for _, table := range []string{"person", "organization", "member", "partner", "partner_text", "solution", "solution_text", "lead",
			"(SELECT lead_id, phone_index, email_index, company_index FROM lead_contact)", // boxes are sealed anew each time
			"lead_distribution", "lead_offer", "lead_contact_reveal", "invoice", "invoice_line", "payment", "journal", "entry", "review", "thread", "reply"} {
			var sum string
			err := db.QueryRowContext(t.Context(), `SELECT md5(coalesce(string_agg(r::text, E'\n' ORDER BY r::text), '')) FROM `+table+` AS r`).Scan(&sum)
			if err != nil {
				t.Fatal(err)
			}
			sums[i] += table + " " + sum + "\n"
		}
	}
	if sums[0] != sums[1] {
		t.Errorf("two loads differ:\n%s\n%s", sums[0], sums[1])
	}
}

// Progress goes forward and ends at the end.
func TestProgress(t *testing.T) {
	t.Parallel()
	s, _ := storetest.WithDB(t)
	last, steps := 0.0, 0
	_, err := demo.New(demo.Load.Times(0.002), demo.Seed, time.Now()).Load(t.Context(), s, func(_ string, share float64) {
		if share < last || share > 1 {
			t.Errorf("from %f to %f", last, share)
		}
		last, steps = share, steps+1
	})
	if err != nil || last != 1 || steps < 5 {
		t.Errorf("%d steps to %f, %v", steps, last, err)
	}
}
