package loaders

import (
	"context"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden LeadComplaintLoader partnergraph/market.OfferID *partnergraph/market.LeadComplaint
//go:generate go tool dataloaden LeadNoteLoader partnergraph/market.NoteID *partnergraph/market.LeadNote
//go:generate go tool dataloaden LeadNotesLoader partnergraph/loaders.LeadNotesKey *partnergraph/market.LeadNoteConnection
//go:generate go tool dataloaden DealLoader partnergraph/market.DealID *partnergraph/market.Deal

// LeadNotesKey is the key of the connection of notes: a page of those of an offer.
type LeadNotesKey = pageKey[market.OfferID, struct{}]

// dealLoaders load what belongs to deal.go, lead_note.go and lead_complaint.go.
type dealLoaders struct {
	Deal          *DealLoader
	LeadComplaint *LeadComplaintLoader // nil without one
	LeadNote      *LeadNoteLoader
	LeadNotes     *LeadNotesLoader
}

func newDealLoaders(ctx context.Context, s *store.Store, v market.Viewer, now func() time.Time) dealLoaders {
	notes := func(ctx context.Context, offers []market.OfferID, p market.PageArgs) (map[market.OfferID]*market.LeadNoteConnection, error) {
		return s.LeadNotes(ctx, v, offers, p)
	}
	return dealLoaders{
		Deal:          NewDealLoader(DealLoaderConfig{Fetch: batch(ctx, "deal", at(now, v, s.DealsByID)), Wait: Wait, MaxBatch: 200}),
		LeadComplaint: NewLeadComplaintLoader(LeadComplaintLoaderConfig{Fetch: batch(ctx, "complaint", orNone(withViewer(v, s.LeadComplaints))), Wait: Wait, MaxBatch: 200}),
		LeadNote:      NewLeadNoteLoader(LeadNoteLoaderConfig{Fetch: batch(ctx, "note", withViewer(v, s.LeadNotesByID)), Wait: Wait, MaxBatch: 200}),
		LeadNotes:     NewLeadNotesLoader(LeadNotesLoaderConfig{Fetch: batch(ctx, "offer", pages(unordered(notes))), Wait: Wait, MaxBatch: 200}),
	}
}
