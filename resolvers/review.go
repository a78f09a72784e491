package resolvers

import (
	"context"

	"partnergraph/graph"
	"partnergraph/market"
)

type review struct{ *Resolver }

var _ graph.ReviewResolver = review{}

// Review resolves the fields of Review that are not plain.
func (r *Resolver) Review() graph.ReviewResolver { return review{r} }

func (m mutation) ReviewCreate(ctx context.Context, input market.ReviewCreateInput) (*graph.ReviewCreatePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) ReviewReply(ctx context.Context, input market.ReviewReplyInput) (*graph.ReviewReplyPayload, error) {
	return nil, errUnbuilt
}

func (r review) Author(ctx context.Context, obj *market.Review) (*market.Person, error) {
	return nil, errUnbuilt
}

func (r review) Organization(ctx context.Context, obj *market.Review) (*market.Organization, error) {
	return nil, errUnbuilt
}

func (r review) Partner(ctx context.Context, obj *market.Review) (*market.Partner, error) {
	return nil, errUnbuilt
}

func (r review) Solution(ctx context.Context, obj *market.Review) (*market.Solution, error) {
	return nil, errUnbuilt
}

func (p partner) Reviews(ctx context.Context, obj *market.Partner, first *int, after *string, last *int, before *string) (*market.Page[*market.Review], error) {
	return nil, errUnbuilt
}

func (s solution) Reviews(ctx context.Context, obj *market.Solution, first *int, after *string, last *int, before *string) (*market.Page[*market.Review], error) {
	return nil, errUnbuilt
}
