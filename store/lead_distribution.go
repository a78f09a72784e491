package store

import (
	"cmp"
	"context"
	"errors"
	"time"

	"partnergraph/market"
)

// distributionColumns are what a market.LeadDistribution is read from, out of
// lead_distribution d.
const distributionColumns = `d.id, d.lead_id, d.mode, d.policy_version, d.seed, d.max_share, d.hours, d.draws, d.round, d.state, d.outcome,
	d.next_at, d.started_at, d.ended_at, d.by_person, d.reason`

// DistributeLead hands a lead out in the way the house says, and offers it to the first.
func (s *Store) DistributeLead(ctx context.Context, v market.Viewer, in market.LeadDistributeInput, now time.Time) (*market.Lead, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	err := s.InTx(ctx, func(s *Store) error {
		if _, err := s.Lead(ctx, v, in.LeadID, now); err != nil {
			return inField(err, "leadId")
		}
		c, err := s.lockLead(ctx, viewing(v), in.LeadID)
		if err != nil {
			return err
		}
		before := c.Copy()
		dealer, err := s.dealer(ctx, c, now)
		if err != nil {
			return err
		}
		if err := c.Distribute(dealer, in, v.Person, now); err != nil {
			return err
		}
		return s.saveCase(ctx, before, c)
	})
	if err != nil {
		return nil, err
	}
	s.passOnSoon(ctx, in.LeadID, now)
	return s.Lead(ctx, v, in.LeadID, now)
}

// ClaimLead takes a lead from the board for the viewer's partner. Of many callers racing
// for the last share one gets it, and the others get Conflict.
func (s *Store) ClaimLead(ctx context.Context, v market.Viewer, in market.LeadClaimInput, now time.Time) (offer *market.LeadOffer, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		c, err := s.lockBoard(ctx, v, in.LeadID, market.LeadBoard)
		if err != nil {
			return inField(err, "leadId")
		}
		policy, err := s.leadPolicy(ctx, now)
		if err != nil {
			return err
		}
		if err := s.checkClaim(ctx, v, in.LeadID, now); err != nil {
			return err
		}
		before := c.Copy()
		o, refusal := c.Claim(v.Partner, market.LeadTraceOf(market.ReasonClaim, policy.Version), now)
		if refusal != nil {
			return refusal.In("leadId")
		}
		if err := s.saveCase(ctx, before, c); err != nil {
			return err
		}
		offer, err = s.LeadOffer(ctx, v, o.ID, now)
		return err
	})
	return offer, err
}

// checkClaim is checkFit, but for who may not see the lead, and learns nothing of it.
func (s *Store) checkClaim(ctx context.Context, v market.Viewer, id market.LeadID, now time.Time) error {
	err := s.checkFit(ctx, id, v.Partner, now)
	if refusal := (*market.Error)(nil); errors.As(err, &refusal) {
		if seen, fault := found(s.Lead(ctx, v, id, now)); seen == nil || fault != nil {
			return cmp.Or(fault, error(notOnBoard().In("leadId")))
		}
	}
	return err
}

// lockBoard locks a lead that is on the board, or for sale, or was: who comes too late
// is told so. Others are as if they were not there.
func (s *Store) lockBoard(ctx context.Context, v market.Viewer, id market.LeadID, mode market.LeadMode) (*market.LeadCase, error) {
	was := false
	if v.Partner != "" && leads(v) {
		var err error
		if was, err = value[bool](ctx, s, `SELECT EXISTS (SELECT FROM lead_distribution WHERE lead_id = $1 AND mode = $2)`, id, mode); err != nil {
			return nil, err
		}
	}
	if !was {
		return nil, notOnBoard()
	}
	return s.lockLead(ctx, viewing(v), id)
}

// notOnBoard refuses a lead that is not on the board, or that the viewer may not see.
func notOnBoard() *market.Error {
	return market.Errorf(market.NotFound, "There is no such lead on the board.")
}

// LeadDistributions are how the leads are, or were last, handed out, for who may see
// them. What is to come, and why the house decided, is for the client and the house.
func (s *Store) LeadDistributions(ctx context.Context, v market.Viewer, ids []market.LeadID, now time.Time) (map[market.LeadID]*market.LeadDistribution, error) {
	c := conditions{}
	c.add(`l.id = ANY($?::uuid[])`, ids)
	if err := s.visibleOrBoard(ctx, &c, v, now); err != nil {
		return nil, err
	}
	inside, house := rule{sql: "true"}, managesLeads(v)
	if !house {
		inside = isLeadClient(v)
	}
	insideSQL, houseSQL := c.fill(inside.sql, inside.args), c.arg(house)
	found, err := all[market.LeadDistribution](ctx, s, `
		SELECT DISTINCT ON (d.lead_id) d.lead_id, d.mode, d.policy_version, d.max_share, d.hours, d.state, d.started_at, d.ended_at,
			coalesce(inside.round, 0) AS round, inside.next_at, inside.next_step, inside.outcome, inside.reason
		FROM lead l JOIN lead_distribution d ON d.lead_id = l.id
		LEFT JOIN LATERAL (SELECT d.round, d.outcome, CASE WHEN `+houseSQL+` THEN d.reason END AS reason, step.*
			FROM (SELECT CASE
					WHEN d.next_at IS NULL THEN NULL
					WHEN d.mode IN ('BOARD', 'SOLD') THEN 'LEAVE_BOARD'
					WHEN live.deadline IS NOT NULL THEN 'PASS_ON'
					WHEN d.round = 0 AND d.next_at <= d.started_at THEN 'DRAW'
					ELSE 'OPENING' END AS next_step, coalesce(live.deadline, d.next_at) AS next_at
				FROM (SELECT min(o.deadline) AS deadline FROM lead_offer o
					WHERE o.lead_id = l.id AND o.state = 'OFFERED' AND d.state = 'RUNNING') AS live) AS step
			WHERE `+insideSQL+`) AS inside ON true
		WHERE `+c.sql()+` ORDER BY d.lead_id, d.started_at DESC, d.id DESC`, c.args...)
	if err != nil {
		return nil, err
	}
	byLead := byKey(found, func(d *market.LeadDistribution) market.LeadID { return d.LeadID })
	return byLead, s.addHidden(ctx, v, ids, byLead, now)
}
