package market

import (
	"cmp"
	"slices"
)

// Plan is one way to buy a solution.
type Plan struct {
	Name   string
	Prices []*Price
	Terms  []int // months: 1, 12, 24
}

// Price is a price in a plan: net, for one unit.
type Price struct {
	Model  PriceModel
	Amount Money
}

// PriceInput is a price in a plan.
type PriceInput struct {
	Model  PriceModel
	Amount *MoneyInput
}

// PlanInput is a plan of a solution.
type PlanInput struct {
	Name   string
	Prices []*PriceInput
	Terms  []int
}

// maxPlans bounds the plans of a solution.
const maxPlans = 10

// terms are the months a plan can be had for (S6).
var terms = []int{1, 12, 24}

// readPlans makes plans of the input, cheapest first.
func readPlans(errs *Errors, in []*PlanInput) []*Plan {
	errs.Add(len(in) >= 1 && len(in) <= maxPlans, "plans", "plans must be 1 to %d; these are %d.", maxPlans, len(in))
	plans := []*Plan{}
	for i, p := range in[:min(len(in), maxPlans)] {
		at := pathOf("plans", i)
		plans = append(plans, &Plan{
			Name:   checkLine(errs, at+".name", p.Name, 1, 60),
			Prices: readPrices(errs, at+".prices", p.Prices),
			Terms:  readTerms(errs, at+".terms", p.Terms),
		})
	}
	if len(*errs) == 0 {
		cheapestFirst(plans)
	}
	return plans
}

// readPrices makes prices of the input: each model once, all in one currency.
func readPrices(errs *Errors, at string, in []*PriceInput) []*Price {
	errs.Add(len(in) >= 1, at, "prices needs at least one.")
	prices := []*Price{}
	for i, p := range in[:min(len(in), maxItems)] {
		at := pathOf(at, i)
		amount, err := p.Amount.Money()
		errs.take(err, at+".amount")
		errs.Add(amount.Minor >= 0, at+".amount.amount", "A price cannot be negative.")
		errs.Add(p.Amount.Currency == in[0].Amount.Currency, at+".amount.currency", "All prices of a plan are in one currency, here %s.", in[0].Amount.Currency)
		errs.Add(!slices.ContainsFunc(in[:i], func(o *PriceInput) bool { return o.Model == p.Model }), at+".model", "There are two prices %s; give each model once.", p.Model)
		prices = append(prices, &Price{p.Model, amount})
	}
	return prices
}

// readTerms makes the terms of the input, shortest first, each once.
func readTerms(errs *Errors, at string, in []int) []int {
	errs.Add(len(in) >= 1, at, "terms needs at least one of 1, 12 and 24 months.")
	for i, months := range in {
		errs.Add(slices.Contains(terms, months), pathOf(at, i), "A term is 1, 12 or 24 months, not %d.", months)
	}
	return slices.DeleteFunc(slices.Clone(terms), func(months int) bool { return !slices.Contains(in, months) })
}

// Currency is the currency of all prices.
func (p *Plan) Currency() Currency { return p.Prices[0].Amount.Currency }

// cost is the sum of the prices of the models, in the smallest unit.
func (p *Plan) cost(models ...PriceModel) (sum int64) {
	for _, price := range p.Prices {
		if slices.Contains(models, price.Model) {
			sum += price.Amount.Minor
		}
	}
	return sum
}

// cheapestFirst orders plans by what a single user pays each month, then by what is
// paid once, then by the hour. Currencies are not compared: the plans in the one
// that was named first come first.
func cheapestFirst(plans []*Plan) {
	currencies := []Currency{}
	for _, p := range plans {
		currencies = append(currencies, p.Currency())
	}
	slices.SortStableFunc(plans, func(a, b *Plan) int {
		return cmp.Or(
			cmp.Compare(slices.Index(currencies, a.Currency()), slices.Index(currencies, b.Currency())),
			cmp.Compare(a.cost(PerUserMonth, FlatMonth), b.cost(PerUserMonth, FlatMonth)),
			cmp.Compare(a.cost(Once), b.cost(Once)),
			cmp.Compare(a.cost(PerHour), b.cost(PerHour)),
		)
	})
}

// PriceModels are the models in the plans, each once, sorted.
func PriceModels(plans []*Plan) []PriceModel {
	models := []PriceModel{}
	for _, plan := range plans {
		for _, price := range plan.Prices {
			models = append(models, price.Model)
		}
	}
	slices.Sort(models)
	return slices.Compact(models)
}
