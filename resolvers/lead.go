package resolvers

import (
	"context"

	"partnergraph/graph"
	"partnergraph/market"
)

type lead struct{ *Resolver }

var _ graph.LeadResolver = lead{}

// Lead resolves the fields of Lead that are not plain.
func (r *Resolver) Lead() graph.LeadResolver { return lead{r} }

type leadOffer struct{ *Resolver }

var _ graph.LeadOfferResolver = leadOffer{}

// LeadOffer resolves the fields of LeadOffer that are not plain.
func (r *Resolver) LeadOffer() graph.LeadOfferResolver { return leadOffer{r} }

func (l lead) Industry(ctx context.Context, obj *market.Lead) (*market.Industry, error) {
	return nil, errUnbuilt
}

func (l lead) Contact(ctx context.Context, obj *market.Lead) (*market.LeadContact, error) {
	return nil, errUnbuilt
}

func (l lead) Offers(ctx context.Context, obj *market.Lead) ([]*market.LeadOffer, error) {
	return nil, errUnbuilt
}

func (l lead) Partner(ctx context.Context, obj *market.Lead) (*market.Partner, error) {
	return nil, errUnbuilt
}

func (l lead) Organization(ctx context.Context, obj *market.Lead) (*market.Organization, error) {
	return nil, errUnbuilt
}

func (l leadOffer) Lead(ctx context.Context, obj *market.LeadOffer) (*market.Lead, error) {
	return nil, errUnbuilt
}

func (l leadOffer) Partner(ctx context.Context, obj *market.LeadOffer) (*market.Partner, error) {
	return nil, errUnbuilt
}

func (m mutation) LeadSubmit(ctx context.Context, input market.LeadSubmitInput) (*graph.LeadSubmitPayload, error) {
	return nil, errUnbuilt
}

func (m mutation) LeadOffer(ctx context.Context, input market.LeadOfferInput) (*graph.LeadOfferPayload, error) {
	return nil, errUnbuilt
}

func (m mutation) LeadAccept(ctx context.Context, input market.LeadAcceptInput) (*graph.LeadAcceptPayload, error) {
	return nil, errUnbuilt
}

func (m mutation) LeadDecline(ctx context.Context, input market.LeadDeclineInput) (*graph.LeadDeclinePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) LeadAdvance(ctx context.Context, input market.LeadAdvanceInput) (*graph.LeadAdvancePayload, error) {
	return nil, errUnbuilt
}

func (q query) Lead(ctx context.Context, id market.NodeID) (*market.Lead, error) {
	return nil, errUnbuilt
}

func (q query) Leads(ctx context.Context, filter *market.LeadFilter, first *int, after *string, last *int, before *string) (*market.Page[*market.Lead], error) {
	return nil, errUnbuilt
}

func (s subscription) LeadAdded(ctx context.Context, partnerID market.NodeID, after *string) (<-chan *market.LeadAddedEvent, error) {
	return nil, errUnbuilt
}
