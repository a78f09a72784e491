package storetest

import (
	"database/sql"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

// needs counts the leads of Need: each names somebody else, so that none is taken for
// another and merged.
var needs atomic.Int64

// Need is a lead that says no more than it has to, in a language that no partner of
// Profile speaks: it waits on the board until a test says who gets it.
func Need() market.LeadSubmitInput {
	email, locale := fmt.Sprintf("ada-%d@client.example.com", needs.Add(1)), "is"
	return market.LeadSubmitInput{Contact: &market.LeadContactInput{Name: "Ada", Email: &email}, Size: market.Small, Locale: &locale}
}

// Lead submits Need for the viewer, at a time.
func Lead(t testing.TB, s *store.Store, v market.Viewer, at time.Time) *market.Lead {
	t.Helper()
	lead, err := s.SubmitLead(t.Context(), v, Need(), at)
	if err != nil {
		t.Fatal(err)
	}
	return lead
}

// Offered submits a lead for the viewer and offers it to the partners, of which
// maxShare may accept it. The offers are in the order of the partners.
func Offered(t testing.TB, s *store.Store, db *sql.DB, v market.Viewer, maxShare int, partners ...market.PartnerID) (*market.Lead, []*market.LeadOffer) {
	t.Helper()
	manager := ProgrammeManager(t, db)
	lead := Lead(t, s, v, Now)
	why := "For a test."
	in := market.LeadOfferInput{LeadID: lead.ID, PartnerIDs: partners, MaxShare: maxShare, Hours: 48, Reason: &why}
	lead, err := s.OfferLead(t.Context(), manager, in, Now)
	if err != nil {
		t.Fatal(err)
	}
	offers, err := s.OffersOfLeads(t.Context(), manager, []market.LeadID{lead.ID}, Now)
	if err != nil {
		t.Fatal(err)
	}
	ordered := make([]*market.LeadOffer, len(partners))
	for i, id := range partners {
		for _, o := range offers[lead.ID] {
			if o.PartnerID == id {
				ordered[i] = o
			}
		}
	}
	return lead, ordered
}
