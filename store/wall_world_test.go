package store_test

import (
	"database/sql"
	"fmt"
	"testing"

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
	other    market.LeadID     // the person's own
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

// cast are the people of a wallWorld, and what they have.
type cast struct {
	one, two                                *market.Partner
	first, second, client, submitter, other market.Viewer
	alice, bob                              market.Viewer
	tokens                                  market.TokenHashes // alice's
	challenge                               []byte             // the hash of one
}

func newWallWorld(t *testing.T) *wallWorld {
	t.Helper()
	s, db := storetest.WithDB(t)
	w := &wallWorld{Store: s, db: db, labels: map[string]string{}, sessions: map[string]market.SessionID{}}
	c := &cast{client: storetest.Owner(t, db, "Client"), other: storetest.Person(t, db, "Person")}
	c.one, c.first = storetest.Partner(t, s, db, storetest.Profile("One"))
	c.two, c.second = storetest.Partner(t, s, db, storetest.Profile("Two"))
	c.submitter = storetest.Member(t, db, c.client, market.Support)
	w.handOut(t, c)
	w.bill(t, c)
	w.signIn(t, c)
	w.labels[string(c.one.ID)], w.labels[string(c.two.ID)] = "one", "two"
	w.viewers = w.askers(t, c)
	w.tellPeople(t)
	return w
}

// handOut makes leads: the client's, which the first partner has accepted and keeps a note
// and a deal about; a bare one on the board; a person's own, and another of that person's,
// which the house has merged into the client's.
func (w *wallWorld) handOut(t *testing.T, c *cast) {
	t.Helper()
	lead, offers := storetest.Offered(t, w.Store, w.db, c.submitter, 2, c.one.ID, c.two.ID)
	w.must(t, second(w.AcceptLead(t.Context(), c.first, market.LeadAcceptInput{OfferID: offers[0].ID}, storetest.Now)))
	w.must(t, second(w.CreateLeadNote(t.Context(), c.first, market.LeadNoteCreateInput{OfferID: offers[0].ID, Text: "Call on Monday."}, storetest.Now)))
	w.must(t, second(w.RegisterDeal(t.Context(), c.first, market.DealRegisterInput{Company: "Ferncliff", Country: *market.Right("GB")}, storetest.Now)))
	w.must(t, w.db.QueryRowContext(t.Context(), `SELECT subject_id FROM deal`).Scan(&w.subject))
	w.must(t, w.db.QueryRowContext(t.Context(), `INSERT INTO lead (id, title, state, size, source, locale, created_at)
		VALUES (gen_random_uuid(), 'x', 'OPEN', 'SMALL', 'SITE', 'en', now()) RETURNING id`).Scan(&w.bare))
	storetest.Exec(t, w.db, `INSERT INTO lead_distribution (id, lead_id, mode, policy_version, seed, max_share, hours, state, started_at) VALUES
		($2, $1, 'BOARD', 1, decode(repeat('00', 32), 'hex'), 1, 24, 'RUNNING', now())`, w.bare, onBoard)
	storetest.Exec(t, w.db, `INSERT INTO lead_distribution (id, lead_id, mode, policy_version, seed, max_share, hours, state, outcome, started_at, ended_at) VALUES
		($2, $1, 'EXCLUSIVE', 1, decode(repeat('00', 32), 'hex'), 1, 24, 'DONE', 'NOBODY_FITS', now(), now())`, w.bare, wasHandedOut)
	storetest.Exec(t, w.db, `INSERT INTO lead_sale (lead_id, seller_id, person_id, price_minor, price_currency, copies, return_hours, created_at, ends_at) VALUES
		($1, $2, $3, 100, 'EUR', 1, 72, now(), now())`, w.bare, c.one.ID, c.first.Person)
	need := storetest.Need()
	need.Contact.Phone = market.Right("+447700900124")
	theirs, err := w.SubmitLead(t.Context(), c.other, need, storetest.Now)
	w.must(t, err)
	need.Contact.Phone, need.Contact.Email = market.Right("+447700900125"), ptr("added@client.example.com")
	added, err := w.SubmitLead(t.Context(), c.other, need, storetest.Now)
	w.must(t, err)
	merge := market.LeadMergeInput{LeadID: added.ID, IntoID: lead.ID, Reason: "The same shop."}
	w.must(t, second(w.MergeLead(t.Context(), storetest.ProgrammeManager(t, w.db), merge, storetest.Now)))
	w.lead, w.other, w.labels[w.subject], w.labels[string(w.bare)] = lead.ID, theirs.ID, "deal", "bare"
	for id, label := range map[market.LeadID]string{lead.ID: "client's", theirs.ID: "person's", added.ID: "added"} {
		var subject string
		w.must(t, w.db.QueryRowContext(t.Context(), `SELECT subject_id FROM lead_contact WHERE lead_id = $1`, id).Scan(&subject))
		w.labels[string(id)], w.labels[subject] = label, label
	}
}

// bill makes the books of both partners.
func (w *wallWorld) bill(t *testing.T, c *cast) {
	t.Helper()
	storetest.Paid(t, w.Store, c.client, storetest.Invoice(t, w.Store, c.first, storetest.BillTo(c.client, "10", "EUR")))
	storetest.Invoice(t, w.Store, c.second, storetest.BillTo(c.other, "20", "EUR"))
	w.must(t, w.db.QueryRowContext(t.Context(), `SELECT id FROM journal WHERE partner_id = $1 LIMIT 1`, c.one.ID).Scan(&w.journal))
}

// signIn lets alice and bob in. She is an owner of the first partner as well, and the
// second has invited him.
func (w *wallWorld) signIn(t *testing.T, c *cast) {
	t.Helper()
	c.alice, c.tokens = storetest.SignIn(t, w.Store, storetest.Phone(1), storetest.Now)
	c.bob, _ = storetest.SignIn(t, w.Store, storetest.Phone(2), storetest.Now)
	c.challenge = storetest.Challenged(t, w.Store, storetest.Phone(3), storetest.Now).Hash
	storetest.Invited(t, w.Store, c.second, storetest.Phone(2), market.Editor, storetest.Now)
	storetest.Exec(t, w.db, `INSERT INTO member (organization_id, person_id, role, since) VALUES ($1, $2, 'OWNER', $3)`,
		c.first.Organization, c.alice.Person, storetest.Now)
	w.sessions["alice"], w.sessions["bob"] = c.alice.Session, c.bob.Session
	w.labels[string(c.alice.Person)], w.labels[string(c.bob.Person)] = "alice", "bob"
	w.labels[string(c.alice.Session)], w.labels[string(c.bob.Session)] = "alice", "bob"
	w.labels[string(c.second.Organization)], w.labels[fmt.Sprintf("%x", c.challenge)] = "two", "mine"
}

// askers are those who ask, and what each is to see.
func (w *wallWorld) askers(t *testing.T, c *cast) map[string]asking {
	t.Helper()
	leadToken, bookToken := w.token(t, c.alice, c.first, market.LeadsRead), w.token(t, c.first, c.first, market.BillingRead)
	w.labels[string(leadToken.APIToken)], w.labels[string(bookToken.APIToken)] = "leads", "books"
	astray := bookToken
	astray.Organization = c.second.Organization
	pretending, elsewhere := storetest.Owner(t, w.db, "Stranger"), c.submitter
	pretending.Organization, pretending.Partner = c.first.Organization, c.first.Partner
	elsewhere.Organization = c.second.Organization
	acting := func(v market.Viewer, role market.Role) market.Viewer {
		return storetest.Member(t, w.db, v, role)
	}
	house := storetest.ProgrammeManager(t, w.db)
	clients := map[string]string{"lead_contact": "client's", "data_subject": "client's"}
	books := func(partners string) map[string]string {
		return map[string]string{"journal": partners, "entry": partners}
	}
	return map[string]asking{
		"nobody":                 {},
		"who submitted the lead": {Viewer: c.submitter, sees: clients},
		"the same, naming another's organisation":    {Viewer: elsewhere},
		"the client's owner":                         {Viewer: c.client, sees: clients},
		"a client's editor":                          {Viewer: acting(c.client, market.Editor)},
		"who sent a lead for nobody but themselves":  {Viewer: c.other, sees: map[string]string{"lead_contact": "added person's", "data_subject": "added person's"}},
		"the partner that accepted":                  {Viewer: c.first, sees: map[string]string{"lead_contact": "added client's", "data_subject": "added client's deal", "lead_note": "one", "deal": "one", "journal": "one", "entry": "one", "api_token": "books leads"}},
		"its token for leads, which is not alice":    {Viewer: leadToken, sees: map[string]string{"lead_contact": "added client's", "data_subject": "added client's deal", "lead_note": "one", "deal": "one", "api_token": "leads"}},
		"its token for books":                        {Viewer: bookToken, sees: map[string]string{"journal": "one", "entry": "one", "api_token": "books"}},
		"the same, naming another partner":           {Viewer: astray, sees: map[string]string{"api_token": "books"}},
		"its support":                                {Viewer: acting(c.first, market.Support)},
		"the partner that has not answered":          {Viewer: c.second, sees: books("two")},
		"a stranger who names the first partner":     {Viewer: pretending},
		"a programme manager":                        {Viewer: house, sees: map[string]string{"lead_contact": "added client's person's", "data_subject": "added client's deal person's", "lead_note": "one", "deal": "one"}},
		"the house's finance":                        {Viewer: storetest.Finance(t, w.db), sees: books("one two")},
		"a moderator of the house":                   {Viewer: acting(house, market.Moderator)},
		"an owner of the house":                      {Viewer: acting(house, market.Owner), sees: map[string]string{"lead_contact": "added client's person's", "data_subject": "added client's deal person's", "lead_note": "one", "deal": "one", "journal": "one two", "entry": "one two"}},
		"alice":                                      {Viewer: c.alice, sees: map[string]string{"session": "alice", "api_token": "leads"}},
		"bob, whom the second partner has invited":   {Viewer: c.bob, sees: map[string]string{"session": "bob"}},
		"who sends alice's refresh token":            {secret: c.tokens.Refresh, sees: map[string]string{"session": "alice", "refresh_token": "alice"}},
		"who sends alice's access token for another": {secret: c.tokens.Access},
		"who sends a challenge":                      {secret: c.challenge, sees: map[string]string{"sign_in_challenge": "mine"}},
		"who sends some secret":                      {secret: storetest.Secret()},
	}
}

func (w *wallWorld) must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
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
