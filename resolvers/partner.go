package resolvers

import (
	"context"

	"partnergraph/graph"
	"partnergraph/market"
)

type partner struct{ *Resolver }

var _ graph.PartnerResolver = partner{}

// Partner resolves the fields of Partner that are not plain.
func (r *Resolver) Partner() graph.PartnerResolver { return partner{r} }

func (m mutation) PartnerApply(ctx context.Context, input market.PartnerApplyInput) (*graph.PartnerApplyPayload, error) {
	return nil, errUnbuilt
}

func (m mutation) PartnerApprove(ctx context.Context, input market.PartnerApproveInput) (*graph.PartnerApprovePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) PartnerReject(ctx context.Context, input market.PartnerRejectInput) (*graph.PartnerRejectPayload, error) {
	return nil, errUnbuilt
}

func (m mutation) PartnerUpdate(ctx context.Context, input market.PartnerUpdateInput) (*graph.PartnerUpdatePayload, error) {
	return nil, errUnbuilt
}

func (p partner) Industries(ctx context.Context, obj *market.Partner) ([]*market.Industry, error) {
	return nil, errUnbuilt
}

func (p partner) Original(ctx context.Context, obj *market.Partner) (*market.PartnerText, error) {
	return nil, errUnbuilt
}

func (p partner) Texts(ctx context.Context, obj *market.Partner) ([]*market.PartnerText, error) {
	return nil, errUnbuilt
}

func (p partner) Solutions(ctx context.Context, obj *market.Partner, orderBy market.SolutionOrder, first *int, after *string, last *int, before *string) (*market.Page[*market.Solution], error) {
	return nil, errUnbuilt
}

func (p partner) Organization(ctx context.Context, obj *market.Partner) (*market.Organization, error) {
	return nil, errUnbuilt
}

func (q query) Partner(ctx context.Context, by market.PartnerBy) (*market.Partner, error) {
	return nil, errUnbuilt
}

func (q query) Partners(ctx context.Context, filter *market.PartnerFilter, orderBy market.PartnerOrder, first *int, after *string, last *int, before *string) (*market.Page[*market.Partner], error) {
	return nil, errUnbuilt
}

func (q query) Levels(ctx context.Context) ([]*market.Level, error) {
	return nil, errUnbuilt
}

func (q query) Industries(ctx context.Context) ([]*market.Industry, error) {
	return nil, errUnbuilt
}
