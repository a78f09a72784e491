package market

import (
	"regexp"
	"strings"
	"testing"
)

func TestSlug(t *testing.T) {
	for name, want := range map[string]string{
		"Nordlicht Systeme GmbH":            "nordlicht-systeme-gmbh",
		"  Two -- words!  ":                 "two-words",
		"Müller & Söhne, Weißenstraße 7":    "mueller-soehne-weissenstrasse-7",
		"ÄRZTE":                             "aerzte",
		"Société Générale d'Été":            "societe-generale-dete",
		"Żółć Sp. z o.o.":                   "zolc-sp-z-o-o",
		"Щука и ёж: объём":                  "shchuka-i-ezh-obem",
		"Їжак і здоров'я":                   "yizhak-i-zdorovya",
		"Ελληνικό Σχέδιο":                   "elliniko-schedio",
		"Ankara İşletme":                    "ankara-isletme",
		"Cafe\u0301 with a separate accent": "cafe-with-a-separate-accent",
		"C++ / 1C":                          "c-1c",
		"漢字":                                "",
		"":                                  "",
		"!!!":                               "",
		strings.Repeat("x", 60):             strings.Repeat("x", 60),
		strings.Repeat("x", 61):             strings.Repeat("x", 60),
		"short " + strings.Repeat("x", 55):  "short",
		"short " + strings.Repeat("x", 54):  "short-" + strings.Repeat("x", 54),
	} {
		if got := Slug(name); got != want {
			t.Errorf("Slug(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSlugTriesDiffer(t *testing.T) {
	const id = "019a2b3c-4d5e-7f60-8123-456789abcdef"
	seen := map[string]bool{}
	for try := range SlugTries {
		slug := SlugTry("Ärzte", "partner", id, try)
		if seen[slug] || !strings.HasPrefix(slug, "aerzte") || slug != Slug(slug) {
			t.Errorf("try %d is %q", try, slug)
		}
		seen[slug] = true
	}
	for try, want := range map[int]string{0: "aerzte", 1: "aerzte-2", 8: "aerzte-9", 9: "aerzte-abcdef", 11: "aerzte-456789abcdef"} {
		if got := SlugTry("Ärzte", "partner", id, try); got != want {
			t.Errorf("try %d is %q, want %q", try, got, want)
		}
	}
	if got := SlugTry("漢字", "partner", id, 1); got != "partner-2" {
		t.Errorf("got %q", got)
	}
}

// FuzzSlug looks for names whose slug could not stand in an address.
func FuzzSlug(f *testing.F) {
	for _, name := range []string{"Müller & Söhne", "Їжак", "漢字", "İstanbul", "\xff", "a\u0301-", strings.Repeat("ß", 61)} {
		f.Add(name)
	}
	valid := regexp.MustCompile(`^([a-z0-9]+(-[a-z0-9]+)*)?$`)
	f.Fuzz(func(t *testing.T, name string) {
		slug := Slug(name)
		if len(slug) > 60 || !valid.MatchString(slug) || Slug(slug) != slug {
			t.Errorf("Slug(%q) = %q", name, slug)
		}
	})
}
