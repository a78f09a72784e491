package market_test

import (
	"slices"
	"testing"
	"time"

	"partnergraph/market"
)

func TestASourceIsClaimedByWhoeverItIs(t *testing.T) {
	t.Parallel()
	phone, partner, event, id, who := "+447700900123", market.PartnerID("p"), "Fair", "crm-1", "Kim"
	later, before, north, east, far := noon.Add(time.Hour), noon.Add(-time.Hour), 51.5, -0.1, 90.1
	few, many := 5, 6
	client := market.Viewer{Person: "c"}
	seller := market.Viewer{Person: "s", Organization: "o", Partner: "p", Role: market.Owner}
	house := market.Viewer{Person: "h", Organization: "v", IsHouse: true, Role: market.ProgrammeManager}
	token := market.Viewer{Person: "c", Organization: "o", APIToken: "t", Role: market.Owner}
	from := func(s market.LeadSource) *market.LeadSource { return &s }
	for name, test := range map[string]struct {
		v    market.Viewer
		in   market.LeadSubmitInput
		is   market.LeadSource
		want string
	}{
		"nobody, saying nothing":        {in: market.LeadSubmitInput{}, is: market.FromSite},
		"from a partner's page":         {in: market.LeadSubmitInput{PartnerID: &partner}, is: market.FromPartnerPage},
		"from its widget":               {in: market.LeadSubmitInput{PartnerID: &partner, Source: from(market.FromWidget), Form: &market.LeadForm{}}, is: market.FromWidget},
		"from a widget of nobody's":     {in: market.LeadSubmitInput{Source: from(market.FromWidget), Form: &market.LeadForm{}}, want: "INVALID partnerId"},
		"from a widget, as is claimed":  {in: market.LeadSubmitInput{PartnerID: &partner, Source: from(market.FromWidget)}, want: "INVALID source"},
		"another system":                {v: token, in: market.LeadSubmitInput{ExternalID: &id}, is: market.FromAPI},
		"an external id by hand":        {v: client, in: market.LeadSubmitInput{ExternalID: &id}, want: "INVALID externalId"},
		"a client as a system":          {v: client, in: market.LeadSubmitInput{Source: from(market.FromAPI)}, want: "INVALID source"},
		"the house from an event":       {v: house, in: market.LeadSubmitInput{Source: from(market.FromEvent), SourceDetail: &event}, is: market.FromEvent},
		"an event without a name":       {v: house, in: market.LeadSubmitInput{Source: from(market.FromEvent)}, want: "INVALID sourceDetail"},
		"a client from an event":        {v: client, in: market.LeadSubmitInput{Source: from(market.FromEvent), SourceDetail: &event}, want: "INVALID source"},
		"a partner's marketing":         {v: seller, in: market.LeadSubmitInput{Source: from(market.FromMarketing)}, is: market.FromMarketing},
		"a client's marketing":          {v: client, in: market.LeadSubmitInput{Source: from(market.FromMarketing)}, want: "INVALID source"},
		"retold":                        {in: market.LeadSubmitInput{RetoldBy: &who, RetoldAt: &before}, is: market.FromSite},
		"retold tomorrow, by nobody":    {in: market.LeadSubmitInput{RetoldAt: &later}, want: "INVALID retoldAt, INVALID retoldBy"},
		"at a place, for five to share": {in: market.LeadSubmitInput{Latitude: &north, Longitude: &east, MaxPartners: &few}, is: market.FromSite},
		"for five, of one":              {in: market.LeadSubmitInput{PartnerID: &partner, MaxPartners: &few}, want: "INVALID maxPartners"},
		"ten documents":                 {in: market.LeadSubmitInput{Attachments: slices.Repeat([]string{"https://files.example.com/plan.pdf"}, 10)}, is: market.FromSite},
		"eleven documents":              {in: market.LeadSubmitInput{Attachments: slices.Repeat([]string{"https://files.example.com/plan.pdf"}, 11)}, want: "INVALID attachments"},
		"a document in the open":        {in: market.LeadSubmitInput{Attachments: []string{"http://files.example.com/plan.pdf"}}, want: "INVALID attachments.0"},
		"at half a place":               {in: market.LeadSubmitInput{Latitude: &north}, want: "INVALID longitude"},
		"beyond the pole, for six":      {in: market.LeadSubmitInput{Latitude: &far, Longitude: &east, MaxPartners: &many}, want: "INVALID latitude, INVALID maxPartners"},
	} {
		test.in.Contact, test.in.Size = &market.LeadContactInput{Name: "Ada", Phone: market.Right(phone)}, market.Small
		l, _, err := test.in.Lead(test.v, noon)
		if codeAt(err) != test.want {
			t.Errorf("%s: %q, want %q", name, codeAt(err), test.want)
		}
		if err == nil && l.Source != test.is {
			t.Errorf("%s: from %s", name, l.Source)
		}
	}
}

func TestACorrectionKeepsWhatWas(t *testing.T) {
	t.Parallel()
	goal, same, none := "Two shops", "One shop", " "
	lead := func() *market.Lead {
		return &market.Lead{ID: "l", State: market.LeadOffered, Size: market.Small, Goal: &same}
	}
	large := market.Large
	for name, test := range map[string]struct {
		in   market.LeadCorrectInput
		l    *market.Lead
		want string
		n    int
	}{
		"two fields":       {market.LeadCorrectInput{Goal: &goal, Size: &large}, lead(), "", 2},
		"what it says":     {market.LeadCorrectInput{Goal: &same}, lead(), "INVALID", 0},
		"nothing":          {market.LeadCorrectInput{}, lead(), "INVALID", 0},
		"taken away":       {market.LeadCorrectInput{Goal: &none}, lead(), "", 1},
		"one that is over": {market.LeadCorrectInput{Goal: &goal}, &market.Lead{State: market.LeadClosed}, "CONFLICT leadId", 0},
	} {
		changes, _, err := test.l.Correct(test.in, nil, noon)
		if codeAt(err) != test.want || len(changes) != test.n {
			t.Errorf("%s: %q, %d changes", name, codeAt(err), len(changes))
		}
		if test.n > 0 && *changes[0].Before != same {
			t.Errorf("%s: it said %q", name, *changes[0].Before)
		}
	}
}

// What is corrected tells no more of whom to call than what was submitted.
func TestACorrectionTellsNobodyWhomToCall(t *testing.T) {
	t.Parallel()
	goal, note, company := "Call Ada Sample of Sample Bakery at +44 7700 900123.", "Or write to ada@bakery.example.", "Sample Bakery"
	contact := &market.LeadContact{Name: "Ada Sample", Company: &company}
	l := &market.Lead{ID: "l", State: market.LeadOffered, Size: market.Small}
	changes, said, err := l.Correct(market.LeadCorrectInput{Goal: &goal, Note: &note}, contact, noon)
	if err != nil || len(changes) != 1 {
		t.Fatal(changes, err)
	}
	if want := "Call […] of […] at […]."; *changes[0].After != want || *l.Goal != want {
		t.Errorf("it says %q", *changes[0].After)
	}
	if *said != "Or write to […]." {
		t.Errorf("the note says %q", *said)
	}
}

func TestReasonsAndNotesTellNobodyWhomToCall(t *testing.T) {
	t.Parallel()
	note, want := "Wrong: it is +44 7700 900123.", "Wrong: it is […]."
	back := market.LeadReturnInput{Reason: market.WrongContact, Note: &note, IdempotencyKey: "a-key-of-16-or-more"}
	if err := back.Check(); err != nil || *back.Note != want {
		t.Errorf("returned: %q, %v", *back.Note, err)
	}
	withdrawn, err := (&market.LeadCase{Lead: &market.Lead{State: market.LeadOpen}}).Withdraw(&note, nil, noon)
	if err != nil || *withdrawn != want {
		t.Errorf("withdrawn: %q, %v", *withdrawn, err)
	}
	rejected, err := (&market.LeadCase{Lead: &market.Lead{State: market.LeadHeld}}).Reject(note, noon)
	if err != nil || rejected != want {
		t.Errorf("rejected: %q, %v", rejected, err)
	}
}
