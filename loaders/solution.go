package loaders

import (
	"context"

	"partnergraph/market"
	"partnergraph/store"
)

//go:generate go tool dataloaden SolutionLoader partnergraph/market.SolutionID *partnergraph/market.Solution
//go:generate go tool dataloaden SolutionTextsLoader partnergraph/market.SolutionID []*partnergraph/market.SolutionText
//go:generate go tool dataloaden SolutionDescriptionLoader partnergraph/market.SolutionID string
//go:generate go tool dataloaden SolutionDraftLoader partnergraph/market.SolutionID *partnergraph/market.SolutionDraft
//go:generate go tool dataloaden PartnerSolutionsLoader partnergraph/loaders.PartnerSolutionsKey *partnergraph/market.SolutionConnection
//go:generate go tool dataloaden CategoryLoader partnergraph/market.CategoryID *partnergraph/market.Category
//go:generate go tool dataloaden CategoryChildrenLoader partnergraph/market.CategoryID []*partnergraph/market.Category

// PartnerSolutionsKey asks for a page of a partner's solutions.
type PartnerSolutionsKey = pageKey[market.PartnerID, market.SolutionOrder]

// solutionLoaders load what belongs to solution.go.
type solutionLoaders struct {
	Solution            *SolutionLoader
	SolutionTexts       *SolutionTextsLoader
	SolutionDescription *SolutionDescriptionLoader
	SolutionDraft       *SolutionDraftLoader // nil where there is none for the viewer
	PartnerSolutions    *PartnerSolutionsLoader
	Category            *CategoryLoader
	CategoryChildren    *CategoryChildrenLoader
}

func newSolutionLoaders(ctx context.Context, s *store.Store, v market.Viewer) solutionLoaders {
	solutions := func(ctx context.Context, partners []market.PartnerID, by market.SolutionOrder, p market.PageArgs) (map[market.PartnerID]*market.SolutionConnection, error) {
		return s.PartnerSolutions(ctx, v, partners, by, p)
	}
	return solutionLoaders{
		Solution:            NewSolutionLoader(SolutionLoaderConfig{Fetch: batch(ctx, "solution", withViewer(v, s.SolutionsByID)), Wait: Wait, MaxBatch: 200}),
		SolutionTexts:       NewSolutionTextsLoader(SolutionTextsLoaderConfig{Fetch: batch(ctx, "solution", withViewer(v, s.SolutionTexts)), Wait: Wait, MaxBatch: 200}),
		SolutionDescription: NewSolutionDescriptionLoader(SolutionDescriptionLoaderConfig{Fetch: batch(ctx, "solution", withViewer(v, s.SolutionDescriptions)), Wait: Wait, MaxBatch: 200}),
		SolutionDraft:       NewSolutionDraftLoader(SolutionDraftLoaderConfig{Fetch: batch(ctx, "draft", orNone(withViewer(v, s.SolutionDrafts))), Wait: Wait, MaxBatch: 200}),
		PartnerSolutions:    NewPartnerSolutionsLoader(PartnerSolutionsLoaderConfig{Fetch: batch(ctx, "partner", pages(solutions)), Wait: Wait, MaxBatch: 200}),
		Category:            NewCategoryLoader(CategoryLoaderConfig{Fetch: batch(ctx, "category", withViewer(v, s.CategoriesByID)), Wait: Wait, MaxBatch: 200}),
		CategoryChildren:    NewCategoryChildrenLoader(CategoryChildrenLoaderConfig{Fetch: batch(ctx, "category", orNone(withViewer(v, s.CategoryChildren))), Wait: Wait, MaxBatch: 200}),
	}
}
