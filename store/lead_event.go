package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// boardKey is what all listen to who may claim leads. There is one board: whom a lead on
// it fits is asked when it is delivered, so that it is one event and not one a partner.
const boardKey = "00000000-0000-0000-0000-000000000000"

// tellLead records that something happened to a lead, in the transaction of the fact and
// after it is written: in its history, for those who follow the lead, and for those who follow all of
// theirs, which are the partners it was offered to, its seller, the client, and the house. What is
// about one partner's offer names that partner, and the others do not hear it.
//
// The lead's own event comes first: so who heard of it among all of its leads, and begins
// to follow this one from there, does not hear the same again.
func (s *Store) tellLead(ctx context.Context, lead market.LeadID, change market.LeadChange, partner ...market.PartnerID) error {
	about := market.LeadNews{Change: change}
	if len(partner) > 0 {
		about.Partner = partner[0]
	}
	return s.tellNoting(ctx, lead, about, "", nil)
}

// tellNoting is tellLead with more for the history: a word of ours about the change, and
// what was said.
func (s *Store) tellNoting(ctx context.Context, lead market.LeadID, about market.LeadNews, detail string, note *string) error {
	s.emits = true
	_, err := s.exec(ctx, `
		WITH listening AS (
			INSERT INTO outbox (topic, key, subject, detail)
			SELECT $1, listener.key, l.id, $3 FROM lead l CROSS JOIN LATERAL (
				SELECT l.id
				UNION SELECT l.organization_id WHERE l.organization_id IS NOT NULL
				UNION SELECT l.person_id WHERE l.organization_id IS NULL AND l.person_id IS NOT NULL
				UNION SELECT p.organization_id FROM lead_offer o JOIN partner p ON p.id = o.partner_id
					WHERE o.lead_id = l.id AND ($4::uuid IS NULL OR o.partner_id = $4)
				UNION SELECT p.organization_id FROM lead_sale s JOIN partner p ON p.id = s.seller_id WHERE s.lead_id = l.id
				UNION SELECT id FROM organization WHERE is_house
			) AS listener (key) WHERE l.id = $2 ORDER BY listener.key <> l.id
		) `+noteChange, LeadUpdateTopic, lead, about.Detail(), orNull(about.Partner), about.Change, orNull(detail), note)
	return err
}

// tellBoard records that a lead can be claimed or bought, for all whom it fits.
func (s *Store) tellBoard(ctx context.Context, lead market.LeadID) error {
	return s.emit(ctx, BoardTopic, boardKey, string(lead))
}

// tellSubmitted tells of a lead that was just written, with its first offers.
// What came from a partner's page says by which key.
func (s *Store) tellSubmitted(ctx context.Context, lead *market.Lead, offers []*market.LeadOffer) error {
	key := ""
	if lead.Form != nil {
		key = lead.Form.Label
	}
	if err := s.tellNoting(ctx, lead.ID, market.LeadNews{Change: market.ChangeSubmitted}, key, nil); err != nil {
		return err
	}
	return s.tellOffered(ctx, offers)
}

// tellOffered tells of new offers. The partners themselves hear of them by leadAdded too.
func (s *Store) tellOffered(ctx context.Context, offers []*market.LeadOffer) error {
	for _, o := range offers {
		if err := s.tellLead(ctx, o.LeadID, market.ChangeOffered, o.PartnerID); err != nil {
			return err
		}
	}
	return nil
}

// tellCase tells what has become of a lead and its offers.
func (s *Store) tellCase(ctx context.Context, before, after *market.LeadCase) error {
	for _, n := range after.NewsSince(before) {
		var about []market.PartnerID
		if n.Partner != "" {
			about = append(about, n.Partner)
		}
		if err := s.tellLead(ctx, after.Lead.ID, n.Change, about...); err != nil {
			return err
		}
	}
	return nil
}

// LeadChannels are where leads come to a partner.
func LeadChannels(partner market.PartnerID) []market.Channel {
	return []market.Channel{{Topic: LeadTopic, Key: string(partner)}, {Topic: BoardTopic, Key: boardKey}}
}

// LeadUpdateChannels are where the leads of a viewer change: of the organisation acted
// for, and those that the person submitted for none.
func LeadUpdateChannels(v market.Viewer) []market.Channel {
	var channels []market.Channel
	for _, key := range []string{string(v.Organization), string(v.Self())} {
		if key != "" {
			channels = append(channels, market.Channel{Topic: LeadUpdateTopic, Key: key})
		}
	}
	return channels
}

// LeadInNews is the lead that something happened to, as it is at now. It fails with
// NotFound when the viewer may not hear of it: who may not see the lead, another partner
// than the news is about, and of what is inside the client; who sells the lead hears
// what comes back as well.
func (s *Store) LeadInNews(ctx context.Context, v market.Viewer, id market.LeadID, news market.LeadNews, now time.Time) (*market.Lead, error) {
	c := conditions{}
	c.add(`l.id = $?`, id)
	forAll, own := news.Partner == "" && !news.IsInside(), news.Partner != "" && news.Partner == v.Partner
	if !forAll && !own && !managesLeads(v) {
		var client, seller rule
		if !news.IsInside() {
			client = isLeadClient(v)
		}
		if news.IsSellers() {
			seller = isLeadSeller(v)
		}
		hears := either(client, seller)
		c.add(hears.sql, hears.args...)
	}
	return only(s.leadsWhere(ctx, v, c, now))
}
