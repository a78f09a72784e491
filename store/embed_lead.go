package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// SubmitEmbedLead submits a lead for the partner of a key, whose form was open for a time
// on a page of a site. It fails as SubmitLead does, with Conflict when the key sends no
// leads (any more), and with Throttled when it has sent those of the day.
func (s *Store) SubmitEmbedLead(ctx context.Context, v market.Viewer, id market.EmbedKeyID, site string, in market.EmbedLeadSubmitInput, took time.Duration, now time.Time) (*market.Lead, error) {
	k, err := found(one[market.EmbedKey](ctx, s, `SELECT `+embedKeyColumns+` FROM embed_key k WHERE k.id = $1 AND k.revoked_at IS NULL`, id))
	if err != nil {
		return nil, err
	}
	if k == nil || !k.May(market.EmbedLeadForm) {
		return nil, market.Errorf(market.Conflict, "This form is not in use any more.")
	}
	var about *market.Solution
	if in.Solution != nil && k.May(market.EmbedSolutions) { // one that has gone meanwhile is not worth a refusal
		if about, err = found(s.EmbedSolution(ctx, v, k, *in.Solution, With{})); err != nil {
			return nil, err
		}
	}
	if err := s.countEmbedLead(ctx, id, now); err != nil {
		return nil, err
	}
	lead, err := s.SubmitLead(ctx, v, in.Lead(k, site, took, about), now)
	if err != nil {
		// What came to nothing is not counted; were we cut off here, it would be.
		if _, back := s.exec(context.WithoutCancel(ctx), `UPDATE embed_usage SET leads = leads - 1
			WHERE key_id = $1 AND day = ($2::timestamptz AT TIME ZONE 'UTC')::date AND leads > 0`, id, now); back != nil {
			return nil, back
		}
	}
	return lead, err
}

// countEmbedLead counts a lead among those that a key has sent today. It fails with
// Throttled when the key may send no more.
func (s *Store) countEmbedLead(ctx context.Context, id market.EmbedKeyID, now time.Time) error {
	counted, err := found(one[market.EmbedUsage](ctx, s, `
		INSERT INTO embed_usage AS u (key_id, day, leads)
		SELECT k.id, ($2::timestamptz AT TIME ZONE 'UTC')::date, 1 FROM embed_key k WHERE k.id = $1 AND k.daily_leads > 0
		ON CONFLICT (key_id, day) DO UPDATE SET leads = u.leads + 1
			WHERE u.leads < (SELECT daily_leads FROM embed_key WHERE id = $1)
		RETURNING u.key_id`, id, now))
	if err == nil && counted == nil {
		err = market.Errorf(market.Throttled, "This page has sent as many requests today as it may. Try again tomorrow, or call.")
	}
	return err
}
