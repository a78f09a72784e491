package store_test

import (
	"fmt"
)

// forgeries are the rows that somebody adds for somebody else.
func (w *wallWorld) forgeries() (checks []check) {
	second, alice := w.viewers["the partner that has not answered"], w.viewers["alice"]
	var first, bob string
	for id, label := range w.labels {
		switch label {
		case "one":
			first = id
		case "bob":
			bob = id
		}
	}
	for _, f := range []struct {
		who       asking
		statement string
		args      []any
	}{
		{second, `INSERT INTO lead_contact (lead_id, subject_id, sealed, phone_index) VALUES ($1, gen_random_uuid(), 'x', 'x')`, []any{w.lead}},
		{second, fmt.Sprintf(`UPDATE lead SET max_share = max_share; INSERT INTO lead_contact (lead_id, subject_id, sealed, phone_index)
			VALUES ('%s', gen_random_uuid(), 'x', 'x')`, w.bare), nil},
		{second, `INSERT INTO data_subject (id, erased_at) VALUES (gen_random_uuid(), now())`, nil},
		{second, `INSERT INTO lead_contact_reveal (lead_id, person_id, organization_id, revealed_at) VALUES ($1, $2, $3, now())`,
			[]any{w.lead, bob, second.Organization}},
		{alice, `INSERT INTO lead_contact_reveal (lead_id, person_id, organization_id, revealed_at) VALUES ($1, $2, $3, now())`,
			[]any{w.lead, alice.Person, second.Organization}},
		{second, `INSERT INTO journal (id, partner_id, kind, description, posted_at)
			VALUES (gen_random_uuid(), $1, 'INVOICE_PAID', 'x', now())`, []any{first}},
		{second, `INSERT INTO entry (journal_id, position, partner_id, account, minor, currency)
			VALUES ($1, 9, $2, 'TAX', 1, 'EUR')`, []any{w.journal, first}},
		{alice, `INSERT INTO session (id, person_id, access_hash, access_expires_at, created_at, refreshed_at)
			VALUES (gen_random_uuid(), $1, 'x', now(), now(), now())`, []any{bob}},
		{alice, `INSERT INTO session (id, person_id, access_hash, access_expires_at, created_at, refreshed_at)
			VALUES (gen_random_uuid(), $1, 'x', now(), now(), now())`, []any{alice.Person}},
		{alice, `INSERT INTO refresh_token (hash, session_id, expires_at) VALUES ('x', $1, now())`, []any{w.sessions["bob"]}},
		{alice, `INSERT INTO api_token (id, organization_id, created_by, name, hash, last_four, scopes, created_at, expires_at)
			VALUES (gen_random_uuid(), $1, $2, 'x', 'x', 'x', '{}', now(), now())`, []any{second.Organization, alice.Person}},
		{w.viewers["its token for leads, which is not alice"], `INSERT INTO api_token (id, organization_id, created_by, name, hash, last_four, scopes,
			created_at, expires_at) VALUES (gen_random_uuid(), $1, $2, 'x', 'x', 'x', '{}', now(), now())`,
			[]any{w.viewers["the partner that accepted"].Organization, alice.Person}},
		{w.viewers["its token for books"], `INSERT INTO entry (journal_id, position, partner_id, account, minor, currency)
			VALUES ($1, 9, $2, 'TAX', 1, 'EUR')`, []any{w.journal, first}},
		{alice, `INSERT INTO sign_in_challenge (hash, phone, address, code_sum, created_at, expires_at)
			VALUES ('x', 'x', 'x', 'x', now(), now())`, nil},
	} {
		checks = append(checks, w.changes("a forgery", f.who, f.statement, 0, f.args...))
	}
	return checks
}

// deed is a write that the second wall lets through for some and not for others, as many
// rows of it as are said.
type deed struct {
	who       asking
	want      int64
	statement string
	args      []any
}

// deeds are the checks of deeds.
func (w *wallWorld) deeds(all map[string]deed) (checks []check) {
	for what, d := range all {
		checks = append(checks, w.changes(what, d.who, d.statement, d.want, d.args...))
	}
	return checks
}

// memberDeeds are about who belongs to what.
func (w *wallWorld) memberDeeds() []check {
	alice, bob, first, second, support, token, house := w.viewers["alice"], w.viewers["bob, whom the second partner has invited"], w.viewers["the partner that accepted"], w.viewers["the partner that has not answered"], w.viewers["its support"], w.viewers["its token for leads, which is not alice"], w.viewers["a programme manager"]
	const join = `INSERT INTO member (organization_id, person_id, role, since) VALUES ($1, $2, $3, now())`
	const founds = `INSERT INTO member (organization_id, person_id, role, since) VALUES (gen_random_uuid(), $1, $2, now())`
	const invite = `INSERT INTO member_invitation (id, organization_id, phone, role, invited_by, invited_at) VALUES (gen_random_uuid(), $1, 'x', 'OWNER', $2, now())`
	return w.deeds(map[string]deed{
		"a stranger makes itself an owner":            {alice, 0, join, []any{second.Organization, alice.Person, "OWNER"}},
		"a client makes itself an owner of the house": {w.viewers["the client's owner"], 0, join, []any{house.Organization, w.viewers["the client's owner"].Person, "OWNER"}},
		"the invited comes":                           {bob, 1, join, []any{second.Organization, bob.Person, "EDITOR"}},
		"the invited comes as more":                   {bob, 0, join, []any{second.Organization, bob.Person, "OWNER"}},
		"the invited brings another":                  {bob, 0, join, []any{second.Organization, alice.Person, "EDITOR"}},
		"an owner adds who was not asked":             {first, 0, join, []any{first.Organization, bob.Person, "EDITOR"}},
		"a person founds":                             {bob, 1, founds, []any{bob.Person, "OWNER"}},
		"a person founds for another":                 {bob, 0, founds, []any{alice.Person, "OWNER"}},
		"a token founds":                              {token, 0, founds, []any{token.Person, "OWNER"}},
		"a person founds the house":                   {bob, 0, `INSERT INTO organization (id, name, country, is_house, created_at) VALUES (gen_random_uuid(), 'xx', 'GB', true, now())`, nil},
		"support promotes":                            {support, 0, `UPDATE member SET role = 'OWNER'`, nil},
		"an owner promotes":                           {second, 1, `UPDATE member SET role = 'OWNER'`, nil},
		"support leaves, and nobody else":             {support, 1, `DELETE FROM member`, nil},
		"an owner dismisses only in its own":          {first, 3, `DELETE FROM member`, nil},
		"an owner invites":                            {second, 1, invite, []any{second.Organization, second.Person}},
		"support invites":                             {support, 0, invite, []any{first.Organization, support.Person}},
		"support invites in its owner's name":         {support, 0, invite, []any{first.Organization, first.Person}},
		"an owner withdraws":                          {second, 1, `UPDATE member_invitation SET ended_at = now()`, nil},
		"the invited answers":                         {bob, 1, `UPDATE member_invitation SET declined_at = now()`, nil},
		"the invited asks for more":                   {bob, 0, `UPDATE member_invitation SET role = 'OWNER'`, nil},
		"another answers":                             {alice, 0, `UPDATE member_invitation SET ended_at = now()`, nil},
	})
}

// leadDeeds are about who gets a lead.
func (w *wallWorld) leadDeeds() []check {
	first, second, house := w.viewers["the partner that accepted"], w.viewers["the partner that has not answered"], w.viewers["a programme manager"]
	const offer = `INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline) VALUES (gen_random_uuid(), coalesce($1::uuid, gen_random_uuid()), $2, 'OFFERED', now(), now())`
	const accept = `UPDATE lead_offer SET state = 'ACCEPTED', stage = 'ACCEPTED', answered_at = now() WHERE partner_id = $1 AND state = 'OFFERED'`
	const offerFrom = `INSERT INTO lead_offer (id, lead_id, partner_id, distribution_id, state, stage, stage_at, sent_at, deadline, answered_at)
		VALUES (gen_random_uuid(), $1, $2, $3, 'ACCEPTED', 'ACCEPTED', now(), now(), now(), now())`
	const begin = `INSERT INTO lead_distribution (id, lead_id, mode, policy_version, seed, max_share, hours, state, outcome, started_at, ended_at)
		VALUES (gen_random_uuid(), coalesce($1::uuid, gen_random_uuid()), 'BOARD', 1, decode(repeat('00', 32), 'hex'), 1, 24, 'DONE', 'CLOSED', now(), now())`
	const end = `UPDATE lead_distribution SET state = 'DONE', outcome = 'CLOSED', ended_at = now(), next_at = NULL WHERE id = $1`
	const merge = `UPDATE lead SET state = 'MERGED', merged_into = $1, merged_adds = true WHERE id = $2`
	return w.deeds(map[string]deed{
		"the house merges":                            {house, 1, merge, []any{w.lead, w.other}},
		"a partner merges a lead into its own":        {first, 0, merge, []any{w.lead, w.other}},
		"a partner opens what was merged":             {first, 0, `UPDATE lead SET merged_adds = false WHERE merged_into = $1`, []any{w.lead}},
		"the house offers":                            {house, 1, offer, []any{w.bare, first.Partner}},
		"a partner offers itself a lead":              {first, 0, offer, []any{w.bare, first.Partner}},
		"a client chooses for a lead that is to come": {asking{}, 1, offer, []any{nil, first.Partner}},
		"a partner accepts":                           {second, 1, accept, []any{second.Partner}},
		"a partner accepts for another":               {first, 0, accept, []any{second.Partner}},
		"a partner takes what is on the board":        {second, 1, offerFrom, []any{w.bare, second.Partner, onBoard}},
		"a partner takes it for another":              {second, 0, offerFrom, []any{w.bare, first.Partner, onBoard}},
		"a partner takes what was on the board":       {second, 0, offerFrom, []any{w.bare, second.Partner, wasHandedOut}},
		"a partner opens a board":                     {second, 0, begin, []any{w.bare}},
		"the house opens a board":                     {house, 1, begin, []any{w.bare}},
		"a client's lead is handed out":               {asking{}, 1, begin, []any{nil}},
		"a distribution ends":                         {second, 1, end, []any{onBoard}},
		"one that has ended begins again": {house, 0,
			`UPDATE lead_distribution SET state = 'RUNNING', outcome = NULL, ended_at = NULL WHERE id = $1`, []any{wasHandedOut}},
	})
}

// saleDeeds are about notes, deals and what is sold.
func (w *wallWorld) saleDeeds() []check {
	alice, first, second, house := w.viewers["alice"], w.viewers["the partner that accepted"], w.viewers["the partner that has not answered"], w.viewers["a programme manager"]
	const note = `INSERT INTO lead_note (id, offer_id, lead_id, partner_id, author_id, sealed, created_at)
		SELECT gen_random_uuid(), o.id, o.lead_id, $1, $2, 'x', now() FROM lead_offer o WHERE o.partner_id = $1`
	const register = `INSERT INTO deal (id, partner_id, subject_id, company, country, company_index, state, registered_by, registered_at, protected_until)
		VALUES (gen_random_uuid(), $1, $2, 'x', 'GB', 'x', 'PROTECTED', $3, now(), now())`
	const sell = `INSERT INTO lead_sale (lead_id, seller_id, person_id, price_minor, price_currency, copies, return_hours, created_at, ends_at)
		VALUES (coalesce($1::uuid, gen_random_uuid()), $2, $3, 1, 'EUR', 1, 72, now(), now())`
	const lower = `UPDATE lead_sale SET price_minor = 1`
	return w.deeds(map[string]deed{
		"a partner keeps a note":                 {first, 1, note, []any{first.Partner, first.Person}},
		"a partner keeps a note for another":     {second, 0, note, []any{first.Partner, second.Person}},
		"a partner lets another have said it":    {first, 0, note, []any{first.Partner, alice.Person}},
		"a partner changes its note":             {first, 1, `UPDATE lead_note SET edited_at = now()`, nil},
		"another changes it":                     {second, 0, `UPDATE lead_note SET edited_at = now()`, nil},
		"the house changes it":                   {house, 0, `UPDATE lead_note SET edited_at = now()`, nil},
		"a partner registers a deal":             {second, 1, register, []any{second.Partner, w.subject, second.Person}},
		"a partner registers a deal for another": {second, 0, register, []any{first.Partner, w.subject, second.Person}},
		"a partner withdraws its deal":           {first, 1, `UPDATE deal SET state = 'WITHDRAWN', ended_at = now()`, nil},
		"another withdraws it":                   {second, 0, `UPDATE deal SET state = 'WITHDRAWN', ended_at = now()`, nil},
		"a partner prolongs its deal":            {first, 0, `UPDATE deal SET protected_until = now()`, nil},
		"the house decides on a deal":            {house, 1, `UPDATE deal SET protected_until = now()`, nil},
		"a partner sells a lead that is to come": {first, 1, sell, []any{nil, first.Partner, first.Person}},
		"a partner sells for another":            {second, 0, sell, []any{nil, first.Partner, second.Person}},
		"a partner sells a lead that is there":   {first, 0, sell, []any{w.lead, first.Partner, first.Person}},
		"a seller asks for less":                 {first, 1, lower, nil},
		"another asks for less":                  {second, 0, lower, nil},
	})
}
