package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// BoardLead is a lead that can be claimed or bought at now, as the viewer sees it; nobody
// sees of it what all see whom it fits. It fails with NotFound when the lead is on no
// board any more, or the viewer may not see it.
func (s *Store) BoardLead(ctx context.Context, v market.Viewer, id market.LeadID, now time.Time) (*market.Lead, error) {
	c := conditions{}
	c.add(`l.id = $?`, id)
	c.add(`EXISTS (SELECT FROM lead_distribution d WHERE d.lead_id = l.id AND d.state = 'RUNNING' AND d.mode IN ('BOARD', 'SOLD'))`)
	if v.Person != "" {
		return only(s.leadsWhere(ctx, v, c, now))
	}
	shown := leadShown(v, now)
	joins := c.fill(shown.sql, shown.args)
	return only(all[market.Lead](ctx, s, `SELECT `+leadColumns+` FROM lead l `+joins+` WHERE `+c.sql(), c.args...))
}
