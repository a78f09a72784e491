package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// holds fails the test for each lead or offer that breaks what always holds, at now.
func (w *leadWorld) holds(now time.Time) {
	w.Helper()
	for what, query := range map[string]string{
		"leads accepted by more than may be": `SELECT l.id::text FROM lead l JOIN lead_offer o ON o.lead_id = l.id AND o.state = 'ACCEPTED'
			WHERE $1::timestamptz IS NOT NULL GROUP BY l.id HAVING count(*) > l.max_share`,
		"leads handed out in two ways at once": `SELECT lead_id::text FROM lead_distribution WHERE state = 'RUNNING' AND $1::timestamptz IS NOT NULL GROUP BY lead_id HAVING count(*) > 1`,
		"leads that came to a partner twice":   `SELECT lead_id::text FROM lead_offer WHERE $1::timestamptz IS NOT NULL GROUP BY lead_id, partner_id HAVING count(*) > 1`,
		"offers answered more than once": `SELECT o.id::text FROM lead_offer o JOIN lead_history h ON h.lead_id = o.lead_id
			AND h.partner_id = o.partner_id AND h.kind IN ('ACCEPTED', 'DECLINED', 'EXPIRED', 'WITHDRAWN', 'CLAIMED', 'SOLD')
			WHERE $1::timestamptz IS NOT NULL GROUP BY o.id HAVING count(*) > 1`,
		"offers that wait at a lead that is over": `SELECT o.id::text FROM lead_offer o JOIN lead l ON l.id = o.lead_id
			WHERE l.state = 'CLOSED' AND o.state = 'OFFERED' AND o.deadline >= $1`,
		"leads whose state does not follow from their offers": `SELECT l.id || ' ' || l.state FROM lead l CROSS JOIN LATERAL (
			SELECT count(*) FILTER (WHERE o.state = 'ACCEPTED') AS accepted, count(*) FILTER (WHERE o.state = 'OFFERED' AND o.deadline >= $1) AS live
			FROM lead_offer o WHERE o.lead_id = l.id) AS n
			WHERE NOT CASE l.state WHEN 'OPEN' THEN n.accepted = 0 AND n.live = 0 WHEN 'OFFERED' THEN n.accepted = 0 AND n.live > 0
				WHEN 'ACCEPTED' THEN n.accepted > 0 ELSE true END`,
		"exclusive leads with two partners at once": `SELECT o.lead_id::text FROM lead_offer o JOIN lead_distribution d ON d.id = o.distribution_id AND d.mode = 'EXCLUSIVE'
			WHERE o.state = 'ACCEPTED' OR o.state = 'OFFERED' AND o.deadline >= $1 GROUP BY o.lead_id, d.id HAVING count(*) > 1`,
	} {
		rows, err := w.db.QueryContext(w.Context(), query, now)
		w.must(err)
		for rows.Next() {
			var row string
			w.must(rows.Scan(&row))
			w.Errorf("there are %s: %s", what, row)
		}
		w.must(rows.Err())
		rows.Close()
	}
}

// inEnglish submits a lead that fits all partners of Profile.
func (w *leadWorld) inEnglish(n int, at time.Time) *market.Lead {
	w.Helper()
	in := storetest.Need()
	in.Locale, in.Contact.Phone, in.Contact.Email = ptr("en"), nil, ptr(fmt.Sprintf("ada%d@client%d.example.com", n, n))
	lead, err := w.SubmitLead(w.Context(), w.client, in, at)
	w.must(err)
	return lead
}

// Of 64 callers of 64 partners that claim one lead with three shares, three win.
func TestPartnersRaceForTheBoard(t *testing.T) {
	w := newLeadWorld(t, 64)
	lead := w.inEnglish(0, storetest.Now)
	board := market.LeadDistributeInput{LeadID: lead.ID, Mode: market.LeadBoard, MaxShare: 3, Hours: 24, Reason: "Let them come for it."}
	w.must(second(w.DistributeLead(t.Context(), w.manager, board, storetest.Now)))
	had := map[market.PartnerID]bool{}
	for _, o := range w.offersOf(lead.ID, storetest.Now) { // it was drawn for before, and that partner has had it
		had[o.PartnerID] = true
	}
	var mu sync.Mutex
	codes := map[market.Code]int{}
	inParallel(64, func(i int) {
		err := second(w.ClaimLead(t.Context(), w.owners[i], market.LeadClaimInput{LeadID: lead.ID}, storetest.Now))
		mu.Lock()
		defer mu.Unlock()
		codes[codeOf(err)]++
	})
	if codes[""] != 3 || codes[market.Conflict] != 61 || len(had) != 1 {
		t.Errorf("answers are %v, %d had it before", codes, len(had))
	}
	w.holds(storetest.Now)
}

// How many leads everything happens to at once.
const raceRounds = 60

// Partners accept, decline, claim and give back, the house decides otherwise, clients
// complain and withdraw, and time passes, all at once.
func TestWhateverHappensToLeadsAtOnce(t *testing.T) {
	w := newLeadWorld(t, 8)
	late := storetest.Now.Add(30 * time.Hour)
	for n := range raceRounds {
		lead := w.inEnglish(n, storetest.Now)
		r := rand.New(rand.NewPCG(uint64(n), 7))
		kinds := r.Perm(12)[:5] // too much at once would leave nothing for most
		inParallel(len(kinds), func(i int) { w.disturb(kinds[i], i, lead.ID) })
		if n%10 == 9 {
			w.must(second(w.PassOnLeads(t.Context(), late)))
			w.holds(late)
		}
	}
	for _, kind := range []market.LeadChange{market.ChangeAccepted, market.ChangeDeclined, market.ChangeReturned} {
		var n int
		w.must(w.db.QueryRow(`SELECT count(*) FROM lead_history WHERE kind = $1`, kind).Scan(&n))
		if n < raceRounds/20 {
			t.Errorf("only %d were %s", n, kind)
		}
	}
}

// disturb does one thing to a lead, which may be refused.
func (w *leadWorld) disturb(kind, i int, id market.LeadID) {
	ctx, now, late := w.Context(), storetest.Now, storetest.Now.Add(30*time.Hour)
	partner := i % len(w.owners)
	answer := func(do func(market.Viewer, *market.LeadOffer) error) (err error) {
		offers, err := w.OffersOfLeads(ctx, w.manager, []market.LeadID{id}, now)
		for _, o := range offers[id] {
			for at, p := range w.ids() {
				if p == o.PartnerID {
					err = errors.Join(err, refusedIs(do(w.owners[at], o)))
				}
			}
		}
		return err
	}
	why := "Because of this test."
	var err error
	switch kind {
	case 0, 1:
		err = answer(func(v market.Viewer, o *market.LeadOffer) error { return w.accept(v, o, now) })
	case 2, 3:
		err = answer(func(v market.Viewer, o *market.LeadOffer) error { return w.decline(v, o, now) })
	case 4, 5:
		err = answer(func(v market.Viewer, o *market.LeadOffer) error {
			return errors.Join(w.accept(v, o, now), second(w.ReturnLead(ctx, v, storetest.Return(o.ID, market.NotAsDescribed), now)))
		})
	case 6, 7:
		in := market.LeadDistributeInput{LeadID: id, Mode: []market.LeadMode{market.LeadBoard, market.LeadShared}[kind-6], MaxShare: 3, Hours: 24, Reason: why}
		err = second(w.DistributeLead(ctx, w.manager, in, now))
	case 8:
		in := market.LeadOfferInput{LeadID: id, PartnerIDs: w.ids()[partner : partner+1], MaxShare: 3, Hours: 24, Reason: &why}
		err = second(w.OfferLead(ctx, w.manager, in, now))
	case 9:
		err = second(w.ClaimLead(ctx, w.owners[partner], market.LeadClaimInput{LeadID: id}, now))
	case 10:
		err = second(w.PassOnLeads(ctx, late))
	default:
		err = second(w.PassOnLeads(ctx, now))
	}
	if err = refusedIs(err); err != nil {
		w.Errorf("kind %d: %v", kind, err)
	}
}

// refusedIs makes what a market refuses no error.
func refusedIs(err error) error {
	switch codeOf(err) {
	case market.Conflict, market.Expired, market.NotFound:
		return nil
	}
	return err
}

// After an outage all that has waited is due at once: what was one's goes to all.
func TestOverdueLeadsDoNotAllGoToOne(t *testing.T) {
	const leads, partners = 500, 10
	w := newLeadWorld(t, partners)
	for n := range leads {
		w.inEnglish(n, storetest.Now)
	}
	late := storetest.Now.Add(25 * time.Hour)
	inParallel(2, func(int) { w.must(second(w.PassOnLeads(t.Context(), late))) })
	w.must(second(w.PassOnLeads(t.Context(), late)))
	rows, err := w.db.Query(`SELECT partner_id, count(*) FROM lead_offer WHERE state = 'OFFERED' GROUP BY partner_id`)
	w.must(err)
	defer rows.Close()
	each, all := map[string]int{}, 0
	for rows.Next() {
		var partner string
		var n int
		w.must(rows.Scan(&partner, &n))
		each[partner], all = n, all+n
	}
	w.must(rows.Err())
	for partner, n := range each {
		if n > leads/partners*2 || n < leads/partners/2 {
			t.Errorf("%s was offered %d of %d", partner, n, leads)
		}
	}
	if all != leads || len(each) != partners {
		t.Errorf("%d offers wait at %d partners", all, len(each))
	}
	var twice int
	w.must(w.db.QueryRow(`SELECT count(*) FROM (SELECT FROM lead_offer GROUP BY lead_id HAVING count(*) <> 2) AS odd`).Scan(&twice))
	if twice != 0 {
		t.Errorf("%d leads were not passed on once", twice)
	}
	w.holds(late)
}

// A transaction that ends halfway leaves nothing: neither an offer without its event nor
// a lead that is over for no reason.
func TestWhatIsAbortedLeavesNothing(t *testing.T) {
	w := newLeadWorld(t, 2)
	lead := w.inEnglish(0, storetest.Now)
	o := w.offersOf(lead.ID, storetest.Now)[0]
	count := func() (n int) {
		w.must(w.db.QueryRow(`SELECT (SELECT count(*) FROM outbox) + (SELECT count(*) FROM lead_history) + (SELECT count(*) FROM lead_offer)
			+ (SELECT count(*) FROM lead_distribution)`).Scan(&n))
		return n
	}
	before, stop := count(), errors.New("stop")
	owner := w.owners[0]
	if o.PartnerID != w.partners[0].ID {
		owner = w.owners[1]
	}
	for name, do := range map[string]func(context.Context, *store.Store) error{
		"accepted": func(ctx context.Context, s *store.Store) error {
			return second(s.AcceptLead(ctx, owner, market.LeadAcceptInput{OfferID: o.ID}, storetest.Now))
		},
		"submitted": func(ctx context.Context, s *store.Store) error {
			return second(s.SubmitLead(ctx, w.client, storetest.Need(), storetest.Now))
		},
		"passed on": func(ctx context.Context, s *store.Store) error {
			return second(s.PassOnLeads(ctx, storetest.Now.Add(25*time.Hour)))
		},
	} {
		err := w.InTx(t.Context(), func(s *store.Store) error {
			w.must(do(t.Context(), s))
			return stop
		})
		if !errors.Is(err, stop) || count() != before || w.state(lead.ID, storetest.Now) != market.LeadOffered {
			t.Errorf("%s: %v; %d rows instead of %d, and the lead is %s", name, err, count(), before, w.state(lead.ID, storetest.Now))
		}
	}
	w.must(w.accept(owner, o, storetest.Now))
	w.holds(storetest.Now)
}
