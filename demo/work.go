package demo

import (
	"context"
	"fmt"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

// Work plays what becomes of leads in a demo that was loaded before: the first partner
// keeps notes and registers companies it works on, another claims one of those as well,
// and a client says that nobody has called.
func (w *World) Work(ctx context.Context, s *store.Store) error {
	partner, rival := w.owner(0, PartnerOwner), w.owner(2, w.Size.Member(2, 0))
	for _, deal := range []struct {
		by      market.Viewer
		company string
		note    string
	}{
		{partner, "Quandrel Mills", "We have run their till for years; they ask for a stock list."},
		{partner, "Tuvarro Print", "Met at a fair; the estimate is due."},
		{rival, "Tuvarro Print", "They called us about a shop."},
	} {
		in := market.DealRegisterInput{Company: deal.company, Country: *market.Right(w.partners()[0].Place.Country), Note: &deal.note}
		if _, err := s.RegisterDeal(ctx, deal.by, in, w.Now); err != nil {
			return fmt.Errorf("register a deal of %s: %w", deal.company, err)
		}
	}
	return w.follow(ctx, s, partner)
}

// follow keeps notes on the leads that the partner works on, and complains in the name
// of a client whom it has not called in time.
func (w *World) follow(ctx context.Context, s *store.Store, partner market.Viewer) error {
	complained := false
	page, err := s.Leads(ctx, partner, market.LeadFilter{OfferStates: []market.OfferState{market.OfferAccepted}}, market.PageArgs{Size: market.MaxPage}, w.Now)
	if err != nil {
		return err
	}
	ids := make([]market.LeadID, len(page.Nodes()))
	for i, lead := range page.Nodes() {
		ids[i] = lead.ID
	}
	offers, err := s.OffersOfLeads(ctx, partner, ids, w.Now)
	if err != nil {
		return err
	}
	notes := []string{"Called; they decide next week.", "Sent the estimate, with two ways to go."}
	for _, lead := range page.Nodes() {
		offer := offers[lead.ID][0] // a partner sees its own alone
		switch stage := *offer.Stage; {
		case stage == market.StageAccepted && !complained && lead.PersonID != nil && lead.OrganizationID != nil && offer.AnsweredAt.Before(w.Now.Add(-24*time.Hour)):
			client := market.Viewer{Person: *lead.PersonID, Organization: *lead.OrganizationID, Role: market.Owner, Locales: []string{"en"}}
			_, err = s.ComplainLead(ctx, client, market.LeadComplainInput{OfferID: offer.ID}, w.Now)
			complained = true
		case stage != market.StageAccepted && stage != market.StageLost && len(notes) > 0:
			_, err = s.CreateLeadNote(ctx, partner, market.LeadNoteCreateInput{OfferID: offer.ID, Text: notes[0]}, w.Now)
			notes = notes[1:]
		}
		if err != nil {
			return fmt.Errorf("follow lead %d: %w", lead.Number, err)
		}
	}
	return nil
}
