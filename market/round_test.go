package market

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
)

func TestMulDivHalfEvenBounds(t *testing.T) {
	for _, test := range []struct {
		a, b, c, want int64
		ok            bool
	}{
		{math.MaxInt64, math.MaxInt64, math.MaxInt64, math.MaxInt64, true},
		{math.MinInt64, 1, 1, math.MinInt64, true},
		{math.MinInt64, 1, -1, 0, false},
		{math.MaxInt64, 2, 1, 0, false},
		{1, 1, -2, 0, true},
		{3, 1, -2, -2, true},
		{-3, -1, -2, -2, true},
	} {
		got, ok := mulDivHalfEven(test.a, test.b, test.c)
		if ok != test.ok || ok && got != test.want {
			t.Errorf("%d × %d / %d is %d, %t; want %d, %t", test.a, test.b, test.c, got, ok, test.want, test.ok)
		}
	}
}

// The result is never further than a half from the exact quotient, and is even when
// it is exactly a half away.
func TestMulDivHalfEvenIsNearest(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	half := big.NewRat(1, 2)
	ties := 0
	for range 20_000 {
		a, b, c := random.Int64N(2001)-1000, random.Int64N(2001)-1000, random.Int64N(40)-20
		if c == 0 {
			continue
		}
		got, ok := mulDivHalfEven(a, b, c)
		if !ok {
			t.Fatalf("%d × %d / %d does not fit", a, b, c)
		}
		distance := new(big.Rat).Sub(big.NewRat(a*b, c), big.NewRat(got, 1))
		switch distance.Abs(distance).Cmp(half) {
		case 1:
			t.Fatalf("%d × %d / %d is %d: not the nearest", a, b, c, got)
		case 0:
			if ties++; got%2 != 0 {
				t.Fatalf("%d × %d / %d is %d: not the even one", a, b, c, got)
			}
		}
	}
	if ties == 0 {
		t.Error("no ties were met")
	}
}
