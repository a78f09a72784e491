package market_test

import (
	"testing"

	"partnergraph/market"
)

func TestACompanyHasOneKeyHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	de, gb := "DE", "gb"
	for _, same := range []struct {
		country *string
		want    string
		names   []string
	}{
		{&de, "tarnwick, DE", []string{"Tarnwick", "TARNWICK GmbH", "Tarnwick G.m.b.H.", " tarnwick, gmbh & co. kg", "Tarnwick AG", "\"Tarnwick\" UG (haftungsbeschränkt)"}},
		{&gb, "tarn and wick, GB", []string{"Tarn & Wick Ltd.", "tarn and wick limited", "Tarn + Wick PLC", "TARN & WICK, Inc"}},
		{nil, "tarnwick", []string{"Tarnwick s.r.o.", "Tarnwick s. r. o.", "TARNWICK S.R.L.", "Tarnwick Sp. z o.o.", "Tarnwick sp. z o. o.", "tarn'wick d.o.o."}},
		{nil, "ромашка", []string{"ТОВ «Ромашка»", "Ромашка ООО", "ТОВ Ромашка"}},
		{nil, "tarnwick holding", []string{"Tarnwick Holding AG", "Tarnwick-Holding"}},
		{nil, "company", []string{"Company"}},
		{nil, "co and co", []string{"Co & Co"}},
		{&de, "", []string{"", " – ", "…"}},
	} {
		for _, name := range same.names {
			if got := market.CompanyKey(name, same.country); got != same.want {
				t.Errorf("%q: %q, want %q", name, got, same.want)
			}
		}
	}
}
