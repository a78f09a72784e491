package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// undisturbed fails the test if two transactions of the store have waited for each other,
// of which Postgres ends one after a second. It closes the store: Postgres counts when
// connections end.
func undisturbed(t *testing.T, s *store.Store, db *sql.DB) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	var users, deadlocks int
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if err := db.QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'partnergraph'),
			(SELECT deadlocks FROM pg_stat_database WHERE datname = current_database())`).Scan(&users, &deadlocks); err != nil {
			t.Fatal(err)
		}
		if users == 0 {
			break
		}
	}
	if users != 0 || deadlocks != 0 {
		t.Errorf("%d deadlocks, and %d connections are open", deadlocks, users)
	}
}

// offerAll offers a lead to those who were drawn, in the order of their ids, as saveCase
// does.
func offerAll(t *testing.T, lead *market.Lead) func(*sqlx.Tx, *market.LeadDraw) error {
	return func(tx *sqlx.Tx, d *market.LeadDraw) error {
		ids := []string{}
		for _, pick := range d.Picks {
			ids = append(ids, string(pick.PartnerID))
		}
		slices.Sort(ids)
		for _, id := range ids {
			if _, err := tx.ExecContext(t.Context(), `INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline, trace)
				VALUES ($1, $2, $3, 'OFFERED', $4, $5, '{"reason": "DRAW"}')`, uuid.NewString(), lead.ID, id, storetest.Now, storetest.Now.Add(time.Hour)); err != nil {
				return err
			}
		}
		return nil
	}
}

// Sixty leads at once, each for three of twelve partners with room for five: most draws
// find somebody full whom they have drawn, and draw again while others hold whom they
// draw then.
func TestDrawsThatAreMadeAgainDoNotDeadlock(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	const partners, room, leads = 12, 5, 60
	for i := range partners {
		p, _ := storetest.Partner(t, s, db, storetest.Profile(fmt.Sprintf("Bright Works %d", i)))
		storetest.Exec(t, db, `INSERT INTO lead_preference (partner_id, open_most, updated_at) VALUES ($1, $2, $3)`, p.ID, room, storetest.Now)
	}
	drawn := make([]*market.Lead, leads)
	for i := range drawn {
		drawn[i] = leadToDraw(t, db)
	}
	inParallel(leads, func(i int) {
		if _, err := s.DrawLead(t.Context(), drawn[i], 3, market.DrawSeed{7}.Round(i), storetest.Now, offerAll(t, drawn[i])); err != nil {
			t.Error(err)
		}
	})
	var offers, most int
	if err := db.QueryRowContext(t.Context(), `SELECT sum(open), max(open) FROM lead_standing`).Scan(&offers, &most); err != nil {
		t.Fatal(err)
	}
	if offers != partners*room || most != room {
		t.Errorf("%d offers, %d to one partner, want %d and %d", offers, most, partners*room, room)
	}
	undisturbed(t, s, db)
}

// What passes a lead on ends the offers of some partners and makes those of others, who
// may be the other way round for the next lead.
func TestLeadsPassedOnAtOnceDoNotDeadlock(t *testing.T) {
	w := newLeadWorld(t, 9)
	for n := range 60 {
		lead := w.inEnglish(n, storetest.Now)
		in := market.LeadDistributeInput{LeadID: lead.ID, Mode: market.LeadShared, MaxShare: 3, Hours: 24, Reason: "Three are to compare."}
		w.must(second(w.DistributeLead(t.Context(), w.manager, in, storetest.Now)))
	}
	for round := range 2 {
		at := storetest.Now.Add(time.Duration(25*(round+1)) * time.Hour)
		inParallel(4, func(int) { w.must(second(w.PassOnLeads(t.Context(), at))) })
		w.must(second(w.PassOnLeads(t.Context(), at)))
		w.holds(at)
	}
	undisturbed(t, w.Store, w.db)
}

// Who asks for no more leads is not in the draw that comes next, also of leads that came
// before.
func TestLimitsBindTheVeryNextDraw(t *testing.T) {
	w := newLeadWorld(t, 2)
	at := storetest.Now
	set := func(i int, in market.LeadPreferencesSetInput) {
		t.Helper()
		in.ClosesAt, in.Countries, in.Days = 24*60, []string{}, []market.Weekday{}
		w.must(second(w.SetLeadPreferences(t.Context(), w.owners[i], in, at)))
	}
	for n := range 6 {
		rests, works := n%2, 1-n%2
		set(rests, market.LeadPreferencesSetInput{SmallMost: ptr(0)})
		set(works, market.LeadPreferencesSetInput{})
		if offers := w.offersOf(w.inEnglish(n, at).ID, at); len(offers) != 1 || offers[0].PartnerID != w.partners[works].ID {
			t.Errorf("draw %d: %+v", n, offers)
		}
	}
	set(0, market.LeadPreferencesSetInput{})
	set(1, market.LeadPreferencesSetInput{})
	lead := w.inEnglish(10, at)
	first := w.offersOf(lead.ID, at)[0]
	has := slices.IndexFunc(w.partners, func(p *market.Partner) bool { return p.ID == first.PartnerID })
	set(1-has, market.LeadPreferencesSetInput{PausedFrom: &at})
	w.must(w.decline(w.owners[has], first, at))
	if offers := w.offersOf(lead.ID, at); len(offers) != 1 {
		t.Errorf("who has paused meanwhile was offered it: %+v", offers[1:])
	}
}

// What goes wrong while it is asked whom a lead fits is a fault, which is logged, and no
// refusal, which is not.
func TestAFaultIsNoRefusal(t *testing.T) {
	w := newLeadWorld(t, 1)
	lead := w.inEnglish(0, storetest.Now)
	storetest.Exec(t, w.db, `REVOKE SELECT ON lead_standing FROM partnergraph_app`)
	err := w.CheckFit(t.Context(), lead.ID, w.partners[0].ID, storetest.Now)
	refusal, fault := (*market.Error)(nil), (*pq.Error)(nil)
	if errors.As(err, &refusal) || !errors.As(err, &fault) {
		t.Errorf("it fails with %v", err)
	}
}
