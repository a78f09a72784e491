package market_test

import (
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

func TestAClientComplainsAfterADay(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		stage market.LeadStage // "" for an offer that waits
		after time.Duration
		want  market.Code
	}{
		"before the day is over": {market.StageAccepted, market.CallWithin - time.Microsecond, market.Conflict},
		"when it is over":        {market.StageAccepted, market.CallWithin, ""},
		"after a call":           {market.StageContacted, 9 * market.CallWithin, market.Conflict},
		"after a loss":           {market.StageLost, 9 * market.CallWithin, market.Conflict},
		"about one that waits":   {"", 9 * market.CallWithin, market.Conflict},
	} {
		o := offered("o")
		if test.stage != "" {
			o = accepted("o", test.stage)
		}
		c := leadCase(1, o)
		at := noon
		if o.AnsweredAt != nil {
			at = *o.AnsweredAt
		}
		err := c.Complain(dealer(), o, at.Add(test.after))
		if (err == nil) != (test.want == "") || err != nil && err.Code != test.want {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
		if wants := map[bool]int{true: 2, false: 1}[err == nil]; c.Lead.MaxShare != wants {
			t.Errorf("%s: %d shares", name, c.Lead.MaxShare)
		}
	}
}

func TestSharesOpenedByComplaintsHaveAnEnd(t *testing.T) {
	t.Parallel()
	c := leadCase(20, accepted("o", market.StageAccepted))
	if err := c.Complain(dealer(), c.Offers[0], c.Offers[0].AnsweredAt.Add(market.CallWithin)); err != nil || c.Lead.MaxShare != 20 {
		t.Errorf("%v, %d shares", err, c.Lead.MaxShare)
	}
}

func TestNotesLinkToFilesOnly(t *testing.T) {
	t.Parallel()
	const ok = "https://files.example.com/plan.pdf"
	for name, test := range map[string]struct {
		text  string
		files []string
		want  string
	}{
		"a text":                {"Call on Monday.", nil, ""},
		"with a file":           {"Plan", []string{ok}, ""},
		"nothing":               {"  ", nil, "INVALID text"},
		"the longest":           {strings.Repeat("x", 5000), nil, ""},
		"longer":                {strings.Repeat("x", 5001), nil, "INVALID text"},
		"eleven files":          {"Plan", strings.Fields(strings.Repeat(ok+" ", 11)), "INVALID files"},
		"an open line":          {"Plan", []string{ok, "http://files.example.com"}, "INVALID files.1"},
		"a script":              {"Plan", []string{"javascript:alert(1)"}, "INVALID files.0"},
		"a name and a password": {"Plan", []string{"https://a:b@files.example.com/"}, "INVALID files.0"},
		"an address of nothing": {"Plan", []string{"https:///plan.pdf"}, "INVALID files.0"},
		"too long an address":   {"Plan", []string{ok + strings.Repeat("x", 500)}, "INVALID files.0"},
	} {
		if _, _, err := market.NoteText(test.text, test.files); codeAt(err) != test.want {
			t.Errorf("%s: %q, want %q", name, codeAt(err), test.want)
		}
	}
}
