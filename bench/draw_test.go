//go:build linux

package bench_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jmoiron/sqlx"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// manyPartners are 24,000: 20,000 of them in one language area, in a hundred cities; as
// many kinds, levels, industries and limits of their own as there would be.
const manyPartners = `
	INSERT INTO partner (id, organization_id, slug, name, state, kinds, competence, level, services, industries, languages, country, city,
		latitude, longitude, rating_value, rating_count, applied_at, admitted_at)
	SELECT ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid,
		'partner-' || n, 'Partner ' || n, CASE WHEN random() < 0.96 THEN 'ACTIVE' ELSE 'PAUSED' END,
		CASE WHEN random() < 0.85 THEN '{INTEGRATOR}' ELSE '{SUBCONTRACTOR}' END::text[],
		(ARRAY['THIS_PRODUCT', 'OTHER_SOFTWARE', 'OTHER_SOFTWARE', 'NEWCOMER', 'NEWCOMER', 'NEWCOMER', 'NEWCOMER'])[1 + floor(random() * 7)::int],
		(ARRAY['REGISTERED', 'BRONZE', 'SILVER', 'GOLD'])[1 + floor(random() * 4)::int], '{}',
		ARRAY(SELECT DISTINCT (ARRAY['retail', 'banking', 'farming', 'health', 'energy', 'media', 'travel', 'law'])[1 + floor(random() * 8 + n * 0)::int] FROM generate_series(1, 3)),
		CASE WHEN n <= 20000 THEN '{de,en}' ELSE '{fr,en}' END::text[], CASE WHEN n <= 20000 THEN 'DE' ELSE 'FR' END, 'City ' || n % 100,
		CASE WHEN n <= 20000 THEN 47.5 ELSE 43.5 END + 7 * ((n % 100) / 100.0), CASE WHEN n <= 20000 THEN 6 ELSE -1 END + 8 * ((n % 37) / 37.0),
		2.5 + 2.5 * random(), floor(random() * 40), $1, $1
	FROM generate_series(1, 24000) AS n`

// How long until the offers of one lead against 24,000 partners are computed, in SQL and
// Go together? Beside the plain way: read all partners, and ask the rule about each.
func BenchmarkDraw(b *testing.B) {
	s, db := storetest.WithDB(b)
	now := storetest.Now
	storetest.Exec(b, db, `SELECT setseed(0.5)`)
	storetest.Exec(b, db, `INSERT INTO organization (id, name, country, created_at)
		SELECT ('00000000-0000-7000-9000-' || lpad(n::text, 12, '0'))::uuid, 'Organisation ' || n, 'DE', $1 FROM generate_series(1, 24000) AS n`, now)
	storetest.Exec(b, db, manyPartners, now)
	storetest.Exec(b, db, `INSERT INTO lead_preference (partner_id, small_most, week_most, open_most, radius_km, time_zone, days, opens_at, closes_at, updated_at)
		SELECT id, nullif(floor(random() * 6), 5), 10, 5, 50 + 300 * random(), 'Europe/Berlin', '{MONDAY,TUESDAY,WEDNESDAY,THURSDAY,FRIDAY}', 480, 1080, $1
		FROM partner WHERE random() < 0.3`, now)
	storetest.Exec(b, db, `VACUUM ANALYZE`)
	widely := poolOf(b, s, 1000, now)
	word := func(w string) *string { return &w }
	lat, long := 50.0, 9.0
	for name, need := range map[string]*market.LeadNeed{
		"small, anywhere in the country":      {Size: market.Small, Locale: "de", Country: word("DE")},
		"medium, of an industry":              {Size: market.Medium, Locale: "de", Country: word("DE"), IndustryCode: word("retail")},
		"large, of an industry, near a place": {Size: market.Large, Locale: "de", Country: word("DE"), IndustryCode: word("retail"), Latitude: &lat, Longitude: &long},
		"in a language that nobody speaks":    {Size: market.Small, Locale: "pl", Country: word("DE")},
	} {
		b.Run(name, func(b *testing.B) { benchDraw(b, s, need, now) })
		b.Run(name+", among 1000", func(b *testing.B) { benchDraw(b, s, need, widely) })
	}
}

// poolOf publishes the policy in force with another pool, and returns when it begins.
func poolOf(b *testing.B, s *store.Store, n int, now time.Time) time.Time {
	policy, err := s.LeadPolicy(b.Context(), nil, now)
	if err != nil {
		b.Fatal(err)
	}
	policy.Rules.Pool = n
	from := now.Add(time.Hour)
	in := market.LeadPolicyPublishInput{ValidFrom: &from, Note: "Another pool.", Rules: &policy.Rules}
	if policy, err = s.PublishLeadPolicy(b.Context(), in, now); err != nil {
		b.Fatal(err)
	}
	return policy.ValidFrom
}

// benchDraw measures each draw, for the median, and asks for the plan of the search.
func benchDraw(b *testing.B, s *store.Store, need *market.LeadNeed, now time.Time) {
	plan, err := s.ExplainDraw(b.Context(), need, now)
	if err != nil {
		b.Fatal(err)
	}
	if text := strings.Join(plan, "\n"); strings.Contains(text, "Seq Scan on lead_standing") {
		b.Errorf("the search reads all partners:\n%s", text)
	} else if testing.Verbose() {
		b.Log(text)
	}
	took, i := []time.Duration{}, 0
	ours, theirs := used(), backends(b, s)
	for b.Loop() {
		from := time.Now()
		draw, err := s.PreviewDraw(b.Context(), need, 1, market.DrawSeed{1}.Round(i), now)
		took = append(took, time.Since(from))
		if i++; err != nil || (len(draw.Picks) == 0) == (need.Locale == "de") {
			b.Fatal(draw, err)
		}
	}
	b.ReportMetric(median(took), "ms/median")
	b.ReportMetric(float64(slices.Min(took).Microseconds())/1000, "ms/least")
	b.ReportMetric((used()-ours).Seconds()*1000/float64(len(took)), "ms-cpu-go")
	b.ReportMetric((backends(b, s)-theirs).Seconds()*1000/float64(len(took)), "ms-cpu-postgres")
	plain := []time.Duration{}
	for i := range 3 { // each takes seconds where others work as well
		plain = append(plain, plainDraw(b, s, need, i, now))
	}
	b.ReportMetric(median(plain), "ms/plain-median")
}

// median is the one in the middle, in milliseconds.
func median(took []time.Duration) float64 {
	slices.Sort(took)
	return float64(took[len(took)/2].Microseconds()) / 1000
}

// backends is the CPU that Postgres has used for the connections there are: unlike what
// a clock says, it hardly depends on who else works on the machine.
func backends(b *testing.B, s *store.Store) (sum time.Duration) {
	pids := []int{}
	if err := sqlx.NewDb(s.DB(), "postgres").SelectContext(b.Context(), &pids, `SELECT pid FROM pg_stat_activity WHERE datname = current_database()`); err != nil {
		b.Fatal(err)
	}
	for _, pid := range pids {
		stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil { // a Postgres elsewhere, or one that has just ended
			continue
		}
		fields := strings.Fields(string(stat[strings.LastIndexByte(string(stat), ')'):]))
		for _, ticks := range fields[12:14] { // of the user and of the kernel, a hundred a second
			n, err := strconv.Atoi(ticks)
			if err != nil {
				b.Fatal(err)
			}
			sum += time.Duration(n) * 10 * time.Millisecond
		}
	}
	return sum
}

// plainDraw reads every partner, asks the rule about each, and says how long that took.
func plainDraw(b *testing.B, s *store.Store, need *market.LeadNeed, round int, now time.Time) time.Duration {
	from := time.Now()
	policy, err := s.LeadPolicy(b.Context(), nil, now)
	if err != nil {
		b.Fatal(err)
	}
	rows := []struct {
		ID, State, Competence, Country, Kinds, Languages, Industries string
		Latitude, Longitude                                          *float64
		Rating                                                       float64
		Count                                                        int
		Level                                                        float64
	}{}
	if err := sqlx.NewDb(s.DB(), "postgres").SelectContext(b.Context(), &rows, `SELECT p.id, state, competence, country, latitude, longitude,
		array_to_json(kinds)::text AS kinds, array_to_json(languages)::text AS languages, array_to_json(industries)::text AS industries,
		rating_value AS rating, rating_count AS count, lead_weight AS level FROM partner p JOIN level ON level.code = p.level`); err != nil {
		b.Fatal(err)
	}
	fit := []*market.LeadCandidate{}
	for _, r := range rows {
		c := &market.LeadCandidate{PartnerID: market.PartnerID(r.ID), State: market.PartnerState(r.State), Competence: market.Competence(r.Competence),
			Country: r.Country, Latitude: r.Latitude, Longitude: r.Longitude, RatingValue: r.Rating, RatingCount: r.Count, LevelWeight: r.Level}
		for text, list := range map[string]any{r.Kinds: &c.Kinds, r.Languages: &c.Languages, r.Industries: &c.IndustryCodes} {
			if err := json.Unmarshal([]byte(text), list); err != nil {
				b.Fatal(err)
			}
		}
		if policy.Fit(need, c, now) == market.LeadFits {
			fit = append(fit, c)
		}
	}
	if d := policy.Draw(need, fit, 1, market.DrawSeed{1}.Round(round), now); (len(d.Picks) == 0) == (need.Locale == "de") {
		b.Fatal(fmt.Sprint(d))
	}
	return time.Since(from)
}
