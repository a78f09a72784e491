package market_test

import (
	"strings"
	"testing"

	"partnergraph/market"
)

// need is a lead that says this.
func need(id market.LeadID, change func(*market.Lead)) *market.LeadCase {
	l := &market.Lead{ID: id, State: market.LeadOpen, Size: market.Small, MaxShare: 1, CreatedAt: noon}
	change(l)
	return &market.LeadCase{Lead: l}
}

func TestALeadAddsWhatTheOtherDoesNotSay(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 5000)
	for name, test := range map[string]struct {
		first, second func(*market.Lead)
		want          string // field: after, of each correction
	}{
		"a text to none":                   {func(*market.Lead) {}, func(l *market.Lead) { l.Goal = ptr("A till.") }, "goal: A till."},
		"a text to another":                {func(l *market.Lead) { l.Goal = ptr("A till.") }, func(l *market.Lead) { l.Goal = ptr("A scale.") }, "goal: A till.\n\nA scale."},
		"a text that is there":             {func(l *market.Lead) { l.Goal = ptr("A till. A scale.") }, func(l *market.Lead) { l.Goal = ptr("A scale.") }, ""},
		"a text that makes both too long":  {func(l *market.Lead) { l.Goal = ptr(long[:4999]) }, func(l *market.Lead) { l.Goal = ptr("yz") }, ""},
		"a text that just fits":            {func(l *market.Lead) { l.Goal = ptr(long[:4997]) }, func(l *market.Lead) { l.Goal = ptr("y") }, "goal: " + long[:4997] + "\n\ny"},
		"another country, which is theirs": {func(l *market.Lead) { l.Country = ptr("GB") }, func(l *market.Lead) { l.Country = ptr("DE") }, ""},
		"a city of the same country":       {func(l *market.Lead) { l.Country = ptr("GB") }, func(l *market.Lead) { l.Country, l.City = ptr("GB"), ptr("Leeds") }, "city: Leeds"},
		"a city of another country":        {func(l *market.Lead) { l.Country = ptr("GB") }, func(l *market.Lead) { l.Country, l.City = ptr("DE"), ptr("Bonn") }, ""},
		"a second budget":                  {func(l *market.Lead) { l.BudgetMinor, l.BudgetCurrency = ptr(int64(100)), ptr(market.Currency("EUR")) }, func(l *market.Lead) { l.BudgetMinor, l.BudgetCurrency = ptr(int64(200)), ptr(market.Currency("EUR")) }, ""},
		"a larger size":                    {func(*market.Lead) {}, func(l *market.Lead) { l.Size = market.Large }, ""},
	} {
		first, second := need("first", test.first), need("second", test.second)
		added, err := second.MergeInto(first, noon)
		var got []string
		for _, c := range added {
			if c.LeadID != "first" || !c.CorrectedAt.Equal(noon) {
				t.Errorf("%s: %+v", name, c)
			}
			got = append(got, c.Field+": "+*c.After)
		}
		if err != nil || strings.Join(got, "; ") != test.want || second.Lead.State != market.LeadMerged || *second.Lead.MergedInto != "first" {
			t.Errorf("%s: %q, %v, %s", name, got, err, second.Lead.State)
		}
	}
}

func TestWhereTheClientIsComesAlongUntold(t *testing.T) {
	t.Parallel()
	at := func(country string, latitude float64) func(*market.Lead) {
		return func(l *market.Lead) { l.Country, l.Latitude, l.Longitude = &country, &latitude, &latitude }
	}
	for name, test := range map[string]struct {
		first func(*market.Lead)
		want  float64 // 0 for none
	}{
		"to a lead that says none": {func(*market.Lead) {}, 50},
		"in another country":       {func(l *market.Lead) { l.Country = ptr("DE") }, 0},
		"to one that says another": {at("GB", 52), 52},
	} {
		first := need("first", test.first)
		added, err := need("second", at("GB", 50)).MergeInto(first, noon)
		got := 0.0
		if first.Lead.Latitude != nil {
			got = *first.Lead.Latitude
		}
		for _, c := range added {
			if c.Field != "country" {
				t.Errorf("%s: %s is told", name, c.Field)
			}
		}
		if err != nil || got != test.want || (first.Lead.Longitude == nil) != (test.want == 0) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestOnlyWhatCanBeHandedOutIsMerged(t *testing.T) {
	t.Parallel()
	for state, test := range map[market.LeadState]struct{ as, into string }{
		market.LeadOpen:     {"", ""},
		market.LeadOffered:  {"", ""},
		market.LeadAccepted: {"", ""},
		market.LeadHeld:     {"CONFLICT leadId", "CONFLICT intoId"},
		market.LeadClosed:   {"CONFLICT leadId", "CONFLICT intoId"},
		market.LeadMerged:   {"CONFLICT leadId", "CONFLICT intoId"},
	} {
		in := func(l *market.Lead) { l.State = state }
		open := func(*market.Lead) {}
		for want, pair := range map[[2]string][2]*market.LeadCase{
			{"as", test.as}:     {need("a", in), need("b", open)},
			{"into", test.into}: {need("a", open), need("b", in)},
		} {
			before := *pair[0].Lead
			_, err := pair[0].MergeInto(pair[1], noon)
			got := ""
			if err != nil {
				got = string(err.Code) + " " + strings.Join(err.Field, ".")
			}
			if got != want[1] || err != nil && *pair[0].Lead != before {
				t.Errorf("%s %s: %q, want %q", state, want[0], got, want[1])
			}
		}
	}
}

func TestAfterSoManyNothingIsAdded(t *testing.T) {
	t.Parallel()
	for additions, want := range map[int]int{0: 1, market.MaxAdditions - 1: 1, market.MaxAdditions: 0} {
		first := need("first", func(*market.Lead) {})
		first.Additions = additions
		added, err := need("second", func(l *market.Lead) { l.Goal = ptr("A till.") }).MergeInto(first, noon)
		d := dealer("a")
		first.Invite(d, "a", noon)
		if err != nil || len(added) != want || len(first.Offers) != want {
			t.Errorf("after %d: %d added, %d offered, %v", additions, len(added), len(first.Offers), err)
		}
	}
}

// What only the house knows is told as of a lead on the board.
func TestAHiddenLeadLooksLikeOneOnTheBoard(t *testing.T) {
	t.Parallel()
	p := dealer().Policy
	until := noon.AddDate(0, 0, p.Rules.BoardDays)
	for name, test := range map[string]struct {
		at, ended int // days after noon; 0 for not ended
		state     market.DistributionState
		outcome   market.DistributionOutcome
	}{
		"at once":                  {0, 0, market.DistributionRunning, ""},
		"on its last day":          {p.Rules.BoardDays, 0, market.DistributionRunning, ""},
		"after that":               {p.Rules.BoardDays + 1, 0, market.DistributionDone, market.OutcomeNobodyFits},
		"when its client ended it": {3, 2, market.DistributionDone, market.OutcomeClosed},
	} {
		l := need("l", func(l *market.Lead) {
			if test.ended > 0 {
				l.EndedAt = ptr(noon.AddDate(0, 0, test.ended))
			}
		}).Lead
		d := l.AsOnBoard(p, noon.AddDate(0, 0, test.at))
		running := test.state == market.DistributionRunning
		if d.Mode != market.LeadBoard || d.State != test.state || (d.Outcome == nil) != running || !running && *d.Outcome != test.outcome ||
			(d.NextAt == nil) == running || (d.NextStep == nil) == running || running && !d.NextAt.Equal(until) || d.LeadID != "l" {
			t.Errorf("%s: %+v", name, d)
		}
	}
}
