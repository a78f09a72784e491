package market

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

// Decimal is a decimal number as text, for example "125.00", never a float.
type Decimal string

// Currency is an ISO 4217 code.
type Currency string

// Money is an amount in the smallest unit of its currency: cents of EUR, yen of JPY.
type Money struct {
	Minor    int64    `db:"minor"`
	Currency Currency `db:"currency"`
}

// MoneyInput is an amount as a caller writes it.
type MoneyInput struct {
	Amount   Decimal
	Currency Currency
}

// exponents are the currencies whose smallest unit is not a hundredth (ISO 4217);
// -1 marks codes that are no money to pay with: metals, units of account, tests.
var exponents = map[Currency]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
	"RWF": 0, "UGX": 0, "UYI": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
	"XAG": -1, "XAU": -1, "XBA": -1, "XBB": -1, "XBC": -1, "XBD": -1, "XDR": -1, "XPD": -1,
	"XPT": -1, "XSU": -1, "XTS": -1, "XUA": -1, "XXX": -1,
}

// Exponent is how many decimals the currency has.
func (c Currency) Exponent() int {
	if e, ok := exponents[c]; ok {
		return max(e, 0)
	}
	return 2
}

// payable reports whether one can pay with it: not with gold, or with XXX.
func (c Currency) payable() bool { return exponents[c] >= 0 }

// Amount is the amount in units of the currency, with all its decimals.
func (m Money) Amount() Decimal {
	e := m.Currency.Exponent()
	sign, digits := "", strconv.FormatInt(m.Minor, 10)
	if m.Minor < 0 {
		sign, digits = "-", digits[1:]
	}
	if len(digits) <= e {
		digits = strings.Repeat("0", e+1-len(digits)) + digits
	}
	if e == 0 {
		return Decimal(sign + digits)
	}
	return Decimal(sign + digits[:len(digits)-e] + "." + digits[len(digits)-e:])
}

// String is the amount with its currency, for people.
func (m Money) String() string { return string(m.Amount()) + " " + string(m.Currency) }

// Negative is the amount with the other sign.
func (m Money) Negative() Money { return Money{-m.Minor, m.Currency} }

var decimal = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,10})?$`)

// IsNumber reports whether the text is a decimal number, of at most 15 digits before
// the point and 10 after it.
func (d Decimal) IsNumber() bool { return decimal.MatchString(string(d)) }

// Scaled is the number times ten to the power of places. It fails with Invalid
// when it is no number, has more decimals, or is too large for 64 bits.
func (d Decimal) Scaled(places int) (int64, error) {
	if !d.IsNumber() {
		return 0, Errorf(Invalid, "%.30q is not a decimal number such as 125.00.", string(d))
	}
	whole, fraction, _ := strings.Cut(string(d), ".")
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > places {
		return 0, Errorf(Invalid, "%s has more than %d decimals.", d, places)
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", places-len(fraction)), 10, 64)
	if err != nil {
		return 0, Errorf(Invalid, "%s is too large.", d)
	}
	return n, nil
}

// MaxMinor bounds a single amount, so that sums of many stay within 64 bits.
const MaxMinor = math.MaxInt64 / 1_000_000

// Money reads the amount. It fails with Invalid when the amount is no number, has
// more decimals than the currency, or is beyond MaxMinor, and when nobody can pay
// with the currency.
func (in MoneyInput) Money() (Money, error) {
	if !in.Currency.payable() {
		return Money{}, Errorf(Invalid, "Nobody can pay with %s.", in.Currency).In("currency")
	}
	minor, err := in.Amount.Scaled(in.Currency.Exponent())
	if err != nil {
		return Money{}, err.(*Error).In("amount")
	}
	if minor > MaxMinor || minor < -MaxMinor {
		return Money{}, Errorf(Invalid, "%s is too large.", in.Amount).In("amount")
	}
	return Money{minor, in.Currency}, nil
}

// Times is the amount times n/scale, rounded half to even, so that the rounding
// of many amounts does not drift. It fails with Invalid when the result is beyond
// MaxMinor.
func (m Money) Times(n, scale int64) (Money, error) {
	minor, ok := mulDivHalfEven(m.Minor, n, scale)
	if !ok || minor > MaxMinor || minor < -MaxMinor {
		return Money{}, Errorf(Invalid, "The amount is too large.")
	}
	return Money{minor, m.Currency}, nil
}
