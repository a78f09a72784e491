package store

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"slices"
	"time"

	"github.com/jmoiron/sqlx"

	"partnergraph/market"
)

// newSeed is a new seed for the draws of a lead.
func (s *Store) newSeed() (seed market.DrawSeed) {
	rand.Read(seed[:]) //nolint:errcheck // it never fails
	return seed
}

// offered are the partners that a lead was offered to before: all of them, and those
// whose offers change in the transaction that draws.
type offered struct{ had, changing []market.PartnerID }

// drawLead draws up to n partners for a lead at now, by the policy in force, among those
// that it fits and that have not had it. Until the transaction ends nobody else offers
// them anything, so that two draws at once fill no partner beyond its limits. What the
// draw was made from is kept.
func (s *Store) drawLead(ctx context.Context, lead *market.Lead, before offered, n int, seed market.DrawSeed, now time.Time) (*market.LeadDraw, error) {
	policy, err := s.leadPolicy(ctx, now)
	if err != nil {
		return nil, err
	}
	q := search{policy, lead.Need(), before.had, now}
	draw, candidates, err := s.drawAmong(ctx, q, n, seed)
	if err != nil {
		return nil, err
	}
	if draw, candidates, err = s.holdPicks(ctx, q, draw, candidates, before.changing, n, seed); err != nil {
		return nil, err
	}
	return draw, s.keepDraw(ctx, lead, policy, seed, candidates, draw, now)
}

// PreviewDraw is what a draw for a lead would come to at now. It offers nothing, holds
// nobody and keeps nothing. Like all draws it works in a transaction, where statements
// are planned for what they ask: prepared, Postgres would in the end use one plan for
// all languages and places, and read every partner.
func (s *Store) PreviewDraw(ctx context.Context, need *market.LeadNeed, n int, seed market.DrawSeed, now time.Time) (*market.LeadDraw, error) {
	return inTx(ctx, s, func(s *Store) (*market.LeadDraw, error) {
		policy, err := s.leadPolicy(ctx, now)
		if err != nil {
			return nil, err
		}
		draw, _, err := s.drawAmong(ctx, search{policy, need, nil, now}, n, seed)
		return draw, err
	})
}

// ExplainDraw is Postgres' plan of the search for a draw, line by line.
func (s *Store) ExplainDraw(ctx context.Context, need *market.LeadNeed, now time.Time) ([]string, error) {
	policy, err := s.leadPolicy(ctx, now)
	if err != nil {
		return nil, err
	}
	query, args := search{policy, need, nil, now}.statement(0.5, policy.Rules.Pool)
	lines := []string{}
	err = sqlx.SelectContext(ctx, s.queryer(), &lines, `EXPLAIN (ANALYZE, BUFFERS) `+query, bind(args)...)
	return lines, explain(err)
}

// drawAmong finds candidates, and draws.
func (s *Store) drawAmong(ctx context.Context, q search, n int, seed market.DrawSeed) (*market.LeadDraw, []*market.LeadCandidate, error) {
	for _, pool := range []int{q.policy.Rules.Pool, everybody} {
		candidates, err := s.candidates(ctx, q, placeOf(seed), pool)
		if err != nil {
			return nil, nil, err
		}
		draw := q.policy.Draw(q.need, candidates, n, seed, q.now)
		if len(draw.Picks) == n || len(candidates) < pool { // else most of the pool is outside of its hours
			return draw, candidates, nil
		}
	}
	return nil, nil, errors.New("store: there are more partners than everybody")
}

// everybody is more than there are partners.
const everybody = 1_000_000

// holdPicks locks those that were drawn. Who has no room any more, because somebody else
// was faster, drops out, and it is drawn again among the others.
//
// Whoever locks several partners locks them in the order of their ids, so that of two
// draws none waits for the other while that waits for it. Hence those whose offers change
// are locked here as well, and before it is drawn again all are let go.
func (s *Store) holdPicks(ctx context.Context, q search, draw *market.LeadDraw, candidates []*market.LeadCandidate, changing []market.PartnerID, n int,
	seed market.DrawSeed) (*market.LeadDraw, []*market.LeadCandidate, error) {
	if len(draw.Picks) == 0 {
		return draw, candidates, nil
	}
	if _, err := s.exec(ctx, `SAVEPOINT nobody_held`); err != nil {
		return nil, nil, err
	}
	for len(draw.Picks) > 0 {
		ids := picked(draw)
		fit, err := s.lockCandidates(ctx, q, ids, changing)
		if err != nil {
			return nil, nil, err
		}
		if len(fit) == len(ids) {
			break
		}
		if _, err := s.exec(ctx, `ROLLBACK TO SAVEPOINT nobody_held`); err != nil {
			return nil, nil, err
		}
		candidates = slices.DeleteFunc(candidates, func(c *market.LeadCandidate) bool {
			return slices.Contains(ids, c.PartnerID) && !fit[c.PartnerID]
		})
		draw = q.policy.Draw(q.need, candidates, n, seed, q.now)
	}
	return draw, candidates, nil
}

// picked are the partners that were drawn.
func picked(draw *market.LeadDraw) []market.PartnerID {
	ids := make([]market.PartnerID, len(draw.Picks))
	for i, p := range draw.Picks {
		ids[i] = p.PartnerID
	}
	return ids
}

// placeOf is where among the keys of a draw its pool begins, from 0 to 1.
func placeOf(seed market.DrawSeed) float64 {
	return float64(binary.BigEndian.Uint64(seed[:])>>11) / (1 << 53)
}
