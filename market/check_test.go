package market

import (
	"strings"
	"testing"
)

func TestCheckText(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want string // the start of the message, "" for success
	}{
		"shortest":                         {"ab", ""},
		"longest, of two bytes each":       {strings.Repeat("ä", 5), ""},
		"longest with white space around":  {" \n" + strings.Repeat("ä", 5) + "\t ", ""},
		"one too short":                    {"a", "This has 1 characters"},
		"one too long":                     {"abcdef", "This has 6 characters"},
		"nothing":                          {"", "This is missing"},
		"white space only":                 {" \u2003\n ", "This is missing"},
		"a null character":                 {"a\x00b", "This holds bytes"},
		"half a character":                 {"ab\xc3", "This holds bytes"},
		"half a character, nothing beside": {"\xc3", "This holds bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			var errs Errors
			checkText(&errs, "a.b", test.text, 2, 5)
			if test.want == "" {
				if errs != nil {
					t.Error(errs)
				}
				return
			}
			if len(errs) != 1 || !strings.HasPrefix(errs[0].Message, test.want) || errs[0].Code != Invalid || strings.Join(errs[0].Field, ".") != "a.b" {
				t.Errorf("got %+v", errs)
			}
		})
	}
}
