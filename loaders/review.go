package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden ReviewLoader partnergraph/market.ReviewID *partnergraph/market.Review
//go:generate go tool dataloaden PartnerReviewsLoader partnergraph/loaders.PartnerReviewsKey *partnergraph/market.ReviewConnection
//go:generate go tool dataloaden SolutionReviewsLoader partnergraph/loaders.SolutionReviewsKey *partnergraph/market.ReviewConnection

// The keys of the connections of reviews.
type (
	PartnerReviewsKey  = pageKey[market.PartnerID, struct{}]  // a page of the reviews of a partner and its solutions
	SolutionReviewsKey = pageKey[market.SolutionID, struct{}] // a page of a solution's reviews
)

// reviewLoaders load what belongs to review.go.
type reviewLoaders struct {
	Review          *ReviewLoader
	PartnerReviews  *PartnerReviewsLoader
	SolutionReviews *SolutionReviewsLoader
}

func newReviewLoaders(ctx context.Context, s *store.Store, v market.Viewer) reviewLoaders {
	return reviewLoaders{
		Review:          NewReviewLoader(ReviewLoaderConfig{Fetch: batch(ctx, "review", s.ReviewsByID), Wait: Wait, MaxBatch: 200}),
		PartnerReviews:  NewPartnerReviewsLoader(PartnerReviewsLoaderConfig{Fetch: batch(ctx, "partner", pages(unordered(s.PartnerReviews))), Wait: Wait, MaxBatch: 200}),
		SolutionReviews: NewSolutionReviewsLoader(SolutionReviewsLoaderConfig{Fetch: batch(ctx, "solution", pages(unordered(s.SolutionReviews))), Wait: Wait, MaxBatch: 200}),
	}
}
