package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// offerState is the state at $?: one that nobody answered in time has expired, also
// before ExpireOffers says so.
const offerState = `CASE WHEN o.state = 'OFFERED' AND o.deadline < $? THEN 'EXPIRED' ELSE o.state END`

// isOfferVisible is met by the offers o of leads l that the viewer may see: those to
// its partner, those of its own leads and of those it sells, and for programme managers all.
func isOfferVisible(v market.Viewer) rule {
	if managesLeads(v) {
		return rule{sql: "true"}
	}
	return either(isOfferOurs(v), isLeadClient(v), isLeadSeller(v))
}

// isOfferOurs is met by the offers o to the viewer's partner.
func isOfferOurs(v market.Viewer) rule {
	if v.Partner == "" || !leads(v) {
		return rule{sql: "false"}
	}
	return rule{`o.partner_id = $?`, []any{v.Partner}}
}

// offersWhere reads the offers that meet the conditions and the viewer may see. Why
// a lead was lost and what it was to bring is between the partner and the house.
func (s *Store) offersWhere(ctx context.Context, v market.Viewer, c conditions, now time.Time) ([]*market.LeadOffer, error) {
	visible := isOfferVisible(v)
	c.add(visible.sql, visible.args...)
	state := c.fill(offerState, []any{now})
	inside := rule{sql: "true"}
	if !managesLeads(v) {
		inside = isOfferOurs(v)
	}
	insideSQL := c.fill(inside.sql, inside.args)
	return all[market.LeadOffer](ctx, s, `
		SELECT o.id, o.lead_id, o.partner_id, `+state+` AS state, o.sent_at, o.deadline, o.answered_at, o.decline_reason,
			o.stage, o.stage_at, o.price_minor, o.price_currency, o.returned_at, o.return_reason, o.return_note, inside.*
		FROM lead_offer o JOIN lead l ON l.id = o.lead_id
		LEFT JOIN LATERAL (SELECT o.lost_reason, o.lost_cause, o.estimate_minor, o.estimate_currency, o.contract_minor, o.contract_currency
			WHERE `+insideSQL+`) AS inside ON true
		WHERE `+c.sql()+` ORDER BY o.lead_id, o.sent_at, o.id`, c.args...)
}

// LeadOffer is the offer with the id, as it is at now. It fails with NotFound when
// there is none, or the viewer may not see it.
func (s *Store) LeadOffer(ctx context.Context, v market.Viewer, id market.OfferID, now time.Time) (*market.LeadOffer, error) {
	c := conditions{}
	c.add(`o.id = $?`, id)
	return only(s.offersWhere(ctx, v, c, now))
}

// LeadOffersByID are the offers with the ids that the viewer may see, as they are at
// now.
func (s *Store) LeadOffersByID(ctx context.Context, v market.Viewer, ids []market.OfferID, now time.Time) (map[market.OfferID]*market.LeadOffer, error) {
	c := conditions{}
	c.add(`o.id = ANY($?::uuid[])`, ids)
	found, err := s.offersWhere(ctx, v, c, now)
	return byKey(found, func(o *market.LeadOffer) market.OfferID { return o.ID }), err
}

// OffersOfLeads are the offers of each lead that the viewer may see, oldest first,
// as they are at now.
func (s *Store) OffersOfLeads(ctx context.Context, v market.Viewer, ids []market.LeadID, now time.Time) (map[market.LeadID][]*market.LeadOffer, error) {
	c := conditions{}
	c.add(`o.lead_id = ANY($?::uuid[])`, ids)
	found, err := s.offersWhere(ctx, v, c, now)
	return groupBy(found, func(o *market.LeadOffer) market.LeadID { return o.LeadID }), err
}
