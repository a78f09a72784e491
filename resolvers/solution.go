package resolvers

import (
	"context"

	"partnergraph/graph"
	"partnergraph/market"
)

type category struct{ *Resolver }

var _ graph.CategoryResolver = category{}

// Category resolves the fields of Category that are not plain.
func (r *Resolver) Category() graph.CategoryResolver { return category{r} }

type solution struct{ *Resolver }

var _ graph.SolutionResolver = solution{}

// Solution resolves the fields of Solution that are not plain.
func (r *Resolver) Solution() graph.SolutionResolver { return solution{r} }

type solutionDraft struct{ *Resolver }

var _ graph.SolutionDraftResolver = solutionDraft{}

// SolutionDraft resolves the fields of SolutionDraft that are not plain.
func (r *Resolver) SolutionDraft() graph.SolutionDraftResolver { return solutionDraft{r} }

func (c category) Parent(ctx context.Context, obj *market.Category) (*market.Category, error) {
	return nil, errUnbuilt
}

func (c category) Children(ctx context.Context, obj *market.Category) ([]*market.Category, error) {
	return nil, errUnbuilt
}

func (m mutation) SolutionCreate(ctx context.Context, input market.SolutionCreateInput) (*graph.SolutionCreatePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) SolutionUpdate(ctx context.Context, input market.SolutionUpdateInput) (*graph.SolutionUpdatePayload, error) {
	return nil, errUnbuilt
}

func (m mutation) SolutionSubmit(ctx context.Context, input market.SolutionSubmitInput) (*graph.SolutionSubmitPayload, error) {
	return nil, errUnbuilt
}

func (m mutation) SolutionPublish(ctx context.Context, input market.SolutionPublishInput) (*graph.SolutionPublishPayload, error) {
	return nil, errUnbuilt
}

func (q query) Solution(ctx context.Context, by market.SolutionBy) (*market.Solution, error) {
	return nil, errUnbuilt
}

func (q query) Solutions(ctx context.Context, filter *market.SolutionFilter, orderBy market.SolutionOrder, first *int, after *string, last *int, before *string) (*market.Page[*market.Solution], error) {
	return nil, errUnbuilt
}

func (q query) Categories(ctx context.Context) ([]*market.Category, error) {
	return nil, errUnbuilt
}

func (s solution) Original(ctx context.Context, obj *market.Solution) (*market.SolutionText, error) {
	return nil, errUnbuilt
}

func (s solution) Texts(ctx context.Context, obj *market.Solution) ([]*market.SolutionText, error) {
	return nil, errUnbuilt
}

func (s solution) Category(ctx context.Context, obj *market.Solution) (*market.Category, error) {
	return nil, errUnbuilt
}

func (s solution) Partner(ctx context.Context, obj *market.Solution) (*market.Partner, error) {
	return nil, errUnbuilt
}

func (s solution) Industries(ctx context.Context, obj *market.Solution) ([]*market.Industry, error) {
	return nil, errUnbuilt
}

func (s solution) Plans(ctx context.Context, obj *market.Solution) ([]*market.Plan, error) {
	return nil, errUnbuilt
}

func (s solution) Draft(ctx context.Context, obj *market.Solution) (*market.SolutionDraft, error) {
	return nil, errUnbuilt
}

func (s solutionDraft) Category(ctx context.Context, obj *market.SolutionDraft) (*market.Category, error) {
	return nil, errUnbuilt
}
