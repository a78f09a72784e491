package store

import (
	"context"

	"partnergraph/market"
)

// partnerColumns are what a market.Partner is read from, out of partnerFrom and
// partnerText.
const (
	partnerColumns = `p.id, p.organization_id, p.slug, p.name, p.sort_name, p.state, p.kinds, p.competence,
		level.code AS "level.code", level.rank AS "level.rank", level.licence AS "level.licence",
		level.discount AS "level.discount", level.lead_weight AS "level.lead_weight",
		p.services, p.industries, p.languages, p.country, p.city, p.latitude, p.longitude, p.website,
		p.rating_value AS "rating.value", p.rating_count AS "rating.count", p.rating_at AS "rating.as_of",
		p.applied_at, p.admitted_at, p.rejection_reason, text.summary, text.locale`
	partnerFrom = `partner p`
	partnerText = `JOIN level ON level.code = p.level
		CROSS JOIN LATERAL (SELECT t.summary, t.locale FROM partner_text t
			WHERE t.partner_id = p.id ` + bestText + `t.position LIMIT 1) AS text`
)

// visiblePartner keeps the partners p that the viewer may see: those admitted, the
// one of the organisation acted for, and for programme managers all.
func visiblePartner(c *conditions, v market.Viewer) {
	switch {
	case v.Is(market.Audience(market.ProgrammeManager)):
	case v.Organization != "":
		c.add(`(`+admitted+` OR p.organization_id = $?)`, v.Organization)
	default:
		c.add(admitted)
	}
}

// partnersWhere reads the partners that meet the conditions, without any order.
func (s *Store) partnersWhere(ctx context.Context, v market.Viewer, c conditions, lock string) ([]*market.Partner, error) {
	joins := c.fill(partnerText, []any{v.Locales})
	return all[market.Partner](ctx, s, `SELECT `+partnerColumns+` FROM `+partnerFrom+` `+joins+` WHERE `+c.sql()+lock, c.args...)
}

// Partner is the partner with the id or slug. It fails with NotFound when there is
// none, or the viewer may not see it.
func (s *Store) Partner(ctx context.Context, v market.Viewer, by market.PartnerBy) (*market.Partner, error) {
	c := conditions{}
	if by.ID != nil {
		c.add(`p.id = $?`, *by.ID)
	}
	if by.Slug != nil {
		c.add(`p.slug = $?`, *by.Slug)
	}
	visiblePartner(&c, v)
	return only(s.partnersWhere(ctx, v, c, ""))
}

// PartnersByID are the partners with the ids that the viewer may see.
func (s *Store) PartnersByID(ctx context.Context, v market.Viewer, ids []market.PartnerID) (map[market.PartnerID]*market.Partner, error) {
	c := conditions{}
	c.add(`p.id = ANY($?::uuid[])`, ids)
	visiblePartner(&c, v)
	partners, err := s.partnersWhere(ctx, v, c, "")
	return byKey(partners, func(p *market.Partner) market.PartnerID { return p.ID }), err
}

// PartnersByOrganization are the profiles of the organisations that have one which
// the viewer may see.
func (s *Store) PartnersByOrganization(ctx context.Context, v market.Viewer, ids []market.OrganizationID) (map[market.OrganizationID]*market.Partner, error) {
	c := conditions{}
	c.add(`p.organization_id = ANY($?::uuid[])`, ids)
	visiblePartner(&c, v)
	partners, err := s.partnersWhere(ctx, v, c, "")
	return byKey(partners, func(p *market.Partner) market.OrganizationID { return p.OrganizationID }), err
}

// PartnerTexts are the texts of each partner, the original first. Who may see the
// partner may see them.
func (s *Store) PartnerTexts(ctx context.Context, v market.Viewer, ids []market.PartnerID) (map[market.PartnerID][]*market.PartnerText, error) {
	c := conditions{}
	c.add(`t.partner_id = ANY($?::uuid[])`, ids)
	visiblePartner(&c, v)
	texts, err := all[market.PartnerText](ctx, s, `SELECT t.partner_id, t.locale, t.summary, t.description
		FROM partner_text t JOIN partner p ON p.id = t.partner_id WHERE `+c.sql()+` ORDER BY t.partner_id, t.position`, c.args...)
	return groupBy(texts, func(t *market.PartnerText) market.PartnerID { return t.PartnerID }), err
}

// PartnerDescriptions are the descriptions of the partners as HTML, in the language
// that their summaries came in.
func (s *Store) PartnerDescriptions(ctx context.Context, v market.Viewer, ids []market.PartnerID) (map[market.PartnerID]string, error) {
	c := conditions{}
	c.add(`p.id = ANY($?::uuid[])`, ids)
	visiblePartner(&c, v)
	best := c.fill(bestText, []any{v.Locales})
	return texts[market.PartnerID](ctx, s, `SELECT p.id, text.html FROM partner p CROSS JOIN LATERAL (
		SELECT t.html FROM partner_text t WHERE t.partner_id = p.id `+best+`t.position LIMIT 1) AS text WHERE `+c.sql(), c.args...)
}
