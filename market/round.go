package market

import "math/big"

// mulDivHalfEven is a*b/c, exact in between and rounded half to even. It reports
// false when the result does not fit into 64 bits.
func mulDivHalfEven(a, b, c int64) (int64, bool) {
	product := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
	divisor := big.NewInt(c)
	quotient, rest := new(big.Int).QuoRem(product, divisor, new(big.Int))
	twice := new(big.Int).Abs(rest)
	twice.Lsh(twice, 1)
	switch cmp := twice.Cmp(new(big.Int).Abs(divisor)); {
	case cmp > 0, cmp == 0 && quotient.Bit(0) == 1:
		quotient.Add(quotient, big.NewInt(int64(product.Sign()*divisor.Sign())))
	}
	return quotient.Int64(), quotient.IsInt64()
}
