package market

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSearchWords(t *testing.T) {
	for text, want := range map[string][]string{
		"":                               {},
		" \t%_'\\-&|!():* ":              {},
		"CRM für Banken":                 {"CRM", "für", "Banken"},
		"e-mail, C++/1C; здоров'я":       {"e", "mail", "C", "1C", "здоров", "я"},
		"twice twice Twice":              {"twice", "Twice"},
		"1 2 3 4 5 6 7 8 9 10 11":        {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10"},
		"'; DROP TABLE partner; -- \x01": {"DROP", "TABLE", "partner"},
	} {
		if got := SearchWords(text); !slices.Equal(got, want) {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

func TestPartnerPlace(t *testing.T) {
	at := func(f float64) *float64 { return &f }
	for name, test := range map[string]struct {
		before, in Partner // only the place is read
		cleared    Cleared
		want       string // the field refused, "" for none
	}{
		"nothing":                       {},
		"both":                          {in: Partner{Latitude: at(50), Longitude: at(30)}},
		"the poles and the date line":   {in: Partner{Latitude: at(-90), Longitude: at(180)}},
		"beyond the pole":               {in: Partner{Latitude: at(90.0001), Longitude: at(0)}, want: "latitude"},
		"beyond the date line":          {in: Partner{Latitude: at(0), Longitude: at(-180.0001)}, want: "longitude"},
		"one of two":                    {in: Partner{Latitude: at(50)}, want: "longitude"},
		"the other of two known":        {before: Partner{Latitude: at(50), Longitude: at(30)}, in: Partner{Longitude: at(31)}},
		"both emptied":                  {before: Partner{Latitude: at(50), Longitude: at(30)}, cleared: Cleared{"latitude", "longitude"}},
		"one of two emptied":            {before: Partner{Latitude: at(50), Longitude: at(30)}, cleared: Cleared{"latitude"}, want: "longitude"},
		"something that is never empty": {cleared: Cleared{"name"}, want: "name"},
	} {
		p := test.before
		err := PartnerUpdateInput{Latitude: test.in.Latitude, Longitude: test.in.Longitude, Cleared: test.cleared}.Change(&p, nil)
		got := ""
		if errs, ok := err.(Errors); ok {
			got = strings.Join(errs[0].Field, ".")
		}
		if got != test.want {
			t.Errorf("%s: got %v, want %q", name, err, test.want)
		}
	}
}

// Each step of the programme from each state.
func TestPartnerStates(t *testing.T) {
	now := time.Date(2026, time.November, 2, 9, 30, 0, 0, time.UTC)
	steps := map[string]func(*Partner) *Error{
		"apply":     func(p *Partner) *Error { return p.Apply(now) },
		"admit":     func(p *Partner) *Error { return p.Admit(&Level{Code: "GOLD"}, now) },
		"turn down": func(p *Partner) *Error { return p.TurnDown("Not yet, please.") },
		"pause":     func(p *Partner) *Error { return p.Rest(true) },
		"resume":    func(p *Partner) *Error { return p.Rest(false) },
	}
	for from, allowed := range map[PartnerState]map[string]PartnerState{
		"":              {"apply": PartnerApplied},
		PartnerApplied:  {"admit": PartnerActive, "turn down": PartnerRejected},
		PartnerActive:   {"pause": PartnerPaused, "resume": PartnerActive},
		PartnerPaused:   {"pause": PartnerPaused, "resume": PartnerActive},
		PartnerRejected: {"apply": PartnerApplied},
	} {
		for name, step := range steps {
			p := &Partner{State: from}
			err := step(p)
			to, ok := allowed[name]
			if ok && (err != nil || p.State != to) || !ok && (err == nil || err.Code != Conflict || p.State != from) {
				t.Errorf("%s of %q: %q, %v", name, from, p.State, err)
			}
		}
	}
}
