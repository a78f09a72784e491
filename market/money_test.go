package market

import (
	"errors"
	"math"
	"testing"
)

func TestAmount(t *testing.T) {
	for _, test := range []struct {
		minor    int64
		currency Currency
		want     Decimal
	}{
		{0, "EUR", "0.00"},
		{1, "EUR", "0.01"},
		{-1, "EUR", "-0.01"},
		{99, "EUR", "0.99"},
		{100, "EUR", "1.00"},
		{-12345, "EUR", "-123.45"},
		{0, "JPY", "0"},
		{125, "JPY", "125"},
		{-7, "JPY", "-7"},
		{5, "KWD", "0.005"},
		{1000, "KWD", "1.000"},
		{-1234, "KWD", "-1.234"},
		{12345, "CLF", "1.2345"},
		{math.MaxInt64, "EUR", "92233720368547758.07"},
		{math.MinInt64, "EUR", "-92233720368547758.08"},
	} {
		if got := (Money{test.minor, test.currency}).Amount(); got != test.want {
			t.Errorf("%d %s is %s, want %s", test.minor, test.currency, got, test.want)
		}
	}
	if got := (Money{-12345, "EUR"}).String(); got != "-123.45 EUR" {
		t.Errorf("String is %q", got)
	}
}

func TestScaled(t *testing.T) {
	for _, test := range []struct {
		in     Decimal
		places int
		want   int64
		ok     bool
	}{
		{"0", 2, 0, true},
		{"-0", 2, 0, true},
		{"-0.5", 2, -50, true},
		{"125", 2, 12500, true},
		{"125.0", 0, 125, true},
		{"125.4", 0, 0, false},
		{"0.005", 2, 0, false},
		{"0.0050", 3, 5, true},
		{"007.25", 2, 725, true},
		{"92233720368547.7580", 4, 922337203685477580, true},
		{"999999999999999", 2, 99999999999999900, true},
		{"999999999999999", 5, 0, false}, // 20 digits
		{"922337203685477.5807", 4, 9223372036854775807, true},
		{"922337203685477.5808", 4, 0, false},
		{"-922337203685477.5808", 4, -9223372036854775808, true},
		{"9999999999999999", 0, 0, false}, // 16 digits
		{"", 2, 0, false},
		{".5", 2, 0, false},
		{"5.", 2, 0, false},
		{"+5", 2, 0, false},
		{"1e3", 2, 0, false},
		{"1,5", 2, 0, false},
		{" 1", 2, 0, false},
		{"1\n", 2, 0, false},
		{"NaN", 2, 0, false},
		{"--1", 2, 0, false},
		{"١", 2, 0, false}, // an Arabic digit
	} {
		got, err := test.in.Scaled(test.places)
		if got != test.want || (err == nil) != test.ok {
			t.Errorf("%q by 10^%d is %d, %v; want %d, %t", test.in, test.places, got, err, test.want, test.ok)
		}
		if e := (*Error)(nil); err != nil && (!errors.As(err, &e) || e.Code != Invalid) {
			t.Errorf("%q: %v is not Invalid", test.in, err)
		}
	}
}

func TestMoneyInput(t *testing.T) {
	for name, test := range map[string]struct {
		amount   Decimal
		currency Currency
		want     int64
		field    string // of the refusal, "" for success
	}{
		"cents":                       {"125.00", "EUR", 12500, ""},
		"fewer decimals":              {"125.5", "EUR", 12550, ""},
		"too many decimals":           {"125.005", "EUR", 0, "amount"},
		"zeros beyond the decimals":   {"125.500", "EUR", 12550, ""},
		"yen have none":               {"125", "JPY", 125, ""},
		"half a yen":                  {"125.5", "JPY", 0, "amount"},
		"dinars have three":           {"0.005", "KWD", 5, ""},
		"negative":                    {"-0.01", "EUR", -1, ""},
		"the largest":                 {"9223372036854", "JPY", MaxMinor, ""},
		"beyond the largest":          {"9223372036855", "JPY", 0, "amount"},
		"the smallest":                {"-9223372036854", "JPY", -MaxMinor, ""},
		"beyond the smallest":         {"-9223372036855", "JPY", 0, "amount"},
		"beyond, by cents":            {"92233720368.55", "EUR", 0, "amount"},
		"no number":                   {"many", "EUR", 0, "amount"},
		"gold":                        {"1", "XAU", 0, "currency"},
		"no currency":                 {"1", "XXX", 0, "currency"},
		"francs begin with X as well": {"1", "XOF", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := MoneyInput{test.amount, test.currency}.Money()
			if test.field == "" {
				if err != nil || got != (Money{test.want, test.currency}) {
					t.Fatalf("got %v, %v", got, err)
				}
				return
			}
			var e *Error
			if !errors.As(err, &e) || e.Code != Invalid || len(e.Field) != 1 || e.Field[0] != test.field {
				t.Fatalf("got %v, %#v", got, err)
			}
		})
	}
}

func TestTimes(t *testing.T) {
	for _, test := range []struct {
		minor, n, scale int64
		want            int64
		ok              bool
	}{
		{100, 1, 1, 100, true},
		{25, 1, 10, 2, true},   // 2.5 to the even 2
		{35, 1, 10, 4, true},   // 3.5 to the even 4
		{-25, 1, 10, -2, true}, // and the same below zero
		{-35, 1, 10, -4, true},
		{5, 1, 10, 0, true},  // 0.5
		{-5, 1, 10, 0, true}, // -0.5
		{15, 1, 10, 2, true}, // 1.5
		{-15, 1, 10, -2, true},
		{26, 1, 10, 3, true}, // just above a half
		{24, 1, 10, 2, true}, // just below
		{-26, 1, 10, -3, true},
		{9, 1, 10, 1, true}, // up from a quotient of zero
		{-9, 1, 10, -1, true},
		{1, -9, 10, -1, true}, // the sign may be the factor's
		{0, 7, 3, 0, true},
		{2, 1, 3, 1, true}, // an odd divisor has no ties
		{1, 1, 3, 0, true},
		{12345, 10_000, 10_000, 12345, true},
		{MaxMinor, 1, 1, MaxMinor, true},
		{MaxMinor, 2, 2, MaxMinor, true}, // no overflow in between
		{MaxMinor, MaxMinor, MaxMinor, MaxMinor, true},
		{MaxMinor, 1_000_001, 1_000_000, 0, false}, // beyond by the rounding's width
		{MaxMinor + 1, 1, 1, 0, false},
		{-MaxMinor, 1, 1, -MaxMinor, true},
		{-MaxMinor - 1, 1, 1, 0, false},
		{math.MaxInt64, math.MaxInt64, 1, 0, false},
	} {
		got, err := Money{test.minor, "EUR"}.Times(test.n, test.scale)
		if (err == nil) != test.ok || test.ok && got != (Money{test.want, "EUR"}) {
			t.Errorf("%d × %d/%d is %v, %v; want %d, %t", test.minor, test.n, test.scale, got, err, test.want, test.ok)
		}
	}
}

// Rounding of many halves must not drift: half of them go up, half go down.
func TestTimesDoesNotDrift(t *testing.T) {
	sum := int64(0)
	for minor := int64(0); minor < 1000; minor++ {
		half, err := Money{2*minor + 1, "EUR"}.Times(1, 2) // minor and a half
		if err != nil {
			t.Fatal(err)
		}
		sum += half.Minor
	}
	if exact := int64(1000 * 1000 / 2); sum != exact {
		t.Errorf("1,000 halves sum to %d, want %d", sum, exact)
	}
}
