package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type review struct{ *Resolver }

var _ graph.ReviewResolver = review{}

// Review resolves the fields of Review that are not plain.
func (r *Resolver) Review() graph.ReviewResolver { return review{r} }

func (m mutation) ReviewCreate(ctx context.Context, input market.ReviewCreateInput) (*graph.ReviewCreatePayload, error) {
	review, err := m.Store.CreateReview(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.ReviewCreatePayload{Review: review, UserErrors: errs}, err
}

func (m mutation) ReviewReply(ctx context.Context, input market.ReviewReplyInput) (*graph.ReviewReplyPayload, error) {
	review, err := m.Store.AnswerReview(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.ReviewReplyPayload{Review: review, UserErrors: errs}, err
}

func (r review) Author(ctx context.Context, obj *market.Review) (*market.Person, error) {
	return loaders.For(ctx).Person.Load(obj.AuthorID)
}

func (r review) Organization(ctx context.Context, obj *market.Review) (*market.Organization, error) {
	if obj.OrganizationID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Organization.Load(*obj.OrganizationID)
}

func (r review) Partner(ctx context.Context, obj *market.Review) (*market.Partner, error) {
	return loaders.For(ctx).Partner.Load(obj.PartnerID)
}

func (r review) Solution(ctx context.Context, obj *market.Review) (*market.Solution, error) {
	if obj.SolutionID == nil {
		return nil, nil
	}
	return absent(loaders.For(ctx).Solution.Load(*obj.SolutionID))
}

func (p partner) Reviews(ctx context.Context, obj *market.Partner, first *int, after *string, last *int, before *string) (*market.Page[*market.Review], error) {
	args, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return loaders.For(ctx).PartnerReviews.Load(loaders.PartnerReviewsKey{Parent: obj.ID, Page: args})
}

func (s solution) Reviews(ctx context.Context, obj *market.Solution, first *int, after *string, last *int, before *string) (*market.Page[*market.Review], error) {
	args, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	return loaders.For(ctx).SolutionReviews.Load(loaders.SolutionReviewsKey{Parent: obj.ID, Page: args})
}
