package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"partnergraph/market"
)

// saveCase writes what has changed of a lead, its offers and its distributions, and tells
// of it. Offers come first: whoever takes the last share of a lead ends its distribution,
// and Postgres lets a partner take a lead only while that runs.
func (s *Store) saveCase(ctx context.Context, before, c *market.LeadCase) error {
	if err := s.saveOffers(ctx, before, c); err != nil {
		return err
	}
	if err := s.saveDistributions(ctx, before, c); err != nil {
		return err
	}
	if *c.Lead != *before.Lead {
		if err := s.saveLead(ctx, c.Lead); err != nil {
			return err
		}
	}
	return s.tellCase(ctx, before, c)
}

// saveOffers writes the offers that are new, or not what they were, in the order of their
// partners: each locks its partner's standing, and so nobody who does the same waits for
// somebody who waits for them. Ids are given in the order in which partners were drawn.
func (s *Store) saveOffers(ctx context.Context, before, c *market.LeadCase) error {
	var changed []int
	for i, o := range c.Offers {
		if o.ID == "" { // a purchase has one, from its key
			o.ID = newID[market.OfferID]()
		}
		if i >= len(before.Offers) || *o != *before.Offers[i] {
			changed = append(changed, i)
		}
	}
	slices.SortFunc(changed, func(a, b int) int { return cmp.Compare(c.Offers[a].PartnerID, c.Offers[b].PartnerID) })
	for _, i := range changed {
		write := s.updateOffer
		if i >= len(before.Offers) {
			write = s.insertOffer
		}
		if err := write(ctx, c.Offers[i]); err != nil {
			return err
		}
	}
	return nil
}

// saveDistributions writes those that went on, and those that began. What comes to the
// board is told to all whom it may fit.
func (s *Store) saveDistributions(ctx context.Context, before, c *market.LeadCase) error {
	for i, d := range c.Distributions {
		if i < len(before.Distributions) && *d == *before.Distributions[i] {
			continue
		}
		if i < len(before.Distributions) {
			if _, err := s.exec(ctx, `UPDATE lead_distribution SET round = $2, state = $3, outcome = $4, next_at = $5, ended_at = $6 WHERE id = $1`,
				d.ID, d.Round, d.State, d.Outcome, d.NextAt, d.EndedAt); err != nil {
				return err
			}
			continue
		}
		if _, err := s.exec(ctx, `
			INSERT INTO lead_distribution (id, lead_id, mode, policy_version, seed, max_share, hours, draws, round, state, outcome,
				next_at, started_at, ended_at, by_person, reason)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
			d.ID, d.LeadID, d.Mode, d.PolicyVersion, d.Seed[:], d.MaxShare, d.Hours, d.Draws, d.Round, d.State, d.Outcome,
			d.NextAt, d.StartedAt, d.EndedAt, d.PersonID, d.Reason); err != nil {
			return err
		}
		if d.IsBoard() && d.State == market.DistributionRunning {
			if err := s.tellBoard(ctx, d.LeadID); err != nil {
				return err
			}
		}
	}
	return nil
}

// insertOffer writes a new offer, and tells its partner when it is to answer.
func (s *Store) insertOffer(ctx context.Context, o *market.LeadOffer) error {
	var trace *string
	if o.Trace != nil {
		text, err := json.Marshal(o.Trace)
		if err != nil {
			return err
		}
		document := string(text)
		trace = &document
	}
	if _, err := s.exec(ctx, `
		INSERT INTO lead_offer (id, lead_id, partner_id, distribution_id, state, sent_at, deadline, answered_at, stage, stage_at,
			price_minor, price_currency, trace)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		o.ID, o.LeadID, o.PartnerID, o.DistributionID, o.State, o.SentAt, o.Deadline, o.AnsweredAt, o.Stage, o.StageAt,
		o.PriceMinor, o.PriceCurrency, trace); err != nil {
		return err
	}
	if o.State != market.OfferOffered {
		return nil
	}
	return s.emit(ctx, LeadTopic, string(o.PartnerID), string(o.ID))
}

// updateOffer writes what has become of an offer.
func (s *Store) updateOffer(ctx context.Context, o *market.LeadOffer) error {
	_, err := s.exec(ctx, `
		UPDATE lead_offer SET state = $2, answered_at = $3, decline_reason = $4, stage = $5, stage_at = $6, lost_reason = $7,
			viewed_at = $8, reminded_at = $9, returned_at = $10, return_reason = $11, return_note = $12,
			lost_cause = $13, estimate_minor = $14, estimate_currency = $15, contract_minor = $16, contract_currency = $17
		WHERE id = $1`, o.ID, o.State, o.AnsweredAt, o.DeclineReason, o.Stage, o.StageAt, o.LostReason,
		o.ViewedAt, o.RemindedAt, o.ReturnedAt, o.ReturnReason, o.ReturnNote,
		o.LostCause, o.EstimateMinor, o.EstimateCurrency, o.ContractMinor, o.ContractCurrency)
	return err
}
