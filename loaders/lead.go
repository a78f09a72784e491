package loaders

import (
	"context"
	"time"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden LeadLoader partnergraph/market.LeadID *partnergraph/market.Lead
//go:generate go tool dataloaden LeadContactLoader partnergraph/market.LeadID *partnergraph/market.LeadContact
//go:generate go tool dataloaden LeadOffersLoader partnergraph/market.LeadID []*partnergraph/market.LeadOffer
//go:generate go tool dataloaden LeadOfferLoader partnergraph/market.OfferID *partnergraph/market.LeadOffer
//go:generate go tool dataloaden LeadStagesLoader partnergraph/market.OfferID []*partnergraph/market.LeadStageTime
//go:generate go tool dataloaden LeadHistoryLoader partnergraph/market.LeadID []*partnergraph/market.LeadHistoryEntry
//go:generate go tool dataloaden LeadSaleLoader partnergraph/market.LeadID *partnergraph/market.LeadSale
//go:generate go tool dataloaden LeadReturnsLoader partnergraph/market.PartnerID *partnergraph/market.LeadReturns
//go:generate go tool dataloaden LeadDistributionLoader partnergraph/market.LeadID *partnergraph/market.LeadDistribution
//go:generate go tool dataloaden LeadDuplicatesLoader partnergraph/market.LeadID []partnergraph/market.LeadID
//go:generate go tool dataloaden LeadCorrectionsLoader partnergraph/market.LeadID []*partnergraph/market.LeadCorrection
//go:generate go tool dataloaden LeadStandingLoader partnergraph/market.PartnerID *partnergraph/market.LeadStanding
//go:generate go tool dataloaden LeadPreferencesLoader partnergraph/market.PartnerID *partnergraph/market.LeadPreferences

// leadLoaders load what belongs to lead.go.
type leadLoaders struct {
	Lead        *LeadLoader
	LeadContact *LeadContactLoader // nil where the viewer may not see it; logged where it is shown
	LeadOffers  *LeadOffersLoader  // those of a lead that the viewer may see
	LeadOffer   *LeadOfferLoader
	LeadStages  *LeadStagesLoader  // in their order
	LeadHistory *LeadHistoryLoader // of a lead, as far as the viewer may know
	LeadSale    *LeadSaleLoader    // nil for a lead that is not sold
	LeadsSold   *LeadReturnsLoader // nil where the viewer may not see it
	LeadsBought *LeadReturnsLoader // the same

	LeadStanding    *LeadStandingLoader    // nil where the viewer may not see it
	LeadPreferences *LeadPreferencesLoader // the same

	LeadDistribution *LeadDistributionLoader // the last of a lead; nil where there is none
	LeadCorrections  *LeadCorrectionsLoader
	LeadDuplicates   *LeadDuplicatesLoader // for the house; none for others
	LeadMerged       *LeadDuplicatesLoader // those merged into a lead that the viewer may see
}

func newLeadLoaders(ctx context.Context, s *store.Store, v market.Viewer, now func() time.Time) leadLoaders {
	return leadLoaders{
		Lead:        NewLeadLoader(LeadLoaderConfig{Fetch: batch(ctx, "lead", at(now, v, s.LeadsByID)), Wait: Wait, MaxBatch: 200}),
		LeadContact: NewLeadContactLoader(LeadContactLoaderConfig{Fetch: batch(ctx, "contact", orNone(at(now, v, s.LeadContacts))), Wait: Wait, MaxBatch: 200}),
		LeadOffers:  NewLeadOffersLoader(LeadOffersLoaderConfig{Fetch: batch(ctx, "offer", orNone(at(now, v, s.OffersOfLeads))), Wait: Wait, MaxBatch: 200}),
		LeadOffer:   NewLeadOfferLoader(LeadOfferLoaderConfig{Fetch: batch(ctx, "offer", at(now, v, s.LeadOffersByID)), Wait: Wait, MaxBatch: 200}),
		LeadStages:  NewLeadStagesLoader(LeadStagesLoaderConfig{Fetch: batch(ctx, "stage", orNone(at(now, v, s.StagesOfOffers))), Wait: Wait, MaxBatch: 200}),
		LeadHistory: NewLeadHistoryLoader(LeadHistoryLoaderConfig{Fetch: batch(ctx, "entry", orNone(withViewer(v, s.HistoryOfLeads))), Wait: Wait, MaxBatch: 200}),
		LeadSale:    NewLeadSaleLoader(LeadSaleLoaderConfig{Fetch: batch(ctx, "sale", orNone(s.LeadSales)), Wait: Wait, MaxBatch: 200}),
		LeadsSold:   NewLeadReturnsLoader(LeadReturnsLoaderConfig{Fetch: batch(ctx, "sold", orNone(at(now, v, s.SoldBy))), Wait: Wait, MaxBatch: 200}),
		LeadsBought: NewLeadReturnsLoader(LeadReturnsLoaderConfig{Fetch: batch(ctx, "bought", orNone(at(now, v, s.BoughtBy))), Wait: Wait, MaxBatch: 200}),

		LeadStanding: NewLeadStandingLoader(LeadStandingLoaderConfig{
			Fetch: batch(ctx, "standing", orNone(at(now, v, s.LeadStandings))), Wait: Wait, MaxBatch: 200}),
		LeadPreferences: NewLeadPreferencesLoader(LeadPreferencesLoaderConfig{
			Fetch: batch(ctx, "limits", orNone(at(now, v, s.LeadPreferences))), Wait: Wait, MaxBatch: 200}),

		LeadDistribution: NewLeadDistributionLoader(LeadDistributionLoaderConfig{
			Fetch: batch(ctx, "distribution", orNone(at(now, v, s.LeadDistributions))), Wait: Wait, MaxBatch: 200}),
		LeadDuplicates: NewLeadDuplicatesLoader(LeadDuplicatesLoaderConfig{
			Fetch: batch(ctx, "duplicate", orNone(withViewer(v, s.DuplicatesOfLeads))), Wait: Wait, MaxBatch: 200}),
		LeadMerged: NewLeadDuplicatesLoader(LeadDuplicatesLoaderConfig{
			Fetch: batch(ctx, "part", orNone(withViewer(v, s.MergedIntoLeads))), Wait: Wait, MaxBatch: 200}),
		LeadCorrections: NewLeadCorrectionsLoader(LeadCorrectionsLoaderConfig{
			Fetch: batch(ctx, "correction", orNone(withViewer(v, s.CorrectionsOfLeads))), Wait: Wait, MaxBatch: 200}),
	}
}

// at makes a fetch of a store method that shows a viewer how things stand when it
// is called.
func at[K comparable, V any](now func() time.Time, v market.Viewer,
	fetch func(context.Context, market.Viewer, []K, time.Time) (map[K]V, error)) func(context.Context, []K) (map[K]V, error) {
	return func(ctx context.Context, keys []K) (map[K]V, error) { return fetch(ctx, v, keys, now()) }
}
