package store

import (
	"context"

	"partnergraph/market"
)

// partnerFields are what a market.Partner is read from, out of partner p and
// partnerText: each with its name in the struct.
var partnerFields = []field{
	{"p.id", "id"}, {"p.organization_id", "organization_id"}, {"p.slug", "slug"}, {"p.name", "name"}, {"p.sort_name", "sort_name"},
	{"p.state", "state"}, {"p.kinds", "kinds"}, {"p.competence", "competence"},
	{"level.code", "level.code"}, {"level.rank", "level.rank"}, {"level.licence", "level.licence"},
	{"level.discount", "level.discount"}, {"level.lead_weight", "level.lead_weight"},
	{"p.services", "services"}, {"p.industries", "industries"}, {"p.languages", "languages"},
	{"p.country", "country"}, {"p.city", "city"}, {"p.latitude", "latitude"}, {"p.longitude", "longitude"}, {"p.website", "website"},
	{"p.rating_value", "rating.value"}, {"p.rating_count", "rating.count"}, {"p.rating_at", "rating.as_of"},
	{"p.applied_at", "applied_at"}, {"p.admitted_at", "admitted_at"}, {"p.rejection_reason", "rejection_reason"},
	{"profile.summary", "summary"}, {"profile.locale", "locale"},
}

var partnerColumns = columns("", partnerFields)

// partnerText joins a partner p with its level and the best text for the reader,
// whose languages are the argument.
const partnerText = `JOIN level ON level.code = p.level
	CROSS JOIN LATERAL (SELECT t.summary, t.locale FROM partner_text t
		WHERE t.partner_id = p.id ` + bestText + `t.position LIMIT 1) AS profile`

// visiblePartner keeps the partners p that the viewer may see: those admitted, the
// one of the organisation acted for, and for programme managers all.
func visiblePartner(c *conditions, v market.Viewer) {
	switch v = v.In(market.PartnersRead); {
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
	return all[market.Partner](ctx, s, `SELECT `+partnerColumns+` FROM partner p `+joins+` WHERE `+c.sql()+lock, c.args...)
}

// ofPartners says that only the rows of these partners matter, with their texts.
func ofPartners(ctx context.Context, ids ...market.PartnerID) context.Context {
	return rowsBy(rowsBy(ctx, "partner", "id", ids...), "partner_text", "partner_id", ids...)
}

// Partner is the partner with the id or slug. It fails with NotFound when there is
// none, or the viewer may not see it.
func (s *Store) Partner(ctx context.Context, v market.Viewer, by market.PartnerBy) (*market.Partner, error) {
	c := conditions{}
	if by.ID != nil {
		c.add(`p.id = $?`, *by.ID)
		ctx = ofPartners(ctx, *by.ID)
	}
	if by.Slug != nil {
		c.add(`p.slug = $?`, *by.Slug)
		ctx = rowsBy(ctx, "partner", "slug", *by.Slug)
	}
	visiblePartner(&c, v)
	return only(s.partnersWhere(ctx, v, c, ""))
}

// PartnersByID are the partners with the ids that the viewer may see.
func (s *Store) PartnersByID(ctx context.Context, v market.Viewer, ids []market.PartnerID) (map[market.PartnerID]*market.Partner, error) {
	c := conditions{}
	c.add(`p.id = ANY($?::uuid[])`, ids)
	visiblePartner(&c, v)
	partners, err := s.partnersWhere(ofPartners(ctx, ids...), v, c, "")
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
	texts, err := all[market.PartnerText](ofPartners(ctx, ids...), s, `SELECT t.partner_id, t.locale, t.summary, t.description
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
	return texts[market.PartnerID](ofPartners(ctx, ids...), s, `SELECT p.id, profile.html FROM partner p CROSS JOIN LATERAL (
		SELECT t.html FROM partner_text t WHERE t.partner_id = p.id `+best+`t.position LIMIT 1) AS profile WHERE `+c.sql(), c.args...)
}
