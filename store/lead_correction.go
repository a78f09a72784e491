package store

import (
	"context"
	"strconv"
	"time"

	"partnergraph/market"
)

// maxCorrections is how many corrections of a lead are listed: its newest.
const maxCorrections = 200

// CorrectLead corrects what a lead says: for its client, for the house, and for a
// partner that has accepted it, which are those who may see whom to call. What it said
// before is kept.
func (s *Store) CorrectLead(ctx context.Context, v market.Viewer, in market.LeadCorrectInput, now time.Time) (*market.Lead, error) {
	return s.changeLead(ctx, v, in.LeadID, now, func(s *Store, c *market.LeadCase) error {
		lead, err := s.Lead(ctx, v, in.LeadID, now)
		if err == nil && !lead.IsContactOpen {
			err = market.Errorf(market.Conflict, "Accept this lead first; then you can correct it.").In("leadId")
		} else if err == nil {
			err = c.MayCorrect(v.Partner)
		}
		if err != nil {
			return err
		}
		contact, err := found(s.leadContact(ctx, in.LeadID))
		if err != nil {
			return err
		}
		changes, note, err := lead.Correct(in, contact, now)
		if err != nil {
			return err
		}
		if err := s.saveFacts(ctx, lead); err != nil {
			return err
		}
		if err := s.insertCorrections(ctx, v, changes); err != nil {
			return err
		}
		return s.tellNoting(ctx, in.LeadID, market.LeadNews{Change: market.ChangeCorrected}, "", note)
	})
}

// saveFacts writes what a correction changes of a lead.
func (s *Store) saveFacts(ctx context.Context, l *market.Lead) error {
	var deadline *string
	if l.Deadline != nil {
		day := l.Deadline.Format(time.DateOnly)
		deadline = &day
	}
	_, err := s.exec(ctx, `
		UPDATE lead SET goal = $2, means = $3, stages = $4, contents = $5, size = $6, budget_minor = $7, budget_currency = $8,
			country = $9, city = $10, industry = $11, deadline = $12, latitude = $13, longitude = $14
		WHERE id = $1`,
		l.ID, l.Goal, l.Means, l.Stages, l.Contents, l.Size, l.BudgetMinor, l.BudgetCurrency, l.Country, l.City, l.IndustryCode, deadline, l.Latitude, l.Longitude)
	return err
}

// insertCorrections keeps what was corrected, and on whose side.
func (s *Store) insertCorrections(ctx context.Context, v market.Viewer, changes []*market.LeadCorrection) error {
	for _, c := range changes {
		ours := isOfferOurs(v)
		at := conditions{}
		id, field, before, after, person, when, house := at.arg(c.LeadID), at.arg(c.Field), at.arg(c.Before), at.arg(c.After),
			at.arg(orNull(v.Person)), at.arg(c.CorrectedAt), at.arg(v.IsHouse)
		mine := at.fill(ours.sql, ours.args)
		if _, err := s.exec(ctx, `
			INSERT INTO lead_correction (lead_id, field, before, after, party, person_id, corrected_at)
			SELECT `+id+`, `+field+`, `+before+`, `+after+`, CASE WHEN `+house+` THEN 'HOUSE'
				WHEN EXISTS (SELECT FROM lead_offer o WHERE o.lead_id = `+id+` AND `+mine+`) THEN 'PARTNER' ELSE 'CLIENT' END, `+person+`, `+when,
			at.args...); err != nil {
			return err
		}
	}
	return nil
}

// CorrectionsOfLeads are what was corrected of each lead that the viewer may see, oldest
// first: at most the newest 200. Who it was only the house is told, and whoever it was.
func (s *Store) CorrectionsOfLeads(ctx context.Context, v market.Viewer, ids []market.LeadID) (map[market.LeadID][]*market.LeadCorrection, error) {
	c := conditions{}
	c.add(`l.id = ANY($?::uuid[])`, ids)
	visibleLead(&c, v)
	told := "true"
	if !managesLeads(v) {
		told = `x.person_id = ` + c.arg(orNull(v.Self()))
	}
	list, err := all[market.LeadCorrection](ctx, s, `
		SELECT x.lead_id, x.field, x.before, x.after, x.party, CASE WHEN `+told+` THEN x.person_id END AS person_id, x.corrected_at
		FROM lead l CROSS JOIN LATERAL (
			SELECT * FROM lead_correction x WHERE x.lead_id = l.id ORDER BY x.id DESC LIMIT `+strconv.Itoa(maxCorrections)+`
		) AS x
		WHERE `+c.sql()+` ORDER BY x.lead_id, x.id`, c.args...)
	return groupBy(list, func(c *market.LeadCorrection) market.LeadID { return c.LeadID }), err
}
