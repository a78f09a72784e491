package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// addHidden adds how those of the leads are handed out of which only the house knows that
// they are held or were merged, as their client is told.
func (s *Store) addHidden(ctx context.Context, v market.Viewer, ids []market.LeadID, to map[market.LeadID]*market.LeadDistribution, now time.Time) error {
	if managesLeads(v) || len(to) == len(ids) {
		return nil
	}
	c, shown, client := conditions{}, leadShown(v, now), isLeadClient(v)
	joins := c.fill(shown.sql, shown.args)
	c.add(`l.id = ANY($?::uuid[])`, ids)
	c.add(client.sql, client.args...)
	c.add(`l.state IN ('HELD', 'MERGED') AND shown.state <> l.state`)
	c.add(`NOT EXISTS (SELECT FROM lead_distribution d WHERE d.lead_id = l.id)`)
	hidden, err := all[market.Lead](ctx, s, `
		SELECT l.id, l.size, l.max_share, l.created_at, l.ended_at FROM lead l `+joins+` WHERE `+c.sql(), c.args...)
	for _, l := range hidden {
		policy, err := s.leadPolicy(ctx, l.CreatedAt)
		if err != nil {
			return err
		}
		to[l.ID] = l.AsOnBoard(policy, now)
	}
	return err
}
