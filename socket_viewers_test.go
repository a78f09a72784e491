package main

import (
	"encoding/json"
	"fmt"
	"strconv"
	"testing"
)

// TestOneSocketForTwoOrganizations sends operations for two organisations of one
// person over one socket, without waiting for answers in between: all ask for the same
// objects, and each is answered by the rights in its own organisation.
func TestOneSocketForTwoOrganizations(t *testing.T) {
	t.Parallel()
	base := demoServer(t)
	owner := client{t, base, ""}.signIn(ownerPhone)
	var own struct {
		Viewer struct {
			Organization struct {
				ID      string
				Partner struct{ ID string }
			}
		}
	}
	owner.do(&own, `{ viewer { organization { id partner { id } } } }`, nil)
	var founded struct{ Organization struct{ ID string } }
	owner.mutate(&founded, "organizationCreate", "organization { id }", map[string]any{"name": "Second Seat", "country": "DE"})

	partner, second := own.Viewer.Organization, founded.Organization
	query := func(organization string) string {
		return fmt.Sprintf(`query @inContext(organization: %q) { viewer { organization { id } } partner(by: {id: %q}) {
			balance { amount } journals(first: 3) { totalCount nodes { id } } organization { invitations { role } } } leads(first: 5) { totalCount nodes { id } } }`,
			organization, partner.Partner.ID)
	}
	want := map[string]string{}
	for _, organization := range []string{partner.ID, second.ID} {
		want[organization] = string(owner.try(query(organization), nil).Data)
	}
	if want[partner.ID] == want[second.ID] || want[partner.ID] == "null" {
		t.Fatalf("the organisations are told the same: %v", want)
	}

	s, asked := owner.socket(), map[string]string{}
	for i := range 20 {
		organization := []string{partner.ID, second.ID}[i%2]
		s.subscribe(query(organization), nil)
		asked[strconv.Itoa(s.last)] = organization
	}
	for range 2 * 20 {
		id, kind, payload := s.readAny()
		if kind == "complete" {
			continue
		}
		var a answer
		if err := json.Unmarshal(payload, &a); err != nil || kind != "next" {
			t.Fatalf("%s %s", kind, payload)
		}
		if got := string(a.Data); got != want[asked[id]] {
			t.Errorf("for %s came\n%s\nnot\n%s", asked[id], got, want[asked[id]])
		}
	}
}
