package demo

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// template is a text with holes, cut up once so that filling it is only copying.
// "{rows}" is a slot, the same in all texts filled with one binding;
// "{quick|swift}" is a choice, drawn anew each time.
type template []part

// part is a text, a slot or a choice.
type part struct {
	text    string
	slot    string
	choices []string
}

// binding says what fills each slot.
type binding map[string]string

// compile cuts a text into parts.
func compile(text string) (template, error) {
	var t template
	for {
		before, rest, found := strings.Cut(text, "{")
		if before != "" {
			t = append(t, part{text: before})
		}
		if !found {
			return t, nil
		}
		hole, after, closed := strings.Cut(rest, "}")
		switch {
		case !closed || hole == "" || strings.Contains(hole, "{"):
			return nil, fmt.Errorf("a brace is not closed in %q", text)
		case strings.Contains(hole, "|"):
			t = append(t, part{choices: strings.Split(hole, "|")})
		default:
			t = append(t, part{slot: hole})
		}
		text = after
	}
}

// slots lists the names that a binding must have.
func (t template) slots() []string {
	var names []string
	for _, p := range t {
		if p.slot != "" {
			names = append(names, p.slot)
		}
	}
	return names
}

// fill writes the text with its holes filled.
func (t template) fill(b *strings.Builder, r *rand.Rand, with binding) {
	for _, p := range t {
		switch {
		case p.slot != "":
			b.WriteString(with[p.slot])
		case p.choices != nil:
			b.WriteString(pick(r, p.choices))
		default:
			b.WriteString(p.text)
		}
	}
}

// filled is the text alone.
func (t template) filled(r *rand.Rand, with binding) string {
	if len(t) == 1 && t[0].text != "" {
		return t[0].text
	}
	var b strings.Builder
	t.fill(&b, r, with)
	return b.String()
}
