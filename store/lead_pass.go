package store

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"partnergraph/market"
)

// dealer is what handing out a lead that is locked needs from here. It is made before
// anything is changed of the lead's offers.
func (s *Store) dealer(ctx context.Context, c *market.LeadCase, now time.Time) (market.LeadDealer, error) {
	policy, err := s.leadPolicy(ctx, now)
	if err != nil {
		return market.LeadDealer{}, err
	}
	was := c.Copy()
	return market.LeadDealer{
		Policy: policy, NewID: newID[market.DistributionID], Seed: s.newSeed(),
		Draw: func(n int, seed market.DrawSeed) (*market.LeadDraw, error) {
			before := offered{}
			for i, o := range c.Offers {
				before.had = append(before.had, o.PartnerID)
				if i < len(was.Offers) && *o != *was.Offers[i] {
					before.changing = append(before.changing, o.PartnerID)
				}
			}
			return s.drawLead(ctx, c.Lead, before, n, seed, now)
		},
		Deal: func() (*market.Deal, error) { return s.protectedDeal(ctx, c.Lead.ID) },
	}, nil
}

// beginDistribution writes how a lead that is about to be written is handed out, and the
// offer to the partner that the client chose, if any. It fails when that takes no leads.
func (s *Store) beginDistribution(ctx context.Context, l *market.Lead, now time.Time) ([]*market.LeadOffer, error) {
	if l.Sale != nil {
		return nil, nil // begun with the sale
	}
	if l.State == market.LeadHeld || l.State == market.LeadMerged { // asked all the same: who may not be chosen is told as always
		free := *l
		free.State = market.LeadOpen
		return nil, s.planFirst(ctx, &market.LeadCase{Lead: &free}, now)
	}
	c := &market.LeadCase{Lead: l}
	if err := s.planFirst(ctx, c, now); err != nil {
		return nil, err
	}
	if err := s.saveDistributions(ctx, &market.LeadCase{}, c); err != nil {
		return nil, err
	}
	return c.Offers, s.saveOffers(ctx, &market.LeadCase{}, c)
}

// planFirst begins to hand a lead out, in memory: it is offered to the partner that the
// client chose, or is to go the way of the policy. It fails when that partner takes none.
func (s *Store) planFirst(ctx context.Context, c *market.LeadCase, now time.Time) error {
	if c.Lead.PartnerID == nil {
		dealer, err := s.dealer(ctx, c, now)
		if err == nil {
			c.Begin(dealer, now)
		}
		return err
	}
	in := market.LeadOfferInput{PartnerIDs: []market.PartnerID{*c.Lead.PartnerID}, MaxShare: 1, Hours: int(market.OfferLife / time.Hour)}
	_, err := s.planOffers(ctx, c, in, nil, now)
	var refusals market.Errors
	if errors.As(err, &refusals) {
		refusals[0].Field = []string{"partnerId"}
		return refusals[0]
	}
	return err
}

// passOnSoon is passOn for who has done something else, and does not have to wait for
// it: what fails here is done by PassOnLeads a moment later.
func (s *Store) passOnSoon(ctx context.Context, id market.LeadID, now time.Time) {
	if _, err := s.passOn(ctx, id, now, ``); err != nil {
		slog.WarnContext(ctx, "a lead waits to be passed on", "lead", string(id), "error", err)
	}
}

// passOn does what is due about handing out a lead at now, in a transaction that is the
// system's from then on. It reports whether anything was.
func (s *Store) passOn(ctx context.Context, id market.LeadID, now time.Time, wait string) (done bool, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		c, err := found(s.lockLeadBy(ctx, system, id, wait))
		if err != nil || c == nil {
			return err
		}
		before := c.Copy()
		dealer, err := s.dealer(ctx, c, now)
		if err != nil {
			return err
		}
		if err := c.PassOn(dealer, now); err != nil {
			return err
		}
		done = !c.Same(before)
		return s.saveCase(ctx, before, c)
	})
	return done, err
}

// passBatch is how many leads are looked up at once.
const passBatch = 200

// PassOnLeads does what is due at now about handing out leads: offers expire, the next
// partners are drawn, others are reminded, and leads leave the board. Each lead is a
// transaction of its own, so that each draw knows what the one before it gave. Leads that
// somebody is at work on are left for the next time, so several servers may do this at
// once; and one that fails holds up no other. It says how many leads it changed.
func (s *Store) PassOnLeads(ctx context.Context, now time.Time) (leads int, err error) {
	type due struct {
		ID market.LeadID `db:"id"`
		At time.Time     `db:"at"`
	}
	last := &due{ID: "00000000-0000-0000-0000-000000000000"}
	for {
		batch, failed := all[due](ctx, s, `
			SELECT id, at FROM (
				SELECT lead_id AS id, next_at AS at FROM lead_distribution WHERE state = 'RUNNING' AND next_at <= $1
				UNION ALL
				SELECT DISTINCT ON (o.lead_id) o.lead_id, o.deadline FROM lead_offer o
				WHERE o.state = 'OFFERED' AND o.deadline < $1
					AND NOT EXISTS (SELECT FROM lead_distribution d WHERE d.lead_id = o.lead_id AND d.state = 'RUNNING')
			) AS due WHERE (at, id) > ($2, $3::uuid) ORDER BY at, id LIMIT `+strconv.Itoa(passBatch), now, last.At, last.ID)
		if failed != nil {
			return leads, errors.Join(err, failed)
		}
		for _, l := range batch {
			done, failed := s.passOn(ctx, l.ID, now, `SKIP LOCKED`)
			if done {
				leads++
			}
			if err == nil && failed != nil {
				err = failed // one tells enough
			}
		}
		if len(batch) < passBatch || ctx.Err() != nil {
			return leads, err
		}
		last = batch[len(batch)-1]
	}
}
