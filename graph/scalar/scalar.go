package scalar

import (
	"io"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/nyaruka/phonenumbers"
	"golang.org/x/net/idna"
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
	if !market.Decimal(s).IsNumber() {
		return "", invalid("must be a decimal number as a string, such as \"125.00\"")
	}
	return market.Decimal(s), nil
}

// currencies are the codes in use of ISO 4217, of January 2026, without those that
// nobody pays with: metals, units of account, tests. Each is followed by a space.
const currencies = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD " +
	"CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD " +
	"HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD " +
	"MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG " +
	"QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD " +
	"TZS UAH UGX USD UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG "

// MarshalCurrency writes a currency.
func MarshalCurrency(c market.Currency) graphql.Marshaler { return quoted(string(c)) }

// UnmarshalCurrency reads an ISO 4217 code.
func UnmarshalCurrency(v any) (market.Currency, error) {
	s, _ := v.(string)
	if len(s) != 3 || !strings.Contains(currencies, s+" ") {
		return "", invalid("must be a currency such as EUR (ISO 4217)")
	}
	return market.Currency(s), nil
}

// countries are the codes of ISO 3166-1 alpha-2, each followed by a space.
const countries = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW " +
	"BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO " +
	"FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO " +
	"JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS " +
	"MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU " +
	"RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA " +
	"UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW "

// MarshalCountry writes a country.
func MarshalCountry(s string) graphql.Marshaler { return quoted(s) }

// UnmarshalCountry reads an ISO 3166-1 alpha-2 code.
func UnmarshalCountry(v any) (string, error) {
	s, _ := v.(string)
	if len(s) != 2 || !strings.Contains(countries, s+" ") {
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

var phone = regexp.MustCompile(`^\+[0-9() -]+$`)

// UnmarshalPhone reads an international telephone number, as E.164.
func UnmarshalPhone(v any) (string, error) {
	s, _ := v.(string)
	if len(s) > 40 || !phone.MatchString(s) {
		return "", errPhone // the parser would drop what it does not know, and dial another number
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
	host, err := idna.Lookup.ToASCII(u.Hostname())
	if err != nil {
		return "", invalid("must be an address with the name of a host, which %q is not", u.Hostname())
	}
	if port := u.Port(); port != "" {
		host = net.JoinHostPort(host, port)
	}
	u.Host = host
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
