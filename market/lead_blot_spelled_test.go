package market_test

import (
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

func TestWhatIsSpelledOutIsBlottedAsWell(t *testing.T) {
	t.Parallel()
	for _, hidden := range []string{
		"kim at client dot example dot com", "kim at client.example dot com", "kim [at] client [dot] example [dot] com", "kim(at)client(dot)com", "kim {at} client.example.com",
		"kim%40client.example.com", "kim @ client.example.com", "kim ät client punkt de", "kim собака client точка com", "kim [собака] client.com", "kim ет client крапка ua",
		"zero seven seven zero zero nine zero zero one two three", "Zero Seven, seven zero zero, nine zero zero, one two three", "zero seven 7 zero zero nine double zero one two three",
		"plus four four seven seven zero zero nine zero zero one two three", "null sieben sieben null null neun null null eins zwei drei",
		"ноль семь семь ноль ноль девять ноль ноль один два три", "нуль сім сім нуль нуль дев'ять нуль нуль один два три",
		"O77OO 9OO123", "+44 77OO 9OO123", "0770O-900l23", "07700_900_123", "07700*900*123", "0|7|7|0|0|9|0|0|1|2|3", "+44,7700,900123", "+44:7700:900:123", "07700•900123",
	} {
		for _, frame := range []string{"%", "Call (%), please.", "Reach us: %"} {
			got, taken := market.Blot(strings.Replace(frame, "%", hidden, 1))
			if got != strings.Replace(frame, "%", market.Blotted, 1) || len(taken) != 1 {
				t.Errorf("%q in %q: %q, %q", hidden, frame, got, taken)
			}
		}
	}
}

func TestOrdinaryWordsStay(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"We sell at amazon.com and at our shop.", "Look at the tills at noon.", "3 pallets @ 4.50 each", "Open at 9. Then closed at 5.", "We meet at example dot",
		"one, two, three or four shops", "two shops, three tills, five people and seven tablets", "Zwei Läden, drei Kassen, vier Leute", "один магазин, два склада, три кассы",
		"10 l, 20 l, 300 l and 4000 l", "S, M, L, XL: 10, 20, 30, 40, 50", "0, 5, 10, 15, 20, 25", "from 08:00 to 09:30, 10:15 to 11:45", "01.02., 03.04. and 05.06.", "2 * 400 * 600 * 1200 mm",
		"120 x 80 x 60 cm", "0.5 to 1.5, 2.5 to 3.5", "Oslo to Lyon, Illinois 60601", "+5%, +10%, +15%", "A = 0,25; B = 0,75",
	} {
		if got, taken := market.Blot(text); got != text || taken != nil {
			t.Errorf("%q: %q, %q", text, got, taken)
		}
	}
}

func TestBlottingIsLinear(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"zero ", "O0", "a at b ", "a dot ", "0*", "+1,", "kim[at]", "(1", "07 ", "1.1.", "24.12.2026 ", "7700 900 441 ", "07\n", "x@1 dot ", "at dot ", "٣"} {
		start := time.Now()
		market.Blot(strings.Repeat(unit, 100_000/len(unit)))
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("100 kB of %q took %s", unit, took)
		}
	}
}
