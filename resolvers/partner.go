package resolvers

import (
	"context"
	"errors"
	"slices"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
	"partnergraph/store"
)

type partner struct{ *Resolver }

var _ graph.PartnerResolver = partner{}

// Partner resolves the fields of Partner that are not plain.
func (r *Resolver) Partner() graph.PartnerResolver { return partner{r} }

func (q query) Partner(ctx context.Context, by market.PartnerBy) (*market.Partner, error) {
	return absent(q.Store.Partner(ctx, auth.Viewer(ctx), by))
}

func (q query) Partners(ctx context.Context, filter *market.PartnerFilter, orderBy market.PartnerOrder, first *int, after *string, last *int, before *string) (*market.Page[*market.Partner], error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return q.Store.Partners(ctx, auth.Viewer(ctx), given(filter), orderBy, p)
}

// given is an optional argument; left out, it is empty.
func given[T any](arg *T) (v T) {
	if arg != nil {
		v = *arg
	}
	return v
}

func (q query) Levels(ctx context.Context) ([]*market.Level, error) {
	return q.Store.Levels(ctx)
}

func (q query) Industries(ctx context.Context) ([]*market.Industry, error) {
	return q.Store.Industries(ctx, auth.Viewer(ctx))
}

func (m mutation) PartnerApply(ctx context.Context, input market.PartnerApplyInput) (*graph.PartnerApplyPayload, error) {
	partner, err := m.Store.ApplyPartner(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.PartnerApplyPayload{Partner: partner, UserErrors: errs}, err
}

func (m mutation) PartnerApprove(ctx context.Context, input market.PartnerApproveInput) (*graph.PartnerApprovePayload, error) {
	partner, err := m.Store.ApprovePartner(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.PartnerApprovePayload{Partner: partner, UserErrors: errs}, err
}

func (m mutation) PartnerReject(ctx context.Context, input market.PartnerRejectInput) (*graph.PartnerRejectPayload, error) {
	partner, err := m.Store.RejectPartner(ctx, auth.Viewer(ctx), input)
	errs, err := mend(err)
	return &graph.PartnerRejectPayload{Partner: partner, UserErrors: errs}, err
}

func (m mutation) PartnerUpdate(ctx context.Context, input market.PartnerUpdateInput) (*graph.PartnerUpdatePayload, error) {
	input.Cleared = nulls(ctx)
	partner, err := m.Store.UpdatePartner(ctx, auth.Viewer(ctx), input)
	errs, err := mend(err)
	return &graph.PartnerUpdatePayload{Partner: partner, UserErrors: errs}, err
}

type partnerEdge struct{ *Resolver }

var _ graph.PartnerEdgeResolver = partnerEdge{}

// PartnerEdge resolves the fields of PartnerEdge that are not plain.
func (r *Resolver) PartnerEdge() graph.PartnerEdgeResolver { return partnerEdge{r} }

func (e partnerEdge) DistanceKm(_ context.Context, obj *market.PartnerEdge) (*float64, error) {
	return obj.Node.DistanceKm, nil
}

func (p partner) Description(ctx context.Context, obj *market.Partner) (string, error) {
	return loaders.For(ctx).PartnerDescription.Load(obj.ID)
}

func (p partner) Industries(ctx context.Context, obj *market.Partner) ([]*market.Industry, error) {
	return industries(ctx, obj.IndustryCodes)
}

// industries are the industries of the codes, by name.
func industries(ctx context.Context, codes []string) ([]*market.Industry, error) {
	items, errs := loaders.For(ctx).Industry.LoadAll(codes)
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	slices.SortFunc(items, func(a, b *market.Industry) int { return a.Rank - b.Rank })
	return items, nil
}

func (p partner) Original(ctx context.Context, obj *market.Partner) (*market.PartnerText, error) {
	texts, err := loaders.For(ctx).PartnerTexts.Load(obj.ID)
	if err != nil {
		return nil, err
	}
	return texts[0], nil // whoever has texts has an original
}

func (p partner) Texts(ctx context.Context, obj *market.Partner) ([]*market.PartnerText, error) {
	return loaders.For(ctx).PartnerTexts.Load(obj.ID)
}

func (p partner) Organization(ctx context.Context, obj *market.Partner) (*market.Organization, error) {
	return loaders.For(ctx).Organization.Load(obj.OrganizationID)
}

func (p partner) LeadAddedCursor(ctx context.Context, obj *market.Partner) (*string, error) {
	if auth.Viewer(ctx).Partner != obj.ID {
		return nil, nil
	}
	cursor := placeOf(ctx).Cursor(store.LeadTopic)
	return &cursor, nil
}

func (p partner) Solutions(ctx context.Context, obj *market.Partner, orderBy market.SolutionOrder, first *int, after *string, last *int, before *string) (*market.Page[*market.Solution], error) {
	page, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return loaders.For(ctx).PartnerSolutions.Load(loaders.PartnerSolutionsKey{Parent: obj.ID, Order: orderBy, Page: page})
}
