package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// onBoard reports whether the viewer finds the lead on the board, and whether it sees it
// by its id; both without whom to call.
func (b *bazaar) onBoard(t *testing.T, v market.Viewer, id market.LeadID, at time.Time) (lists, sees bool) {
	t.Helper()
	page, err := b.LeadBoard(t.Context(), v, market.LeadBoardFilter{}, market.BoardNewest, market.PageArgs{Size: 50}, at)
	if err != nil {
		t.Fatal(err)
	}
	lists = slices.ContainsFunc(page.Nodes(), func(l *market.Lead) bool { return l.ID == id })
	lead, err := b.Lead(t.Context(), v, id, at)
	if absentIs(err) != nil {
		t.Fatal(err)
	}
	return lists, lead != nil
}

// heard are the changes of a lead that its seller is told of, in order.
func (b *bazaar) heard(t *testing.T, id market.LeadID) string {
	t.Helper()
	var changes string
	if err := b.db.QueryRowContext(t.Context(), `SELECT coalesce(string_agg(split_part(detail, ' ', 1), ' ' ORDER BY id), '') FROM outbox
		WHERE topic = $1 AND key = $2 AND subject = $3`, store.LeadUpdateTopic, b.seller.Organization, id).Scan(&changes); err != nil {
		t.Fatal(err)
	}
	return changes
}

// told is how often the board was told of a lead.
func (b *bazaar) told(t *testing.T, id market.LeadID) (n int) {
	t.Helper()
	if err := b.db.QueryRowContext(t.Context(), `SELECT count(*) FROM outbox WHERE topic = $1 AND subject = $2`, store.BoardTopic, id).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// ways are how a lead was and is handed out.
func (b *bazaar) ways(t *testing.T, id market.LeadID) string {
	t.Helper()
	var ways string
	if err := b.db.QueryRowContext(t.Context(), `SELECT string_agg(concat_ws(' ', mode, state, outcome), ', ' ORDER BY started_at) FROM lead_distribution WHERE lead_id = $1`, id).Scan(&ways); err != nil {
		t.Fatal(err)
	}
	return ways
}

func TestALeadForSaleIsOnTheBoardWhileThereAreCopies(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 2, "100.00")
	in := storetest.Profile("Only marketing")
	in.Kinds = []market.PartnerKind{market.MarketingPartner}
	_, unfit := storetest.Partner(t, b.Store, b.db, in)
	at := storetest.Now
	lead := b.offer(t, "40.00", 1, at)
	if ways, told := b.ways(t, lead.ID), b.told(t, lead.ID); ways != "SOLD RUNNING" || told != 1 {
		t.Errorf("it is %s, and the board was told %d times", ways, told)
	}
	for who, test := range map[string]struct {
		v           market.Viewer
		lists, sees bool
	}{"a buyer": {b.buyers[1], true, true}, "the seller": {b.seller, false, true}, "whom it does not fit": {unfit, false, false}} {
		if lists, sees := b.onBoard(t, test.v, lead.ID, at); lists != test.lists || sees != test.sees {
			t.Errorf("%s: on the board %t, by its id %t", who, lists, sees)
		}
	}
	if got := codeOf(second(b.BuyLead(t.Context(), unfit, storetest.Buy(lead.ID), at))); got != market.Conflict {
		t.Errorf("bought by whom it does not fit: %s", got)
	}
	if got := codeOf(second(b.ClaimLead(t.Context(), b.buyers[1], market.LeadClaimInput{LeadID: lead.ID}, at))); got != market.NotFound {
		t.Errorf("claimed for nothing: %s", got)
	}
	offer, err := b.BuyLead(t.Context(), b.buyers[0], storetest.Buy(lead.ID), at)
	if err != nil || offer.Trace.Reason != market.ReasonPurchase || offer.DistributionID == nil {
		t.Fatalf("bought %+v, %v", offer, err)
	}
	if lists, sees := b.onBoard(t, b.buyers[1], lead.ID, at); lists || sees {
		t.Errorf("without a copy left another finds it: %t, %t", lists, sees)
	}
	if _, err := b.ReturnLead(t.Context(), b.buyers[0], storetest.Return(offer.ID, market.DuplicateLead), at); err != nil {
		t.Fatal(err)
	}
	if lists, sees := b.onBoard(t, b.buyers[1], lead.ID, at); !lists || !sees || b.told(t, lead.ID) != 2 {
		t.Errorf("with a copy that is free again: %t, %t, told %d times", lists, sees, b.told(t, lead.ID))
	}
	if got := b.heard(t, lead.ID); !strings.Contains(got, "SOLD RETURNED") {
		t.Errorf("the seller heard %q", got)
	}
	if _, err := b.WithdrawLeadSale(t.Context(), b.seller, market.LeadSaleWithdrawInput{LeadID: lead.ID}, at); err != nil {
		t.Fatal(err)
	}
	if lists, sees := b.onBoard(t, b.buyers[1], lead.ID, at); lists || sees || b.ways(t, lead.ID) != "SOLD DONE CLOSED" {
		t.Errorf("withdrawn it is %s, and found: %t, %t", b.ways(t, lead.ID), lists, sees)
	}
}

func TestASaleEndsByItself(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 2, "100.00")
	bought, unsold := b.offer(t, "40.00", 2, storetest.Now), b.offer(t, "40.00", 2, storetest.Now)
	if _, err := b.BuyLead(t.Context(), b.buyers[0], storetest.Buy(bought.ID), storetest.Now); err != nil {
		t.Fatal(err)
	}
	end := storetest.Now.Add(market.SaleLife)
	for at, want := range map[time.Time][2]string{end: {"SOLD RUNNING", "SOLD RUNNING"}} {
		if _, err := b.PassOnLeads(t.Context(), at); err != nil || b.ways(t, bought.ID) != want[0] || b.ways(t, unsold.ID) != want[1] {
			t.Errorf("on its last moment: %s and %s, %v", b.ways(t, bought.ID), b.ways(t, unsold.ID), err)
		}
	}
	over := end.Add(time.Microsecond)
	if _, err := b.PassOnLeads(t.Context(), over); err != nil || b.ways(t, bought.ID) != "SOLD DONE TAKEN" || b.ways(t, unsold.ID) != "SOLD DONE CLOSED" {
		t.Errorf("after it: %s and %s, %v", b.ways(t, bought.ID), b.ways(t, unsold.ID), err)
	}
	for id, want := range map[market.LeadID]market.LeadState{bought.ID: market.LeadAccepted, unsold.ID: market.LeadClosed} {
		if l, err := b.Lead(t.Context(), b.seller, id, over); err != nil || l.State != want {
			t.Errorf("the lead is %+v, %v; want %s", l, err, want)
		}
	}
}

// Numbers in what a buyer says of a lead would tell its seller, or the client, what the
// contact does not.
func TestWhatIsSaidOfAReturnIsBlotted(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 1, "100.00")
	lead := b.offer(t, "40.00", 1, storetest.Now)
	offer, err := b.BuyLead(t.Context(), b.buyers[0], storetest.Buy(lead.ID), storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	in := storetest.Return(offer.ID, market.WrongContact)
	in.Note = ptr("+447700900123 is somebody else's, and so is ada@client.example.com.")
	back, err := b.ReturnLead(t.Context(), b.buyers[0], in, storetest.Now)
	if err != nil || back.ReturnNote == nil || *back.ReturnNote != "[…] is somebody else's, and so is […]." {
		t.Errorf("the note is %v, %v", back, err)
	}
}

// Who bought a lead does not change what others are to buy.
func TestABuyerReturnsWhatIsWrongAndCorrectsNothing(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 1, "50.00")
	lead := b.offer(t, "10.00", 2, storetest.Now)
	if _, err := b.BuyLead(t.Context(), b.buyers[0], storetest.Buy(lead.ID), storetest.Now); err != nil {
		t.Fatal(err)
	}
	in := market.LeadCorrectInput{LeadID: lead.ID, Goal: ptr("Do not buy this.")}
	refused(t, second(b.CorrectLead(t.Context(), b.buyers[0], in, storetest.Now)), market.Conflict, "leadId")
	in.Goal = ptr("A till, and a scale.")
	if corrected, err := b.CorrectLead(t.Context(), b.seller, in, storetest.Now); err != nil || *corrected.Goal != *in.Goal {
		t.Errorf("its seller: %v", err)
	}
}
