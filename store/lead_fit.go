package store

import (
	"context"
	"slices"
	"time"

	"partnergraph/market"
)

// factColumns are what is compared of a partner s, with its own limits f, with a lead.
const factColumns = `s.partner_id, s.organization_id, s.state, s.kinds, s.competence, s.languages,
	array_remove(s.industries, 'any') AS industries, s.country, s.latitude, s.longitude, s.countries AS "preferences.countries",
	s.radius_km AS "preferences.radius_km"`

// Fitting are those of the partners that may claim the lead at now. It asks about all of
// them in one statement.
func (s *Store) Fitting(ctx context.Context, lead market.LeadID, partners []market.PartnerID, now time.Time) (map[market.PartnerID]bool, error) {
	policy, err := s.leadPolicy(ctx, now)
	if err != nil {
		return nil, err
	}
	l, err := s.needOf(ctx, lead)
	if err != nil {
		return nil, err
	}
	candidates, err := all[market.LeadCandidate](ctx, s, `SELECT `+factColumns+`,
		EXISTS (SELECT FROM lead_offer o WHERE o.lead_id = $1 AND o.partner_id = s.partner_id)
			OR EXISTS (SELECT FROM lead_sale t WHERE t.lead_id = $1 AND t.seller_id = s.partner_id) AS had_it
		FROM lead_standing s WHERE s.partner_id = ANY($2::uuid[])`, lead, partners)
	fits := map[market.PartnerID]bool{}
	for _, c := range candidates {
		fits[c.PartnerID] = policy.Claim(l, c) == market.LeadFits
	}
	return fits, err
}

// needOf is what is compared of a lead with partners.
func (s *Store) needOf(ctx context.Context, id market.LeadID) (*market.LeadNeed, error) {
	lead, err := one[market.Lead](ctx, s, `SELECT l.id, l.size, l.country, l.latitude, l.longitude, l.industry, l.locale, l.organization_id FROM lead l WHERE l.id = $1`, id)
	if err != nil {
		return nil, err
	}
	return lead.Need(), nil
}

// leadCandidate is a partner as the distribution of leads compares it with leads.
func (s *Store) leadCandidate(ctx context.Context, id market.PartnerID) (*market.LeadCandidate, error) {
	return one[market.LeadCandidate](ctx, s, `SELECT `+factColumns+` FROM lead_standing s WHERE s.partner_id = $1`, id)
}

// fitsRule is met by the leads l that the partner may claim from the board at now: in
// SQL what market.LeadPolicy.Claim says. A test holds the two together.
func (s *Store) fitsRule(ctx context.Context, partner market.PartnerID, now time.Time) (rule, error) {
	policy, err := s.leadPolicy(ctx, now)
	if err != nil {
		return rule{}, err
	}
	c, err := found(s.leadCandidate(ctx, partner))
	if err != nil {
		return rule{}, err
	}
	if c == nil || c.State != market.PartnerActive || !slices.ContainsFunc(c.Kinds, func(k market.PartnerKind) bool {
		return slices.Contains(policy.Rules.Kinds, k)
	}) {
		return rule{sql: "false"}, nil
	}
	sizes := []market.LeadSize{}
	for _, size := range policy.Rules.Sizes {
		if slices.Contains(size.Board, c.Competence) {
			sizes = append(sizes, size.Size)
		}
	}
	fits := rule{`(l.size = ANY($?) AND lower(split_part(l.locale, '-', 1)) = ANY($?) AND l.organization_id IS DISTINCT FROM $?::uuid
		AND NOT EXISTS (SELECT FROM lead_offer had WHERE had.lead_id = l.id AND had.partner_id = $?::uuid)`,
		[]any{sizes, c.Languages, c.OrganizationID, partner}}
	if len(c.IndustryCodes) > 0 {
		fits.sql += ` AND (l.industry IS NULL OR l.industry = ANY($?))`
		fits.args = append(fits.args, c.IndustryCodes)
	}
	near := rule{`(l.country IS NULL OR l.country = $?)`, []any{c.Country}}
	if c.Latitude != nil {
		near.sql = `CASE WHEN l.latitude IS NULL THEN ` + near.sql + ` ELSE lead_distance(l.latitude, l.longitude, $?, $?) <= $? END`
		near.args = append(near.args, *c.Latitude, *c.Longitude, policy.Radius(&c.Preferences))
	}
	fits.sql += ` AND (l.country = ANY($?) OR ` + near.sql + `))`
	fits.args = append(append(fits.args, c.Preferences.Countries), near.args...)
	return fits, nil
}

// claimRefusals say why a partner may not claim a lead.
var claimRefusals = map[market.LeadRefusal]string{
	market.LeadNotAdmitted:   "Your organisation is not in the programme.",
	market.LeadPartnerPaused: "Your organisation has paused and takes no leads at present.",
	market.LeadOfKind:        "Leads go to partners of other kinds than yours.",
	market.LeadOfOwn:         "This lead is your own organisation's.",
	market.LeadHadBefore:     "Your organisation had this lead before; a lead comes to a partner once.",
	market.LeadCompetence:    "Leads of this size go to partners with more experience of the product.",
	market.LeadLanguage:      "This client speaks none of the languages of your profile.",
	market.LeadIndustry:      "This lead is from another industry than those of your profile.",
	market.LeadRegion:        "This lead is farther away than your organisation works.",
}

// checkFit fails with Conflict, and says why, unless the lead fits the partner at now, so
// that it may claim it.
func (s *Store) checkFit(ctx context.Context, id market.LeadID, partner market.PartnerID, now time.Time) error {
	refusal, err := s.claimRefusal(ctx, id, partner, now)
	if err == nil && refusal != market.LeadFits {
		err = market.Errorf(market.Conflict, "%s", claimRefusals[refusal]).In("leadId")
	}
	return err
}

// claimRefusal is why the partner may not claim the lead at now.
func (s *Store) claimRefusal(ctx context.Context, id market.LeadID, partner market.PartnerID, now time.Time) (market.LeadRefusal, error) {
	policy, err := s.leadPolicy(ctx, now)
	if err != nil {
		return "", err
	}
	c, err := found(s.leadCandidate(ctx, partner))
	if c == nil || err != nil {
		return market.LeadNotAdmitted, err
	}
	need, err := s.needOf(ctx, id)
	if err != nil {
		return "", err
	}
	if c.HadIt, err = value[bool](ctx, s, `SELECT EXISTS (SELECT FROM lead_offer WHERE lead_id = $1 AND partner_id = $2)`, id, partner); err != nil {
		return "", err
	}
	return policy.Claim(need, c), nil
}
