package resolvers_test

import (
	"encoding/json"
	"testing"

	"partnergraph/market"
)

const leadUpdated = `subscription($lead: ID, $after: String) { leadUpdated(leadId: $lead, after: $after) {
	kind cursor change node { id title state offers { partner { name } } leadUpdatedCursor } } }`

type leadUpdate struct {
	LeadUpdated struct {
		Kind, Cursor string
		Change       *string
		Node         *struct {
			ID, Title, State  string
			Offers            []struct{ Partner struct{ Name string } }
			LeadUpdatedCursor string
		}
	}
}

// hearsChange fails unless the next event says so.
func (s *stream) hearsChange(want, state string) leadUpdate {
	s.Helper()
	var e leadUpdate
	s.event(&e)
	u := e.LeadUpdated
	if u.Kind != "UPDATED" || u.Change == nil || *u.Change != want || u.Node == nil || u.Node.State != state || u.Node.LeadUpdatedCursor != u.Cursor {
		came, _ := json.Marshal(u)
		s.Errorf("came %s, want %s %s", came, want, state)
	}
	return e
}

// The client, the partner and the house hear what happens to a lead; a partner hears
// nothing of another's offer, and others nothing at all.
func TestWhoMaySeeALeadHearsWhatHappensToIt(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	streams := map[string]*stream{}
	for _, role := range []string{"client", "owner", "other", "house"} {
		streams[role] = l.subscribe(role, leadUpdated)
	}
	l.submit(1, "One need")
	var offered leadUpdate
	for _, role := range []string{"client", "owner", "house"} { // the client chose the partner: it was there from the start
		streams[role].hearsChange("SUBMITTED", "OFFERED")
		offered = streams[role].hearsChange("OFFERED", "OFFERED")
	}
	follow := map[string]any{"lead": offered.LeadUpdated.Node.ID}
	one := l.subscribeAs(roles["owner"], leadUpdated, "", follow)
	l.decline()
	for _, s := range []*stream{streams["client"], streams["house"], streams["owner"], one} {
		if e := s.hearsChange("DECLINED", "OPEN"); len(e.LeadUpdated.Node.Offers) != 1 {
			t.Errorf("came %+v", e)
		}
	}
	streams["other"].silent()
	follow["after"] = offered.LeadUpdated.Cursor
	l.subscribeAs(roles["client"], leadUpdated, "", follow).hearsChange("DECLINED", "OPEN")
}

// decline turns down the newest offer in the name of the owner's partner.
func (l *live) decline() {
	l.Helper()
	var id market.OfferID
	if err := l.store.DB().QueryRow(`SELECT id FROM lead_offer WHERE partner_id = $1 ORDER BY sent_at DESC, id DESC LIMIT 1`, uuidOf(1)).Scan(&id); err != nil {
		l.Fatal(err)
	}
	in := market.LeadDeclineInput{OfferID: id, Reason: market.TooSmall}
	if _, err := l.store.DeclineLead(l.Context(), roles["owner"], in, now); err != nil {
		l.Fatal(err)
	}
}

// A lead on the board is executed once for all partners whom it fits, each listening for
// its own; who has had it hears nothing, and what is a partner's own comes in its order.
func TestALeadOnTheBoardIsExecutedOnceForAllWhomItFits(t *testing.T) {
	t.Parallel()
	l := newLive(t)
	const request = `subscription($partner: ID!, $after: String) { leadAdded(partnerId: $partner, after: $after) {
		kind cursor node { title contact { name } offers { state } } offer { state } } }`
	listen := func(role, partner string, after any) *stream {
		return l.subscribeAs(roles[role], request, "", map[string]any{"partner": fillIn(partner), "after": after})
	}
	owner, other := listen("owner", "<partner 1>", nil), listen("other", "<partner 2>", nil)
	l.onBoard("For whoever fits")
	l.submit(1, "For one")
	for name, s := range map[string]*stream{"owner": owner, "other": other} {
		var e struct {
			LeadAdded struct {
				Kind, Cursor string
				Node         struct {
					Title   string
					Contact *struct{ Name string }
					Offers  []struct{ State string }
				}
				Offer *struct{ State string }
			}
		}
		s.event(&e)
		added := e.LeadAdded
		if added.Kind != "ADDED" || added.Node.Title != "For whoever fits" || added.Node.Contact != nil || len(added.Node.Offers) != 0 || added.Offer != nil {
			t.Errorf("%s: came %+v", name, added)
		}
		if name == "other" {
			s.silent()
			continue
		}
		s.event(&e)
		if e.LeadAdded.Node.Title != "For one" || e.LeadAdded.Offer == nil || len(e.LeadAdded.Node.Offers) != 1 {
			t.Errorf("%s: then came %+v", name, e.LeadAdded)
		}
		again := listen(name, "<partner 1>", added.Cursor)
		again.event(&e)
		if e.LeadAdded.Node.Title != "For one" {
			t.Errorf("%s: after the first came %+v", name, e.LeadAdded)
		}
	}
}

// onBoard submits a lead that fits the first two partners, who take only what they claim
// themselves: so it is on the board at once.
func (l *live) onBoard(title string) { l.Helper(); l.onBoardOf(roles["client"], title) }

// asOwner runs a statement without the second wall.
func (l *live) asOwner(statement string, args ...any) {
	l.Helper()
	tx, err := l.store.DB().Begin()
	if err == nil {
		defer tx.Rollback()
		if _, err = tx.Exec(`SET LOCAL ROLE NONE`); err == nil {
			if _, err = tx.Exec(statement, args...); err == nil {
				err = tx.Commit()
			}
		}
	}
	if err != nil {
		l.Fatal(err)
	}
}
