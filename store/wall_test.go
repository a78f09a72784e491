package store_test

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// wallWorld has something behind the wall for everybody: two leads with contacts,
// one of them accepted by the first of two partners, the books of both, the sessions
// of two people, and API tokens of the first partner.
type wallWorld struct {
	*store.Store
	db       *sql.DB
	labels   map[string]string // of ids
	lead     market.LeadID     // the client's
	bare     market.LeadID     // without a contact, and on the board
	journal  market.JournalID  // of the first partner
	subject  string            // of the first partner's deal
	sessions map[string]market.SessionID
	viewers  map[string]asking
}

// The distributions of the bare lead: one that runs, and one of before.
const onBoard, wasHandedOut = "00000000-0000-7000-8000-0000000000b0", "00000000-0000-7000-8000-0000000000e0"

// asking is who asks: a viewer, and the hash of a secret, if one was sent.
type asking struct {
	market.Viewer
	secret []byte
	sees   map[string]string // labels of the rows of each table; nothing of those left out
}

func newWallWorld(t *testing.T) *wallWorld {
	t.Helper()
	s, db := storetest.WithDB(t)
	w := &wallWorld{Store: s, db: db, labels: map[string]string{}, sessions: map[string]market.SessionID{}}
	one, first := storetest.Partner(t, s, db, storetest.Profile("One"))
	two, second := storetest.Partner(t, s, db, storetest.Profile("Two"))
	client := storetest.Owner(t, db, "Client")
	submitter := storetest.Member(t, db, client, market.Support)
	lead, offers := storetest.Offered(t, s, db, submitter, 2, one.ID, two.ID)
	if _, err := s.AcceptLead(t.Context(), first, market.LeadAcceptInput{OfferID: offers[0].ID}, storetest.Now); err != nil {
		t.Fatal(err)
	}
	w.lead = lead.ID
	if _, err := s.CreateLeadNote(t.Context(), first, market.LeadNoteCreateInput{OfferID: offers[0].ID, Text: "Call on Monday."}, storetest.Now); err != nil {
		t.Fatal(err)
	}
	if _, err := s.RegisterDeal(t.Context(), first, market.DealRegisterInput{Company: "Ferncliff", Country: "GB"}, storetest.Now); err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRowContext(t.Context(), `SELECT subject_id FROM deal`).Scan(&w.subject); err != nil {
		t.Fatal(err)
	}
	w.labels[w.subject] = "deal"
	person := storetest.Person(t, db, "Person")
	storetest.Paid(t, s, client, storetest.Invoice(t, s, first, storetest.BillTo(client, "10", "EUR")))
	storetest.Invoice(t, s, second, storetest.BillTo(person, "20", "EUR"))
	if err := db.QueryRowContext(t.Context(), `SELECT id FROM journal WHERE partner_id = $1 LIMIT 1`, one.ID).Scan(&w.journal); err != nil {
		t.Fatal(err)
	}
	alice, tokens := storetest.SignIn(t, s, storetest.Phone(1), storetest.Now)
	bob, _ := storetest.SignIn(t, s, storetest.Phone(2), storetest.Now)
	w.sessions["alice"], w.sessions["bob"] = alice.Session, bob.Session
	challenge := storetest.Challenged(t, s, storetest.Phone(3), storetest.Now)
	if err := db.QueryRowContext(t.Context(), `INSERT INTO lead (id, title, state, size, source, locale, created_at)
		VALUES (gen_random_uuid(), 'x', 'OPEN', 'SMALL', 'SITE', 'en', now()) RETURNING id`).Scan(&w.bare); err != nil {
		t.Fatal(err)
	}
	storetest.Exec(t, db, `INSERT INTO lead_distribution (id, lead_id, mode, policy_version, seed, max_share, hours, state, started_at) VALUES
		($2, $1, 'BOARD', 1, decode(repeat('00', 32), 'hex'), 1, 24, 'RUNNING', now())`, w.bare, onBoard)
	storetest.Exec(t, db, `INSERT INTO lead_distribution (id, lead_id, mode, policy_version, seed, max_share, hours, state, outcome, started_at, ended_at) VALUES
		($2, $1, 'EXCLUSIVE', 1, decode(repeat('00', 32), 'hex'), 1, 24, 'DONE', 'NOBODY_FITS', now(), now())`, w.bare, wasHandedOut)
	storetest.Exec(t, db, `INSERT INTO lead_sale (lead_id, seller_id, person_id, price_minor, price_currency, copies, return_hours, created_at, ends_at) VALUES
		($1, $2, $3, 100, 'EUR', 1, 72, now(), now())`, w.bare, one.ID, first.Person)
	w.labels[string(w.bare)] = "bare"
	storetest.Invited(t, s, second, storetest.Phone(2), market.Editor, storetest.Now)
	w.labels[string(lead.ID)] = "client's"
	need := storetest.Need()
	need.Contact.Phone = ptr("+447700900124")
	theirs, err := s.SubmitLead(t.Context(), person, need, storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	w.labels[string(theirs.ID)] = "person's"
	for _, id := range []market.LeadID{lead.ID, theirs.ID} {
		var subject string
		if err := db.QueryRowContext(t.Context(), `SELECT subject_id FROM lead_contact WHERE lead_id = $1`, id).Scan(&subject); err != nil {
			t.Fatal(err)
		}
		w.labels[subject] = w.labels[string(id)]
	}
	w.labels[string(one.ID)], w.labels[string(two.ID)] = "one", "two"
	w.labels[string(alice.Person)], w.labels[string(bob.Person)] = "alice", "bob"
	w.labels[string(second.Organization)], w.labels[string(bob.Session)] = "two", "bob"
	w.labels[string(alice.Session)], w.labels[fmt.Sprintf("%x", challenge.Hash)] = "alice", "mine"

	storetest.Exec(t, db, `INSERT INTO member (organization_id, person_id, role, since) VALUES ($1, $2, 'OWNER', $3)`,
		first.Organization, alice.Person, storetest.Now)
	leadToken, bookToken := w.token(t, alice, first, market.LeadsRead), w.token(t, first, first, market.BillingRead)
	w.labels[string(leadToken.APIToken)], w.labels[string(bookToken.APIToken)] = "leads", "books"
	astray := bookToken
	astray.Organization = second.Organization

	pretending, elsewhere := storetest.Owner(t, db, "Stranger"), submitter
	pretending.Organization, pretending.Partner = first.Organization, first.Partner
	elsewhere.Organization = second.Organization
	acting := func(v market.Viewer, role market.Role) market.Viewer {
		return storetest.Member(t, db, v, role)
	}
	house := storetest.ProgrammeManager(t, db)
	clients := map[string]string{"lead_contact": "client's", "data_subject": "client's"}
	books := func(partners string) map[string]string {
		return map[string]string{"journal": partners, "entry": partners}
	}
	w.viewers = map[string]asking{
		"nobody":                 {},
		"who submitted the lead": {Viewer: submitter, sees: clients},
		"the same, naming another's organisation":    {Viewer: elsewhere},
		"the client's owner":                         {Viewer: client, sees: clients},
		"a client's editor":                          {Viewer: acting(client, market.Editor)},
		"who sent a lead for nobody but themselves":  {Viewer: person, sees: map[string]string{"lead_contact": "person's", "data_subject": "person's"}},
		"the partner that accepted":                  {Viewer: first, sees: map[string]string{"lead_contact": "client's", "data_subject": "client's deal", "lead_note": "one", "deal": "one", "journal": "one", "entry": "one", "api_token": "books leads"}},
		"its token for leads, which is not alice":    {Viewer: leadToken, sees: map[string]string{"lead_contact": "client's", "data_subject": "client's deal", "lead_note": "one", "deal": "one", "api_token": "leads"}},
		"its token for books":                        {Viewer: bookToken, sees: map[string]string{"journal": "one", "entry": "one", "api_token": "books"}},
		"the same, naming another partner":           {Viewer: astray, sees: map[string]string{"api_token": "books"}},
		"its support":                                {Viewer: acting(first, market.Support)},
		"the partner that has not answered":          {Viewer: second, sees: books("two")},
		"a stranger who names the first partner":     {Viewer: pretending},
		"a programme manager":                        {Viewer: house, sees: map[string]string{"lead_contact": "client's person's", "data_subject": "client's deal person's", "lead_note": "one", "deal": "one"}},
		"the house's finance":                        {Viewer: storetest.Finance(t, db), sees: books("one two")},
		"a moderator of the house":                   {Viewer: acting(house, market.Moderator)},
		"an owner of the house":                      {Viewer: acting(house, market.Owner), sees: map[string]string{"lead_contact": "client's person's", "data_subject": "client's deal person's", "lead_note": "one", "deal": "one", "journal": "one two", "entry": "one two"}},
		"alice":                                      {Viewer: alice, sees: map[string]string{"session": "alice", "api_token": "leads"}},
		"bob, whom the second partner has invited":   {Viewer: bob, sees: map[string]string{"session": "bob"}},
		"who sends alice's refresh token":            {secret: tokens.Refresh, sees: map[string]string{"session": "alice", "refresh_token": "alice"}},
		"who sends alice's access token for another": {secret: tokens.Access},
		"who sends a challenge":                      {secret: challenge.Hash, sees: map[string]string{"sign_in_challenge": "mine"}},
		"who sends some secret":                      {secret: storetest.Secret()},
	}
	w.tellPeople(t)
	return w
}

// token is a program that acts for an organisation by a token that somebody makes.
func (w *wallWorld) token(t *testing.T, maker, owner market.Viewer, scope market.Scope) market.Viewer {
	t.Helper()
	maker.Organization, maker.Role, maker.Partner = owner.Organization, owner.Role, owner.Partner
	hash := market.APITokenHash{Sum: storetest.Secret(), LastFour: "last"}
	in := market.APITokenCreateInput{Name: "Program", Scopes: []market.Scope{scope}}
	if _, err := w.CreateAPIToken(t.Context(), maker, in, hash, storetest.Now); err != nil {
		t.Fatal(err)
	}
	v, err := w.AuthenticateAPIToken(t.Context(), hash.Sum, "", storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// plain are statements without any row rule, of which the second wall alone decides
// what they show.
var plain = map[string]string{
	"api_token":           `SELECT id FROM api_token`,
	"lead_contact":        `SELECT lead_id FROM lead_contact`,
	"lead_contact_reveal": `SELECT lead_id FROM lead_contact_reveal`,
	"lead_note":           `SELECT partner_id FROM lead_note`,
	"deal":                `SELECT partner_id FROM deal`,
	"data_subject":        `SELECT id FROM data_subject`,
	"journal":             `SELECT partner_id FROM journal`,
	"entry":               `SELECT partner_id FROM entry`,
	"session":             `SELECT person_id FROM session`,
	"refresh_token":       `SELECT session_id FROM refresh_token`,
	"person":              `SELECT phone FROM person`,
	"sign_in_challenge":   `SELECT encode(hash, 'hex') FROM sign_in_challenge`,
}

// open are those for tables behind the wall that everybody may read, because the
// policies look things up there: what is guarded is their writing.
var open = map[string]struct{ statement, shows string }{
	"member":            {`SELECT organization_id FROM member WHERE organization_id IN (SELECT organization_id FROM member_invitation)`, "two"},
	"member_invitation": {`SELECT organization_id FROM member_invitation`, "two"},
	"lead_offer":        {`SELECT partner_id FROM lead_offer`, "one two"},
	"lead_distribution": {`SELECT lead_id FROM lead_distribution WHERE id IN ('` + onBoard + `', '` + wasHandedOut + `')`, "bare"},
	"lead_sale":         {`SELECT seller_id FROM lead_sale`, "one"},
}

// breaches are what the second wall lets through that it should not, and what it
// holds back that it should let through.
func (w *wallWorld) breaches(t *testing.T) (found []string) {
	t.Helper()
	for name, who := range w.viewers {
		for table, statement := range plain {
			if got := w.read(t, who, statement); got != who.sees[table] {
				found = append(found, fmt.Sprintf("%s sees of %s %q, want %q", name, table, got, who.sees[table]))
			}
		}
		for table, test := range open {
			if got := w.read(t, who, test.statement); got != test.shows {
				found = append(found, fmt.Sprintf("%s sees of %s %q, want %q", name, table, got, test.shows))
			}
		}
		found = append(found, w.writes(t, name, who)...)
	}
	return append(append(append(found, w.forgeries(t)...), w.deeds(t)...), w.notified(t)...)
}

// read is what a statement shows, as sorted labels, each once. What must not even be
// asked shows nothing.
func (w *wallWorld) read(t *testing.T, who asking, statement string) string {
	t.Helper()
	ids := []string{}
	err := w.BehindFirstWall(t.Context(), who.Viewer, who.secret, func(tx *sqlx.Tx) error {
		return tx.SelectContext(t.Context(), &ids, statement)
	})
	if err != nil && !isHeld(err) {
		t.Fatal(statement, err)
	}
	labels := []string{}
	for _, id := range ids {
		if label, known := w.labels[id]; known {
			labels = append(labels, label)
		} else {
			labels = append(labels, "another's")
		}
	}
	slices.Sort(labels)
	return strings.Join(slices.Compact(labels), " ")
}

// isHeld reports whether Postgres has refused a statement for want of a right.
func isHeld(err error) bool {
	var e *pq.Error
	return errors.As(err, &e) && e.Code == "42501"
}

// writes are the statements without conditions that change more than one row, or
// any of another's. People end their own sessions; who has sent a secret uses it.
func (w *wallWorld) writes(t *testing.T, name string, who asking) (found []string) {
	t.Helper()
	own := func(table string) int64 { return int64(len(strings.Fields(who.sees[table]))) }
	for statement, most := range map[string]int64{
		`UPDATE api_token SET revoked_at = now()`:        own("api_token"),
		`UPDATE api_token SET scopes = scopes`:           0,
		`DELETE FROM api_token`:                          0,
		`UPDATE session SET ended_at = now()`:            own("session"),
		`UPDATE session SET person_id = person_id`:       0,
		`DELETE FROM session`:                            0,
		`UPDATE refresh_token SET used_at = NULL`:        own("refresh_token"),
		`UPDATE refresh_token SET hash = hash`:           0,
		`DELETE FROM refresh_token`:                      0,
		`UPDATE sign_in_challenge SET tries = 0`:         own("sign_in_challenge"),
		`UPDATE sign_in_challenge SET code_sum = hash`:   0,
		`DELETE FROM sign_in_challenge`:                  0,
		`UPDATE lead_contact SET sealed = ''`:            0,
		`UPDATE data_subject SET wrapped_key = ''`:       0,
		`DELETE FROM data_subject`:                       0,
		`DELETE FROM lead_contact`:                       0,
		`DELETE FROM lead_contact_reveal`:                0,
		`UPDATE journal SET description = ''`:            0,
		`DELETE FROM entry`:                              0,
		`UPDATE invoice SET net_minor = 1`:               0,
		`UPDATE person SET phone = phone`:                0,
		`UPDATE lead SET person_id = NULL`:               0,
		`UPDATE lead SET organization_id = NULL`:         0,
		`UPDATE lead_offer SET partner_id = partner_id`:  0,
		`UPDATE partner SET organization_id = id`:        0,
		`UPDATE organization SET is_house = is_house`:    0,
		`UPDATE member SET person_id = person_id`:        0,
		`DELETE FROM member_invitation`:                  0,
		`TRUNCATE lead_contact`:                          0,
		`ALTER TABLE session DISABLE ROW LEVEL SECURITY`: 0,
	} {
		n := w.write(t, who, statement)
		if n != most {
			found = append(found, fmt.Sprintf("%s changes %d rows by %s, want %d", name, n, statement, most))
		}
	}
	return found
}

// write is how many rows a statement changes; 0 when it is refused.
func (w *wallWorld) write(t *testing.T, who asking, statement string, args ...any) (n int64) {
	t.Helper()
	err := w.BehindFirstWall(t.Context(), who.Viewer, who.secret, func(tx *sqlx.Tx) error {
		result, err := tx.ExecContext(t.Context(), statement, args...)
		if err == nil {
			n, err = result.RowsAffected()
		}
		return err
	})
	if isHeld(err) {
		return 0
	}
	if err != nil { // refused later than by the wall
		return -1
	}
	return n
}

// forgeries are the rows that somebody adds for somebody else.
func (w *wallWorld) forgeries(t *testing.T) (found []string) {
	t.Helper()
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
		if n := w.write(t, f.who, f.statement, f.args...); n != 0 {
			found = append(found, f.statement+" was let through")
		}
	}
	return found
}

// deeds are writes that the second wall lets through for some and not for others, as
// many rows of them as are said: who belongs to what, and who gets a lead.
func (w *wallWorld) deeds(t *testing.T) (found []string) {
	t.Helper()
	alice, bob, first, second := w.viewers["alice"], w.viewers["bob, whom the second partner has invited"], w.viewers["the partner that accepted"], w.viewers["the partner that has not answered"]
	support, token, house := w.viewers["its support"], w.viewers["its token for leads, which is not alice"], w.viewers["a programme manager"]
	const join = `INSERT INTO member (organization_id, person_id, role, since) VALUES ($1, $2, $3, now())`
	const founds = `INSERT INTO member (organization_id, person_id, role, since) VALUES (gen_random_uuid(), $1, $2, now())`
	const invite = `INSERT INTO member_invitation (id, organization_id, phone, role, invited_by, invited_at) VALUES (gen_random_uuid(), $1, 'x', 'OWNER', $2, now())`
	const offer = `INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline) VALUES (gen_random_uuid(), coalesce($1::uuid, gen_random_uuid()), $2, 'OFFERED', now(), now())`
	const note = `INSERT INTO lead_note (id, offer_id, lead_id, partner_id, author_id, sealed, created_at)
		SELECT gen_random_uuid(), o.id, o.lead_id, $1, $2, 'x', now() FROM lead_offer o WHERE o.partner_id = $1`
	const register = `INSERT INTO deal (id, partner_id, subject_id, company, country, company_index, state, registered_by, registered_at, protected_until)
		VALUES (gen_random_uuid(), $1, $2, 'x', 'GB', 'x', 'PROTECTED', $3, now(), now())`
	const accept = `UPDATE lead_offer SET state = 'ACCEPTED', stage = 'ACCEPTED', answered_at = now() WHERE partner_id = $1 AND state = 'OFFERED'`
	const offerFrom = `INSERT INTO lead_offer (id, lead_id, partner_id, distribution_id, state, stage, stage_at, sent_at, deadline, answered_at)
		VALUES (gen_random_uuid(), $1, $2, $3, 'ACCEPTED', 'ACCEPTED', now(), now(), now(), now())`
	const begin = `INSERT INTO lead_distribution (id, lead_id, mode, policy_version, seed, max_share, hours, state, outcome, started_at, ended_at)
		VALUES (gen_random_uuid(), coalesce($1::uuid, gen_random_uuid()), 'BOARD', 1, decode(repeat('00', 32), 'hex'), 1, 24, 'DONE', 'CLOSED', now(), now())`
	const sell = `INSERT INTO lead_sale (lead_id, seller_id, person_id, price_minor, price_currency, copies, return_hours, created_at, ends_at)
		VALUES (coalesce($1::uuid, gen_random_uuid()), $2, $3, 1, 'EUR', 1, 72, now(), now())`
	const lower = `UPDATE lead_sale SET price_minor = 1`
	const end = `UPDATE lead_distribution SET state = 'DONE', outcome = 'CLOSED', ended_at = now(), next_at = NULL WHERE id = $1`
	for what, d := range map[string]struct {
		who       asking
		want      int64
		statement string
		args      []any
	}{
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
		"the house offers":                            {house, 1, offer, []any{w.bare, first.Partner}},
		"a partner offers itself a lead":              {first, 0, offer, []any{w.bare, first.Partner}},
		"a client chooses for a lead that is to come": {asking{}, 1, offer, []any{nil, first.Partner}},
		"a partner keeps a note":                      {first, 1, note, []any{first.Partner, first.Person}},
		"a partner keeps a note for another":          {second, 0, note, []any{first.Partner, second.Person}},
		"a partner lets another have said it":         {first, 0, note, []any{first.Partner, alice.Person}},
		"a partner changes its note":                  {first, 1, `UPDATE lead_note SET edited_at = now()`, nil},
		"another changes it":                          {second, 0, `UPDATE lead_note SET edited_at = now()`, nil},
		"the house changes it":                        {house, 0, `UPDATE lead_note SET edited_at = now()`, nil},
		"a partner registers a deal":                  {second, 1, register, []any{second.Partner, w.subject, second.Person}},
		"a partner registers a deal for another":      {second, 0, register, []any{first.Partner, w.subject, second.Person}},
		"a partner withdraws its deal":                {first, 1, `UPDATE deal SET state = 'WITHDRAWN', ended_at = now()`, nil},
		"another withdraws it":                        {second, 0, `UPDATE deal SET state = 'WITHDRAWN', ended_at = now()`, nil},
		"a partner prolongs its deal":                 {first, 0, `UPDATE deal SET protected_until = now()`, nil},
		"the house decides on a deal":                 {house, 1, `UPDATE deal SET protected_until = now()`, nil},
		"a partner accepts":                           {second, 1, accept, []any{second.Partner}},
		"a partner accepts for another":               {first, 0, accept, []any{second.Partner}},
		"a partner takes what is on the board":        {second, 1, offerFrom, []any{w.bare, second.Partner, onBoard}},
		"a partner takes it for another":              {second, 0, offerFrom, []any{w.bare, first.Partner, onBoard}},
		"a partner takes what was on the board":       {second, 0, offerFrom, []any{w.bare, second.Partner, wasHandedOut}},
		"a partner opens a board":                     {second, 0, begin, []any{w.bare}},
		"the house opens a board":                     {house, 1, begin, []any{w.bare}},
		"a client's lead is handed out":               {asking{}, 1, begin, []any{nil}},
		"a distribution ends":                         {second, 1, end, []any{onBoard}},
		"a partner sells a lead that is to come":      {first, 1, sell, []any{nil, first.Partner, first.Person}},
		"a partner sells for another":                 {second, 0, sell, []any{nil, first.Partner, second.Person}},
		"a partner sells a lead that is there":        {first, 0, sell, []any{w.lead, first.Partner, first.Person}},
		"a seller asks for less":                      {first, 1, lower, nil},
		"another asks for less":                       {second, 0, lower, nil},
		"one that has ended begins again": {house, 0,
			`UPDATE lead_distribution SET state = 'RUNNING', outcome = NULL, ended_at = NULL WHERE id = $1`, []any{wasHandedOut}},
	} {
		if n := w.write(t, d.who, d.statement, d.args...); n != d.want {
			found = append(found, fmt.Sprintf("%s: %d rows, want %d", what, n, d.want))
		}
	}
	return found
}

// Without the row rules of our own statements, nobody sees or changes more.
func TestTheSecondWallHolds(t *testing.T) {
	t.Parallel()
	w := newWallWorld(t)
	for _, breach := range w.breaches(t) {
		t.Error(breach)
	}
}

// No stone is idle, or the test above would not see what it is to see: each policy
// that lets everything pass, or nothing where it should, is noticed.
func TestEachPolicyHolds(t *testing.T) {
	t.Parallel()
	w := newWallWorld(t)
	clauses := []struct{ Table, Name, Clause, Before string }{}
	if err := sqlx.NewDb(w.db, "postgres").Select(&clauses, `
		SELECT tablename AS table, policyname AS name, clause, before
		FROM pg_policies, LATERAL (VALUES ('USING', qual), ('WITH CHECK', with_check)) AS c(clause, before)
		WHERE schemaname = 'public' AND before IS NOT NULL`); err != nil {
		t.Fatal(err)
	}
	if len(clauses) < 30 {
		t.Fatalf("there are %d clauses of policies", len(clauses))
	}
	for _, c := range clauses {
		alter := func(condition string) {
			storetest.Exec(t, w.db, fmt.Sprintf(`ALTER POLICY %s ON %s %s (%s)`, c.Name, c.Table, c.Clause, condition))
		}
		alter(strconv.FormatBool(c.Before != "true"))
		if len(w.breaches(t)) == 0 {
			t.Errorf("with %s %s the other way nothing is noticed", c.Name, c.Clause)
		}
		alter(c.Before)
	}
	for _, table := range behindWall {
		storetest.Exec(t, w.db, `ALTER TABLE `+table+` DISABLE ROW LEVEL SECURITY`)
		if len(w.breaches(t)) == 0 {
			t.Errorf("%s without security shows nothing", table)
		}
		storetest.Exec(t, w.db, `ALTER TABLE `+table+` ENABLE ROW LEVEL SECURITY`)
	}
	for _, breach := range w.breaches(t) {
		t.Error("at the end ", breach)
	}
}
