package demo

import (
	"fmt"
	"strconv"
	"strings"

	"partnergraph/market"
)

// Place is a real city.
type Place struct {
	Continent string // AF, AS, EU, NA, SA or OC
	Country   string // ISO 3166-1, two letters
	Latitude  float64
	Longitude float64
	TimeZone  string
	Languages []string // what is spoken there, the most usual first
	Name      Texts
}

// Lang is the language of the demo that is written there.
func (p Place) Lang() Lang {
	for _, tag := range p.Languages {
		if l, ok := langOf(tag); ok {
			return l
		}
	}
	return English
}

// region names the list that people's names there are drawn from.
func (p Place) region() string {
	if l, ok := langOf(p.Languages[0]); ok {
		return l.String()
	}
	return "world"
}

// currencies are those of countries; elsewhere prices are in EUR or USD.
var currencies = map[string]market.Currency{
	"AU": "AUD", "BR": "BRL", "CA": "CAD", "CH": "CHF", "CZ": "CZK", "DK": "DKK", "GB": "GBP",
	"HU": "HUF", "IN": "INR", "JP": "JPY", "KZ": "KZT", "MX": "MXN", "NO": "NOK", "NZ": "NZD",
	"PL": "PLN", "SE": "SEK", "SG": "SGD", "TR": "TRY", "UA": "UAH", "ZA": "ZAR",
}

// Currency is what is paid in there.
func (p Place) Currency() market.Currency {
	switch c, own := currencies[p.Country]; {
	case own:
		return c
	case p.Continent == "EU":
		return "EUR"
	}
	return "USD"
}

// perDollar is about how much of a currency a dollar buys, for plausible amounts.
var perDollar = map[market.Currency]float64{
	"AUD": 1.5, "BRL": 5.5, "CAD": 1.4, "CHF": 0.9, "CZK": 22, "DKK": 6.5, "EUR": 0.9, "GBP": 0.8,
	"HUF": 350, "INR": 85, "JPY": 150, "KZT": 500, "MXN": 18, "NOK": 10, "NZD": 1.6,
	"PLN": 3.8, "SEK": 10, "SGD": 1.3, "TRY": 40, "UAH": 42, "USD": 1, "ZAR": 18,
}

// amount is a round price of about so many dollars.
func amount(dollars float64, c market.Currency) market.Money {
	units := dollars * perDollar[c]
	step := 1.0
	for units/step >= 100 {
		step *= 10
	}
	rounded := int64(units/step+0.5) * int64(step)
	minor := int64(1)
	for range c.Exponent() {
		minor *= 10
	}
	return market.Money{Minor: max(rounded, 1) * minor, Currency: c}
}

// loadPlaces reads places.txt, one city a line.
func (c *content) loadPlaces() error {
	b, err := files.ReadFile("content/places.txt")
	if err != nil {
		return err
	}
	_, table, _ := strings.Cut(string(b), "\n\n")
	for n, line := range strings.Split(strings.TrimSpace(table), "\n") {
		p, err := parsePlace(strings.Split(line, ";"))
		if err != nil {
			return fmt.Errorf("places.txt, city %d: %w", n+1, err)
		}
		c.places = append(c.places, p)
	}
	return nil
}

func parsePlace(f []string) (p Place, err error) {
	if len(f) != 10 {
		return p, fmt.Errorf("%d fields instead of 10", len(f))
	}
	if f[7] == "" {
		f[7] = f[6]
	}
	p = Place{Continent: f[0], Country: f[1], TimeZone: f[4], Languages: strings.Split(f[5], ","), Name: Texts(f[6:10])}
	if p.Latitude, err = strconv.ParseFloat(f[2], 64); err != nil {
		return p, err
	}
	p.Longitude, err = strconv.ParseFloat(f[3], 64)
	return p, err
}
