package market_test

import (
	"encoding/base64"
	"math"
	"slices"
	"strings"
	"testing"

	"partnergraph/market"
)

func TestPositionsAreOrderedByTransactionThenWithinIt(t *testing.T) {
	sorted := []market.Position{{}, {1, 1}, {1, 2}, {2, 1}, {math.MaxUint64, math.MaxInt64}}
	for i, p := range sorted {
		for j, q := range sorted {
			if p.After(q) != (i > j) {
				t.Errorf("%v after %v: %v", p, q, p.After(q))
			}
		}
	}
}

func TestACursorComesBackAsItsPosition(t *testing.T) {
	for _, p := range []market.Position{{}, {1, 1}, {math.MaxUint64, math.MaxInt64}} {
		back, err := market.ParsePosition("lead", p.Cursor("lead"))
		if err != nil || back != p {
			t.Errorf("%v came back as %v, %v", p, back, err)
		}
	}
}

func TestWhatIsNoCursorOfTheTopicIsRefused(t *testing.T) {
	encode := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	for name, cursor := range map[string]string{
		"nothing":              "",
		"another topic":        market.Position{XID: 1, ID: 1}.Cursor("reply"),
		"no base64":            "lead 1 1",
		"padding":              encode("lead 1 1") + "=",
		"a number too few":     encode("lead 1"),
		"a word too many":      encode("lead 1 1 1"),
		"a number too large":   encode("lead 18446744073709551616 1"),
		"a negative number":    encode("lead -1 1"),
		"another spelling":     encode("lead 01 1"),
		"a newline":            encode("lead\n1 1"),
		"another base":         encode("lead 0x1 1"),
		"as long as you like":  encode("lead 1 1" + string(slices.Repeat([]byte(" "), 1000))),
		"no topic":             encode(" 1 1"),
		"a byte that is wrong": encode("lead 1 1") + "!",
	} {
		_, err := market.ParsePosition("lead", cursor)
		if err == nil || err.Code != market.Invalid || !slices.Equal(err.Field, []string{"after"}) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAMomentSawWhatHadCommittedByThen(t *testing.T) {
	m := market.Moment{Next: 10, Open: []uint64{7}}
	for xid, want := range map[uint64]bool{6: true, 7: false, 8: true, 9: true, 10: false, 11: false} {
		if m.Saw(xid) != want {
			t.Errorf("%d: %v", xid, m.Saw(xid))
		}
	}
}

// Whatever is sent as the cursor of an event, it is read only if Cursor wrote it.
func FuzzPosition(f *testing.F) {
	for _, p := range []market.Position{{}, {1, 1}, {1<<64 - 1, 1<<63 - 1}, {7, -1}} {
		f.Add(p.Cursor("reply"))
	}
	for _, text := range []string{"", "reply 1 1", "cmVwbHkgMSAx ", "cmVwbHkgMDEgMQ", strings.Repeat("A", 101), "cmVwbHkgKzEgMQ"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		p, err := market.ParsePosition("reply", cursor)
		if err == nil && p.Cursor("reply") != cursor {
			t.Errorf("%q is read as %+v, which is written %q", cursor, p, p.Cursor("reply"))
		}
		if _, other := market.ParsePosition("lead", cursor); err == nil && other == nil {
			t.Errorf("%q is a cursor of two topics", cursor)
		}
	})
}
