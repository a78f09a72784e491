package market_test

import (
	"strings"
	"testing"

	"partnergraph/market"
)

// What does a text of 5,000 characters cost that a stranger may send?
func BenchmarkBlot(b *testing.B) {
	for name, unit := range map[string]string{
		"prose":         "We run twelve shops for tea and want tills by 2026-12-24 for about 120000 EUR. ",
		"Arabic digits": "٣",
		"digits":        "7",
		"wide digits":   "７",
		"mathematical":  "𝟗",
		"grouped":       "07700 ",
		"digit words":   "zero ",
		"at signs":      "a@b",
		"lookalikes":    "O0",
		"odd signs":     "0*",
		"at words":      "a at b ",
		"names":         "a.",
	} {
		text := strings.Repeat(unit, 5000)
		text = string([]rune(text)[:5000])
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if left, _ := market.Blot(text, "Kim Sample", "Tarnwick", "Sample"); name == "prose" && left != text {
					b.Fatal(left)
				}
			}
		})
	}
}
