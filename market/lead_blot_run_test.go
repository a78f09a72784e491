package market_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"partnergraph/market"
)

func TestSeveralNumbersSideBySideAreBlotted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"My numbers:\n07700 900441\n07700 900442":                 "My numbers:\n[…]\n[…]",
		"Ring 07700 900441 / 07700 900442":                        "Ring […] / […]",
		"0117 496 0123 0117 496 0124":                             "[…] […]",
		"Ring 07700 900441 (07700 900442)":                        "Ring […] ([…])",
		"(07700) 900441 (07700) 900442":                           "[…] […]",
		"2026 2027 07700900441 2028 2029":                         "2026 2027 […] 2028 2029",
		"7700 900 441 7700 900 442 7700 900 443":                  "[…]",
		"7700 900441 7700900442":                                  "[…]",
		"7700900441 7700900442":                                   "[…]",
		"0077009oo441\n7700900441":                                "[…]\n[…]",
		"7700900441\n\n12 shops":                                  "[…]\n\n12 shops",
		"00447700900441 00447700900442":                           "[…] […]",
		"+44 7700 900441 07700 900442":                            "[…] […]",
		"+44 7700 900441 +44 7700 900442":                         "[…] […]",
		"07 70 09 00 04 41 07 70 09 00 04 42":                     "[…] […]",
		"07700\n900441":                                           "[…]",
		"07700 900441 24.12.2026":                                 "[…] 24.12.2026",
		"07700 900441 2x a day":                                   "[…] 2x a day",
		"07700 900441€":                                           "[…]€",
		"zero seven seven zero zero nine hundred four four one":   "[…]",
		"null sieben sieben null null neunhundert vier vier eins": "[…]",
	} {
		if got, _ := market.Blot(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestListsOfNumbersStay(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"1200 1500 1800 2100 2400", "1200\n1500\n1800\n2100", "12 500 15 000 18 000 21 000", "12 500 / 15 000 / 18 000", "1 200 1 500 900 2 100 4 300",
		"2026-12-24 2026-12-25 2026-12-26", "24.12.2026 25.12.2026 26.12.2026", "01/02/2026 03/04/2026", "24.12.2026 - 31.12.2026", "2024 2025 2026 2027 2028",
		"36 38 40 42 44 46 48 50 52", "10 20 50 100 200 500 1000", "500 750 1000 1500 2000", "50 40 30 20 15 10", "0 5 10 15 20 25 30 35 40 45", "09.00-17.00", "09.00-17.00 10.00-16.00",
		"one hundred, two hundred, three hundred, four hundred, five hundred, six hundred", "order no. 2026-11-0045", "500 m² and 120 m³", "10⁶ or 2⁵", "① 12 shops ② 40 tills ③ 7 vans",
		"Our tills stand at bakery dot by the door", "We sell at amazon.com", "Look at point dot and go",
	} {
		if got, taken := market.Blot(text, "Nora Quill", "Quill Sample", "Quill"); got != text || taken != nil {
			t.Errorf("%q: %q, %q", text, got, taken)
		}
	}
}

func TestOtherFormsOfSignsAreTakenAsThePlainOnes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"１２ shops² — nora＠client．example．com": "１２ shops² — […]",
		"nora﹫client․example․com, Ⅻ":          "[…], Ⅻ",
		"Tea² at ⁰⁷⁷⁰⁰ ⁹⁰⁰⁴⁴¹, ৩ shops":       "Tea² at […], ৩ shops",
		"₀₇₇₀₀₉₀₀₄₄₁…":                        "[…]…",
		"⓪⑦⑦⓪⓪⑨⓪⓪④④①":                         "[…]",
		"0️⃣7️⃣7️⃣0️⃣0️⃣9️⃣0️⃣0️⃣4️⃣4️⃣1️⃣!":  "[…]️⃣!",
		"⁺⁴⁴ ⁷⁷⁰⁰ ⁹⁰⁰⁴⁴¹":                     "[…]",
		"𝟎𝟕𝟕𝟎𝟎 𝟗𝟎𝟎𝟒𝟒𝟏":                        "[…]",
	} {
		if got, _ := market.Blot(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestAnAddressWithAWordForItsSignNeedsAName(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Write nora at mail.example.":         "Write […].",
		"Write info at quill-sample.example.": "Write […].",
		"Write Nora At Www.Quill-Sample.De":   "Write […]",
		"We sell at amazon.com":               "We sell at amazon.com",
		"We sell at sample-shop.example":      "We sell at sample-shop.example",
		"kim at client dot by":                "[…]",
		"kim at client dot co dot in today":   "[…] today",
	} {
		if got, _ := market.Blot(text, "Nora Tarnwick", "Quill Sample Ltd", "Quill Sample"); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestATextThatHidesNumbersBehindNumbersIsTakenWhole(t *testing.T) {
	t.Parallel()
	for as, want := range map[int]string{1: "x […] y", 5: "x […] y", 6: "[…]", 1000: "[…]"} {
		if got, _ := market.Blot("x […]"+strings.Repeat("a", as)+" y", "[…]a"); got != want {
			t.Errorf("%d: %q, want %q", as, got, want)
		}
	}
}

// Whatever a text is, what is left of it is text, and has nothing more to take out.
func FuzzBlot(f *testing.F) {
	for _, text := range []string{
		"", "Ring 07700 900441 / 07700 900442", "(07700) 900441 (", "+ 1 2 3 4 5 6 7", "nora at client dot by", "zero seven seven zero zero nine hundred four four one", "0077009oo441\n7700900441",
		"０７７００ ９００４４１", "\xff07700900441", "2026-12-24 2026-12-25 2026-12-26", "Sample07700900441", "kim [at] client.example", "0*7*7*0*0*9*0*0*4*4*1", "п’ять six seven eight nine one two",
	} {
		f.Add(text, "Kim Sample")
		f.Add(text, "Sample")
	}
	f.Fuzz(func(t *testing.T, text, name string) {
		for _, names := range [][]string{nil, {name}} {
			left, _ := market.Blot(text, names...)
			if !utf8.ValidString(left) {
				t.Errorf("%q: %q is no text", text, left)
			}
			if again, taken := market.Blot(left, names...); again != left {
				t.Errorf("%q: %q, then %q without %q", text, left, again, taken)
			}
		}
	})
}
