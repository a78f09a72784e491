package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// LeadContacts are whom to call about each lead, where the viewer may see it. Every
// contact shown to a partner or the house is logged at now, in the same statement;
// what clients see of themselves, and sellers of
// what they sell, is not.
func (s *Store) LeadContacts(ctx context.Context, v market.Viewer, ids []market.LeadID, now time.Time) (map[market.LeadID]*market.LeadContact, error) {
	c := conditions{}
	c.add(`l.id = ANY($?::uuid[])`, ids)
	open, own := isContactOpen(v), either(isLeadClient(v), isLeadSeller(v))
	c.add(open.sql, open.args...)
	ownSQL := c.fill(own.sql, own.args)
	log := c.fill(`INSERT INTO lead_contact_reveal (lead_id, person_id, api_token_id, organization_id, revealed_at)
		SELECT lead_id, $?::uuid, $?::uuid, $?::uuid, $?::timestamptz FROM seen WHERE NOT is_own`,
		[]any{orNull(v.Person), orNull(v.APIToken), orNull(v.Organization), now})
	rows, err := readAs(ctx, s, viewing(v), func(s *Store) ([]*sealedContact, error) {
		return all[sealedContact](ctx, s, `
			WITH seen AS (
				SELECT t.lead_id, t.subject_id, d.wrapped_key, t.sealed, `+ownSQL+` IS TRUE AS is_own
				FROM lead_contact t JOIN lead l ON l.id = t.lead_id JOIN data_subject d ON d.id = t.subject_id
				WHERE `+c.sql()+`
			), logged AS (`+log+`)
			SELECT lead_id, subject_id, wrapped_key, sealed FROM seen`, c.args...)
	})
	if err != nil {
		return nil, err
	}
	contacts, err := s.openContacts(rows)
	return byKey(contacts, func(c *market.LeadContact) market.LeadID { return c.LeadID }), err
}
