package store_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// Who sees a lead that was offered to two partners, of whom the first accepted it?
func TestLeadRowRule(t *testing.T) {
	w := newLeadWorld(t, 3)
	org := storetest.Owner(t, w.db, "A client")
	submitter := storetest.Member(t, w.db, org, market.Support)
	lead, offers := storetest.Offered(t, w.Store, w.db, submitter, 2, w.ids()[:2]...)
	w.must(w.accept(w.owners[0], offers[0], storetest.Now))
	moderator, houseOwner := w.manager, w.manager
	moderator.Role, houseOwner.Role = market.Moderator, market.Owner
	stranger := storetest.Owner(t, w.db, "Another client")
	elsewhere := submitter
	elsewhere.Organization, elsewhere.Role = stranger.Organization, market.Support
	nobodys := org
	nobodys.Organization, nobodys.Role = "", ""

	const nothing, brief, contact = 0, 1, 2 // what may be seen
	for name, test := range map[string]struct {
		who    market.Viewer
		sees   int
		offers int  // how many of its offers
		lists  bool // whether it is among the leads of the organisation acted for
		logs   bool // whether the contact is logged when shown
	}{
		"nobody":                                  {who: market.Viewer{}},
		"who submitted it":                        {submitter, contact, 2, true, false},
		"who submitted it, acting for another":    {who: elsewhere},
		"an owner of the client":                  {org, contact, 2, true, false},
		"a manager of the client":                 {storetest.Member(t, w.db, org, market.Manager), contact, 2, true, false},
		"an editor of the client":                 {who: storetest.Member(t, w.db, org, market.Editor)},
		"an owner of the client, acting for none": {who: nobodys},
		"another client":                          {who: stranger},
		"a programme manager":                     {w.manager, contact, 2, true, true},
		"an owner of the house":                   {houseOwner, contact, 2, true, true},
		"a moderator of the house":                {who: moderator},
		"the partner that accepted":               {w.owners[0], contact, 1, true, true},
		"a manager of it":                         {storetest.Member(t, w.db, w.owners[0], market.Manager), contact, 1, true, true},
		"an editor of it":                         {who: storetest.Member(t, w.db, w.owners[0], market.Editor)},
		"support of it":                           {who: storetest.Member(t, w.db, w.owners[0], market.Support)},
		"a partner that has not answered":         {w.owners[1], brief, 1, true, false},
		"a partner it was not offered to":         {who: w.owners[2]},
	} {
		ids, now := []market.LeadID{lead.ID}, storetest.Now
		got, err := w.Lead(t.Context(), test.who, lead.ID, now)
		w.must(absentIs(err))
		loaded, err := w.LeadsByID(t.Context(), test.who, ids, now)
		w.must(err)
		if (got != nil) != (test.sees >= brief) || (loaded[lead.ID] != nil) != (test.sees >= brief) {
			t.Errorf("%s sees %+v, %+v", name, got, loaded)
		}
		if got != nil && (got.IsContactOpen != (test.sees == contact) || loaded[lead.ID].IsContactOpen != got.IsContactOpen) {
			t.Errorf("%s sees the contact: %t", name, got.IsContactOpen)
		}
		page, err := w.Leads(t.Context(), test.who, market.LeadFilter{}, market.PageArgs{Size: 10, WantTotal: true}, now)
		w.must(err)
		if lists := len(page.Edges) == 1; lists != test.lists || lists != (page.TotalCount == 1) {
			t.Errorf("%s lists %d of %d", name, len(page.Edges), page.TotalCount)
		}
		found, err := w.OffersOfLeads(t.Context(), test.who, ids, now)
		w.must(err)
		if n := len(found[lead.ID]); n != test.offers {
			t.Errorf("%s sees %d offers", name, n)
		}
		before := w.reveals(lead.ID)
		contacts, err := w.LeadContacts(t.Context(), test.who, ids, now)
		w.must(err)
		if (contacts[lead.ID] != nil) != (test.sees == contact) {
			t.Errorf("%s sees %+v", name, contacts[lead.ID])
		}
		logged := w.reveals(lead.ID)[len(before):]
		want := []string{}
		if test.logs {
			want = append(want, fmt.Sprintf("%s %s", test.who.Person, test.who.Organization))
		}
		if !slices.Equal(logged, want) {
			t.Errorf("%s is logged as %v, want %v", name, logged, want)
		}
	}
}

// reveals are who saw a lead's contact, and for whom, oldest first.
func (w *leadWorld) reveals(id market.LeadID) []string {
	w.Helper()
	rows, err := w.db.Query(`SELECT person_id || ' ' || organization_id FROM lead_contact_reveal WHERE lead_id = $1 ORDER BY ctid`, id)
	w.must(err)
	defer rows.Close()
	all := []string{}
	for rows.Next() {
		var text string
		w.must(rows.Scan(&text))
		all = append(all, text)
	}
	w.must(rows.Err())
	return all
}

func TestOnlyThePartnerAnswers(t *testing.T) {
	w := newLeadWorld(t, 2)
	org := storetest.Owner(t, w.db, "A client")
	_, offers := storetest.Offered(t, w.Store, w.db, org, 2, w.partners[0].ID)
	for name, who := range map[string]market.Viewer{
		"the client":      org,
		"another partner": w.owners[1],
		"the house":       w.manager,
		"an editor":       storetest.Member(t, w.db, w.owners[0], market.Editor),
	} {
		for what, err := range map[string]error{
			"accepts": w.accept(who, offers[0], storetest.Now), "declines": w.decline(who, offers[0], storetest.Now),
		} {
			if codeOf(err) != market.NotFound || !slices.Equal(fieldsOf(err), []string{"offerId"}) {
				t.Errorf("%s %s: %v", name, what, err)
			}
		}
	}
	if o := w.offer(offers[0].ID, storetest.Now); o.State != market.OfferOffered {
		t.Errorf("the offer is %+v", o)
	}
}

// Of 64 callers of eight partners racing for three shares, three partners win.
func TestPartnersRaceForShares(t *testing.T) {
	w := newLeadWorld(t, 8)
	lead, offers := storetest.Offered(t, w.Store, w.db, w.client, 3, w.ids()...)
	var mu sync.Mutex
	codes := map[market.Code]int{}
	inParallel(64, func(i int) {
		err := w.accept(w.owners[i%8], offers[i%8], storetest.Now)
		mu.Lock()
		defer mu.Unlock()
		codes[codeOf(err)]++
	})
	if codes[""] != 3 || codes[market.Conflict] != 61 {
		t.Errorf("answers are %v", codes)
	}
	states := map[market.OfferState]int{}
	for _, o := range offers {
		states[w.offer(o.ID, storetest.Now).State]++
	}
	if states[market.OfferAccepted] != 3 || states[market.OfferWithdrawn] != 5 {
		t.Errorf("offers are %v", states)
	}
	if got := w.state(lead.ID, storetest.Now); got != market.LeadAccepted {
		t.Errorf("the lead is %s", got)
	}
}

// Answers, offers and the sweep at once leave a state that follows from the offers.
func TestAnswersOffersAndTheSweepDoNotDisturbEachOther(t *testing.T) {
	w := newLeadWorld(t, 8)
	lead, offers := storetest.Offered(t, w.Store, w.db, w.client, 1, w.ids()[:4]...)
	late := offers[0].Deadline.Add(time.Second)
	inParallel(12, func(i int) {
		var err error
		switch {
		case i < 4:
			err = w.decline(w.owners[i], offers[i], storetest.Now)
		case i < 8:
			in := market.LeadOfferInput{LeadID: lead.ID, PartnerIDs: w.ids()[i : i+1], MaxShare: 1, Hours: 100}
			_, err = w.OfferLead(t.Context(), w.manager, in, storetest.Now)
		default:
			_, err = w.PassOnLeads(t.Context(), late)
		}
		if code := codeOf(err); code != "" && code != market.Expired {
			t.Errorf("caller %d: %v", i, err)
		}
	})
	_, err := w.PassOnLeads(t.Context(), late)
	w.must(err)
	if got := w.state(lead.ID, late); got != market.LeadOffered {
		t.Errorf("with four offers of 100 hours, the lead is %s", got)
	}
}

func TestTooManyLeadsFromOnePlace(t *testing.T) {
	w := newLeadWorld(t, 0)
	submit := func(phone, address string, at time.Time) error {
		in := storetest.Need()
		in.Contact.Phone, in.Contact.Email = market.Right(phone), nil
		return second(w.SubmitLead(t.Context(), market.Viewer{Address: address}, in, at))
	}
	number := func(i int) string { return fmt.Sprintf("+4477009002%02d", i) }
	var mu sync.Mutex
	codes := map[market.Code]int{}
	inParallel(20, func(int) {
		err := submit(number(0), "192.0.2.1", storetest.Now)
		mu.Lock()
		defer mu.Unlock()
		codes[codeOf(err)]++
	})
	if codes[""] != 10 || codes[market.Throttled] != 10 {
		t.Errorf("by phone: %v", codes)
	}
	day := storetest.Now.Add(24 * time.Hour)
	if err := submit(number(0), "192.0.2.1", day.Add(-time.Microsecond)); codeOf(err) != market.Throttled || !strings.Contains(err.Error(), "3 November 2026 at 09:31 UTC") {
		t.Errorf("just before a day has passed: %v", err)
	}
	w.must(submit(number(0), "192.0.2.1", day))

	for i := range 30 {
		w.must(submit(number(1+i), "192.0.2.200", day))
	}
	if err := submit(number(50), "192.0.2.200", day.Add(time.Hour-time.Microsecond)); codeOf(err) != market.Throttled {
		t.Errorf("the 31st of an hour: %v", err)
	}
	w.must(submit(number(50), "192.0.2.200", day.Add(time.Hour)))
	if n, err := w.ForgetLeadPlaces(t.Context(), day.Add(time.Microsecond)); n != 30 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
}

func TestLeadsArePaged(t *testing.T) {
	w := newLeadWorld(t, 1)
	for i := range 12 {
		in := storetest.Need()
		in.PartnerID, in.Size = &w.partners[0].ID, []market.LeadSize{market.Small, market.Large}[i%2]
		_, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now.Add(time.Duration(i/3)*time.Second))
		w.must(err)
	}
	for name, who := range map[string]market.Viewer{"the client": w.client, "the partner": w.owners[0], "the house": w.manager} {
		for _, backward := range []bool{false, true} {
			var newest []time.Time
			seen := walk(t, func(p market.PageArgs) (*market.Page[*market.Lead], error) {
				return w.Leads(t.Context(), who, market.LeadFilter{}, p, storetest.Now)
			}, 5, backward, nil)
			for _, l := range seen {
				newest = append(newest, l.CreatedAt)
			}
			if len(seen) != 12 || !slices.IsSortedFunc(newest, func(a, b time.Time) int { return b.Compare(a) }) {
				t.Errorf("%s reads %d leads: %v", name, len(seen), newest)
			}
		}
		page, err := w.Leads(t.Context(), who, market.LeadFilter{Sizes: []market.LeadSize{market.Large}}, market.PageArgs{Size: 1, WantTotal: true}, storetest.Now)
		if err != nil || page.TotalCount != 6 || page.Edges[0].Node.Size != market.Large {
			t.Errorf("%s reads %d large ones, %v", name, page.TotalCount, err)
		}
	}
}
