package market_test

import (
	"testing"
	"time"

	"partnergraph/market"
)

func TestFiguresAreOfABoundedTime(t *testing.T) {
	t.Parallel()
	day := func(text string) time.Time {
		d, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for name, test := range map[string]struct{ from, to, want string }{
		"a day":               {"2026-01-01", "2026-01-01", ""},
		"the longest":         {"2026-01-01", "2029-01-04", ""},
		"a day more":          {"2026-01-01", "2029-01-05", "INVALID to"},
		"the day before":      {"2026-01-02", "2026-01-01", "INVALID to"},
		"before all calendar": {"0000-12-30", "0000-12-31", "INVALID from"},
	} {
		if got := codeAt(market.CheckPeriod(day(test.from), day(test.to))); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestFiguresHaveTwoDimensionsAtMost(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		by   []market.LeadDimension
		want string
	}{
		"none":      {nil, ""},
		"two":       {[]market.LeadDimension{market.BySize, market.ByMonth}, ""},
		"one twice": {[]market.LeadDimension{market.BySize, market.BySize}, "INVALID by"},
		"three":     {[]market.LeadDimension{market.BySize, market.ByMonth, market.ByRegion}, "INVALID by"},
	} {
		if got := codeAt(market.CheckDimensions(test.by)); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestConversionNeedsAnAcceptedOffer(t *testing.T) {
	t.Parallel()
	if got := (&market.LeadFigures{Started: 1, Accepted: 4}).Conversion(); got == nil || *got != 0.25 {
		t.Errorf("one of four is %v", got)
	}
	if got := (&market.LeadFigures{}).Conversion(); got != nil {
		t.Errorf("of none it is %v", *got)
	}
}
