package resolvers

import (
	"context"

	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type leadHistoryEntry struct{ *Resolver }

var _ graph.LeadHistoryEntryResolver = leadHistoryEntry{}

// LeadHistoryEntry resolves the fields of LeadHistoryEntry that are not plain.
func (r *Resolver) LeadHistoryEntry() graph.LeadHistoryEntryResolver { return leadHistoryEntry{r} }

func (l leadHistoryEntry) Person(ctx context.Context, obj *market.LeadHistoryEntry) (*market.Person, error) {
	if obj.PersonID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Person.Load(*obj.PersonID)
}

func (l leadHistoryEntry) Partner(ctx context.Context, obj *market.LeadHistoryEntry) (*market.Partner, error) {
	if obj.PartnerID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Partner.Load(*obj.PartnerID)
}

type leadCorrection struct{ *Resolver }

var _ graph.LeadCorrectionResolver = leadCorrection{}

// LeadCorrection resolves the fields of LeadCorrection that are not plain.
func (r *Resolver) LeadCorrection() graph.LeadCorrectionResolver { return leadCorrection{r} }

func (l leadCorrection) Person(ctx context.Context, obj *market.LeadCorrection) (*market.Person, error) {
	if obj.PersonID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Person.Load(*obj.PersonID)
}

func (l lead) Corrections(ctx context.Context, obj *market.Lead) ([]*market.LeadCorrection, error) {
	return loaders.For(ctx).LeadCorrections.Load(obj.ID)
}
