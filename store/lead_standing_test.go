package store_test

import (
	"database/sql"
	"math"
	"testing"
	"time"

	"github.com/google/uuid"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// standing reads the counters of a partner as they are stored.
func standing(t *testing.T, db *sql.DB, partner market.PartnerID) (s market.LeadStanding) {
	t.Helper()
	row := db.QueryRowContext(t.Context(), `SELECT open, working, week_small, week_medium, week_large, received, answer_hours, answer_weight
		FROM lead_standing WHERE partner_id = $1`, partner)
	if err := row.Scan(&s.Open, &s.Working, &s.WeekSmall, &s.WeekMedium, &s.WeekLarge, &s.Received, &s.AnswerHours, &s.AnswerWeight); err != nil {
		t.Fatal(err)
	}
	return s
}

// offeredTo writes an offer of a new lead to a partner, as the owner of the tables.
func offeredTo(t *testing.T, db *sql.DB, partner market.PartnerID, size market.LeadSize, sent time.Time, reason market.LeadReason) (id string) {
	t.Helper()
	lead := uuid.NewString()
	storetest.Exec(t, db, `INSERT INTO lead (id, title, state, size, source, locale, created_at)
		VALUES ($1, 'A shop', 'OPEN', $2, 'SITE', 'en', $3)`, lead, size, sent)
	err := db.QueryRowContext(t.Context(), `
		INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline, trace)
		VALUES (gen_random_uuid(), $2, $1, 'OFFERED', $3, $3::timestamptz + interval '48 hours', jsonb_build_object('reason', $4::text))
		RETURNING id`, partner, lead, sent, reason).Scan(&id)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestStandingsFollowOffersWhoeverWritesThem(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	partner, _ := storetest.Partner(t, s, db, storetest.Profile("Bright Works"))
	now := storetest.Now // a Monday
	is := func(what string, want market.LeadStanding) {
		t.Helper()
		got := standing(t, db, partner.ID)
		same := got.Open == want.Open && got.Working == want.Working && got.WeekSmall == want.WeekSmall && got.WeekLarge == want.WeekLarge &&
			near(got.Received, want.Received) && near(got.AnswerHours, want.AnswerHours) && near(got.AnswerWeight, want.AnswerWeight)
		if !same {
			t.Errorf("%s: %+v, want %+v", what, got, want)
		}
	}
	is("at first", market.LeadStanding{})
	drawn := offeredTo(t, db, partner.ID, market.Small, now, market.ReasonDraw)
	is("when it was drawn", market.LeadStanding{Open: 1, WeekSmall: 1, Received: 1})
	storetest.Exec(t, db, `UPDATE lead_offer SET viewed_at = $2 WHERE id = $1`, drawn, now)
	is("when it has looked", market.LeadStanding{Open: 1, WeekSmall: 1, Received: 1})
	storetest.Exec(t, db, `UPDATE lead_offer SET state = 'ACCEPTED', stage = 'ACCEPTED', answered_at = $2 WHERE id = $1`, drawn, now.Add(6*time.Hour))
	is("when it has accepted", market.LeadStanding{Working: 1, WeekSmall: 1, Received: 1, AnswerHours: 6, AnswerWeight: 1})
	chosen := offeredTo(t, db, partner.ID, market.Large, now, market.ReasonClientChoice)
	is("when a client chose it", market.LeadStanding{Open: 1, Working: 1, WeekSmall: 1, WeekLarge: 1, Received: 1, AnswerHours: 6, AnswerWeight: 1})
	storetest.Exec(t, db, `UPDATE lead_offer SET state = 'WITHDRAWN' WHERE id = $1`, chosen)
	is("when that was withdrawn", market.LeadStanding{Working: 1, WeekSmall: 1, Received: 1, AnswerHours: 6, AnswerWeight: 1})
	storetest.Exec(t, db, `UPDATE lead_offer SET stage = 'STARTED' WHERE id = $1`, drawn)
	is("when the work has begun", market.LeadStanding{WeekSmall: 1, Received: 1, AnswerHours: 6, AnswerWeight: 1})
	storetest.Exec(t, db, `UPDATE lead_offer SET state = 'RETURNED', returned_at = $2, return_reason = 'SPAM' WHERE id = $1`, drawn, now)
	is("when it was returned", market.LeadStanding{AnswerHours: 6, AnswerWeight: 1})
	storetest.Exec(t, db, `DELETE FROM lead_stage`)
	storetest.Exec(t, db, `DELETE FROM lead_offer WHERE partner_id = $1`, partner.ID)
	is("when all is deleted", market.LeadStanding{})
}

func TestStandingsForgetByHalves(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	partner, _ := storetest.Partner(t, s, db, storetest.Profile("Bright Works"))
	now := storetest.Now
	offeredTo(t, db, partner.ID, market.Small, now, market.ReasonDraw)
	late := offeredTo(t, db, partner.ID, market.Small, now.Add(market.ReceivedHalfLife), market.ReasonDraw)
	if got := standing(t, db, partner.ID); !near(got.Received, 1.5) || got.WeekSmall != 1 || got.Open != 2 {
		t.Errorf("two weeks later: %+v", got)
	}
	offeredTo(t, db, partner.ID, market.Small, now.Add(-market.ReceivedHalfLife), market.ReasonDraw)
	if got := standing(t, db, partner.ID); !near(got.Received, 1.75) || got.WeekSmall != 1 {
		t.Errorf("one from before, written afterwards: %+v", got)
	}
	// Silence takes as long as it had.
	storetest.Exec(t, db, `UPDATE lead_offer SET state = 'EXPIRED' WHERE id = $1`, late)
	if got := standing(t, db, partner.ID); !near(got.AnswerHours, 48) || !near(got.AnswerWeight, 1) {
		t.Errorf("after silence: %+v", got)
	}
	v, err := s.LeadStandings(t.Context(), market.Viewer{Partner: partner.ID, Organization: partner.OrganizationID, Role: market.Owner, Person: "p"},
		[]market.PartnerID{partner.ID}, now.Add(3*market.ReceivedHalfLife))
	if got := v[partner.ID]; err != nil || got == nil || !near(got.Received, 1.75/4) || got.WeekSmall != 0 || got.Open != 2 {
		t.Errorf("read four weeks later: %+v, %v", got, err)
	}
}

// What a bulk load writes in one statement counts as what is written one by one.
func TestStandingsOfABulkAreThoseOfItsRows(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	partner, _ := storetest.Partner(t, s, db, storetest.Profile("Bright Works"))
	other, _ := storetest.Partner(t, s, db, storetest.Profile("Other Works"))
	for i := range 40 {
		at := storetest.Now.Add(time.Duration(i*7) * time.Hour)
		id := offeredTo(t, db, partner.ID, market.Medium, at, market.ReasonDraw)
		if i%3 == 0 {
			storetest.Exec(t, db, `UPDATE lead_offer SET state = 'DECLINED', decline_reason = 'OTHER', answered_at = $2 WHERE id = $1`, id, at.Add(time.Duration(i)*time.Hour))
		}
	}
	storetest.Exec(t, db, `INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline, answered_at, decline_reason, trace)
		SELECT gen_random_uuid(), lead_id, $1, state, sent_at, deadline, answered_at, decline_reason, trace FROM lead_offer`, other.ID)
	a, b := standing(t, db, partner.ID), standing(t, db, other.ID)
	if a.Open != b.Open || a.Open == 0 || a.WeekMedium != b.WeekMedium || a.WeekMedium == 0 || !near(a.Received, b.Received) ||
		!near(a.AnswerHours, b.AnswerHours) || !near(a.AnswerWeight, b.AnswerWeight) || a.AnswerWeight == 0 {
		t.Errorf("one by one %+v, at once %+v", a, b)
	}
}

// The role can lock a standing, and change nothing that a draw goes by.
func TestNobodyWritesStandings(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	partner, _ := storetest.Partner(t, s, db, storetest.Profile("Bright Works"))
	if _, err := s.DB().ExecContext(t.Context(), `UPDATE lead_standing SET received = 0 WHERE partner_id = $1`, partner.ID); !isHeld(err) {
		t.Errorf("its counters: %v", err)
	}
	if _, err := s.DB().ExecContext(t.Context(), `SELECT lead_standing_count('{}', array_agg(o)) FROM lead_offer o`); !isHeld(err) {
		t.Errorf("by its function: %v", err)
	}
	if _, err := s.DB().ExecContext(t.Context(), `UPDATE lead_policy SET note = 'mine'`); !isHeld(err) {
		t.Errorf("the policy: %v", err)
	}
}
