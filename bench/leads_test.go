//go:build linux

package bench_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"partnergraph/graph/scalar"
	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// Documents of partners; a number first, which is what the ear looks for.
const (
	leadAdded = `subscription($partner: ID!) { leadAdded(partnerId: $partner) {
		cursor node { number title size goal country industry { code } } offer { state deadline } } }`
	leadUpdated = `subscription { leadUpdated { cursor change node { number title state } } }`
)

// What does a partner who waits for leads cost the server, and how long is it from the
// commit that puts a lead on the board until the last of 10,000 whom it fits has it, each
// signed in, listening for its own partner, and asked whether it may still hear it and
// whether the lead fits? What does one cost who listens to what happens to its leads, and
// when does the one whom a lead is offered to hear of it, among 10,000? Beside gqlgen's
// own transport over the same resolvers, for which executions are shared as well.
func BenchmarkLeads(b *testing.B) {
	for _, test := range []struct {
		name, path, document string
		partners             int
	}{
		{"leadAdded, ours", "/graphql", leadAdded, listeners}, {"leadAdded, gqlgen's", "/gqlgen", leadAdded, listeners},
		{"leadAdded, ours, 1,000", "/graphql", leadAdded, few}, {"leadAdded, gqlgen's, 1,000", "/gqlgen", leadAdded, few},
		{"leadUpdated, ours", "/graphql", leadUpdated, listeners}, {"leadUpdated, gqlgen's", "/gqlgen", leadUpdated, listeners},
	} {
		b.Run(test.name, func(b *testing.B) {
			s, db := storetest.WithDB(b)
			place := newPlace(b, s)
			all := audience{Address: place.address, Path: test.path, Listeners: partners(b, db, test.partners, test.document), Concerned: test.partners}
			if test.document == leadAdded {
				place.measure(all, place.boardLead)
				return
			}
			last := partnerID(test.partners)
			all.Concerned = 1
			place.measure(all, func() int { return place.lead(&last) })
		})
	}
}

func partnerID(n int) market.PartnerID {
	return market.PartnerID(fmt.Sprintf("00000000-0000-7000-8000-%012d", n))
}

// partners writes so many partners, who take only what they claim themselves, so that a
// lead in English is on the board at once, and fits them all. Each has an owner who is
// signed in and listens.
func partners(b *testing.B, db *sql.DB, n int, document string) []listener {
	b.Helper()
	for _, statement := range []string{
		`INSERT INTO organization (id, name, country, created_at) SELECT id, name, 'GB', now() FROM crowd`,
		`INSERT INTO person (id, phone, name, created_at) SELECT id, id::text, name, now() FROM crowd`,
		`INSERT INTO member (organization_id, person_id, role, since) SELECT id, id, 'OWNER', now() FROM crowd`,
		`INSERT INTO session (id, person_id, access_hash, access_expires_at, created_at, refreshed_at)
			SELECT id, id, sha256(token::bytea), now() + interval '1 hour', now(), now() FROM crowd`,
		`INSERT INTO partner (id, organization_id, slug, name, state, kinds, competence, level, services, industries, languages,
			country, city, applied_at, admitted_at)
			SELECT id, id, 'partner-' || n, name, 'ACTIVE', '{INTEGRATOR}', 'THIS_PRODUCT', 'SILVER', '{}', '{}', '{en}', 'GB', 'Leeds', now(), now() FROM crowd`,
		`INSERT INTO lead_preference (partner_id, small_most, updated_at) SELECT id, 0, now() FROM crowd`,
	} {
		storetest.Exec(b, db, `WITH crowd AS (
			SELECT n, ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid AS id, 'Partner ' || n AS name, 'pga_' || lpad(n::text, 43, '0') AS token
			FROM generate_series(1, `+fmt.Sprint(n)+`) AS n) `+statement)
	}
	storetest.Exec(b, db, `VACUUM ANALYZE`)
	all := make([]listener, n)
	for i := range all {
		all[i] = listener{Token: fmt.Sprintf("pga_%043d", i+1), Document: document, Operations: 1}
		if document == leadAdded {
			var id strings.Builder
			scalar.MarshalPartnerID(partnerID(i + 1)).MarshalGQL(&id)
			all[i].Variables = map[string]any{"partner": strings.Trim(id.String(), `"`)}
		}
	}
	return all
}

// boardLead submits a lead that fits all partners, and returns its number once it is on
// the board.
func (p *place) boardLead() int { return p.lead(nil) }

// lead submits a lead in nobody's name, for a partner that its client has chosen or for
// the board, and returns its number as soon as it is committed: all of a submission is put
// into one transaction here, so that nothing comes between its end and the return.
func (p *place) lead(to *market.PartnerID) (number int) {
	p.b.Helper()
	in, locale := storetest.Need(), "en"
	in.Locale, in.PartnerID = &locale, to
	err := p.store.InTx(p.b.Context(), func(s *store.Store) error {
		lead, err := s.SubmitLead(p.b.Context(), market.Viewer{}, in, time.Now())
		if err == nil {
			number = lead.Number
		}
		return err
	})
	if err != nil {
		p.b.Fatal(err)
	}
	return number
}
