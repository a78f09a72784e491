package store

import (
	"context"
	"errors"
	"time"

	"partnergraph/markdown"
	"partnergraph/market"
)

// ApplyPartner makes the organisation acted for an applicant, or one again after
// the house has turned it down; then its slug stays.
func (s *Store) ApplyPartner(ctx context.Context, v market.Viewer, in market.PartnerApplyInput, now time.Time) (partner *market.Partner, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		p, err := found(s.lockPartner(ctx, v, `p.organization_id = $?`, v.Organization))
		if err != nil {
			return err
		}
		isNew := p == nil
		if isNew {
			p = &market.Partner{ID: newID[market.PartnerID](), OrganizationID: v.Organization}
		}
		if err := p.Apply(now); err != nil {
			return err
		}
		if p.Level, err = s.level(ctx, nil); err != nil {
			return err
		}
		if err := s.changePartner(ctx, p, in.Changes()); err != nil {
			return err
		}
		write := s.savePartner
		if isNew {
			write = s.insertPartner
		}
		if err := write(ctx, p); err != nil {
			return err
		}
		partner, err = s.writePartnerTexts(ctx, v, p.ID, in.Texts)
		return err
	})
	return partner, err
}

// UpdatePartner changes the profile of the organisation acted for.
func (s *Store) UpdatePartner(ctx context.Context, v market.Viewer, in market.PartnerUpdateInput) (partner *market.Partner, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		p, err := s.lockPartner(ctx, v, `p.organization_id = $?`, v.Organization)
		if err != nil {
			return noProfile(err)
		}
		if err := s.changePartner(ctx, p, in); err != nil {
			return err
		}
		if err := s.savePartner(ctx, p); err != nil {
			return err
		}
		partner, err = s.writePartnerTexts(ctx, v, p.ID, in.Texts)
		return err
	})
	return partner, err
}

// noProfile says what NotFound means where the viewer's own profile is needed.
func noProfile(err error) error {
	var e *market.Error
	if errors.As(err, &e) && e.Code == market.NotFound {
		return market.Errorf(market.NotFound, "Your organisation has no profile; begin with partnerApply.")
	}
	return err
}

// ApprovePartner admits an applicant to the directory.
func (s *Store) ApprovePartner(ctx context.Context, v market.Viewer, in market.PartnerApproveInput, now time.Time) (*market.Partner, error) {
	return s.answerPartner(ctx, v, in.PartnerID, func(s *Store, p *market.Partner) error {
		level, err := s.level(ctx, in.Level)
		if err != nil {
			return err
		}
		return refused(p.Admit(level, now))
	})
}

// RejectPartner turns an applicant down.
func (s *Store) RejectPartner(ctx context.Context, v market.Viewer, in market.PartnerRejectInput) (*market.Partner, error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	return s.answerPartner(ctx, v, in.PartnerID, func(_ *Store, p *market.Partner) error {
		return refused(p.TurnDown(in.Reason))
	})
}

// answerPartner changes an applicant as the house decides.
func (s *Store) answerPartner(ctx context.Context, v market.Viewer, id market.PartnerID, decide func(*Store, *market.Partner) error) (partner *market.Partner, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		p, err := s.lockPartner(ctx, v, `p.id = $?`, id)
		if err != nil {
			return inField(err, "partnerId")
		}
		if err := decide(s, p); err != nil {
			return err
		}
		if err := s.savePartner(ctx, p); err != nil {
			return err
		}
		partner, err = s.Partner(ctx, v, market.PartnerBy{ID: &id})
		return err
	})
	return partner, err
}

// lockPartner reads a partner that the viewer may see, and keeps others from
// changing it until the transaction ends.
func (s *Store) lockPartner(ctx context.Context, v market.Viewer, where string, arg any) (*market.Partner, error) {
	c := conditions{}
	c.add(where, arg)
	visiblePartner(&c, v)
	return only(s.partnersWhere(ctx, v, c, " FOR UPDATE OF p"))
}

// changePartner applies the input to the partner, in memory.
func (s *Store) changePartner(ctx context.Context, p *market.Partner, in market.PartnerUpdateInput) error {
	industries, err := s.industryCodes(ctx)
	if err != nil {
		return err
	}
	return in.Change(p, industries)
}

// insertPartner writes a new partner under the first slug that is free.
func (s *Store) insertPartner(ctx context.Context, p *market.Partner) (err error) {
	p.Slug, err = s.insertUnderSlug(ctx, p.Name, "partner", string(p.ID), `
		INSERT INTO partner (slug, id, organization_id, applied_at, state, level, name, kinds, competence, services, industries,
			languages, country, city, latitude, longitude, website)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (slug) DO NOTHING`,
		p.ID, p.OrganizationID, p.AppliedAt, p.State, p.Level.Code, p.Name, p.Kinds, p.Competence, p.Services, p.IndustryCodes,
		p.Languages, p.Country, p.City, p.Latitude, p.Longitude, p.Website)
	return err
}

// savePartner writes all that can change of a partner, but its rating and texts.
func (s *Store) savePartner(ctx context.Context, p *market.Partner) error {
	_, err := s.exec(ctx, `
		UPDATE partner SET state = $2, level = $3, name = $4, kinds = $5, competence = $6, services = $7, industries = $8,
			languages = $9, country = $10, city = $11, latitude = $12, longitude = $13, website = $14,
			applied_at = $15, admitted_at = $16, rejection_reason = $17
		WHERE id = $1`,
		p.ID, p.State, p.Level.Code, p.Name, p.Kinds, p.Competence, p.Services, p.IndustryCodes,
		p.Languages, p.Country, p.City, p.Latitude, p.Longitude, p.Website,
		p.AppliedAt, p.AdmittedAt, p.RejectionReason)
	return err
}

// writePartnerTexts replaces the texts, unless they are left out, and returns the
// partner as it is then.
func (s *Store) writePartnerTexts(ctx context.Context, v market.Viewer, id market.PartnerID, in []*market.PartnerTextInput) (*market.Partner, error) {
	if in != nil {
		if _, err := s.exec(ctx, `DELETE FROM partner_text WHERE partner_id = $1`, id); err != nil {
			return nil, err
		}
		n := len(in)
		locales, summaries, descriptions, html := make([]string, n), make([]string, n), make([]string, n), make([]string, n)
		for i, t := range in {
			locales[i], summaries[i], descriptions[i], html[i] = t.Locale, t.Summary, t.Description, markdown.HTML(t.Description)
		}
		if _, err := s.exec(ctx, `
			INSERT INTO partner_text (partner_id, locale, position, summary, description, html)
			SELECT $1, t.locale, t.position - 1, t.summary, t.description, t.html
			FROM unnest($2::text[], $3::text[], $4::text[], $5::text[]) WITH ORDINALITY AS t (locale, summary, description, html, position)`,
			id, locales, summaries, descriptions, html); err != nil {
			return nil, err
		}
	}
	return s.Partner(ctx, v, market.PartnerBy{ID: &id})
}
