package store

import (
	"context"
	"strings"
	"time"

	"partnergraph/market"
)

// SubmitLead writes down what the viewer needs, and hands it out: a chosen partner is
// offered the lead at once; else it goes the way of the policy. It fails with Throttled
// when too many came from the same place. Nobody gets the lead back but for its number.
func (s *Store) SubmitLead(ctx context.Context, v market.Viewer, in market.LeadSubmitInput, now time.Time) (*market.Lead, error) {
	lead, contact, err := in.Lead(v, now)
	if err != nil {
		return nil, err
	}
	lead.ID = newID[market.LeadID]()
	var submitted *market.Lead // before
	fresh := *lead
	err = s.InTx(ctx, func(s *Store) error {
		*lead = fresh // it may be tried again, after a deadlock
		if submitted, err = s.submittedBefore(ctx, v, lead, now); submitted != nil || err != nil {
			return err
		}
		if err := s.limitLeads(ctx, v, market.LeadLimits(v, contact), now); err != nil {
			return err
		}
		if err := s.suspect(ctx, v, lead, contact, now); err != nil {
			return err
		}
		twin, err := s.duplicated(ctx, v, lead, contact, now)
		if err != nil {
			return err
		}
		// Whoever may not be chosen is told before a number is taken: nothing brings
		// that back, so a gap would tell of what was refused.
		offers, err := s.beginDistribution(ctx, lead, now)
		if err != nil {
			return err
		}
		if err := s.putUpForSale(ctx, v, lead); err != nil {
			return err
		}
		if lead.Number, err = s.insertLead(ctx, lead, contact); err != nil {
			return err
		}
		if err := s.tellSubmitted(ctx, lead, offers); err != nil {
			return err
		}
		if twin != nil {
			return s.joinTwin(ctx, v, lead, twin, now)
		}
		return s.tellHeld(ctx, lead)
	})
	if submitted != nil || err != nil {
		return submitted, err
	}
	if lead.State != market.LeadHeld && lead.State != market.LeadMerged {
		s.passOnSoon(ctx, lead.ID, now)
	}
	if v.Person == "" {
		return &market.Lead{Number: lead.Number}, nil
	}
	return s.Lead(ctx, v, lead.ID, now)
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
			budget_minor, budget_currency, country, city, industry, locale, deadline, max_share, created_at,
			source_detail, external_id, latitude, longitude, retold_by, retold_at, hold_reasons, attachment_count, merged_into, merged_adds)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31)
		RETURNING number`,
		l.ID, l.PersonID, l.OrganizationID, l.PartnerID, l.Title, l.State, l.Size, l.Source, l.Goal, l.Means, l.Stages, l.Contents,
		l.BudgetMinor, l.BudgetCurrency, l.Country, l.City, l.IndustryCode, l.Locale, deadline, l.MaxShare, l.CreatedAt,
		l.SourceDetail, l.ExternalID, l.Latitude, l.Longitude, l.RetoldBy, l.RetoldAt, l.HeldFor, l.AttachmentCount, l.MergedInto, l.MergedAdds)
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
		before := c.Copy()
		if _, err := s.planOffers(ctx, c, in, &v.Person, now); err != nil {
			return err
		}
		if err := s.saveCase(ctx, before, c); err != nil {
			return err
		}
		lead, err = s.Lead(ctx, v, in.LeadID, now)
		return err
	})
	return lead, err
}

// planOffers asks whether the partners of the input may be offered the lead, and
// offers it in memory: for the person of the house, or, without one, for the client.
func (s *Store) planOffers(ctx context.Context, c *market.LeadCase, in market.LeadOfferInput, by *market.PersonID, now time.Time) ([]*market.LeadOffer, error) {
	dealer, err := s.dealer(ctx, c, now)
	if err != nil {
		return nil, err
	}
	invitees, err := all[market.Invitee](ctx, s, `
		SELECT p.id, p.name, CASE WHEN f.paused_from <= $3 AND coalesce(f.paused_until > $3, true) AND p.state = 'ACTIVE' THEN 'PAUSED' ELSE p.state END AS state,
			EXISTS (SELECT FROM lead_offer o WHERE o.lead_id = $1 AND o.partner_id = p.id) AS had_it
		FROM partner p LEFT JOIN lead_preference f ON f.partner_id = p.id WHERE p.id = ANY($2::uuid[])`, c.Lead.ID, in.PartnerIDs, now)
	if err != nil {
		return nil, err
	}
	return c.Offer(dealer, in, by, byKey(invitees, func(i *market.Invitee) market.PartnerID { return i.ID }), now)
}

// saveLead writes what answers change of a lead.
func (s *Store) saveLead(ctx context.Context, l *market.Lead) error {
	_, err := s.exec(ctx, `UPDATE lead SET state = $2, max_share = $3, ended_at = $4, merged_into = $5, merged_adds = $6 WHERE id = $1`,
		l.ID, l.State, l.MaxShare, l.EndedAt, l.MergedInto, l.MergedAdds)
	return err
}

// lockedColumns are what a lead that is locked is read from: as it is stored.
var lockedColumns = strings.NewReplacer("shown.state", "l.state", "WHEN shown.is_contact_open", "WHEN true",
	"shown.hold_reasons", "l.hold_reasons", "shown.is_contact_open", "false AS is_contact_open").Replace(leadColumns)

// lockLead reads a lead with all its offers as they are stored, and the distribution
// that runs. Until the transaction ends nobody else changes them: all writers lock the
// lead first, which also says who asks.
func (s *Store) lockLead(ctx context.Context, a asker, id market.LeadID) (*market.LeadCase, error) {
	return s.lockLeadBy(ctx, a, id, ``)
}

// lockLeadBy is lockLead; with SKIP LOCKED a lead that somebody else has locked is not
// found.
func (s *Store) lockLeadBy(ctx context.Context, a asker, id market.LeadID, wait string) (*market.LeadCase, error) {
	lead, err := one[market.Lead](ctx, s, `SELECT `+lockedColumns+` FROM lead l, `+told+`
		WHERE l.id = `+afterTold+` FOR NO KEY UPDATE OF l `+wait, a.settings(id)...)
	if err != nil {
		return nil, err
	}
	c := &market.LeadCase{Lead: lead}
	if c.Offers, err = all[market.LeadOffer](ctx, s, `
		SELECT `+offerColumns+` FROM lead_offer o WHERE lead_id = $1 ORDER BY sent_at, id`, id); err != nil {
		return nil, err
	}
	c.Distributions, err = all[market.LeadDistribution](ctx, s, `
		SELECT `+distributionColumns+` FROM lead_distribution d WHERE lead_id = $1 AND state = 'RUNNING'`, id)
	return c, err
}
