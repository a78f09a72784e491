package resolvers_test

import (
	"testing"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// Two partners listen to the same lead on the board with the same document. Who acts for
// one of them has submitted it as a private person, and reads whom to call; the other
// must not, whoever comes first.
func TestOfOneLeadOnTheBoardEachPartnerSeesItsOwn(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	const request = `subscription($partner: ID!) { leadAdded(partnerId: $partner) { kind node {
		title contact { name } sale { price { amount } } distribution { mode reason nextAt }
		history { kind party partner { name } } offers { state } } } }`
	type seen struct {
		LeadAdded struct {
			Node struct {
				Title        string
				Contact      *struct{ Name string }
				Distribution *struct {
					Mode           string
					Reason, NextAt *string
				}
				History []struct {
					Kind, Party string
					Partner     *struct{ Name string }
				}
				Offers []struct{ State string }
			}
		}
	}
	listen := func(role, partner string) *stream {
		return l.subscribeAs(roles[role], request, "", map[string]any{"partner": fillIn(partner)})
	}
	owner, other, again := listen("owner", "<partner 1>"), listen("other", "<partner 2>"), listen("owner", "<partner 1>")
	himself := roles["owner"]
	himself.Organization, himself.Partner, himself.Role = "", "", ""
	l.onBoardOf(himself, "A need of my own")
	for name, test := range map[string]struct {
		*stream
		sees bool
	}{"its client": {owner, true}, "its client once more": {again, true}, "another partner": {other, false}} {
		var e seen
		test.event(&e)
		n := e.LeadAdded.Node
		if n.Title != "A need of my own" || n.Distribution == nil || n.Distribution.Mode != "BOARD" || n.Distribution.Reason != nil || (n.Distribution.NextAt != nil) != test.sees {
			t.Errorf("%s: came %+v, %+v", name, n, n.Distribution)
		}
		if (n.Contact != nil) != test.sees || (len(n.History) > 0) != test.sees {
			t.Errorf("%s: came %+v, and is to see whom to call: %t", name, n, test.sees)
		}
	}
}

// onBoardOf is onBoard in somebody's own name.
func (l *live) onBoardOf(v market.Viewer, title string) {
	l.Helper()
	l.asOwner(`UPDATE partner SET languages = languages || '{is}' WHERE id IN ($1, $2)`, uuidOf(1), uuidOf(2))
	l.asOwner(`INSERT INTO lead_preference (partner_id, small_most, updated_at) SELECT id, 0, now() FROM partner`)
	in := storetest.Need()
	in.Title = &title
	if _, err := l.store.SubmitLead(l.Context(), v, in, now); err != nil {
		l.Fatal(err)
	}
}
