package guard

import (
	"slices"
	"strconv"
	"strings"
)

// place is where a value stands: in an argument or variable, in a field of it, in an
// item of that. It is put into words only when something is wrong there.
type place struct {
	up    *place
	name  string // "" for an item of a list
	index int
}

func at(name string) *place { return &place{name: name} }

func (p *place) field(name string) *place { return &place{up: p, name: name} }

func (p *place) item(index int) *place { return &place{up: p, index: index} }

// String is the place in words such as filter.texts[2].locale.
func (p *place) String() string {
	steps := []string{}
	for ; p != nil; p = p.up {
		switch {
		case p.name == "":
			steps = append(steps, "["+strconv.Itoa(p.index)+"]")
		case p.up == nil:
			steps = append(steps, p.name)
		default:
			steps = append(steps, "."+p.name)
		}
	}
	slices.Reverse(steps)
	return strings.Join(steps, "")
}
