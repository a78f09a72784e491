package market

import (
	"slices"
	"strings"
	"testing"
)

// plan is a plan of the input with prices such as "PER_USER_MONTH 25 USD".
func plan(name string, terms []int, prices ...string) *PlanInput {
	in := &PlanInput{Name: name, Terms: terms}
	for _, p := range prices {
		f := strings.Fields(p)
		in.Prices = append(in.Prices, &PriceInput{PriceModel(f[0]), &MoneyInput{Decimal(f[1]), Currency(f[2])}})
	}
	return in
}

func TestReadPlans(t *testing.T) {
	month := []int{1}
	many := func(n int) []*PlanInput { return slices.Repeat([]*PlanInput{plan("A", month, "ONCE 1 EUR")}, n) }
	for name, test := range map[string]struct {
		in   []*PlanInput
		want []string // the fields refused
	}{
		"the mix of B8":                 {[]*PlanInput{plan("Team", []int{1, 12, 24}, "PER_USER_MONTH 25 USD", "ONCE 2000 USD")}, nil},
		"a free plan":                   {[]*PlanInput{plan("Free", month, "FLAT_MONTH 0 EUR")}, nil},
		"ten plans":                     {many(10), nil},
		"plans in different currencies": {[]*PlanInput{plan("A", month, "ONCE 1 EUR"), plan("B", month, "ONCE 1 JPY")}, nil},
		"no plan":                       {nil, []string{"plans"}},
		"eleven plans":                  {many(11), []string{"plans"}},
		"no name":                       {[]*PlanInput{plan(" ", month, "ONCE 1 EUR")}, []string{"plans.0.name"}},
		"a name too long":               {[]*PlanInput{plan(strings.Repeat("ä", 61), month, "ONCE 1 EUR")}, []string{"plans.0.name"}},
		"no price":                      {[]*PlanInput{plan("A", month)}, []string{"plans.0.prices"}},
		"a negative price":              {[]*PlanInput{plan("A", month, "ONCE -0.01 EUR")}, []string{"plans.0.prices.0.amount.amount"}},
		"half a cent":                   {[]*PlanInput{plan("A", month, "ONCE 1.005 EUR")}, []string{"plans.0.prices.0.amount.amount"}},
		"a hundredth of a yen":          {[]*PlanInput{plan("A", month, "ONCE 1.5 JPY")}, []string{"plans.0.prices.0.amount.amount"}},
		"two currencies in a plan":      {[]*PlanInput{plan("A", month, "ONCE 1 EUR", "PER_HOUR 1 USD")}, []string{"plans.0.prices.1.amount.currency"}},
		"a model twice":                 {[]*PlanInput{plan("A", month, "ONCE 1 EUR", "ONCE 2 EUR")}, []string{"plans.0.prices.1.model"}},
		"no term":                       {[]*PlanInput{plan("A", nil, "ONCE 1 EUR")}, []string{"plans.0.terms"}},
		"terms of 2 and 36 months":      {[]*PlanInput{plan("A", []int{1, 2, 36}, "ONCE 1 EUR")}, []string{"plans.0.terms.1", "plans.0.terms.2"}},
		"all wrong in the second": {[]*PlanInput{plan("A", month, "ONCE 1 EUR"), plan("", []int{0}, "ONCE -1 EUR", "ONCE 1 USD")},
			[]string{"plans.1.name", "plans.1.prices.0.amount.amount", "plans.1.prices.1.amount.currency", "plans.1.prices.1.model", "plans.1.terms.0"}},
	} {
		t.Run(name, func(t *testing.T) {
			var errs Errors
			readPlans(&errs, test.in)
			var got []string
			for _, e := range errs {
				got = append(got, strings.Join(e.Field, "."))
			}
			if slices.Sort(got); !slices.Equal(got, test.want) {
				t.Errorf("got %v (%v), want %v", got, errs, test.want)
			}
		})
	}
}

func TestPlansStandCheapestFirst(t *testing.T) {
	month := []int{24, 1, 24}
	var errs Errors
	plans := readPlans(&errs, []*PlanInput{
		plan("users", month, "PER_USER_MONTH 25 USD", "ONCE 1 USD"),
		plan("yen", month, "FLAT_MONTH 1 JPY"),
		plan("hours", month, "PER_HOUR 80 USD"),
		plan("flat and users", month, "FLAT_MONTH 10 USD", "PER_USER_MONTH 14.99 USD"),
		plan("once more", month, "PER_USER_MONTH 25 USD", "ONCE 2 USD"),
		plan("less an hour", month, "PER_HOUR 79.99 USD"),
		plan("users again", month, "PER_USER_MONTH 25 USD", "ONCE 1 USD"),
	})
	got := []string{}
	for _, p := range plans {
		got = append(got, p.Name)
	}
	want := []string{"less an hour", "hours", "flat and users", "users", "users again", "once more", "yen"}
	if errs != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, want %v (%v)", got, want, errs)
	}
	if !slices.Equal(plans[0].Terms, []int{1, 24}) {
		t.Errorf("terms are %v", plans[0].Terms)
	}
	if models := PriceModels(plans); !slices.Equal(models, []PriceModel{FlatMonth, Once, PerHour, PerUserMonth}) {
		t.Errorf("models are %v", models)
	}
}
