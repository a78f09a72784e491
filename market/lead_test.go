package market_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

// codeAt is the code and place of an error: "CONFLICT offerId".
func codeAt(err error) string {
	var many market.Errors
	var one *market.Error
	switch {
	case errors.As(err, &many):
		texts := make([]string, len(many))
		for i, e := range many {
			texts[i] = codeAt(e)
		}
		return strings.Join(texts, ", ")
	case errors.As(err, &one) && one != nil:
		return strings.TrimSpace(string(one.Code) + " " + strings.Join(one.Field, "."))
	}
	return ""
}

func offered(id market.OfferID) *market.LeadOffer {
	return &market.LeadOffer{ID: id, State: market.OfferOffered, SentAt: noon, Deadline: noon.Add(market.OfferLife)}
}

func accepted(id market.OfferID, stage market.LeadStage) *market.LeadOffer {
	o := offered(id)
	o.State, o.AnsweredAt, o.Stage, o.StageAt = market.OfferAccepted, &noon, &stage, &noon
	return o
}

func leadCase(maxShare int, offers ...*market.LeadOffer) *market.LeadCase {
	return &market.LeadCase{Lead: &market.Lead{ID: "lead", State: market.LeadOffered, MaxShare: maxShare}, Offers: offers}
}

func TestAnOfferIsAnsweredOnceAndInTime(t *testing.T) {
	t.Parallel()
	answers := map[string]func(*market.LeadOffer, time.Time) *market.Error{
		"accepted": (*market.LeadOffer).Accept,
		"declined": func(o *market.LeadOffer, now time.Time) *market.Error { return o.Decline(market.TooSmall, now) },
	}
	for name, test := range map[string]struct {
		state market.OfferState
		age   time.Duration
		want  market.Code // "" for success
	}{
		"fresh":                      {state: market.OfferOffered},
		"on its last moment":         {state: market.OfferOffered, age: market.OfferLife},
		"a moment after it":          {state: market.OfferOffered, age: market.OfferLife + time.Microsecond, want: market.Expired},
		"when it was swept":          {state: market.OfferExpired, age: market.OfferLife + time.Hour, want: market.Expired},
		"when others were faster":    {state: market.OfferWithdrawn, want: market.Conflict},
		"when it was accepted":       {state: market.OfferAccepted, want: market.Conflict},
		"when it was declined":       {state: market.OfferDeclined, want: market.Conflict},
		"when it was answered, late": {state: market.OfferDeclined, age: 2 * market.OfferLife, want: market.Conflict},
	} {
		for what, answer := range answers {
			o := offered("o")
			o.State, o.AnsweredAt = test.state, &noon
			before := *o
			now := noon.Add(test.age)
			err := answer(o, now)
			if test.want == "" && (err != nil || !o.AnsweredAt.Equal(now) || string(o.State) != strings.ToUpper(what)) {
				t.Errorf("%s %s: %v, %+v", what, name, err, o)
			}
			if test.want != "" && (err == nil || err.Code != test.want || *o != before) {
				t.Errorf("%s %s: %v, want %s and no change", what, name, err, test.want)
			}
		}
	}
}

func TestWorkGoesForwardOrIsLost(t *testing.T) {
	t.Parallel()
	good, short, long := "They bought elsewhere.", " four ", strings.Repeat("x", 1001)
	for name, test := range map[string]struct {
		from, to market.LeadStage
		reason   *string
		want     string
	}{
		"a step":                     {market.StageAccepted, market.StageContacted, nil, ""},
		"all steps at once":          {market.StageAccepted, market.StageStarted, nil, ""},
		"where it is":                {market.StagePlanned, market.StagePlanned, nil, "CONFLICT stage"},
		"back":                       {market.StagePlanned, market.StageClarified, nil, "CONFLICT stage"},
		"back to the start":          {market.StageStarted, market.StageAccepted, nil, "CONFLICT stage"},
		"lost at once":               {market.StageAccepted, market.StageLost, &good, ""},
		"lost at last":               {market.StageStarted, market.StageLost, &good, ""},
		"lost without a reason":      {market.StageAccepted, market.StageLost, nil, "INVALID lostReason"},
		"lost with half a reason":    {market.StageAccepted, market.StageLost, &short, "INVALID lostReason"},
		"lost with a novel":          {market.StageAccepted, market.StageLost, &long, "INVALID lostReason"},
		"lost twice":                 {market.StageLost, market.StageLost, &good, "CONFLICT stage"},
		"from lost":                  {market.StageLost, market.StageStarted, nil, "CONFLICT stage"},
		"with a reason for no loss":  {market.StageAccepted, market.StageContacted, &good, "INVALID lostReason"},
		"back, and with that reason": {market.StagePlanned, market.StageContacted, &good, "INVALID lostReason, CONFLICT stage"},
	} {
		o := accepted("o", test.from)
		later := noon.Add(time.Hour)
		err := o.Advance(market.LeadAdvanceInput{Stage: test.to, LostReason: test.reason}, later)
		if codeAt(err) != test.want {
			t.Errorf("%s: %q, want %q", name, codeAt(err), test.want)
		}
		if err == nil && (*o.Stage != test.to || !o.StageAt.Equal(later) || (o.LostReason == nil) != (test.to != market.StageLost)) {
			t.Errorf("%s: %+v", name, o)
		}
		if err != nil && *o.Stage != test.from {
			t.Errorf("%s: moved in spite of %v", name, err)
		}
	}
	if err := offered("o").Advance(market.LeadAdvanceInput{Stage: market.StageContacted}, noon); codeAt(err) != "CONFLICT offerId" {
		t.Errorf("before it was accepted: %v", err)
	}
}

func TestTheLastShareWithdrawsTheOtherOffers(t *testing.T) {
	t.Parallel()
	c := leadCase(2, offered("a"), offered("b"), offered("c"), offered("late"))
	c.Offered("late").Deadline = noon
	now := noon.Add(time.Minute)
	if err := c.Accept(c.Offered("a"), now); err != nil {
		t.Fatal(err)
	}
	if c.Offered("b").State != market.OfferOffered || c.Lead.State != market.LeadAccepted {
		t.Errorf("after the first share: %+v", c.Offered("b"))
	}
	if err := c.Accept(c.Offered("b"), now); err != nil {
		t.Fatal(err)
	}
	if c.Offered("c").State != market.OfferWithdrawn || c.Offered("late").State != market.OfferOffered {
		t.Errorf("after the last share: %+v, %+v", c.Offered("c"), c.Offered("late"))
	}
	if err := c.Accept(c.Offered("c"), now); err == nil || err.Code != market.Conflict {
		t.Errorf("a third of two shares: %v", err)
	}
}

func TestTheStateOfALeadFollowsFromItsOffers(t *testing.T) {
	t.Parallel()
	late := offered("late")
	late.Deadline = noon.Add(-time.Microsecond)
	declined := offered("declined")
	declined.State = market.OfferDeclined
	for name, test := range map[string]struct {
		offers []*market.LeadOffer
		want   market.LeadState
	}{
		"no offers":                          {nil, market.LeadOpen},
		"one waits":                          {[]*market.LeadOffer{offered("o"), declined}, market.LeadOffered},
		"all declined or too late":           {[]*market.LeadOffer{late, declined}, market.LeadOpen},
		"one accepted":                       {[]*market.LeadOffer{accepted("o", market.StagePlanned), late}, market.LeadAccepted},
		"one lost, one works":                {[]*market.LeadOffer{accepted("o", market.StageLost), accepted("p", market.StageContracted)}, market.LeadAccepted},
		"one lost, one waits":                {[]*market.LeadOffer{accepted("o", market.StageLost), offered("p")}, market.LeadAccepted},
		"one lost, one too late":             {[]*market.LeadOffer{accepted("o", market.StageLost), late}, market.LeadClosed},
		"all begun or lost, others declined": {[]*market.LeadOffer{accepted("o", market.StageStarted), accepted("p", market.StageLost), declined}, market.LeadClosed},
	} {
		c := leadCase(3, test.offers...).Copy()
		if c.Expire(noon); c.Lead.State != test.want {
			t.Errorf("%s: %s, want %s", name, c.Lead.State, test.want)
		}
	}
}

func TestALeadIsOfferedToPartnersThatTakeLeads(t *testing.T) {
	t.Parallel()
	invitees := map[market.PartnerID]*market.Invitee{
		"active":   {ID: "active", State: market.PartnerActive},
		"paused":   {ID: "paused", State: market.PartnerPaused},
		"applied":  {ID: "applied", State: market.PartnerApplied},
		"rejected": {ID: "rejected", State: market.PartnerRejected},
		"had":      {ID: "had", State: market.PartnerActive, HadIt: true},
	}
	for name, test := range map[string]struct {
		c    *market.LeadCase
		to   []market.PartnerID
		want string
	}{
		"an active partner":        {leadCase(1), []market.PartnerID{"active"}, ""},
		"one of each":              {leadCase(1), []market.PartnerID{"active", "paused", "applied", "rejected", "had", "none"}, "CONFLICT partnerIds.1, NOT_FOUND partnerIds.2, NOT_FOUND partnerIds.3, CONFLICT partnerIds.4, NOT_FOUND partnerIds.5"},
		"when a share is left":     {leadCase(1, accepted("o", market.StageAccepted)), []market.PartnerID{"active"}, ""},
		"when all shares are gone": {leadCase(1, accepted("o", market.StageAccepted), accepted("p", market.StageAccepted)), []market.PartnerID{"active"}, "CONFLICT maxShare"},
	} {
		before := test.c.Copy()
		in := market.LeadOfferInput{PartnerIDs: test.to, MaxShare: 2, Hours: 3}
		offers, err := test.c.Offer(dealer(), in, manager(), invitees, noon)
		if codeAt(err) != test.want {
			t.Errorf("%s: %q, want %q", name, codeAt(err), test.want)
		}
		if err != nil && (len(test.c.Offers) != len(before.Offers) || *test.c.Lead != *before.Lead) {
			t.Errorf("%s: changed in spite of %v", name, err)
		}
		if err == nil && (len(offers) != 1 || !offers[0].Deadline.Equal(noon.Add(3*time.Hour)) || test.c.Lead.MaxShare != 2) {
			t.Errorf("%s: %+v", name, offers)
		}
	}
	over := leadCase(1)
	over.Lead.State = market.LeadClosed
	if _, err := over.Offer(dealer(), market.LeadOfferInput{MaxShare: 1}, nil, nil, noon); codeAt(err) != "CONFLICT leadId" {
		t.Errorf("a lead that is over: %v", err)
	}
}

func TestTheInputOfAnOfferHasBounds(t *testing.T) {
	t.Parallel()
	many := func(n int) (ids []market.PartnerID) {
		for i := range n {
			ids = append(ids, market.PartnerID(rune('a'+i)))
		}
		return ids
	}
	for name, test := range map[string]struct {
		in   market.LeadOfferInput
		want string
	}{
		"least":       {market.LeadOfferInput{PartnerIDs: many(1), MaxShare: 1, Hours: 1}, ""},
		"most":        {market.LeadOfferInput{PartnerIDs: many(20), MaxShare: 20, Hours: 336}, ""},
		"too little":  {market.LeadOfferInput{}, "INVALID partnerIds, INVALID maxShare, INVALID hours"},
		"too much":    {market.LeadOfferInput{PartnerIDs: many(21), MaxShare: 21, Hours: 337}, "INVALID partnerIds, INVALID maxShare, INVALID hours"},
		"named twice": {market.LeadOfferInput{PartnerIDs: []market.PartnerID{"a", "b", "a"}, MaxShare: 1, Hours: 1}, "INVALID partnerIds.2"},
	} {
		if got := codeAt(test.in.Check()); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestLimitsSayWhenToTryAgain(t *testing.T) {
	t.Parallel()
	phone, email := "+447700900123", "A@example.com"
	for who, v := range map[string]market.Viewer{
		"address 192.0.2.1": {Address: "192.0.2.1"}, "person p": {Address: "192.0.2.1", Person: "p", Organization: "o"},
		"organization o": {Address: "192.0.2.1", Person: "p", Organization: "o", Partner: "q"},
	} {
		places := []string{}
		for _, l := range market.LeadLimits(v, &market.LeadContact{Phone: &phone, Email: &email})[1:] {
			if places = append(places, l.Place); l.Refuse(10, noon, noon) == nil && l.Most > 0 {
				t.Errorf("the eleventh by %s is not refused", l.Place)
			}
		}
		if want := []string{"phone +447700900123 by " + who, "phone +447700900123", "email a@example.com by " + who, "email a@example.com"}; !slices.Equal(places, want) {
			t.Errorf("limits by %v, want %v", places, want)
		}
	}
	if l := (market.LeadLimit{Within: time.Hour}); l.Refuse(1000, noon, noon) != nil {
		t.Error("what is only counted is refused")
	}
	token := market.LeadLimits(market.Viewer{Address: "192.0.2.1", Organization: "o", APIToken: "t"}, &market.LeadContact{})
	if len(token) != 1 || token[0].Place != "organization o" || token[0].Most != 300 {
		t.Errorf("another system is limited by %v", token)
	}
	l := market.LeadLimit{Most: 3, Within: 24 * time.Hour}
	if err := l.Refuse(2, noon, noon); err != nil {
		t.Errorf("below the limit: %v", err)
	}
	err := l.Refuse(3, noon.Add(time.Second-l.Within), noon)
	if err == nil || err.Code != market.Throttled || !strings.Contains(err.Message, "after 21 November 2026 at 12:01 UTC") {
		t.Errorf("at the limit, a second too early: %v", err)
	}
}
