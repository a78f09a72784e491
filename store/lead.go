package store

import (
	"context"
	"strings"
	"time"

	"partnergraph/market"
)

const (
	// leadColumns are what a market.Lead is read from, out of lead l and what
	// leadShown adds.
	leadColumns = `l.id, l.person_id, l.organization_id, l.partner_id, l.number, l.title, shown.state, l.size, l.source,
		l.goal, l.means, l.stages, l.contents, l.budget_minor, l.budget_currency, l.country, l.city, l.industry,
		l.locale, l.deadline, l.max_share, l.created_at, l.contact_erased_at, l.ended_at, CASE WHEN shown.state = 'MERGED' THEN l.merged_into END AS merged_into, l.merged_adds, l.attachment_count, l.external_id,
		CASE WHEN shown.is_contact_open THEN l.source_detail END AS source_detail, CASE WHEN shown.is_contact_open THEN l.latitude END AS latitude,
		CASE WHEN shown.is_contact_open THEN l.longitude END AS longitude, CASE WHEN shown.is_contact_open THEN l.retold_by END AS retold_by,
		CASE WHEN shown.is_contact_open THEN l.retold_at END AS retold_at, shown.hold_reasons, shown.is_contact_open`
	// leadState is the state at $?: a lead whose offers have all ended is open again,
	// also before PassOnLeads says so.
	leadState = `CASE WHEN l.state = 'OFFERED' AND NOT EXISTS (SELECT FROM lead_offer live
		WHERE live.lead_id = l.id AND live.state = 'OFFERED' AND live.deadline >= $?) THEN 'OPEN' ELSE l.state END`
)

// leadStateFor is the state of a lead l as the viewer is told it, at now. That a lead is
// held only the house knows: who sends spam is told the same as always. That it was
// merged is for whom it tells nothing of others: partners that had it, or have the other,
// and its client, when that is the other's too. A stranger would learn whose number is
// known here.
func leadStateFor(v market.Viewer, now time.Time) rule {
	if managesLeads(v) {
		return rule{leadState, []any{now}}
	}
	part := either(isPartOfOurs(v))
	return rule{`CASE WHEN l.state = 'HELD' OR l.state = 'MERGED' AND NOT EXISTS (SELECT FROM lead_offer mine WHERE mine.lead_id = l.id)
		AND NOT EXISTS (SELECT FROM lead whole WHERE whole.id = l.merged_into
			AND (whole.organization_id = l.organization_id OR whole.person_id = l.person_id)) AND NOT ` + part.sql + `
		THEN CASE WHEN l.ended_at IS NULL THEN 'OPEN' ELSE 'CLOSED' END ELSE ` + leadState + ` END`, append(part.args, now)}
}

// rule is a condition in SQL, in which each $? stands for the next of args.
type rule struct {
	sql  string
	args []any
}

// either is met when one of the rules is; without any, by nothing.
func either(rules ...rule) rule {
	any := rule{sql: "false"}
	for _, r := range rules {
		if r.sql != "" {
			any.sql += " OR " + r.sql
			any.args = append(any.args, r.args...)
		}
	}
	any.sql = "(" + strings.TrimPrefix(any.sql, "false OR ") + ")"
	return any
}

// isLeadClient is met by the leads l that the viewer submitted, alone or for the
// organisation it still acts for, or that were submitted for the one it leads.
func isLeadClient(v market.Viewer) rule {
	var person, organization rule
	if self := v.In(market.LeadsRead).Self(); self != "" {
		person = rule{`(l.person_id = $? AND (l.organization_id IS NULL OR l.organization_id = $?::uuid))`,
			[]any{self, orNull(v.Organization)}}
	}
	if leads(v) {
		organization = rule{`l.organization_id = $?`, []any{v.Organization}}
	}
	return either(person, organization)
}

// leads reports whether the viewer sees to the leads of its organisation.
func leads(v market.Viewer) bool {
	return v.In(market.LeadsRead).Is(market.Audience(market.Owner), market.Audience(market.Manager))
}

// managesLeads reports whether the viewer hands out leads for the house.
func managesLeads(v market.Viewer) bool {
	return v.In(market.LeadsRead).Is(market.Audience(market.ProgrammeManager))
}

// visibleLead keeps the leads l that the viewer may see: its own, those that its
// partner sells, was offered or has as a part of another, and for programme managers all.
func visibleLead(c *conditions, v market.Viewer) {
	if !managesLeads(v) {
		r := isOurs(v)
		c.add(r.sql, r.args...)
	}
}

// isOurs is met by the leads l that the viewer submitted, or that were offered to its
// partner.
func isOurs(v market.Viewer) rule {
	var partner rule
	if v.Partner != "" && leads(v) {
		partner = rule{`EXISTS (SELECT FROM lead_offer o WHERE o.lead_id = l.id AND o.partner_id = $?)`, []any{v.Partner}}
	}
	return either(isLeadClient(v), isLeadSeller(v), partner, isPartOfOurs(v))
}

// isPartOfOurs is met by the leads l that were merged into one that the viewer's partner
// has accepted, and that add to it: whoever calls for the one is to know all that its
// client said. With the contact of the one the others are gone too, which name the same
// number.
func isPartOfOurs(v market.Viewer) rule {
	if v.Partner == "" || !leads(v) {
		return rule{}
	}
	return rule{`(l.merged_adds AND EXISTS (SELECT FROM lead_offer o JOIN lead whole ON whole.id = o.lead_id
		WHERE o.lead_id = l.merged_into AND o.partner_id = $? AND o.state = 'ACCEPTED' AND whole.contact_erased_at IS NULL))`, []any{v.Partner}}
}

// isContactOpen is met by the leads l of which the viewer may see whom to call.
func isContactOpen(v market.Viewer) rule {
	if managesLeads(v) {
		return rule{sql: "true"}
	}
	var partner rule
	if v.Partner != "" && leads(v) {
		partner = rule{`EXISTS (SELECT FROM lead_offer o
			WHERE o.lead_id = l.id AND o.partner_id = $? AND o.state = 'ACCEPTED')`, []any{v.Partner}}
	}
	return either(isLeadClient(v), isLeadSeller(v), partner, isPartOfOurs(v))
}

// onBoard is met by the leads l that the viewer's partner may claim or buy now. What
// does not fit it is as if it were not there.
func (s *Store) onBoard(ctx context.Context, v market.Viewer, now time.Time) (rule, error) {
	if v.Partner == "" || !leads(v) {
		return rule{sql: "false"}, nil
	}
	fits, err := s.fitsRule(ctx, v.Partner, now)
	sale := isForSale(v.Partner, now)
	return rule{`(EXISTS (SELECT FROM lead_distribution d WHERE d.lead_id = l.id AND d.state = 'RUNNING' AND (d.mode = 'BOARD' OR d.mode = 'SOLD' AND ` + sale.sql + `))
		AND ` + fits.sql + `)`, append(sale.args, fits.args...)}, err
}

// visibleOrBoard is visibleLead with the leads on the board.
func (s *Store) visibleOrBoard(ctx context.Context, c *conditions, v market.Viewer, now time.Time) error {
	if managesLeads(v) {
		return nil
	}
	board, err := s.onBoard(ctx, v, now)
	if err != nil {
		return err
	}
	r := either(isOurs(v), board)
	c.add(r.sql, r.args...)
	return nil
}

// leadShown joins how a lead l shows to the viewer at now.
func leadShown(v market.Viewer, now time.Time) rule {
	open, state := isContactOpen(v), leadStateFor(v, now)
	held := `''`
	if managesLeads(v) {
		held = `l.hold_reasons`
	}
	return rule{`CROSS JOIN LATERAL (SELECT ` + state.sql + ` AS state, ` + held + ` AS hold_reasons, ` + open.sql + ` IS TRUE AS is_contact_open) AS shown`,
		append(state.args, open.args...)}
}

// leadsWhere reads the leads that meet the conditions and the viewer may see.
func (s *Store) leadsWhere(ctx context.Context, v market.Viewer, c conditions, now time.Time) ([]*market.Lead, error) {
	if err := s.visibleOrBoard(ctx, &c, v, now); err != nil {
		return nil, err
	}
	shown := leadShown(v, now)
	joins := c.fill(shown.sql, shown.args)
	return all[market.Lead](ctx, s, `SELECT `+leadColumns+` FROM lead l `+joins+` WHERE `+c.sql(), c.args...)
}

// Lead is the lead with the id, as it is at now. It fails with NotFound when there
// is none, or the viewer may not see it.
func (s *Store) Lead(ctx context.Context, v market.Viewer, id market.LeadID, now time.Time) (*market.Lead, error) {
	c := conditions{}
	c.add(`l.id = $?`, id)
	return only(s.leadsWhere(ctx, v, c, now))
}

// LeadsByID are the leads with the ids that the viewer may see, as they are at now.
func (s *Store) LeadsByID(ctx context.Context, v market.Viewer, ids []market.LeadID, now time.Time) (map[market.LeadID]*market.Lead, error) {
	c := conditions{}
	c.add(`l.id = ANY($?::uuid[])`, ids)
	found, err := s.leadsWhere(ctx, v, c, now)
	return byKey(found, func(l *market.Lead) market.LeadID { return l.ID }), err
}

// leadsOfOrganization keeps the leads l of the organisation and partner acted for,
// and those the person submitted for none. It goes by the ids, which indexes find,
// because Postgres would read all leads to find those that meet one of several
// conditions.
const leadsOfOrganization = `l.id IN (
	SELECT id FROM lead WHERE organization_id = $?
	UNION ALL SELECT lead_id FROM lead_offer WHERE partner_id = $?
	UNION ALL SELECT lead_id FROM lead_sale WHERE seller_id = $?
	UNION ALL SELECT id FROM lead WHERE person_id = $? AND (organization_id IS NULL OR $?::uuid IS NULL))`

// Leads is a page of the leads of the organisation acted for, and of those the
// viewer submitted for none, newest first, as they are at now.
func (s *Store) Leads(ctx context.Context, v market.Viewer, f market.LeadFilter, p market.PageArgs, now time.Time) (*market.Page[*market.Lead], error) {
	shown := leadShown(v, now)
	l := list[market.Lead]{
		columns: leadColumns, from: `lead l`, joins: shown.sql, joinArgs: shown.args,
		order: order[market.Lead]{
			name: "lead", columns: []string{"l.created_at", "l.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
			key: func(l *market.Lead) []string { return []string{keyTime(l.CreatedAt), string(l.ID)} },
		},
	}
	visibleLead(&l.where, v)
	if !managesLeads(v) {
		l.where.add(leadsOfOrganization, orNull(v.Organization), orNull(v.Partner), orNull(v.Partner), orNull(v.Self()), orNull(v.Organization))
	}
	addAny(&l.where, `l.size`, f.Sizes)
	if len(f.States) > 0 {
		state := leadStateFor(v, now)
		l.where.add(state.sql+` = ANY($?)`, append(state.args, f.States)...)
	}
	if len(f.OfferStates) > 0 {
		r := isOfferVisible(v)
		l.where.add(`EXISTS (SELECT FROM lead_offer o WHERE o.lead_id = l.id AND `+r.sql+` AND `+offerState+` = ANY($?))`,
			append(append(r.args, now), f.OfferStates)...)
	}
	return pageOf(ctx, s, l, p)
}
