package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
	"partnergraph/store"
)

type embed struct{ *Resolver }

var _ graph.EmbedResolver = embed{}

// Embed resolves the fields of Embed that are not plain. What the key does not let
// pages show is null, whatever they ask for.
func (r *Resolver) Embed() graph.EmbedResolver { return embed{r} }

func (q query) Embed(ctx context.Context, key string) (*market.Embed, error) {
	if !auth.LooksLikeEmbedKey(key) {
		return nil, nil
	}
	return q.Store.Embed(ctx, key)
}

func (e embed) Partner(ctx context.Context, obj *market.Embed) (*market.Partner, error) {
	if !obj.May(market.EmbedPartnerCard) {
		return nil, nil
	}
	return absent(loaders.For(ctx).Partner.Load(obj.PartnerID))
}

func (e embed) Categories(ctx context.Context, obj *market.Embed) ([]*market.Category, error) {
	if !obj.May(market.EmbedSolutions) {
		return []*market.Category{}, nil
	}
	return e.Store.EmbedCategories(ctx, auth.Viewer(ctx), &obj.EmbedKey)
}

func (e embed) Solutions(ctx context.Context, obj *market.Embed, text, category *string, first *int, after *string, last *int, before *string) (*market.Page[*market.Solution], error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil || !obj.May(market.EmbedSolutions) {
		return nil, err
	}
	with := store.With{Category: selectsOfNodes(ctx, "category"), Partner: selectsOfNodes(ctx, "partner")}
	return e.Store.EmbedSolutions(ctx, auth.Viewer(ctx), &obj.EmbedKey, market.SolutionFilter{Text: text, Category: category}, p, with)
}

func (e embed) Solution(ctx context.Context, obj *market.Embed, slug string) (*market.Solution, error) {
	if !obj.May(market.EmbedSolutions) {
		return nil, nil
	}
	with := store.With{Category: selects(ctx, "category"), Partner: selects(ctx, "partner")}
	return absent(e.Store.EmbedSolution(ctx, auth.Viewer(ctx), &obj.EmbedKey, slug, with))
}

func (e embed) Reviews(ctx context.Context, obj *market.Embed, solution *string, first *int, after *string, last *int, before *string) (*market.Page[*market.Review], error) {
	p, err := pageArgs(ctx, first, after, last, before)
	if err != nil || !obj.May(market.EmbedReviews) {
		return nil, err
	}
	if solution == nil {
		return loaders.For(ctx).PartnerReviews.Load(loaders.PartnerReviewsKey{Parent: obj.PartnerID, Page: p})
	}
	s, err := absent(e.Store.EmbedSolution(ctx, auth.Viewer(ctx), &obj.EmbedKey, *solution, store.With{}))
	if s == nil || err != nil || !obj.May(market.EmbedSolutions) {
		return nil, err
	}
	return loaders.For(ctx).SolutionReviews.Load(loaders.SolutionReviewsKey{Parent: s.ID, Page: p})
}

func (m mutation) EmbedLeadSubmit(ctx context.Context, input market.EmbedLeadSubmitInput) (*graph.EmbedLeadSubmitPayload, error) {
	page, ok := auth.PageOf(ctx)
	if !ok {
		return nil, market.Errorf(market.Forbidden, "embedLeadSubmit is for the form of a widget: send the trusted document with the parameter embedKey, from a page of the key's sites. Others send leadSubmit.")
	}
	took, err := m.Forms.Took(input.Token, page, m.Now())
	if err != nil {
		errs, err := mend(err)
		return &graph.EmbedLeadSubmitPayload{UserErrors: errs}, err
	}
	lead, err := m.Store.SubmitEmbedLead(ctx, auth.Viewer(ctx), page.Key, page.Site, input, took, m.Now())
	errs, err := mend(err)
	payload := &graph.EmbedLeadSubmitPayload{UserErrors: errs}
	if lead != nil {
		payload.Number = &lead.Number
	}
	return payload, err
}
