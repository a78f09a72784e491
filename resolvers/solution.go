package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
	"partnergraph/store"
)

type solution struct{ *Resolver }

var _ graph.SolutionResolver = solution{}

// Solution resolves the fields of Solution that are not plain.
func (r *Resolver) Solution() graph.SolutionResolver { return solution{r} }

type solutionDraft struct{ *Resolver }

var _ graph.SolutionDraftResolver = solutionDraft{}

// SolutionDraft resolves the fields of SolutionDraft that are not plain.
func (r *Resolver) SolutionDraft() graph.SolutionDraftResolver { return solutionDraft{r} }

func (q query) Solution(ctx context.Context, by market.SolutionBy) (*market.Solution, error) {
	with := store.With{Category: selects(ctx, "category"), Partner: selects(ctx, "partner")}
	return absent(q.Store.Solution(ctx, auth.Viewer(ctx), by, with))
}

func (q query) Solutions(ctx context.Context, filter *market.SolutionFilter, orderBy market.SolutionOrder, first *int, after *string, last *int, before *string) (*market.Page[*market.Solution], error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil {
		return nil, err
	}
	with := store.With{Category: selectsOfNodes(ctx, "category"), Partner: selectsOfNodes(ctx, "partner")}
	return q.Store.Solutions(ctx, auth.Viewer(ctx), given(filter), orderBy, p, with)
}

// selectsOfNodes reports whether the connection being resolved selects a field of
// its nodes.
func selectsOfNodes(ctx context.Context, field string) bool {
	return selects(ctx, "nodes", field) || selects(ctx, "edges", "node", field)
}

func (m mutation) SolutionCreate(ctx context.Context, input market.SolutionCreateInput) (*graph.SolutionCreatePayload, error) {
	solution, err := m.Store.CreateSolution(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.SolutionCreatePayload{Solution: solution, UserErrors: errs}, err
}

func (m mutation) SolutionUpdate(ctx context.Context, input market.SolutionUpdateInput) (*graph.SolutionUpdatePayload, error) {
	input.Cleared = nulls(ctx)
	solution, err := m.Store.UpdateSolution(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.SolutionUpdatePayload{Solution: solution, UserErrors: errs}, err
}

func (m mutation) SolutionSubmit(ctx context.Context, input market.SolutionSubmitInput) (*graph.SolutionSubmitPayload, error) {
	solution, err := m.Store.SubmitSolution(ctx, auth.Viewer(ctx), input)
	errs, err := mend(err)
	return &graph.SolutionSubmitPayload{Solution: solution, UserErrors: errs}, err
}

func (m mutation) SolutionPublish(ctx context.Context, input market.SolutionPublishInput) (*graph.SolutionPublishPayload, error) {
	solution, err := m.Store.PublishSolution(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.SolutionPublishPayload{Solution: solution, UserErrors: errs}, err
}

func (s solution) Description(ctx context.Context, obj *market.Solution) (string, error) {
	return loaders.For(ctx).SolutionDescription.Load(obj.ID)
}

func (s solution) Original(ctx context.Context, obj *market.Solution) (*market.SolutionText, error) {
	texts, err := loaders.For(ctx).SolutionTexts.Load(obj.ID)
	if err != nil {
		return nil, err
	}
	return texts[0], nil // whoever has texts has an original
}

func (s solution) Texts(ctx context.Context, obj *market.Solution) ([]*market.SolutionText, error) {
	return loaders.For(ctx).SolutionTexts.Load(obj.ID)
}

func (s solution) Category(ctx context.Context, obj *market.Solution) (*market.Category, error) {
	if obj.Category != nil {
		return obj.Category, nil
	}
	return loaders.For(ctx).Category.Load(obj.CategoryID)
}

func (s solution) Partner(ctx context.Context, obj *market.Solution) (*market.Partner, error) {
	if obj.Partner != nil {
		return obj.Partner, nil
	}
	return loaders.For(ctx).Partner.Load(obj.PartnerID)
}

func (s solution) Industries(ctx context.Context, obj *market.Solution) ([]*market.Industry, error) {
	return industries(ctx, obj.IndustryCodes)
}

func (s solution) Draft(ctx context.Context, obj *market.Solution) (*market.SolutionDraft, error) {
	return loaders.For(ctx).SolutionDraft.Load(obj.ID)
}

func (s solutionDraft) Industries(ctx context.Context, obj *market.SolutionDraft) ([]*market.Industry, error) {
	return industries(ctx, obj.IndustryCodes)
}

func (s solutionDraft) Category(ctx context.Context, obj *market.SolutionDraft) (*market.Category, error) {
	return loaders.For(ctx).Category.Load(obj.CategoryID)
}
