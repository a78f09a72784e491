package market

import (
	"strings"
	"testing"
)

func TestCheckText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text     string
		min, max int
		refused  bool
	}{
		"the shortest":                         {text: "ab", min: 2, max: 5},
		"one short of it":                      {text: "a", min: 2, max: 5, refused: true},
		"the longest":                          {text: "abcde", min: 2, max: 5},
		"one over it":                          {text: "abcdef", min: 2, max: 5, refused: true},
		"the longest in letters of two bytes":  {text: "жжжжж", min: 2, max: 5},
		"white space around it does not count": {text: "  abcde\n", min: 2, max: 5},
		"white space alone":                    {text: " \n\t ", min: 1, max: 5, refused: true},
		"what cannot be seen":                  {text: "\u200b\u200b", min: 1, max: 5, refused: true},
		"nothing, where nothing is allowed":    {text: "", min: 0, max: 5},
		"a null character":                     {text: "a\x00b", min: 0, max: 5, refused: true},
		"broken UTF-8":                         {text: "a\xffb", min: 0, max: 5, refused: true},
		"several lines":                        {text: "a\nb", min: 0, max: 5},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var errs Errors
			kept := checkText(&errs, "contact.note", test.text, test.min, test.max)
			if got := len(errs) > 0; got != test.refused {
				t.Fatalf("refused: %v %v, want %v", got, errs, test.refused)
			}
			if !test.refused {
				if want := strings.TrimSpace(test.text); kept != want {
					t.Errorf("kept %q, want %q", kept, want)
				}
				return
			}
			if e := errs[0]; len(errs) != 1 || e.Code != Invalid || strings.Join(e.Field, "/") != "contact/note" {
				t.Errorf("got %d refusals, the first %s at %v", len(errs), e.Code, e.Field)
			}
		})
	}
}

func TestCheckLine(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text    string
		refused bool
	}{
		"a name":                         {text: "Дарья Example"},
		"right to left by its letters":   {text: "דוגמה"},
		"a line break":                   {text: "a\nb", refused: true},
		"a separator of paragraphs":      {text: "a\u2029b", refused: true},
		"an escape":                      {text: "a\x1b[1mb", refused: true},
		"a mark that turns the text":     {text: "a\u202eb", refused: true},
		"too long, which is told once":   {text: strings.Repeat("a\n", 41), refused: true},
		"a joiner, as languages need it": {text: "नि\u200dति"},
		"a non-joiner inside a word":     {text: "می\u200cخواهم"},
		"a joiner at the end":            {text: "Ada\u200d", refused: true},
		"a joiner at the beginning":      {text: "\u200cAda", refused: true},
		"a joiner beside a space":        {text: "Ada \u200dB", refused: true},
		"two joiners":                    {text: "A\u200d\u200db", refused: true},
		"a space without width":          {text: "Ad\u200ba", refused: true},
		"a soft hyphen":                  {text: "Ad\u00ada", refused: true},
		"a byte order mark":              {text: "Ada\ufeff", refused: true},
		"a mark of direction":            {text: "Ada\u200e", refused: true},
		"a tag":                          {text: "Ada\U000e0041", refused: true},
		"a grapheme joiner":              {text: "Ad\u034fa", refused: true},
		"a filler before":                {text: "\u115f\u115f", refused: true},
		"a filler behind":                {text: "\u1160\u1160", refused: true},
		"a blank pattern of Braille":     {text: "\u2800\u2800", refused: true},
		"a Hangul filler":                {text: "\u3164\u3164", refused: true},
		"a halfwidth filler":             {text: "\uffa0\uffa0", refused: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var errs Errors
			checkLine(&errs, "name", test.text, 1, 80)
			if want := map[bool]int{true: 1}[test.refused]; len(errs) != want {
				t.Errorf("got %v, want %d refusals", errs, want)
			}
		})
	}
}
