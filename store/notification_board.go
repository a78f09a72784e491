package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// boardPool is how many partners are looked at for one lead on the board. Which, where
// there are more, is another matter with each lead.
const boardPool = "5000"

// toldOfBoard are the people of the partners that may claim or buy a lead which is on the
// board at now. Their place is their partner, so that several leads are one notification.
func (s *Store) toldOfBoard(ctx context.Context, lead market.LeadID, now time.Time) ([]*toldPerson, error) {
	partners, err := s.boardPartners(ctx, lead, now)
	if err != nil || len(partners) == 0 {
		return nil, err
	}
	fits, err := s.Fitting(ctx, lead, partners, now)
	if err != nil {
		return nil, err
	}
	fit := make([]market.PartnerID, 0, len(fits))
	for _, p := range partners {
		if fits[p] {
			fit = append(fit, p)
		}
	}
	return all[toldPerson](ctx, s, `
		SELECT m.person_id, 'LEAD_ON_BOARD' AS kind, 'partner' AS place_kind, p.id AS place, 0 AS "number.year", 0 AS "number.serial"
		FROM unnest($2::uuid[]) WITH ORDINALITY AS fit (id, n) JOIN partner p ON p.id = fit.id JOIN lead l ON l.id = $1
		JOIN member m ON m.organization_id = p.organization_id AND `+leadsOf+`
		WHERE m.person_id IS DISTINCT FROM l.person_id
		ORDER BY fit.n, m.person_id LIMIT `+maxTold, lead, fit)
}

// boardPartners are those that may be able to claim a lead, as far as SQL tells cheaply;
// none when the lead is on the board no more. Its seller does not buy it.
func (s *Store) boardPartners(ctx context.Context, lead market.LeadID, now time.Time) ([]market.PartnerID, error) {
	policy, err := s.leadPolicy(ctx, now)
	if err != nil {
		return nil, err
	}
	type partner struct {
		ID market.PartnerID `db:"partner_id"`
	}
	found, err := all[partner](ctx, s, `
		SELECT s.partner_id FROM lead l JOIN lead_standing s ON s.state = 'ACTIVE' AND s.kinds && $2::text[]
			AND s.languages @> ARRAY[lower(split_part(l.locale, '-', 1))] AND (l.industry IS NULL OR s.industries && ARRAY[l.industry, 'any'])
		WHERE l.id = $1 AND EXISTS (SELECT FROM lead_distribution d WHERE d.lead_id = l.id AND d.state = 'RUNNING' AND d.mode IN ('BOARD', 'SOLD'))
			AND NOT EXISTS (SELECT FROM lead_sale x WHERE x.lead_id = l.id AND x.seller_id = s.partner_id)
		ORDER BY md5(l.id::text || s.partner_id::text) LIMIT `+boardPool, lead, policy.Rules.Kinds)
	ids := make([]market.PartnerID, len(found))
	for i, p := range found {
		ids[i] = p.ID
	}
	return ids, err
}
