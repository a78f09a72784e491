package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// StagesOfOffers are the stages that each offer has been in, in their order, for
// those offers that the viewer may see, as they are at now.
func (s *Store) StagesOfOffers(ctx context.Context, v market.Viewer, ids []market.OfferID, now time.Time) (map[market.OfferID][]*market.LeadStageTime, error) {
	c := conditions{}
	c.add(`o.id = ANY($?::uuid[])`, ids)
	visible := isOfferVisible(v)
	c.add(visible.sql, visible.args...)
	stages, err := all[market.LeadStageTime](ctx, s, `
		SELECT t.offer_id, t.stage, t.entered_at, t.left_at
		FROM lead_stage t JOIN lead_offer o ON o.id = t.offer_id JOIN lead l ON l.id = o.lead_id
		WHERE `+c.sql()+` ORDER BY t.offer_id, t.entered_at, t.left_at NULLS LAST`, c.args...)
	for _, t := range stages {
		t.Last(now)
	}
	return groupBy(stages, func(t *market.LeadStageTime) market.OfferID { return t.OfferID }), err
}
