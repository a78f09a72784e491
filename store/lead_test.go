package store_test

import (
	"database/sql"
	"slices"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// leadWorld is a market place with partners and those who hand leads to them.
type leadWorld struct {
	*testing.T
	*store.Store
	db       *sql.DB
	manager  market.Viewer
	client   market.Viewer // a person without organisation
	partners []*market.Partner
	owners   []market.Viewer // of the partners
}

func newLeadWorld(t *testing.T, partners int) *leadWorld {
	t.Helper()
	t.Parallel()
	s, db := storetest.WithDB(t)
	w := &leadWorld{T: t, Store: s, db: db, manager: storetest.ProgrammeManager(t, db), client: storetest.Person(t, db, "Client")}
	for i := range partners {
		p, owner := storetest.Partner(t, s, db, storetest.Profile("Partner "+string(rune('A'+i%26))+[]string{"", " II", " III"}[i/26]))
		w.partners, w.owners = append(w.partners, p), append(w.owners, owner)
	}
	return w
}

func (w *leadWorld) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// ids are the partners' ids.
func (w *leadWorld) ids() []market.PartnerID {
	ids := make([]market.PartnerID, len(w.partners))
	for i, p := range w.partners {
		ids[i] = p.ID
	}
	return ids
}

// offer is an offer as the manager sees it.
func (w *leadWorld) offer(id market.OfferID, at time.Time) *market.LeadOffer {
	w.Helper()
	o, err := w.LeadOffer(w.Context(), w.manager, id, at)
	w.must(err)
	return o
}

// state is the state of a lead as the manager sees it.
func (w *leadWorld) state(id market.LeadID, at time.Time) market.LeadState {
	w.Helper()
	l, err := w.Lead(w.Context(), w.manager, id, at)
	w.must(err)
	return l.State
}

func (w *leadWorld) accept(v market.Viewer, o *market.LeadOffer, at time.Time) error {
	return second(w.AcceptLead(w.Context(), v, market.LeadAcceptInput{OfferID: o.ID}, at))
}

func (w *leadWorld) decline(v market.Viewer, o *market.LeadOffer, at time.Time) error {
	return second(w.DeclineLead(w.Context(), v, market.LeadDeclineInput{OfferID: o.ID, Reason: market.TooSmall}, at))
}

// events counts the events of a topic for a key and subject.
func (w *leadWorld) events(topic, key, subject string) (n int) {
	w.Helper()
	w.must(w.db.QueryRow(`SELECT count(*) FROM outbox WHERE topic = $1 AND key = $2 AND subject = $3`, topic, key, subject).Scan(&n))
	return n
}

func TestALeadForTheHouse(t *testing.T) {
	w := newLeadWorld(t, 0)
	in := storetest.Need()
	in.Goal, in.Industry, in.Country, in.Deadline = ptr("Answer every call"), ptr("retail"), market.Right("GB"), ptr(storetest.Now.Truncate(24*time.Hour))
	in.Budget = &market.MoneyInput{Amount: "2000", Currency: "USD"}
	lead, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
	w.must(err)
	if lead.State != market.LeadOpen || lead.Number < 1 || lead.Title != "Answer every call" || *lead.Budget() != (market.Money{Minor: 200000, Currency: "USD"}) ||
		!lead.Deadline.Equal(*in.Deadline) || *lead.PersonID != w.client.Person || !lead.IsContactOpen {
		t.Errorf("the lead is %+v", lead)
	}
	next := storetest.Lead(t, w.Store, w.client, storetest.Now)
	if next.Number <= lead.Number {
		t.Errorf("numbers %d, %d", lead.Number, next.Number)
	}
	in.Industry = ptr("alchemy")
	if _, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now); codeOf(err) != market.Invalid || !slices.Equal(fieldsOf(err), []string{"industry"}) {
		t.Errorf("an unknown industry: %v", err)
	}
	nobodys, err := w.SubmitLead(t.Context(), market.Viewer{Locales: []string{"uk"}}, storetest.Need(), storetest.Now)
	w.must(err)
	if *nobodys != (market.Lead{Number: nobodys.Number}) || nobodys.Number == 0 {
		t.Errorf("nobody gets %+v", nobodys)
	}
}

func TestALeadForAPartner(t *testing.T) {
	w := newLeadWorld(t, 2)
	in := storetest.Need()
	in.PartnerID = &w.partners[0].ID
	lead, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
	w.must(err)
	offers, err := w.OffersOfLeads(t.Context(), w.owners[0], []market.LeadID{lead.ID}, storetest.Now)
	w.must(err)
	if lead.State != market.LeadOffered || lead.Source != market.FromPartnerPage || len(offers[lead.ID]) != 1 {
		t.Fatalf("%+v with %d offers", lead, len(offers[lead.ID]))
	}
	o := offers[lead.ID][0]
	if !o.Deadline.Equal(storetest.Now.Add(market.OfferLife)) || w.events(store.LeadTopic, string(o.PartnerID), string(o.ID)) != 1 {
		t.Errorf("the offer is %+v", o)
	}

	_, err = w.UpdatePartner(t.Context(), w.owners[1], market.PartnerUpdateInput{IsPaused: ptr(true)})
	w.must(err)
	applicant, _ := storetest.Applicant(t, w.Store, w.db, storetest.Profile("Applicant"))
	var before, after int
	w.must(w.db.QueryRow(`SELECT count(*) FROM lead`).Scan(&before))
	for name, test := range map[string]struct {
		partner market.PartnerID
		want    market.Code
	}{
		"paused":       {w.partners[1].ID, market.Conflict},
		"no partner":   {market.PartnerID(w.client.Person), market.NotFound},
		"an applicant": {applicant.ID, market.NotFound},
	} {
		in.PartnerID = &test.partner
		_, err := w.SubmitLead(t.Context(), w.client, in, storetest.Now)
		if codeOf(err) != test.want || !slices.Equal(fieldsOf(err), []string{"partnerId"}) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.must(w.db.QueryRow(`SELECT count(*) FROM lead`).Scan(&after))
	if before != after {
		t.Errorf("%d leads came of refused ones", after-before)
	}
}

func TestTheHouseHandsOutLeads(t *testing.T) {
	w := newLeadWorld(t, 4)
	lead := storetest.Lead(t, w.Store, w.client, storetest.Now)
	in := market.LeadOfferInput{LeadID: lead.ID, PartnerIDs: w.ids()[:2], MaxShare: 2, Hours: 3}
	if _, err := w.OfferLead(t.Context(), w.manager, in, storetest.Now); codeOf(err) != market.Conflict || !slices.Equal(fieldsOf(err), []string{"reason"}) {
		t.Errorf("without a reason: %v", err)
	}
	in.Reason = ptr("They asked for these two.")
	offered, err := w.OfferLead(t.Context(), w.manager, in, storetest.Now)
	w.must(err)
	if offered.State != market.LeadOffered || offered.MaxShare != 2 {
		t.Errorf("offered: %+v", offered)
	}
	_, err = w.UpdatePartner(t.Context(), w.owners[2], market.PartnerUpdateInput{IsPaused: ptr(true)})
	w.must(err)
	in.PartnerIDs = []market.PartnerID{w.partners[3].ID, w.partners[2].ID, w.partners[0].ID}
	_, err = w.OfferLead(t.Context(), w.manager, in, storetest.Now)
	if codeOf(err) != market.Conflict || !slices.Equal(fieldsOf(err), []string{"partnerIds.1", "partnerIds.2"}) {
		t.Errorf("to one that paused and one that had it: %v", err)
	}
	in.PartnerIDs = w.ids()[3:]
	if _, err = w.OfferLead(t.Context(), w.manager, in, storetest.Now.Add(time.Hour)); err != nil {
		t.Errorf("to one more: %v", err)
	}
	in.LeadID = market.LeadID(w.client.Person)
	if _, err = w.OfferLead(t.Context(), w.manager, in, storetest.Now); codeOf(err) != market.NotFound || !slices.Equal(fieldsOf(err), []string{"leadId"}) {
		t.Errorf("a lead there is not: %v", err)
	}
}

func TestADeclinedLeadNeverComesBack(t *testing.T) {
	w := newLeadWorld(t, 2)
	lead, offers := storetest.Offered(t, w.Store, w.db, w.client, 1, w.partners[0].ID)
	w.must(w.decline(w.owners[0], offers[0], storetest.Now))
	if o := w.offer(offers[0].ID, storetest.Now); o.State != market.OfferDeclined || *o.DeclineReason != market.TooSmall {
		t.Errorf("declined: %+v", o)
	}
	if got := w.state(lead.ID, storetest.Now); got != market.LeadOpen {
		t.Errorf("the lead is %s", got)
	}
	again := market.LeadOfferInput{LeadID: lead.ID, PartnerIDs: w.ids(), MaxShare: 1, Hours: 1}
	if _, err := w.OfferLead(t.Context(), w.manager, again, storetest.Now); codeOf(err) != market.Conflict || !slices.Equal(fieldsOf(err), []string{"partnerIds.0"}) {
		t.Errorf("offered again: %v", err)
	}
}

func TestOffersExpire(t *testing.T) {
	w := newLeadWorld(t, 2)
	lead, offers := storetest.Offered(t, w.Store, w.db, w.client, 1, w.ids()...)
	end := offers[0].Deadline
	for name, test := range map[string]struct {
		at    time.Time
		offer market.OfferState
		lead  market.LeadState
		late  market.Code
		swept int
	}{
		"at the deadline":   {end, market.OfferOffered, market.LeadOffered, "", 0},
		"a moment after it": {end.Add(time.Microsecond), market.OfferExpired, market.LeadOpen, market.Expired, 1},
	} {
		if o := w.offer(offers[0].ID, test.at); o.State != test.offer {
			t.Errorf("%s the offer is %s", name, o.State)
		}
		if got := w.state(lead.ID, test.at); got != test.lead {
			t.Errorf("%s the lead is %s", name, got)
		}
		for state, want := range map[market.LeadState]bool{test.lead: true, market.LeadAccepted: false} {
			page, err := w.Leads(t.Context(), w.manager, market.LeadFilter{States: []market.LeadState{state}}, market.PageArgs{Size: 5}, test.at)
			if err != nil || (len(page.Edges) == 1) != want {
				t.Errorf("%s, among those %s: %d, %v", name, state, len(page.Edges), err)
			}
		}
		page, err := w.Leads(t.Context(), w.owners[0], market.LeadFilter{OfferStates: []market.OfferState{test.offer}}, market.PageArgs{Size: 5}, test.at)
		if err != nil || len(page.Edges) != 1 {
			t.Errorf("%s, among those with an offer %s: %v", name, test.offer, err)
		}
		if test.late != "" {
			if err := w.accept(w.owners[0], offers[0], test.at); codeOf(err) != test.late {
				t.Errorf("accepted %s: %v", name, err)
			}
			if err := w.decline(w.owners[1], offers[1], test.at); codeOf(err) != test.late {
				t.Errorf("declined %s: %v", name, err)
			}
		}
	}
	for _, want := range []int{1, 0} { // whoever has not answered is reminded, once
		if n, err := w.PassOnLeads(t.Context(), end); n != want || err != nil {
			t.Errorf("swept %d, %v, want %d", n, err, want)
		}
	}
	for _, want := range []int{1, 0} {
		if n, err := w.PassOnLeads(t.Context(), end.Add(time.Microsecond)); n != want || err != nil {
			t.Errorf("swept %d, %v, want %d", n, err, want)
		}
	}
	var stored string
	w.must(w.db.QueryRow(`SELECT l.state || ' ' || o.state FROM lead l JOIN lead_offer o ON o.lead_id = l.id WHERE o.id = $1`, offers[0].ID).Scan(&stored))
	if stored != "OPEN EXPIRED" {
		t.Errorf("stored is %s", stored)
	}
}

func TestWorkOnALeadAdvances(t *testing.T) {
	w := newLeadWorld(t, 2)
	lead, offers := storetest.Offered(t, w.Store, w.db, w.client, 2, w.ids()...)
	advance := func(i int, to market.LeadStage, reason *string) error {
		in := market.LeadAdvanceInput{OfferID: offers[i].ID, Stage: to, LostReason: reason}
		return second(w.AdvanceLead(t.Context(), w.owners[i], in, storetest.Now.Add(time.Hour)))
	}
	if err := advance(0, market.StageContacted, nil); codeOf(err) != market.Conflict || !slices.Equal(fieldsOf(err), []string{"offerId"}) {
		t.Errorf("before accepting: %v", err)
	}
	w.must(w.accept(w.owners[0], offers[0], storetest.Now))
	w.must(w.accept(w.owners[1], offers[1], storetest.Now))
	w.must(advance(0, market.StageStarted, nil))
	if got := w.state(lead.ID, storetest.Now); got != market.LeadAccepted {
		t.Errorf("while one partner works at it, the lead is %s", got)
	}
	w.must(advance(1, market.StageLost, ptr("The other partner was chosen.")))
	if got := w.state(lead.ID, storetest.Now); got != market.LeadClosed {
		t.Errorf("in the end the lead is %s", got)
	}
	for name, test := range map[string]struct {
		who  market.Viewer
		want bool
	}{
		"the house":   {w.manager, true},
		"the partner": {w.owners[1], true},
		"the client":  {w.client, false},
	} {
		o, err := w.LeadOffer(t.Context(), test.who, offers[1].ID, storetest.Now)
		if err != nil || *o.Stage != market.StageLost || (o.LostReason != nil) != test.want {
			t.Errorf("%s sees %+v, %v", name, o, err)
		}
	}
}
