package scalar

import (
	"io"
	"net/url"
	"regexp"
	"strconv"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/nyaruka/phonenumbers"
	"golang.org/x/text/currency"
	"golang.org/x/text/language"

	"partnergraph/market"
)

// MarshalDateTime writes a moment in UTC to the microsecond, as Postgres keeps it.
func MarshalDateTime(t time.Time) graphql.Marshaler {
	return quoted(t.UTC().Truncate(time.Microsecond).Format(time.RFC3339Nano))
}

// UnmarshalDateTime reads RFC 3339.
func UnmarshalDateTime(v any) (time.Time, error) {
	return parseTime(v, time.RFC3339Nano, "a moment such as 2026-11-21T09:30:00Z")
}

// MarshalDate writes a calendar day.
func MarshalDate(t time.Time) graphql.Marshaler { return quoted(t.Format(time.DateOnly)) }

// UnmarshalDate reads a calendar day, as its midnight in UTC.
func UnmarshalDate(v any) (time.Time, error) {
	return parseTime(v, time.DateOnly, "a day such as 2026-11-21")
}

func parseTime(v any, layout, what string) (time.Time, error) {
	s, ok := v.(string)
	t, err := time.Parse(layout, s)
	if !ok || err != nil {
		return time.Time{}, invalid("must be %s", what)
	}
	return t.UTC(), nil
}

// MarshalDecimal writes a decimal number as a string.
func MarshalDecimal(d market.Decimal) graphql.Marshaler { return quoted(string(d)) }

var decimal = regexp.MustCompile(`^-?[0-9]{1,15}(\.[0-9]{1,10})?$`)

// UnmarshalDecimal reads a decimal number: a string, or an integer. A float is
// refused, because it would have been rounded on the way.
func UnmarshalDecimal(v any) (market.Decimal, error) {
	s := ""
	switch v := v.(type) {
	case string:
		s = v
	case int64:
		s = strconv.FormatInt(v, 10)
	case interface{ String() string }: // json.Number
		s = v.String()
	}
	if !decimal.MatchString(s) {
		return "", invalid("must be a decimal number as a string, such as \"125.00\"")
	}
	return market.Decimal(s), nil
}

// MarshalCurrency writes a currency.
func MarshalCurrency(c market.Currency) graphql.Marshaler { return quoted(string(c)) }

// UnmarshalCurrency reads an ISO 4217 code.
func UnmarshalCurrency(v any) (market.Currency, error) {
	s, _ := v.(string)
	unit, err := currency.ParseISO(s)
	if err != nil || unit.String() != s {
		return "", invalid("must be a currency such as EUR (ISO 4217)")
	}
	return market.Currency(s), nil
}

// MarshalCountry writes a country.
func MarshalCountry(s string) graphql.Marshaler { return quoted(s) }

// UnmarshalCountry reads an ISO 3166-1 alpha-2 code.
func UnmarshalCountry(v any) (string, error) {
	s, _ := v.(string)
	region, err := language.ParseRegion(s)
	if err != nil || !region.IsCountry() || region.String() != s {
		return "", invalid("must be a country such as UA (ISO 3166-1 alpha-2, in capitals)")
	}
	return s, nil
}

// MarshalLocale writes a language tag.
func MarshalLocale(s string) graphql.Marshaler { return quoted(s) }

// UnmarshalLocale reads a BCP 47 tag, in its canonical form.
func UnmarshalLocale(v any) (string, error) {
	s, ok := v.(string)
	tag, err := language.Parse(s)
	if !ok || err != nil || len(s) > 35 || tag == language.Und {
		return "", invalid("must be a language tag such as de or pt-BR (BCP 47)")
	}
	return tag.String(), nil
}

// MarshalPhone writes a telephone number.
func MarshalPhone(s string) graphql.Marshaler { return quoted(s) }

// UnmarshalPhone reads an international telephone number, as E.164.
func UnmarshalPhone(v any) (string, error) {
	s, _ := v.(string)
	if len(s) > 40 || len(s) == 0 || s[0] != '+' {
		return "", errPhone
	}
	n, err := phonenumbers.Parse(s, "ZZ")
	if err != nil || !phonenumbers.IsPossibleNumber(n) {
		return "", errPhone
	}
	return phonenumbers.Format(n, phonenumbers.E164), nil
}

var errPhone = invalid("must be an international telephone number such as +447700900001")

// MarshalURL writes an address.
func MarshalURL(s string) graphql.Marshaler { return graphql.MarshalString(s) }

// UnmarshalURL reads an absolute http or https address.
func UnmarshalURL(v any) (string, error) {
	s, _ := v.(string)
	u, err := url.Parse(s)
	if err != nil || len(s) > 2000 || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
		return "", invalid("must be an absolute http or https address of at most 2,000 characters")
	}
	return u.String(), nil
}

// quoted writes text that needs no escaping.
func quoted(s string) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, `"`+s+`"`)
	})
}

// invalid is what is wrong with a value; the presenter of errors says where.
func invalid(format string, args ...any) error {
	return market.Errorf(market.Invalid, format, args...)
}
