package store

import (
	"context"
	"errors"
	"time"

	"partnergraph/market"
)

// SubmitLead writes down what the viewer needs. A chosen partner is offered the lead
// at once; else the house hands it out. It fails with Throttled when too many came
// from the same place. Nobody gets the lead back but for its number.
func (s *Store) SubmitLead(ctx context.Context, v market.Viewer, in market.LeadSubmitInput, now time.Time) (submitted *market.Lead, err error) {
	lead, contact, err := in.Lead(v, now)
	if err != nil {
		return nil, err
	}
	lead.ID = newID[market.LeadID]()
	err = s.InTx(ctx, func(s *Store) error {
		if err := s.limitLeads(ctx, v, market.LeadLimits(v, contact), now); err != nil {
			return err
		}
		// Whoever may not be chosen is told before a number is taken: nothing brings
		// that back, so a gap would tell of what was refused.
		offers, err := s.offerChosen(ctx, lead, now)
		if err != nil {
			return err
		}
		if err := s.insertOffers(ctx, offers); err != nil {
			return err
		}
		if err := s.putUpForSale(ctx, v, lead); err != nil {
			return err
		}
		number, err := s.insertLead(ctx, lead, contact)
		if err != nil {
			return err
		}
		if err := s.tellSubmitted(ctx, lead.ID, offers); err != nil {
			return err
		}
		if submitted = (&market.Lead{Number: number}); v.Person != "" {
			submitted, err = s.Lead(ctx, v, lead.ID, now)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return submitted, nil
}

// offerChosen offers a lead that is about to be written to the partner that the
// client chose, if any, in memory.
func (s *Store) offerChosen(ctx context.Context, l *market.Lead, now time.Time) ([]*market.LeadOffer, error) {
	if l.PartnerID == nil {
		return nil, nil
	}
	in := market.LeadOfferInput{PartnerIDs: []market.PartnerID{*l.PartnerID}, MaxShare: 1, Hours: int(market.OfferLife / time.Hour)}
	offers, err := s.planOffers(ctx, &market.LeadCase{Lead: l}, in, now)
	var refusals market.Errors
	if errors.As(err, &refusals) {
		refusals[0].Field = []string{"partnerId"}
		return nil, refusals[0]
	}
	return offers, err
}

// insertLead writes a lead with its contact, and returns the number it gets. The
// contact comes first, as offers to the chosen do: nobody adds one to a lead that is
// there.
func (s *Store) insertLead(ctx context.Context, l *market.Lead, c *market.LeadContact) (int, error) {
	if err := s.sealContact(ctx, l, c); err != nil {
		return 0, err
	}
	var deadline *string
	if l.Deadline != nil {
		day := l.Deadline.Format(time.DateOnly)
		deadline = &day
	}
	return value[int](ctx, s, `
		INSERT INTO lead (id, person_id, organization_id, partner_id, title, state, size, source, goal, means, stages, contents,
			budget_minor, budget_currency, country, city, industry, locale, deadline, max_share, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
		RETURNING number`,
		l.ID, l.PersonID, l.OrganizationID, l.PartnerID, l.Title, l.State, l.Size, l.Source, l.Goal, l.Means, l.Stages, l.Contents,
		l.BudgetMinor, l.BudgetCurrency, l.Country, l.City, l.IndustryCode, l.Locale, deadline, l.MaxShare, l.CreatedAt)
}

// OfferLead offers a lead to partners, all or none.
func (s *Store) OfferLead(ctx context.Context, v market.Viewer, in market.LeadOfferInput, now time.Time) (lead *market.Lead, err error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.InTx(ctx, func(s *Store) error {
		if _, err := s.Lead(ctx, v, in.LeadID, now); err != nil {
			return inField(err, "leadId")
		}
		c, err := s.lockLead(ctx, viewing(v), in.LeadID)
		if err != nil {
			return err
		}
		if err := s.offerLead(ctx, c, in, now); err != nil {
			return err
		}
		lead, err = s.Lead(ctx, v, in.LeadID, now)
		return err
	})
	return lead, err
}

// offerLead writes the offers of a locked lead, and tells the partners.
func (s *Store) offerLead(ctx context.Context, c *market.LeadCase, in market.LeadOfferInput, now time.Time) error {
	offers, err := s.planOffers(ctx, c, in, now)
	if err != nil {
		return err
	}
	if err := s.insertOffers(ctx, offers); err != nil {
		return err
	}
	if err := s.saveLead(ctx, c.Lead); err != nil {
		return err
	}
	return s.tellOffered(ctx, offers)
}

// planOffers asks whether the partners of the input may be offered the lead, and
// offers it in memory.
func (s *Store) planOffers(ctx context.Context, c *market.LeadCase, in market.LeadOfferInput, now time.Time) ([]*market.LeadOffer, error) {
	invitees, err := all[market.Invitee](ctx, s, `
		SELECT p.id, p.name, p.state, EXISTS (SELECT FROM lead_offer o WHERE o.lead_id = $1 AND o.partner_id = p.id) AS had_it
		FROM partner p WHERE p.id = ANY($2::uuid[])`, c.Lead.ID, in.PartnerIDs)
	if err != nil {
		return nil, err
	}
	return c.Offer(in, byKey(invitees, func(i *market.Invitee) market.PartnerID { return i.ID }), now)
}

// insertOffers writes new offers, and tells their partners.
func (s *Store) insertOffers(ctx context.Context, offers []*market.LeadOffer) error {
	for _, o := range offers {
		o.ID = newID[market.OfferID]()
		if _, err := s.exec(ctx, `
			INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline) VALUES ($1, $2, $3, $4, $5, $6)`,
			o.ID, o.LeadID, o.PartnerID, o.State, o.SentAt, o.Deadline); err != nil {
			return err
		}
		if err := s.emit(ctx, LeadTopic, string(o.PartnerID), string(o.ID)); err != nil {
			return err
		}
	}
	return nil
}

// saveLead writes what answers change of a lead.
func (s *Store) saveLead(ctx context.Context, l *market.Lead) error {
	_, err := s.exec(ctx, `UPDATE lead SET state = $2, max_share = $3 WHERE id = $1`, l.ID, l.State, l.MaxShare)
	return err
}

// lockLead reads a lead with all its offers as they are stored. Until the
// transaction ends nobody else changes them: all writers lock the lead first, which
// also says who asks.
func (s *Store) lockLead(ctx context.Context, a asker, id market.LeadID) (*market.LeadCase, error) {
	lead, err := one[market.Lead](ctx, s, `SELECT id, number, state, max_share FROM lead, `+told+`
		WHERE id = `+afterTold+` FOR NO KEY UPDATE OF lead`, a.settings(id)...)
	if err != nil {
		return nil, err
	}
	offers, err := all[market.LeadOffer](ctx, s, `
		SELECT id, lead_id, partner_id, state, sent_at, deadline, answered_at, decline_reason, stage, stage_at, lost_reason,
			lost_cause, estimate_minor, estimate_currency, contract_minor, contract_currency,
			price_minor, price_currency, returned_at, return_reason, return_note
		FROM lead_offer WHERE lead_id = $1 ORDER BY sent_at, id`, id)
	return &market.LeadCase{Lead: lead, Offers: offers}, err
}
