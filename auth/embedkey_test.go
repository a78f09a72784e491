package auth

import (
	"strings"
	"testing"
)

func TestEmbedKeysAreNewEachTime(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for range 100 {
		key := NewEmbedKey()
		if seen[key] || !LooksLikeEmbedKey(key) {
			t.Fatalf("%q is a bad key, or not new", key)
		}
		seen[key] = true
	}
	key := NewEmbedKey()
	for name, text := range map[string]string{
		"nothing": "", "cut short": key[:len(key)-1], "longer": key + "a", "another prefix": "pg__" + key[4:],
		"a null character": key[:len(key)-1] + "\x00", "a sign": key[:len(key)-1] + "_", "very long": strings.Repeat(key, 1000),
	} {
		if LooksLikeEmbedKey(text) {
			t.Errorf("%s passes for a key", name)
		}
	}
}
