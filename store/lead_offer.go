package store

import (
	"context"
	"time"

	"partnergraph/market"
)

const (
	// offerState is the state at $?: one that nobody answered in time has expired, also
	// before PassOnLeads says so; one that was opened has been viewed.
	offerState = `CASE WHEN o.state <> 'OFFERED' THEN o.state WHEN o.deadline < $? THEN 'EXPIRED'
		WHEN o.viewed_at IS NOT NULL THEN 'VIEWED' ELSE 'OFFERED' END`
	// offerShown are what everybody reads who may see an offer o, but for its state.
	offerShown = `o.id, o.lead_id, o.partner_id, o.distribution_id, o.sent_at, o.deadline, o.answered_at, o.decline_reason, o.stage, o.stage_at,
		o.viewed_at, o.returned_at, o.price_minor, o.price_currency, o.return_reason, o.return_note`
	// offerInside are what is between its partner and the house.
	offerInside = `o.lost_reason, o.lost_cause, o.estimate_minor, o.estimate_currency, o.contract_minor, o.contract_currency, o.reminded_at,
		o.trace`
	// offerColumns are an offer o as it is stored.
	offerColumns = offerShown + `, ` + offerInside + `, o.state`
)

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
// a lead was offered, lost or returned, and what it was to bring, is between the partner and the house.
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
		SELECT `+offerShown+`, `+state+` AS state, inside.*
		FROM lead_offer o JOIN lead l ON l.id = o.lead_id
		LEFT JOIN LATERAL (SELECT `+offerInside+` WHERE `+insideSQL+`) AS inside ON true
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
