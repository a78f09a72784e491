package store_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// How many leads are sold, returned, withdrawn and erased at once.
const saleRaceRounds = 40

// Purchases and returns with twins under the same key, the seller who ends the sale, the
// clock that does, and the house that forgets the person, all at once: the books add up,
// nobody has paid twice, and who sees whom to call has paid for it.
func TestSalesRaceWithErasure(t *testing.T) {
	t.Parallel()
	b := newBazaar(t, 4, "500.00")
	house := storetest.ProgrammeManager(t, b.db)
	var ids []market.LeadID
	for n := range saleRaceRounds {
		ids = append(ids, b.raceWithErasure(t, house, n))
	}
	b.adds(t)
	storetest.BalancedBooks(t, b.db)
	for i, v := range b.buyers {
		contacts, err := b.LeadContacts(t.Context(), v, ids, storetest.Now)
		if err != nil {
			t.Fatal(err)
		}
		for id := range contacts {
			var paid bool
			if err := b.db.QueryRowContext(t.Context(), `SELECT EXISTS (SELECT FROM lead_offer o WHERE o.lead_id = $1 AND o.partner_id = $2 AND o.state = 'ACCEPTED'
				AND ARRAY(SELECT kind FROM journal WHERE offer_id = o.id ORDER BY kind) = '{LEAD_BOUGHT,LEAD_SOLD}')`, id, v.Partner).Scan(&paid); err != nil || !paid {
				t.Errorf("buyer %d sees whom to call about %s without having paid, %v", i, id, err)
			}
		}
	}
	var bought, returned, erased int
	if err := b.db.QueryRowContext(t.Context(), `SELECT count(o.id), count(o.returned_at), count(DISTINCT l.id) FILTER (WHERE l.contact_erased_at IS NOT NULL)
		FROM lead l LEFT JOIN lead_offer o ON o.lead_id = l.id`).Scan(&bought, &returned, &erased); err != nil {
		t.Fatal(err)
	}
	if bought < saleRaceRounds/2 || returned < saleRaceRounds/10 || erased < saleRaceRounds/4 {
		t.Errorf("only %d were bought, %d returned and %d erased", bought, returned, erased)
	}
	t.Logf("%d rounds: %d bought, %d of them returned; %d leads erased", saleRaceRounds, bought, returned, erased)
}

// raceWithErasure sells one lead to two buyers, each with a twin of every request, while
// others end it.
func (b *bazaar) raceWithErasure(t *testing.T, house market.Viewer, n int) market.LeadID {
	r := rand.New(rand.NewPCG(uint64(n), 11))
	sale := storetest.ForSale("20.00", 2)
	sale.Contact.Phone, sale.Contact.Email = nil, ptr(fmt.Sprintf("bob%d@client%d.example.com", n, n))
	lead, err := b.SubmitLead(t.Context(), b.seller, sale, storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 2 {
		buyer, buy, back := b.buyers[(n+i)%len(b.buyers)], storetest.Buy(lead.ID), storetest.Return("", market.Unreachable)
		returns := r.IntN(2) == 0
		for range 2 { // twins: the same key
			all.Go(func() {
				offer, err := b.BuyLead(t.Context(), buyer, buy, storetest.Now)
				if lost(t, err) || !returns {
					return
				}
				in := back
				in.OfferID = offer.ID
				if again, err := b.ReturnLead(t.Context(), buyer, in, storetest.Now.Add(time.Hour)); !lost(t, err) && again.State != market.OfferReturned {
					t.Errorf("returned, it is %s", again.State)
				}
			})
		}
	}
	pause := time.Duration(r.IntN(8)) * time.Millisecond
	end := []func() error{
		func() error {
			return second(b.EraseLead(t.Context(), house, market.LeadEraseInput{LeadID: lead.ID}, storetest.Now))
		},
		func() error {
			return second(b.WithdrawLeadSale(t.Context(), b.seller, market.LeadSaleWithdrawInput{LeadID: lead.ID}, storetest.Now))
		},
		func() error {
			return second(b.PassOnLeads(t.Context(), storetest.Now.Add(market.SaleLife+time.Second)))
		},
	}
	for _, i := range r.Perm(len(end))[:2] {
		all.Go(func() { time.Sleep(pause); lost(t, end[i]()) })
	}
	all.Wait()
	return lead.ID
}

// lost reports whether there is an error; it fails the test for one that a race does not
// explain. What was erased, or is over, is not there any more for who has not bought it.
func lost(t *testing.T, err error) bool {
	return codeOf(err) == market.NotFound || expected(t, err)
}
