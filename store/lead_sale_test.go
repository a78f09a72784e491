package store_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// bazaar is a market of leads: a seller, and buyers with balances.
type bazaar struct {
	*store.Store
	db     *sql.DB
	seller market.Viewer
	buyers []market.Viewer
}

func newBazaar(t *testing.T, buyers int, each market.Decimal) *bazaar {
	t.Helper()
	s, db := storetest.WithDB(t)
	b := &bazaar{Store: s, db: db, seller: storetest.Marketing(t, s, db, "Seller")}
	client := storetest.Owner(t, db, "Client")
	for i := range buyers {
		_, v := storetest.Partner(t, s, db, storetest.Profile(fmt.Sprintf("Buyer %d", i)))
		storetest.Rich(t, s, v, client, each)
		b.buyers = append(b.buyers, v)
	}
	return b
}

// offer puts a lead up for sale at a time.
func (b *bazaar) offer(t *testing.T, price market.Decimal, copies int, at time.Time) *market.Lead {
	t.Helper()
	lead, err := b.SubmitLead(t.Context(), b.seller, storetest.ForSale(price, copies), at)
	if err != nil {
		t.Fatal(err)
	}
	return lead
}

// balance is what a partner has in EUR, in minor units.
func (b *bazaar) balance(t *testing.T, v market.Viewer) (minor int64) {
	t.Helper()
	balances, err := b.Balances(t.Context(), v, []market.PartnerID{v.Partner})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range balances[v.Partner] {
		minor += m.Minor
	}
	return minor
}

// adds fails the test for each rule of the books that a row breaks.
func (b *bazaar) adds(t *testing.T) {
	t.Helper()
	for what, query := range map[string]string{
		"journals that do not sum to zero":   `SELECT journal_id::text FROM entry GROUP BY journal_id, currency HAVING sum(minor) <> 0`,
		"currencies that do not sum to zero": `SELECT currency FROM entry GROUP BY currency HAVING sum(minor) <> 0`,
		"balances below zero":                `SELECT partner_id::text FROM entry WHERE account = 'BALANCE' GROUP BY partner_id, currency HAVING sum(minor) < 0`,
		"leads bought twice by one":          `SELECT lead_id::text FROM lead_offer WHERE price_minor IS NOT NULL GROUP BY lead_id, partner_id HAVING count(*) > 1`,
		"more sold than there are copies":    `SELECT s.lead_id::text FROM lead_sale s JOIN lead_offer o ON o.lead_id = s.lead_id AND o.state = 'ACCEPTED' GROUP BY s.lead_id, s.copies HAVING count(*) > s.copies`,
		"purchases not booked once on each side": `SELECT o.id::text FROM lead_offer o LEFT JOIN journal j ON j.offer_id = o.id WHERE o.price_minor IS NOT NULL
			GROUP BY o.id HAVING count(*) FILTER (WHERE j.kind = 'LEAD_BOUGHT') <> 1 OR count(*) FILTER (WHERE j.kind = 'LEAD_SOLD') <> 1
				OR count(*) FILTER (WHERE j.kind = 'LEAD_RETURNED') <> (o.state = 'RETURNED')::int
				OR count(*) FILTER (WHERE j.kind = 'LEAD_TAKEN_BACK') <> (o.state = 'RETURNED')::int`,
		"journals that move another amount than the price": `SELECT j.id::text FROM journal j JOIN entry e ON e.journal_id = j.id JOIN lead_offer o ON o.id = j.offer_id
			WHERE abs(e.minor) <> o.price_minor OR e.currency <> o.price_currency`,
		"what buyers paid and sellers did not get": `SELECT e.currency FROM journal j JOIN entry e ON e.journal_id = j.id
			WHERE j.offer_id IS NOT NULL AND e.account = 'BALANCE' GROUP BY e.currency HAVING sum(e.minor) <> 0`,
	} {
		rows, err := b.db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(what, err)
		}
		for rows.Next() {
			var row string
			if err := rows.Scan(&row); err != nil {
				t.Fatal(err)
			}
			t.Errorf("there are %s: %s", what, row)
		}
		rows.Close()
	}
}

func TestWhoBuysALeadPaysAndSeesWhomToCall(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 2, "100.00")
	lead := b.offer(t, "40.00", 1, storetest.Now)
	buyer := b.buyers[0]
	in := storetest.Buy(lead.ID)
	offer, err := b.BuyLead(t.Context(), buyer, in, storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	if offer.State != market.OfferAccepted || *offer.Price() != (market.Money{Minor: 4000, Currency: "EUR"}) {
		t.Errorf("bought %+v", offer)
	}
	again, err := b.BuyLead(t.Context(), buyer, in, storetest.Now)
	if err != nil || again.ID != offer.ID {
		t.Errorf("the same key: %v, %v", again, err)
	}
	if got := codeOf(second(b.BuyLead(t.Context(), buyer, market.LeadBuyInput{LeadID: b.offer(t, "1", 1, storetest.Now).ID, IdempotencyKey: in.IdempotencyKey}, storetest.Now))); got != market.Conflict {
		t.Errorf("another input under the same key: %s", got)
	}
	for who, test := range map[string]struct {
		v       market.Viewer
		balance int64
		sees    bool
	}{
		"the buyer": {buyer, 6000, true}, "the seller": {b.seller, 4000, true}, "another": {b.buyers[1], 10000, false},
	} {
		contacts, err := b.LeadContacts(t.Context(), test.v, []market.LeadID{lead.ID}, storetest.Now)
		if err != nil || (contacts[lead.ID] != nil) != test.sees {
			t.Errorf("%s sees %v, %v", who, contacts, err)
		}
		if got := b.balance(t, test.v); got != test.balance {
			t.Errorf("%s has %d, want %d", who, got, test.balance)
		}
	}
	b.adds(t)
}

// Of the first sale hear all who see the lead, whose state has changed; of each further
// copy its buyer, the seller and the house. What comes back is told to the seller too.
func TestWhoBuysAndWhoSellsHearOfASale(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 3, "100.00")
	lead := b.offer(t, "40.00", 2, storetest.Now)
	for i, hears := range [][]bool{{true, true, true, true}, {false, true, false, true}} {
		if _, err := b.BuyLead(t.Context(), b.buyers[i], storetest.Buy(lead.ID), storetest.Now); err != nil {
			t.Fatal(err)
		}
		var detail string
		if err := b.db.QueryRow(`SELECT detail FROM outbox WHERE topic = 'lead_update' AND key = $1 ORDER BY xid DESC, id DESC LIMIT 1`, lead.ID).Scan(&detail); err != nil {
			t.Fatal(err)
		}
		news := market.ReadLeadNews(detail)
		if news.Change != market.ChangeSold {
			t.Fatalf("the news is %+v", news)
		}
		for who, v := range append(slices.Clone(b.buyers), b.seller) {
			heard, err := b.LeadInNews(t.Context(), v, lead.ID, news, storetest.Now)
			if codeOf(err) != market.NotFound && err != nil || (heard != nil) != hears[who] {
				t.Errorf("of copy %d viewer %d hears %v, %v", i+1, who, heard, err)
			}
		}
	}
	returned := market.LeadNews{Change: market.ChangeReturned, Partner: b.buyers[0].Partner}
	for who, v := range append(slices.Clone(b.buyers), b.seller) {
		heard, _ := b.LeadInNews(t.Context(), v, lead.ID, returned, storetest.Now)
		if (heard != nil) != (who == 0 || who == 3) {
			t.Errorf("of what came back viewer %d hears %v", who, heard)
		}
	}
	for who, v := range map[string]market.Viewer{"seller": b.seller, "buyer": b.buyers[1], "third": b.buyers[2]} {
		told, err := b.HistoryOfLeads(t.Context(), v, []market.LeadID{lead.ID})
		sold := 0
		for _, e := range told[lead.ID] {
			if e.Kind == market.ChangeSold {
				sold++
			}
		}
		if want := map[string]int{"seller": 2, "buyer": 1}[who]; err != nil || sold != want {
			t.Errorf("the %s reads of %d sales, want %d: %v", who, sold, want, err)
		}
	}
}

func TestWhoCannotBuy(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 2, "100.00")
	lead := b.offer(t, "100.01", 1, storetest.Now)
	cheap := b.offer(t, "100.00", 1, storetest.Now)
	end := storetest.Now.Add(market.SaleLife)
	if _, err := b.BuyLead(t.Context(), b.buyers[0], storetest.Buy(cheap.ID), end); err != nil {
		t.Errorf("on the last moment, for all it has: %v", err)
	}
	poor := b.buyers[0]
	poor.APIToken, poor.Scopes = "token", []market.Scope{market.LeadsWrite}
	for name, test := range map[string]struct {
		v    market.Viewer
		lead market.LeadID
		at   time.Time
		want market.Code
	}{
		"the seller":                 {b.seller, lead.ID, storetest.Now, market.Conflict},
		"a cent too little":          {b.buyers[1], lead.ID, storetest.Now, market.Conflict},
		"all copies are sold":        {b.buyers[1], cheap.ID, storetest.Now, market.Conflict},
		"bought before":              {b.buyers[0], cheap.ID, storetest.Now, market.Conflict},
		"after the end":              {b.buyers[1], lead.ID, end.Add(time.Microsecond), market.Expired},
		"no such lead":               {b.buyers[1], market.LeadID(b.seller.Partner), storetest.Now, market.NotFound},
		"a token that may not spend": {poor, lead.ID, storetest.Now, market.Forbidden},
	} {
		if got := codeOf(second(b.BuyLead(t.Context(), test.v, storetest.Buy(test.lead), test.at))); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	b.adds(t)
}

func TestABadLeadIsCreditedAndHiddenAgain(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 3, "100.00")
	lead := b.offer(t, "40.00", 1, storetest.Now)
	buyer := b.buyers[0]
	offer, err := b.BuyLead(t.Context(), buyer, storetest.Buy(lead.ID), storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	last := storetest.Now.Add(72 * time.Hour)
	if got := codeOf(second(b.ReturnLead(t.Context(), buyer, storetest.Return(offer.ID, market.SpamLead), last.Add(time.Microsecond)))); got != market.Expired {
		t.Errorf("after the window: %s", got)
	}
	if got := codeOf(second(b.ReturnLead(t.Context(), b.buyers[1], storetest.Return(offer.ID, market.SpamLead), last))); got != market.NotFound {
		t.Errorf("by another: %s", got)
	}
	in := storetest.Return(offer.ID, market.DuplicateLead)
	for range 2 { // the second changes nothing
		if offer, err = b.ReturnLead(t.Context(), buyer, in, last); err != nil || offer.State != market.OfferReturned {
			t.Fatalf("%+v, %v", offer, err)
		}
	}
	if got := codeOf(second(b.ReturnLead(t.Context(), buyer, storetest.Return(offer.ID, market.SpamLead), last))); got != market.Conflict {
		t.Errorf("returned twice: %s", got)
	}
	if contacts, err := b.LeadContacts(t.Context(), buyer, []market.LeadID{lead.ID}, last); err != nil || len(contacts) > 0 {
		t.Errorf("the buyer still sees %v, %v", contacts, err)
	}
	if has, got := b.balance(t, buyer), b.balance(t, b.seller); has != 10000 || got != 0 {
		t.Errorf("the buyer has %d, the seller %d", has, got)
	}
	if got := codeOf(second(b.BuyLead(t.Context(), buyer, storetest.Buy(lead.ID), last))); got != market.Conflict {
		t.Errorf("bought again by who returned it: %s", got)
	}
	other, err := b.BuyLead(t.Context(), b.buyers[1], storetest.Buy(lead.ID), last)
	if err != nil {
		t.Fatalf("the copy of who knew the lead is free again: %v", err)
	}
	if _, err := b.ReturnLead(t.Context(), b.buyers[1], storetest.Return(other.ID, market.WrongContact), last); err != nil {
		t.Fatal(err)
	}
	if got := codeOf(second(b.BuyLead(t.Context(), b.buyers[2], storetest.Buy(lead.ID), last))); got != market.Conflict {
		t.Errorf("a copy with a wrong contact is sold again: %s", got)
	}
	rates, err := b.SoldBy(t.Context(), buyer, []market.PartnerID{b.seller.Partner}, last)
	if r := rates[b.seller.Partner]; err != nil || r.Count != 2 || r.Returned != 2 || r.ReturnRate() != nil {
		t.Errorf("the seller's returns are %+v, %v", r, err)
	}
	if others, err := b.BoughtBy(t.Context(), b.buyers[1], []market.PartnerID{buyer.Partner}, last); err != nil || len(others) > 0 {
		t.Errorf("a competitor sees %v, %v", others, err)
	}
	b.adds(t)
}

// What a seller got may have to be given back, so it cannot be spent before.
func TestWhatCanBeReturnedIsNotSpent(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 1, "100.00")
	lead := b.offer(t, "40.00", 1, storetest.Now)
	offer, err := b.BuyLead(t.Context(), b.buyers[0], storetest.Buy(lead.ID), storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	rival := storetest.Marketing(t, b.Store, b.db, "Rival")
	theirs, err := b.SubmitLead(t.Context(), rival, storetest.ForSale("40.00", 1), storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	free := offer.AnsweredAt.Add(72*time.Hour + market.HeldFor)
	if got := codeOf(second(b.BuyLead(t.Context(), b.seller, storetest.Buy(theirs.ID), free))); got != market.Conflict {
		t.Errorf("while it may come back: %s", got)
	}
	if _, err := b.BuyLead(t.Context(), b.seller, storetest.Buy(theirs.ID), free.Add(time.Microsecond)); err != nil {
		t.Errorf("after that: %v", err)
	}
	b.adds(t)
}

func TestASellerLowersThePriceAndEndsTheSale(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 2, "100.00")
	lead := b.offer(t, "40.00", 2, storetest.Now)
	lower := func(v market.Viewer, amount market.Decimal, in market.Currency) market.Code {
		return codeOf(second(b.LowerLeadSale(t.Context(), v, market.LeadSaleLowerInput{LeadID: lead.ID, Price: &market.MoneyInput{Amount: amount, Currency: in}}, storetest.Now)))
	}
	for name, got := range map[string][2]market.Code{
		"the same price":   {lower(b.seller, "40.00", "EUR"), market.Invalid},
		"another currency": {lower(b.seller, "30.00", "USD"), market.Invalid},
		"nothing":          {lower(b.seller, "0", "EUR"), market.Invalid},
		"by a buyer":       {lower(b.buyers[0], "30.00", "EUR"), market.NotFound},
		"less":             {lower(b.seller, "30.00", "EUR"), ""},
	} {
		if got[0] != got[1] {
			t.Errorf("%s: %q, want %q", name, got[0], got[1])
		}
	}
	offer, err := b.BuyLead(t.Context(), b.buyers[0], storetest.Buy(lead.ID), storetest.Now)
	if err != nil || offer.Price().Minor != 3000 {
		t.Errorf("bought %+v, %v", offer, err)
	}
	if _, err := b.WithdrawLeadSale(t.Context(), b.seller, market.LeadSaleWithdrawInput{LeadID: lead.ID}, storetest.Now); err != nil {
		t.Fatal(err)
	}
	if got := codeOf(second(b.BuyLead(t.Context(), b.buyers[1], storetest.Buy(lead.ID), storetest.Now))); got != market.Expired {
		t.Errorf("after the sale was ended: %s", got)
	}
	if _, err := b.ReturnLead(t.Context(), b.buyers[0], storetest.Return(offer.ID, market.NoNeed), storetest.Now); err != nil {
		t.Errorf("returned after the end of the sale: %v", err)
	}
	b.adds(t)
}

// saleRounds is how many rounds of buying, returning and expiring at once are played. Races
// of goroutines show themselves in a tenth, and those of transactions do not need the
// detector.
var saleRounds = map[bool]int{false: 1000, true: 100}[racing]

// Buyers buy more than they can pay for, with twins of their requests, return what they
// bought, and the time of the sale ends, all at once: the books add up, and nobody has
// paid twice.
func TestBuyReturnAndExpireAtOnce(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 6, "500.00")
	var rounds sync.WaitGroup
	turns := make(chan struct{}, 4)
	for n := range saleRounds {
		turns <- struct{}{}
		rounds.Go(func() { b.round(t, n); <-turns })
	}
	rounds.Wait()
	b.adds(t)
	var bought, returned int
	if err := b.db.QueryRowContext(t.Context(), `SELECT count(*), count(returned_at) FROM lead_offer WHERE price_minor IS NOT NULL`).Scan(&bought, &returned); err != nil {
		t.Fatal(err)
	}
	if bought < saleRounds/2 || returned < saleRounds/10 {
		t.Errorf("only %d were bought and %d returned", bought, returned)
	}
	t.Logf("%d rounds: %d bought, %d of them returned", saleRounds, bought, returned)
}

// round sells one lead: four callers at once, two of them twins, each returning what it
// got in two ways at once, about the end of the sale or of the window.
func (b *bazaar) round(t *testing.T, n int) {
	r, begun := rand.New(rand.NewPCG(uint64(n), 5)), storetest.Now.Add(time.Duration(n/250)*time.Hour) // a seller has so many an hour
	sale := storetest.ForSale("20.00", 1+r.IntN(2))
	sale.Contact.Phone, sale.Contact.Email = nil, ptr(fmt.Sprintf("ada%d@client%d.example.com", n, n))
	lead, err := b.SubmitLead(t.Context(), b.seller, sale, begun)
	if err != nil {
		t.Error(err)
		return
	}
	reasons := []market.ReturnReason{market.DuplicateLead, market.SpamLead}
	var callers sync.WaitGroup
	for i := range 4 {
		buyer, in := b.buyers[(n+i/2*(1+r.IntN(4)))%len(b.buyers)], storetest.Buy(lead.ID)
		if i%2 == 1 {
			in.IdempotencyKey = fmt.Sprintf("round %d twin %d", n, i/2)
		}
		at, back := begun, begun.Add(72*time.Hour+time.Duration(r.IntN(8)-6)*time.Microsecond)
		if r.IntN(10) == 0 {
			at = begun.Add(market.SaleLife + time.Microsecond)
		}
		callers.Go(func() {
			offer, err := b.BuyLead(t.Context(), buyer, in, at)
			if expected(t, err) {
				return
			}
			var returns sync.WaitGroup
			for range 2 {
				returns.Go(func() {
					expected(t, second(b.ReturnLead(t.Context(), buyer, storetest.Return(offer.ID, reasons[n%2]), back)))
				})
			}
			returns.Wait()
		})
	}
	callers.Wait()
}

// expected reports whether there is an error; it fails the test for one that is none of
// the refusals of a market.
func expected(t *testing.T, err error) bool {
	if code := codeOf(err); code != "" && code != market.Conflict && code != market.Expired {
		t.Errorf("%v", err)
	}
	return err != nil
}
