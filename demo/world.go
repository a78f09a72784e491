package demo

import (
	"time"

	"partnergraph/market"
)

// speakers are those who write a language, by index.
type speakers struct {
	partners [4][]int
	clients  [4][]int
}

// partners are all partners, drawn once: people, solutions and posts refer to them.
func (w *World) partners() []Partner { return w.met().partners }

// clients are all clients.
func (w *World) clients() []Client { return w.met().clients }

func (w *World) speakers() *speakers { return &w.met().speakers }

// known is who is drawn once for a world.
type known struct {
	partners []Partner
	clients  []Client
	speakers speakers
}

// publication is a published solution.
type publication struct {
	index int
	at    time.Time
}

// catalogue lists the published solutions of each partner.
func (w *World) catalogue() [][]publication {
	list := make([][]publication, w.Size.Partners)
	for i := range w.Size.Solutions {
		if s := w.Solution(i); s.State == market.SolutionPublished {
			list[s.Partner] = append(list[s.Partner], publication{i, s.PublishedAt})
		}
	}
	return list
}

func (w *World) meet() *known {
	k := &known{partners: make([]Partner, w.Size.Partners), clients: make([]Client, w.Size.Clients)}
	for i := range k.partners {
		p := w.Partner(i)
		k.partners[i] = p
		if i < w.Size.Admitted() {
			for _, l := range p.Written {
				k.speakers.partners[l] = append(k.speakers.partners[l], i)
			}
		}
	}
	for i := range k.clients {
		k.clients[i] = w.Client(i)
		k.speakers.clients[k.clients[i].Lang] = append(k.speakers.clients[k.clients[i].Lang], i)
	}
	return k
}

// person is the i-th person, drawn once.
func (w *World) person(i int) *Person { return &w.populace().people[i] }

// census draws all people, and their identifiers.
func (w *World) census() *populace {
	p := &populace{make([]Person, w.Size.People()), make([]string, w.Size.People())}
	for i := range p.people {
		p.people[i] = w.Person(i)
		p.ids[i] = w.id(aPerson, i, p.people[i].Since)
	}
	return p
}

// populace is all people.
type populace struct {
	people []Person
	ids    []string
}
