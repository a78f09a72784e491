package resolvers

import (
	"context"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type embedKey struct{ *Resolver }

var _ graph.EmbedKeyResolver = embedKey{}

// EmbedKey resolves the fields of EmbedKey that are not plain.
func (r *Resolver) EmbedKey() graph.EmbedKeyResolver { return embedKey{r} }

func (k embedKey) Partner(ctx context.Context, obj *market.EmbedKey) (*market.Partner, error) {
	return loaders.For(ctx).Partner.Load(obj.PartnerID)
}

func (k embedKey) Category(ctx context.Context, obj *market.EmbedKey) (*market.Category, error) {
	if obj.CategoryID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Category.Load(*obj.CategoryID)
}

func (k embedKey) Usage(ctx context.Context, obj *market.EmbedKey) ([]*market.EmbedUsage, error) {
	return loaders.For(ctx).EmbedUsage.Load(obj.ID)
}

func (p partner) EmbedKeys(ctx context.Context, obj *market.Partner) ([]*market.EmbedKey, error) {
	return p.Store.EmbedKeysOf(ctx, auth.Viewer(ctx), obj.ID)
}

func (m mutation) EmbedKeyCreate(ctx context.Context, input market.EmbedKeyCreateInput) (*graph.EmbedKeyCreatePayload, error) {
	key, err := m.Store.CreateEmbedKey(ctx, auth.Viewer(ctx), input, auth.NewEmbedKey(), m.Now())
	errs, err := mend(err)
	return &graph.EmbedKeyCreatePayload{EmbedKey: key, UserErrors: errs}, err
}

func (m mutation) EmbedKeyUpdate(ctx context.Context, input market.EmbedKeyUpdateInput) (*graph.EmbedKeyUpdatePayload, error) {
	input.Cleared = nulls(ctx)
	key, err := m.Store.UpdateEmbedKey(ctx, auth.Viewer(ctx), input)
	errs, err := mend(err)
	return &graph.EmbedKeyUpdatePayload{EmbedKey: key, UserErrors: errs}, err
}

func (m mutation) EmbedKeyRevoke(ctx context.Context, input market.EmbedKeyRevokeInput) (*graph.EmbedKeyRevokePayload, error) {
	key, err := m.Store.RevokeEmbedKey(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	return &graph.EmbedKeyRevokePayload{EmbedKey: key, UserErrors: errs}, err
}
