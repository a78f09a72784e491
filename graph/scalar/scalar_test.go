package scalar_test

import (
	"testing"

	"partnergraph/graph/scalar"
	"partnergraph/market"
)

// TestTexts: what is read, in its canonical form; "" for what is refused.
func TestTexts(t *testing.T) {
	currency := func(v any) (string, error) { c, err := scalar.UnmarshalCurrency(v); return string(c), err }
	decimal := func(v any) (string, error) { d, err := scalar.UnmarshalDecimal(v); return string(d), err }
	for name, test := range map[string]struct {
		read func(any) (string, error)
		v    any
		want string
	}{
		"a number":                    {scalar.UnmarshalPhone, "+44 (7700) 900-001", "+447700900001"},
		"a letter for a digit":        {scalar.UnmarshalPhone, "+44770O900001", ""},
		"an extension":                {scalar.UnmarshalPhone, "+447700900001;ext=1", ""},
		"a key of the telephone":      {scalar.UnmarshalPhone, "+447700900001#", ""},
		"a number at home":            {scalar.UnmarshalPhone, "07700900001", ""},
		"a country":                   {scalar.UnmarshalCountry, "GB", "GB"},
		"a country's other name":      {scalar.UnmarshalCountry, "UK", ""},
		"a country that was":          {scalar.UnmarshalCountry, "SU", ""},
		"a country in small letters":  {scalar.UnmarshalCountry, "gb", ""},
		"a continent":                 {scalar.UnmarshalCountry, "150", ""},
		"a currency":                  {currency, "EUR", "EUR"},
		"a young currency":            {currency, "SLE", "SLE"},
		"a currency that was":         {currency, "DEM", ""},
		"gold":                        {currency, "XAU", ""},
		"two currencies":              {currency, "EUR USD", ""},
		"a language":                  {scalar.UnmarshalLocale, "pt-br", "pt-BR"},
		"no language":                 {scalar.UnmarshalLocale, "??", ""},
		"a site":                      {scalar.UnmarshalURL, "https://example.com:8443/a?b#c", "https://example.com:8443/a?b#c"},
		"a site in Cyrillic":          {scalar.UnmarshalURL, "http://пример.рф/ї", "http://xn--e1afmkfd.xn--p1ai/%D1%97"},
		"a script":                    {scalar.UnmarshalURL, "javascript:alert(1)", ""},
		"a site with a password":      {scalar.UnmarshalURL, "https://a:b@example.com", ""},
		"a decimal":                   {decimal, "125.00", "125.00"},
		"an integer":                  {decimal, int64(3), "3"},
		"a float, rounded on its way": {decimal, 12.5, ""},
		"a number that is none":       {decimal, "1e9", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := test.read(test.v)
			if got != test.want || (err != nil) != (test.want == "") {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

// TestWhatIsTyped: what is read of a form's field, or what is wrong with it.
func TestWhatIsTyped(t *testing.T) {
	wrong := func(v string) market.Typed { return market.Typed{Wrong: v} }
	noForm := wrong("phone must be an international telephone number such as +447700900001.")
	noRange := wrong("phone is a number that its country does not give out: check its digits.")
	noCountry := wrong("country must be a country such as UA (ISO 3166-1 alpha-2, in capitals).")
	for name, test := range map[string]struct {
		read func(any) (market.Typed, error)
		text string
		want market.Typed
	}{
		"a number, as people write it":      {scalar.UnmarshalTypedPhone, " +49 (30) 123 45 67 ", *market.Right("+49301234567")},
		"a number at home":                  {scalar.UnmarshalTypedPhone, "030 1234567", noForm},
		"words":                             {scalar.UnmarshalTypedPhone, "call me", noForm},
		"a number of no country":            {scalar.UnmarshalTypedPhone, "+999999999999", noForm},
		"a number that is given to nobody":  {scalar.UnmarshalTypedPhone, "+15555550123", noRange},
		"the first that belongs to nobody":  {scalar.UnmarshalTypedPhone, "+447700900000", *market.Right("+447700900000")},
		"the last that belongs to nobody":   {scalar.UnmarshalTypedPhone, "+447700900999", *market.Right("+447700900999")},
		"the one after it":                  {scalar.UnmarshalTypedPhone, "+447700901000", noRange},
		"a digit more than those of nobody": {scalar.UnmarshalTypedPhone, "+4477009001234", noForm},
		"a digit less than those of nobody": {scalar.UnmarshalTypedPhone, "+44770090012", noRange},
		"no number":                         {scalar.UnmarshalTypedPhone, "  ", market.Typed{}},
		"a country":                         {scalar.UnmarshalTypedCountry, "GB", *market.Right("GB")},
		"a country's other name":            {scalar.UnmarshalTypedCountry, "UK", noCountry},
		"no country":                        {scalar.UnmarshalTypedCountry, "", market.Typed{}},
	} {
		if got, err := test.read(test.text); got != test.want || err != nil {
			t.Errorf("%s: %+v, %v, want %+v", name, got, err, test.want)
		}
	}
	if _, err := scalar.UnmarshalTypedPhone(int64(447700900123)); err == nil {
		t.Error("a number that is no text is read")
	}
}

func FuzzParseID(f *testing.F) {
	f.Add("partner_00000000000000000000000000")
	f.Fuzz(func(t *testing.T, s string) {
		id, err := scalar.ParseID(s)
		if err == nil && scalar.FormatID(id.Kind, id.UUID) != s {
			t.Errorf("%q is read as %v and written as %q", s, id, scalar.FormatID(id.Kind, id.UUID))
		}
	})
}

func TestIDsAreOfTheirKind(t *testing.T) {
	wire := scalar.FormatID(market.PartnerNode, "01890a5d-ac96-774b-bcce-b302099a8057")
	if id, err := scalar.UnmarshalPartnerID(wire); err != nil || id != "01890a5d-ac96-774b-bcce-b302099a8057" {
		t.Errorf("%s is read as %q, %v", wire, id, err)
	}
	if _, err := scalar.UnmarshalLeadID(wire); err == nil {
		t.Errorf("%s is taken for the id of a lead", wire)
	}
}
