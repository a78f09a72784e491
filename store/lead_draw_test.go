package store_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// fill writes n partners of all sorts, with and without limits of their own.
func fill(t *testing.T, db *sql.DB, n int) {
	t.Helper()
	storetest.Exec(t, db, `INSERT INTO organization (id, name, country, created_at)
		SELECT ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid, 'Organisation ' || n, 'GB', $2 FROM generate_series(1, $1::int) n`, n, storetest.Now)
	storetest.Exec(t, db, `SELECT setseed(0.25)`)
	storetest.Exec(t, db, `INSERT INTO partner (id, organization_id, slug, name, state, kinds, competence, level, services, industries, languages, country, city,
			latitude, longitude, rating_value, rating_count, applied_at, admitted_at)
		SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid,
			'partner-' || n, 'Partner ' || n, (ARRAY['ACTIVE', 'ACTIVE', 'ACTIVE', 'PAUSED', 'APPLIED'])[1 + n % 5],
			(ARRAY['{INTEGRATOR}', '{RECRUITER}', '{FREELANCER,MARKETING}'])[1 + (n / 5) % 3]::text[],
			(ARRAY['THIS_PRODUCT', 'OTHER_SOFTWARE', 'NEWCOMER'])[1 + floor(random() * 3)::int], 'BRONZE', '{}',
			(ARRAY['{}', '{retail}', '{retail,banking}'])[1 + floor(random() * 3)::int]::text[],
			(ARRAY['{en}', '{de-AT,en}', '{de}', '{fr}'])[1 + floor(random() * 4)::int]::text[], (ARRAY['GB', 'DE'])[1 + floor(random() * 2)::int], 'X',
			CASE WHEN n % 7 > 0 THEN lat END, CASE WHEN n % 7 > 0 THEN long END, 4, 3, $2, $2
		FROM generate_series(1, $1::int) n,
			LATERAL (SELECT n + 160 * random() - 80 - n AS lat, n + 360 * random() - 180 - n AS long) AS place`, n, storetest.Now)
	storetest.Exec(t, db, `INSERT INTO lead_preference (partner_id, small_most, medium_most, week_most, open_most, radius_km, countries, paused_from, paused_until, updated_at)
		SELECT id, nullif(floor(random() * 4), 3), nullif(floor(random() * 4), 3), nullif(1 + floor(random() * 4), 4), nullif(1 + floor(random() * 4), 4),
			nullif(floor(random() * 12000), 0), CASE WHEN random() < 0.3 THEN '{DE,FR}' ELSE '{}' END::text[],
			CASE WHEN random() < 0.2 THEN $1::timestamptz - interval '1 day' END, NULL, $1
		FROM partner WHERE random() < 0.6`, storetest.Now)
}

func TestSQLFindsThoseThatTheRuleLetsThrough(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	fill(t, db, 400)
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 60 {
		partner := market.PartnerID(fmt.Sprintf("00000000-0000-7000-8000-%012d", 1+5*r.IntN(80)))
		offeredTo(t, db, partner, []market.LeadSize{market.Small, market.Medium}[i%2], storetest.Now, market.ReasonDraw)
	}
	some := func(list ...*string) *string { return list[r.IntN(len(list))] }
	total := 0
	for i := range 60 {
		l := &market.LeadNeed{Size: []market.LeadSize{market.Small, market.Medium, market.Large}[r.IntN(3)],
			Country: some(nil, ptr("GB"), ptr("DE"), ptr("FR")), IndustryCode: some(nil, ptr("retail"), ptr("banking")),
			Locale: []string{"en-US", "de", "fr"}[r.IntN(3)]}
		if i%2 == 0 {
			l.Latitude, l.Longitude = ptr(170*r.Float64()-85), ptr(360*r.Float64()-180)
		}
		had := []market.PartnerID{market.PartnerID(fmt.Sprintf("00000000-0000-7000-8000-%012d", 5*(1+r.IntN(80))))}
		if r.IntN(2) == 0 {
			l.OrganizationID = ptr(market.OrganizationID(fmt.Sprintf("00000000-0000-7000-9000-%012d", 1+r.IntN(400))))
		}
		now := storetest.Now.AddDate(0, 0, 7*r.IntN(2))
		found, everyone, err := s.Drawable(t.Context(), l, had, now)
		if err != nil || len(everyone) != 400 {
			t.Fatal(len(everyone), err)
		}
		policy, err := s.LeadPolicy(t.Context(), nil, now)
		if err != nil {
			t.Fatal(err)
		}
		got, want := []string{}, []string{}
		for _, c := range found {
			got = append(got, string(c.PartnerID))
		}
		for _, c := range everyone {
			if policy.Fit(l, c, now) == market.LeadFits {
				want = append(want, string(c.PartnerID))
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if total += len(want); !slices.Equal(got, want) {
			t.Errorf("%+v: SQL finds\n%s, the rule\n%s", l, strings.Join(got, " "), strings.Join(want, " "))
		}
	}
	if total < 100 {
		t.Errorf("only %d fitted at all: the test tells little", total)
	}
}

func TestAPoolBeginsAtItsPlaceAndGoesRound(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	fill(t, db, 400)
	sorted := texts(t, sqlx.NewDb(db, "postgres"), `SELECT partner_id::text FROM lead_standing ORDER BY draw_key < 0.6, draw_key`)
	for name, l := range map[string]*market.LeadNeed{
		"anywhere":     {Size: market.Small, Locale: "en", Country: ptr("GB")},
		"near a place": {Size: market.Small, Locale: "en", Country: ptr("GB"), Latitude: ptr(51.5), Longitude: ptr(0.0)},
	} {
		all, _, err := s.Drawable(t.Context(), l, []market.PartnerID{}, storetest.Now)
		if err != nil || len(all) < 6 {
			t.Fatal(name, len(all), err)
		}
		fits := map[string]bool{}
		for _, c := range all {
			fits[string(c.PartnerID)] = true
		}
		want := slices.DeleteFunc(slices.Clone(sorted), func(id string) bool { return !fits[id] })
		for _, pool := range []int{1, 4, len(all) - 1, len(all)} {
			found, err := s.PoolFrom(t.Context(), l, 0.6, pool, storetest.Now)
			got := []string{}
			for _, c := range found {
				got = append(got, string(c.PartnerID))
			}
			if slices.Sort(got); err != nil || !slices.Equal(got, slices.Sorted(slices.Values(want[:pool]))) {
				t.Errorf("%s, of %d: %v, want %v (%v)", name, pool, got, want[:pool], err)
			}
		}
	}
}

func TestTheBoxOfALeadIsThatOfSQL(t *testing.T) {
	t.Parallel()
	_, db := storetest.WithDB(t)
	for _, at := range [][2]float64{{0, 0}, {50, 9}, {-50, 170}, {65.5, -540}, {89.5, 10}, {90, 180}, {-90, -180}} {
		for _, km := range []int{1, 150, 5000, 20_000} {
			box, same := store.ReachBox(at[0], at[1], km), false
			if err := db.QueryRow(`SELECT lead_reach($1, $2, $3) ~= $4::box`, at[0], at[1], km, box).Scan(&same); err != nil || !same {
				t.Errorf("around %v within %d km it is %s, in SQL another (%v)", at, km, box, err)
			}
		}
	}
}

func TestSQLAndTheRuleAgreeOnTheBoard(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	fill(t, db, 60)
	storetest.Exec(t, db, `SELECT setseed(0.5)`)
	storetest.Exec(t, db, `INSERT INTO lead (id, title, state, size, source, locale, country, industry, organization_id, created_at)
		SELECT gen_random_uuid(), 'A shop', 'OPEN', (ARRAY['SMALL', 'MEDIUM', 'LARGE'])[1 + n % 3], 'SITE', (ARRAY['en', 'de-CH', 'fr'])[1 + floor(random() * 3)::int],
			(ARRAY[NULL, 'GB', 'DE', 'FR'])[1 + floor(random() * 4)::int], (ARRAY[NULL, 'retail'])[1 + floor(random() * 2)::int],
			('00000000-0000-7000-9000-' || lpad((1 + n % 60)::text, 12, '0'))::uuid, $1
		FROM generate_series(1, 60) n`, storetest.Now)
	leads := texts(t, sqlx.NewDb(db, "postgres"), `SELECT id::text FROM lead ORDER BY id`)
	total := 0
	for n := range 60 {
		partner := market.PartnerID(fmt.Sprintf("00000000-0000-7000-8000-%012d", 1+n))
		claimable, err := s.Claimable(t.Context(), partner, storetest.Now)
		if err != nil {
			t.Fatal(err)
		}
		got, want := []string{}, []string{}
		for _, l := range claimable {
			got = append(got, string(l.ID))
		}
		for i, id := range leads {
			err := s.CheckFit(t.Context(), market.LeadID(id), partner, storetest.Now)
			if err == nil {
				want = append(want, id)
			}
			if i == n {
				fits, fault := s.Fitting(t.Context(), market.LeadID(id), []market.PartnerID{partner}, storetest.Now)
				if fault != nil || fits[partner] != (err == nil) {
					t.Errorf("%s: one by one %v, in a crowd %v, %v", id, err, fits, fault)
				}
			}
		}
		slices.Sort(got)
		if total += len(want); !slices.Equal(got, want) {
			t.Errorf("%s: SQL finds %v, the rule %v", partner, got, want)
		}
	}
	if total < 30 {
		t.Errorf("only %d fitted at all: the test tells little", total)
	}
}

// leadToDraw writes a lead that nobody has been offered.
func leadToDraw(t *testing.T, db *sql.DB) *market.Lead {
	t.Helper()
	l := &market.Lead{ID: market.LeadID(uuid.NewString()), Size: market.Small, Locale: "en", Country: ptr("GB")}
	storetest.Exec(t, db, `INSERT INTO lead (id, title, state, size, source, locale, country, created_at) VALUES ($1, 'A shop', 'OPEN', 'SMALL', 'SITE', 'en', 'GB', $2)`, l.ID, storetest.Now)
	return l
}

func TestADrawIsMadeAgainFromWhatIsKept(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	fill(t, db, 400)
	lead := leadToDraw(t, db)
	drawn := []*market.LeadDraw{}
	for i := range 5 {
		draw, err := s.DrawLead(t.Context(), lead, 3, market.DrawSeed{9}.Round(i), storetest.Now.Add(time.Duration(i)*time.Second), nil)
		if err != nil || len(draw.Picks) != 3 {
			t.Fatal(draw, err)
		}
		drawn = append(drawn, draw)
	}
	storetest.Exec(t, db, `UPDATE partner SET rating_value = 1`) // what is kept does not change with its partners
	again, err := s.RedrawLead(t.Context(), lead.ID)
	if err != nil || len(again) != 5 {
		t.Fatal(len(again), err)
	}
	for i, d := range again {
		for n, pick := range d.Picks {
			was := drawn[i].Picks[n]
			if pick.PartnerID != was.PartnerID || pick.Trace.Chance != was.Trace.Chance || *pick.Trace.Factors[1] != *was.Trace.Factors[1] {
				t.Errorf("draw %d: %+v, then %+v", i, was.Trace, pick.Trace)
			}
		}
	}
	storetest.Exec(t, db, `UPDATE lead_draw SET picks = picks[2:] || picks[1:1]`)
	if _, err := s.RedrawLead(t.Context(), lead.ID); err == nil {
		t.Error("a changed draw is not noticed")
	}
	if n, err := s.ForgetDraws(t.Context(), storetest.Now.Add(90*24*time.Hour+2*time.Second)); n != 2 || err != nil {
		t.Errorf("forgot %d draws, %v, want the two older than 90 days", n, err)
	}
}

// Twenty leads at once, two partners with room for three each: six are offered.
func TestDrawsAtOnceFillNobodyBeyondItsLimits(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	partners := []market.PartnerID{}
	for i := range 2 {
		p, _ := storetest.Partner(t, s, db, storetest.Profile(fmt.Sprintf("Bright Works %d", i)))
		storetest.Exec(t, db, `INSERT INTO lead_preference (partner_id, open_most, updated_at) VALUES ($1, 3, $2)`, p.ID, storetest.Now)
		partners = append(partners, p.ID)
	}
	leads := []*market.Lead{}
	for range 20 {
		leads = append(leads, leadToDraw(t, db))
	}
	var wait sync.WaitGroup
	for i, lead := range leads {
		wait.Go(func() {
			_, err := s.DrawLead(t.Context(), lead, 1, market.DrawSeed{3}.Round(i), storetest.Now, func(tx *sqlx.Tx, d *market.LeadDraw) error {
				for _, pick := range d.Picks {
					if _, err := tx.ExecContext(t.Context(), `INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline, trace)
						VALUES ($1, $2, $3, 'OFFERED', $4, $5, '{"reason": "DRAW"}')`, uuid.NewString(), lead.ID, pick.PartnerID, storetest.Now, storetest.Now.Add(time.Hour)); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, id := range partners {
		if got := standing(t, db, id); got.Open != 3 || !near(got.Received, 3) {
			t.Errorf("%s: %+v, want 3 open", id, got)
		}
	}
}
