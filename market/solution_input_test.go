package market

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// listing is an input that has nothing wrong.
func listing() SolutionCreateInput {
	return SolutionCreateInput{
		Texts:      []*SolutionTextInput{{Locale: "en", Title: "abc", Summary: strings.Repeat("s", 10)}},
		CategoryID: "c1", Plans: []*PlanInput{plan("A", []int{1}, "ONCE 1 EUR")},
	}
}

func TestSolutionInput(t *testing.T) {
	n := func(i int) *int { return &i }
	now := time.Date(2026, time.November, 2, 9, 30, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		change func(*SolutionCreateInput)
		want   []string // the fields refused
	}{
		"nothing wrong": {func(*SolutionCreateInput) {}, nil},
		"no text":       {func(in *SolutionCreateInput) { in.Texts = nil }, []string{"texts"}},
		"longest texts": {func(in *SolutionCreateInput) {
			*in.Texts[0] = SolutionTextInput{"de", strings.Repeat("ä", 120), strings.Repeat("ä", 200), strings.Repeat("ä", 20_000)}
		}, nil},
		"a character too many": {func(in *SolutionCreateInput) {
			*in.Texts[0] = SolutionTextInput{"de", strings.Repeat("ä", 121), strings.Repeat("ä", 201), strings.Repeat("ä", 20_001)}
		}, []string{"texts.0.description", "texts.0.summary", "texts.0.title"}},
		"a character too few":       {func(in *SolutionCreateInput) { *in.Texts[0] = SolutionTextInput{"de", "ab", "123456789", ""} }, []string{"texts.0.summary", "texts.0.title"}},
		"a title in two lines":      {func(in *SolutionCreateInput) { in.Texts[0].Title = "abc\ndef" }, []string{"texts.0.title"}},
		"a language twice":          {func(in *SolutionCreateInput) { in.Texts = append(in.Texts, in.Texts[0]) }, []string{"texts.1.locale"}},
		"an unknown category":       {func(in *SolutionCreateInput) { in.CategoryID = "c3" }, []string{"categoryId"}},
		"an unknown industry":       {func(in *SolutionCreateInput) { in.Industries = []string{"law", "magic"} }, []string{"industries.1"}},
		"one user":                  {func(in *SolutionCreateInput) { in.MinimumUsers, in.MaximumUsers = n(1), n(1) }, nil},
		"no user":                   {func(in *SolutionCreateInput) { in.MinimumUsers = n(0) }, []string{"minimumUsers"}},
		"more users than people":    {func(in *SolutionCreateInput) { in.MaximumUsers = n(1 << 40) }, []string{"maximumUsers"}},
		"fewer at most than least":  {func(in *SolutionCreateInput) { in.MinimumUsers, in.MaximumUsers = n(2), n(1) }, []string{"maximumUsers"}},
		"a trial of 90 days":        {func(in *SolutionCreateInput) { in.TrialDays = 90 }, nil},
		"a trial of 91 days":        {func(in *SolutionCreateInput) { in.TrialDays = 91 }, []string{"trialDays"}},
		"a trial of less than none": {func(in *SolutionCreateInput) { in.TrialDays = -1 }, []string{"trialDays"}},
		"all at once":               {func(in *SolutionCreateInput) { *in = SolutionCreateInput{TrialDays: 100} }, []string{"categoryId", "plans", "texts", "trialDays"}},
	} {
		t.Run(name, func(t *testing.T) {
			in := listing()
			test.change(&in)
			var got []string
			if err := in.Changes().Change(&SolutionDraft{}, []CategoryID{"c1", "c2"}, []string{"law"}, now); err != nil {
				for _, e := range err.(Errors) {
					got = append(got, strings.Join(e.Field, "."))
				}
			}
			if slices.Sort(got); !slices.Equal(got, test.want) {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}

// A change leaves what it does not name, and empties what it names so.
func TestSolutionChangeKeepsTheRest(t *testing.T) {
	now := time.Date(2026, time.November, 2, 9, 30, 0, 0, time.UTC)
	draft, least, germany := &SolutionDraft{}, 5, "DE"
	in := listing()
	in.MinimumUsers, in.HostingCountry, in.HasExport, in.TrialDays = &least, &germany, true, 30
	if err := in.Changes().Change(draft, []CategoryID{"c1"}, nil, now); err != nil {
		t.Fatal(err)
	}
	draft.IsSubmitted = true
	later := now.Add(time.Hour)
	if err := (SolutionUpdateInput{Cleared: Cleared{"minimumUsers"}}).Change(draft, nil, nil, later); err != nil {
		t.Fatal(err)
	}
	if draft.MinimumUsers != nil || *draft.HostingCountry != "DE" || !draft.HasExport || draft.TrialDays != 30 || draft.CategoryID != "c1" ||
		len(draft.Texts) != 1 || len(draft.Plans) != 1 || draft.IsSubmitted || draft.UpdatedAt != later {
		t.Errorf("the draft is %+v", draft)
	}
	for _, field := range []string{"texts", "plans", "categoryId", "hasExport"} {
		if err := (SolutionUpdateInput{Cleared: Cleared{field}}).Change(draft, nil, nil, later); err == nil {
			t.Errorf("%s was emptied", field)
		}
	}
}
