package auth

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
)

// Scanners of leaked secrets know a token by this, and by its checksum.
var apiTokenForm = regexp.MustCompile(`^pg_[0-9A-Za-z]{36}$`)

func TestAPITokensAreNewEachTime(t *testing.T) {
	t.Parallel()
	seen, drawn := map[string]bool{}, map[rune]int{}
	for range 500 {
		token, kept := NewAPIToken()
		if seen[token] || !apiTokenForm.MatchString(token) || !looksLikeAPIToken(token) {
			t.Fatalf("%q is a bad token, or not new", token)
		}
		if !bytes.Equal(kept.Sum, Hash(token)) || !strings.HasSuffix(token, kept.LastFour) || len(kept.LastFour) != 4 {
			t.Fatalf("of %q is kept %+v", token, kept)
		}
		seen[token] = true
		for _, c := range token[3:33] {
			drawn[c]++
		}
	}
	// Each of 62 characters is a 62nd of 15,000; six standard deviations are 93.
	for _, c := range base62 {
		if n := drawn[c]; n < 242-93 || n > 242+93 {
			t.Errorf("%q is drawn %d times of 15,000", c, n)
		}
	}
}

// The sums are those of any other CRC-32 (IEEE), written in base 62.
func TestChecksum(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":          "000000", // 0
		"123456789": "3jZRME", // 3,421,780,262, the check value of the algorithm
	} {
		if got := checksum(text); got != want {
			t.Errorf("of %q it is %s, want %s", text, got, want)
		}
	}
}

func TestASlipOfThePenIsNoAPIToken(t *testing.T) {
	t.Parallel()
	token, _ := NewAPIToken()
	for i := range token {
		for _, other := range []byte{'0', 'z', ' ', 0, 0xff} {
			if wrong := token[:i] + string([]byte{other}) + token[i+1:]; wrong != token && looksLikeAPIToken(wrong) {
				t.Errorf("%q for %q", wrong, token)
			}
		}
		if i > 0 && token[i] != token[i-1] {
			if swapped := token[:i-1] + token[i:i+1] + token[i-1:i] + token[i+1:]; looksLikeAPIToken(swapped) {
				t.Errorf("%q, two characters of %q swapped", swapped, token)
			}
		}
	}
	for name, wrong := range map[string]string{
		"longer": token + "0", "shorter": token[:len(token)-1], "in capitals": strings.ToUpper(token), "empty": "", "the prefix": "pg_",
	} {
		if looksLikeAPIToken(wrong) {
			t.Errorf("%s: %q", name, wrong)
		}
	}
}

// Whatever is sent, it is taken for a token only if it is spelt as one.
func FuzzAPIToken(f *testing.F) {
	token, _ := NewAPIToken()
	for _, seed := range []string{token, token[:20], "pg_" + strings.Repeat("0", 36), "pga_" + strings.Repeat("a", 43), "\x00", "pg_\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if looksLikeAPIToken(text) && (!apiTokenForm.MatchString(text) || checksum(text[3:33]) != text[33:]) {
			t.Errorf("%q is taken for a token", text)
		}
	})
}
