package store

import (
	"context"
	"log/slog"
	"time"

	"partnergraph/market"
)

// resumeSoon is resumeLeads for who has decided a conflict of deals, and does not have
// to wait for the leads: what fails here is done with ExpireDeals.
func (s *Store) resumeSoon(ctx context.Context, now time.Time) {
	if err := s.resumeLeads(ctx, now); err != nil {
		slog.WarnContext(ctx, "leads wait for the end of a conflict", "error", err)
	}
}

// resumeLeads hands the leads on that waited for the house because several partners
// claimed their client, and wait for nothing any more. Each lead is a transaction of its
// own, and one that somebody is at work on is left for the next time.
func (s *Store) resumeLeads(ctx context.Context, now time.Time) error {
	waiting, err := all[struct {
		ID market.LeadID `db:"id"`
	}](ctx, s, `
		SELECT DISTINCT d.lead_id AS id FROM lead_distribution d JOIN lead l ON l.id = d.lead_id
		WHERE d.outcome = 'DEAL_CONFLICT' AND `+inConflict+`
			AND NOT EXISTS (SELECT FROM deals_of_lead(l.id) e WHERE e.state = 'CONFLICT')
			AND (SELECT count(DISTINCT e.partner_id) FROM deals_of_lead(l.id) e) < 2
		ORDER BY 1`)
	if err != nil {
		return err
	}
	for _, l := range waiting {
		if err := s.resumeLead(ctx, l.ID, now); err != nil {
			return err
		}
		s.passOnSoon(ctx, l.ID, now)
	}
	return nil
}

// inConflict is met by the leads l that wait because of a conflict of deals: it ended the
// last way in which they were handed out, and nobody has begun another.
const inConflict = `l.state = 'OPEN' AND (SELECT last.outcome FROM lead_distribution last
	WHERE last.lead_id = l.id ORDER BY last.started_at DESC, last.id DESC LIMIT 1) = 'DEAL_CONFLICT'`

// resumeLead begins to hand one out again, unless somebody else has.
func (s *Store) resumeLead(ctx context.Context, id market.LeadID, now time.Time) error {
	return s.InTx(ctx, func(s *Store) error {
		c, err := found(s.lockLeadBy(ctx, system, id, `SKIP LOCKED`))
		if c == nil || err != nil {
			return err
		}
		waits, err := value[bool](ctx, s, `SELECT EXISTS (SELECT FROM lead l WHERE l.id = $1 AND `+inConflict+`)`, id)
		if err != nil || !waits {
			return err
		}
		before := c.Copy()
		dealer, err := s.dealer(ctx, c, now)
		if err != nil {
			return err
		}
		c.Begin(dealer, now)
		return s.saveCase(ctx, before, c)
	})
}
