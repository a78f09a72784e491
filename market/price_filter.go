package market

// PriceFilter is a price of a model in a currency, and its bounds.
type PriceFilter struct {
	Model    PriceModel
	Currency Currency
	Minimum  *Decimal
	Maximum  *Decimal
}

// Bounds are the bounds in the currency's smallest unit; nil for none, or where check
// refuses them.
func (f PriceFilter) Bounds() (least, most *int64) {
	return f.bounds(&Errors{})
}

// check refuses bounds that are no amounts of the currency, or leave nothing between.
func (f *PriceFilter) check(errs *Errors) {
	if f == nil {
		return
	}
	errs.Add(f.Currency.payable(), "filter.price.currency", "Nobody can pay with %s.", f.Currency)
	least, most := f.bounds(errs)
	errs.Add(least == nil || most == nil || *least <= *most, "filter.price.maximum", "maximum must not be below minimum.")
}

func (f PriceFilter) bounds(errs *Errors) (least, most *int64) {
	for _, b := range []struct {
		field  string
		amount *Decimal
		minor  **int64
	}{{"minimum", f.Minimum, &least}, {"maximum", f.Maximum, &most}} {
		if b.amount == nil || !f.Currency.payable() {
			continue
		}
		minor, err := b.amount.Scaled(f.Currency.Exponent())
		errs.take(err, "filter.price."+b.field)
		*b.minor = &minor
	}
	return least, most
}
