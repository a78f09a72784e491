package store

import (
	"context"
	"errors"
	"strconv"
	"time"

	"partnergraph/market"
)

// maxEmbedKeys is how many keys of a partner are listed.
const maxEmbedKeys = 100

const embedKeyColumns = `k.id, k.partner_id, k.key, k.label, k.origins, k.created_at, k.revoked_at, k.shows, k.is_own_only, k.category_id,
	k.scheme AS "theme.scheme", k.accent AS "theme.accent", k.radius AS "theme.radius", k.daily_reads, k.daily_leads`

// visibleEmbedKey keeps the keys k that the viewer may see: those of the partner acted
// for, for who may change its profile.
func visibleEmbedKey(c *conditions, v market.Viewer) {
	v = v.In(market.PartnersRead)
	if v.Partner == "" || !v.Is(market.Audience(market.Owner), market.Audience(market.Manager), market.Audience(market.Editor)) {
		c.add(`false`)
		return
	}
	c.add(`k.partner_id = $?`, v.Partner)
}

// EmbedKeysByID are the keys with the ids that the viewer may see.
func (s *Store) EmbedKeysByID(ctx context.Context, v market.Viewer, ids []market.EmbedKeyID) (map[market.EmbedKeyID]*market.EmbedKey, error) {
	c := conditions{}
	c.add(`k.id = ANY($?::uuid[])`, ids)
	visibleEmbedKey(&c, v)
	keys, err := all[market.EmbedKey](ctx, s, `SELECT `+embedKeyColumns+` FROM embed_key k WHERE `+c.sql(), c.args...)
	return byKey(keys, func(k *market.EmbedKey) market.EmbedKeyID { return k.ID }), err
}

// EmbedKeysOf are the keys of a partner, those in force first, then newest first, at
// most 100. It is nil unless the viewer acts for the partner and may see them.
func (s *Store) EmbedKeysOf(ctx context.Context, v market.Viewer, partner market.PartnerID) ([]*market.EmbedKey, error) {
	if v.Partner != partner {
		return nil, nil
	}
	c := conditions{}
	visibleEmbedKey(&c, v)
	return all[market.EmbedKey](ctx, s, `
		SELECT `+embedKeyColumns+` FROM embed_key k
		WHERE `+c.sql()+`
		ORDER BY k.revoked_at IS NOT NULL, k.created_at DESC, k.id DESC
		LIMIT `+strconv.Itoa(maxEmbedKeys), c.args...)
}

// CreateEmbedKey makes a key of the partner acted for, with the text key. It fails as
// market.EmbedKeyCreateInput.EmbedKey does, and with NotFound without a profile.
func (s *Store) CreateEmbedKey(ctx context.Context, v market.Viewer, in market.EmbedKeyCreateInput, key string, now time.Time) (*market.EmbedKey, error) {
	return inTx(ctx, s, func(s *Store) (*market.EmbedKey, error) {
		p, err := s.lockPartner(ctx, v, `p.organization_id = $?`, v.Organization)
		if err != nil {
			return nil, noProfile(err)
		}
		has, err := one[market.EmbedKeyCounts](ctx, s, `
			SELECT count(*) FILTER (WHERE revoked_at IS NULL) AS live, count(*) FILTER (WHERE created_at > $2) AS today
			FROM embed_key WHERE partner_id = $1`, p.ID, now.Add(-24*time.Hour))
		if err != nil {
			return nil, err
		}
		categories, err := s.categoryIDs(ctx)
		if err != nil {
			return nil, err
		}
		k, err := in.EmbedKey(*has, categories, now)
		if err != nil {
			return nil, err
		}
		return one[market.EmbedKey](ctx, s, `
			INSERT INTO embed_key AS k (id, partner_id, key, label, origins, created_by, created_at,
				shows, is_own_only, category_id, scheme, accent, radius, daily_reads, daily_leads)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
			RETURNING `+embedKeyColumns, newID[market.EmbedKeyID](), p.ID, key, k.Label, k.Origins, v.Person, k.CreatedAt,
			k.Shows, k.IsOwnOnly, k.CategoryID, k.Theme.Scheme, k.Theme.Accent, k.Theme.Radius, k.DailyReads, k.DailyLeads)
	})
}

// UpdateEmbedKey changes the settings of a key of the partner acted for. It fails as
// market.EmbedKeyUpdateInput.Change does, and with NotFound when the viewer sees no
// such key.
func (s *Store) UpdateEmbedKey(ctx context.Context, v market.Viewer, in market.EmbedKeyUpdateInput) (*market.EmbedKey, error) {
	return inTx(ctx, s, func(s *Store) (*market.EmbedKey, error) {
		c := conditions{}
		c.add(`k.id = $?`, in.EmbedKeyID)
		visibleEmbedKey(&c, v)
		k, err := one[market.EmbedKey](ctx, s, `SELECT `+embedKeyColumns+` FROM embed_key k WHERE `+c.sql()+` FOR UPDATE OF k`, c.args...)
		if err != nil {
			return nil, noEmbedKey(err)
		}
		categories, err := s.categoryIDs(ctx)
		if err != nil {
			return nil, err
		}
		if err := in.Change(k, categories); err != nil {
			return nil, err
		}
		return one[market.EmbedKey](ctx, s, `
			UPDATE embed_key k SET label = $2, origins = $3, shows = $4, is_own_only = $5, category_id = $6,
				scheme = $7, accent = $8, radius = $9, daily_reads = $10, daily_leads = $11
			WHERE k.id = $1
			RETURNING `+embedKeyColumns, k.ID, k.Label, k.Origins, k.Shows, k.IsOwnOnly, k.CategoryID,
			k.Theme.Scheme, k.Theme.Accent, k.Theme.Radius, k.DailyReads, k.DailyLeads)
	})
}

// noEmbedKey says of a key that is not found what it was looked for by.
func noEmbedKey(err error) error {
	if e := (*market.Error)(nil); errors.As(err, &e) && e.Code == market.NotFound {
		return market.Errorf(market.NotFound, "Your organisation has no such embed key.").In("embedKeyId")
	}
	return err
}

// RevokeEmbedKey ends a key of the partner acted for; one that was revoked before
// stays as it is. It fails with NotFound when the viewer sees no such key.
func (s *Store) RevokeEmbedKey(ctx context.Context, v market.Viewer, in market.EmbedKeyRevokeInput, now time.Time) (*market.EmbedKey, error) {
	c := conditions{}
	at, by := c.arg(now), c.arg(v.Person)
	c.add(`k.id = $?`, in.EmbedKeyID)
	visibleEmbedKey(&c, v)
	k, err := one[market.EmbedKey](ctx, s, `
		UPDATE embed_key k SET revoked_at = coalesce(revoked_at, `+at+`), revoked_by = coalesce(revoked_by, `+by+`)
		WHERE `+c.sql()+`
		RETURNING `+embedKeyColumns, c.args...)
	if err != nil {
		return nil, noEmbedKey(err)
	}
	return k, nil
}
