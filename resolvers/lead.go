package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
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

func (q query) Lead(ctx context.Context, id market.NodeID) (*market.Lead, error) {
	if id.Kind != market.LeadNode {
		return nil, nil
	}
	return absent(q.Store.Lead(ctx, auth.Viewer(ctx), market.LeadID(id.UUID), q.Now()))
}

func (q query) Leads(ctx context.Context, filter *market.LeadFilter, first *int, after *string, last *int, before *string) (*market.Page[*market.Lead], error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return q.Store.Leads(ctx, auth.Viewer(ctx), given(filter), p, q.Now())
}

func (m mutation) LeadSubmit(ctx context.Context, input market.LeadSubmitInput) (*graph.LeadSubmitPayload, error) {
	lead, err := m.Store.SubmitLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	payload := &graph.LeadSubmitPayload{UserErrors: errs}
	if lead != nil {
		payload.Number = &lead.Number
		if lead.ID != "" { // nobody gets the number only
			payload.Lead = lead
		}
	}
	return payload, err
}

func (m mutation) LeadOffer(ctx context.Context, input market.LeadOfferInput) (*graph.LeadOfferPayload, error) {
	lead, err := m.Store.OfferLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadOfferPayload{Lead: lead, UserErrors: errs}, err
}

func (m mutation) LeadAccept(ctx context.Context, input market.LeadAcceptInput) (*graph.LeadAcceptPayload, error) {
	offer, err := m.Store.AcceptLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadAcceptPayload{Offer: offer, UserErrors: errs}, err
}

func (m mutation) LeadDecline(ctx context.Context, input market.LeadDeclineInput) (*graph.LeadDeclinePayload, error) {
	offer, err := m.Store.DeclineLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadDeclinePayload{Offer: offer, UserErrors: errs}, err
}

func (m mutation) LeadAdvance(ctx context.Context, input market.LeadAdvanceInput) (*graph.LeadAdvancePayload, error) {
	offer, err := m.Store.AdvanceLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadAdvancePayload{Offer: offer, UserErrors: errs}, err
}

func (m mutation) LeadErase(ctx context.Context, input market.LeadEraseInput) (*graph.LeadErasePayload, error) {
	lead, err := m.Store.EraseLead(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.LeadErasePayload{Lead: lead, UserErrors: errs}, err
}

func (l lead) Industry(ctx context.Context, obj *market.Lead) (*market.Industry, error) {
	if obj.IndustryCode == nil {
		return nil, nil
	}
	return loaders.For(ctx).Industry.Load(*obj.IndustryCode)
}

func (l lead) Contact(ctx context.Context, obj *market.Lead) (*market.LeadContact, error) {
	if !obj.IsContactOpen {
		return nil, nil
	}
	return loaders.For(ctx).LeadContact.Load(obj.ID)
}

func (l lead) Offers(ctx context.Context, obj *market.Lead) ([]*market.LeadOffer, error) {
	return loaders.For(ctx).LeadOffers.Load(obj.ID)
}

func (l lead) Partner(ctx context.Context, obj *market.Lead) (*market.Partner, error) {
	if obj.PartnerID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Partner.Load(*obj.PartnerID)
}

func (l lead) Organization(ctx context.Context, obj *market.Lead) (*market.Organization, error) {
	if obj.OrganizationID == nil || !obj.IsContactOpen {
		return nil, nil
	}
	return loaders.For(ctx).Organization.Load(*obj.OrganizationID)
}

func (l lead) History(ctx context.Context, obj *market.Lead) ([]*market.LeadHistoryEntry, error) {
	return loaders.For(ctx).LeadHistory.Load(obj.ID)
}

func (l leadOffer) Lead(ctx context.Context, obj *market.LeadOffer) (*market.Lead, error) {
	return loaders.For(ctx).Lead.Load(obj.LeadID)
}

func (l leadOffer) Partner(ctx context.Context, obj *market.LeadOffer) (*market.Partner, error) {
	return loaders.For(ctx).Partner.Load(obj.PartnerID)
}

func (l leadOffer) Stages(ctx context.Context, obj *market.LeadOffer) ([]*market.LeadStageTime, error) {
	return loaders.For(ctx).LeadStages.Load(obj.ID)
}
