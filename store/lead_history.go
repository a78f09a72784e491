package store

import (
	"context"
	"strconv"

	"partnergraph/market"
)

// maxHistory is how many entries of a lead are listed: its newest.
const maxHistory = 200

// noteChange is the end of a statement that writes the change $5 of the lead $2 into its
// history: about the partner $4 if not all, with the word $6 and the note $7. Who does
// it is whom Postgres was told, so nobody writes in another's name, and the clock is
// the database's.
const noteChange = `
	INSERT INTO lead_history (lead_id, kind, at, party, person_id, organization_id, partner_id, detail, note)
	SELECT $2, $5, clock_timestamp(),
		CASE WHEN viewer_is_system() THEN 'SYSTEM' WHEN org.is_house THEN 'HOUSE' WHEN ours.id IS NOT NULL THEN 'PARTNER' ELSE 'CLIENT' END,
		asks.person, org.id, about.partner, coalesce($6, CASE $5
			WHEN 'DECLINED' THEN o.decline_reason WHEN 'ADVANCED' THEN o.stage WHEN 'RETURNED' THEN o.return_reason END), $7
	FROM (SELECT nullif(current_setting('partnergraph.person', true), '')::uuid AS person,
		nullif(current_setting('partnergraph.organization', true), '')::uuid AS organization) AS asks
	LEFT JOIN organization org ON org.id = asks.organization
	LEFT JOIN LATERAL (SELECT p.id FROM partner p JOIN lead_offer had ON had.partner_id = p.id
		WHERE p.organization_id = org.id AND had.lead_id = $2) AS ours ON true
	CROSS JOIN LATERAL (SELECT coalesce($4::uuid, CASE WHEN $5 IN ('ACCEPTED', 'CLAIMED', 'SOLD') THEN ours.id END) AS partner) AS about
	LEFT JOIN lead_offer o ON o.lead_id = $2 AND o.partner_id = about.partner`

// forgetHistory takes what people said out of the history of a lead. What happened
// stays.
func (s *Store) forgetHistory(ctx context.Context, lead market.LeadID) error {
	_, err := s.exec(ctx, `UPDATE lead_history SET note = NULL WHERE lead_id = $1 AND note IS NOT NULL`, lead)
	return err
}

// isHistoryVisible is met by the entries h of leads l that the viewer may see.
func isHistoryVisible(v market.Viewer) rule {
	if managesLeads(v) {
		return rule{sql: "true"}
	}
	client := isLeadClient(v)
	client = rule{`(` + client.sql + ` AND h.kind = ANY($?))`, append(client.args, market.ClientChanges)}
	var partner, seller rule
	if v.Partner != "" && leads(v) {
		partner = rule{`(h.partner_id = $? OR h.partner_id IS NULL AND h.kind = ANY($?)
			AND EXISTS (SELECT FROM lead_offer o WHERE o.lead_id = l.id AND o.partner_id = $?))`,
			[]any{v.Partner, market.PartnerChanges, v.Partner}}
		sells := isLeadSeller(v)
		seller = rule{`(` + sells.sql + ` AND h.kind = ANY($?))`, append(sells.args, market.SellerChanges)}
	}
	return either(client, partner, seller)
}

// isHistoryOurs is met by the entries h that the viewer's own people made: of those it
// is told who, and of no others.
func isHistoryOurs(v market.Viewer) rule {
	if managesLeads(v) {
		return rule{sql: "true"}
	}
	return rule{`(h.organization_id = $? OR h.organization_id IS NULL AND h.person_id = $?)`, []any{orNull(v.Organization), orNull(v.Self())}}
}

// HistoryOfLeads is what happened to each lead, oldest first, as far as the viewer may
// know: at most its newest 200 entries.
func (s *Store) HistoryOfLeads(ctx context.Context, v market.Viewer, ids []market.LeadID) (map[market.LeadID][]*market.LeadHistoryEntry, error) {
	c := conditions{}
	c.add(`l.id = ANY($?::uuid[])`, ids)
	visibleLead(&c, v)
	visible, ours := isHistoryVisible(v), isHistoryOurs(v)
	shows := c.fill(visible.sql, visible.args)
	own := c.fill(ours.sql, ours.args)
	shared := c.arg(market.SharedNotes)
	entries, err := all[market.LeadHistoryEntry](ctx, s, `
		SELECT h.lead_id, h.kind, h.at, h.party, h.partner_id, h.detail,
			CASE WHEN h.own THEN h.person_id END AS person_id,
			CASE WHEN h.own OR h.kind = ANY(`+shared+`) THEN h.note END AS note
		FROM lead l CROSS JOIN LATERAL (
			SELECT h.*, `+own+` IS TRUE AS own FROM lead_history h
			WHERE h.lead_id = l.id AND `+shows+` ORDER BY h.id DESC LIMIT `+strconv.Itoa(maxHistory)+`
		) AS h
		WHERE `+c.sql()+` ORDER BY h.lead_id, h.id`, c.args...)
	return groupBy(entries, func(e *market.LeadHistoryEntry) market.LeadID { return e.LeadID }), err
}
