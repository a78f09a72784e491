package demo

import (
	"fmt"
	"math/rand/v2"
	"time"

	"partnergraph/market"
)

// Person is an invented person, a member of at most one organisation.
type Person struct {
	Index   int
	Name    string
	Motto   string // often empty
	Phone   string
	Lang    Lang
	Locales []string
	Org     Org
	Role    market.Role // "" without an organisation
	Since   time.Time
}

// OrgKind says what an organisation is.
type OrgKind int

// The kinds of organisations.
const (
	Nobody OrgKind = iota
	TheHouse
	APartner
	AClient
)

// Org names an organisation: which of its kind.
type Org struct {
	Kind  OrgKind
	Index int
}

// HouseName is the vendor in the demo.
const HouseName = "Partnergraph House"

// The people that one signs in as come first; README lists their numbers.
const (
	HouseManager = iota
	PartnerOwner
	PartnerEditor
	MarketingOwner
	ClientOwner
	Loner
	HouseOwner
	HouseModerator
	HouseFinance
	fixed // how many there are
)

// roster says whom the fixed people work for.
var roster = [fixed]struct {
	org  Org
	role market.Role
}{
	HouseManager:   {Org{TheHouse, 0}, market.ProgrammeManager},
	PartnerOwner:   {Org{APartner, 0}, market.Owner},
	PartnerEditor:  {Org{APartner, 0}, market.Editor},
	MarketingOwner: {Org{APartner, 1}, market.Owner},
	ClientOwner:    {Org{AClient, 0}, market.Owner},
	HouseOwner:     {Org{TheHouse, 0}, market.Owner},
	HouseModerator: {Org{TheHouse, 0}, market.Moderator},
	HouseFinance:   {Org{TheHouse, 0}, market.Finance},
}

// SignIns are the numbers of those that the README tells to sign in as.
var SignIns = []struct{ Phone, Who string }{
	{phone(HouseManager), "the house's programme manager"},
	{phone(PartnerOwner), "a partner's owner"},
	{phone(PartnerEditor), "the same partner's editor"},
	{phone(MarketingOwner), "a marketing partner's owner"},
	{phone(ClientOwner), "a client"},
	{phone(Loner), "a client without an organisation"},
	{phone(HouseOwner), "the house's owner"},
	{phone(HouseModerator), "the house's moderator"},
	{phone(HouseFinance), "the house's finance manager"},
}

// People is how many people there are: those of the roster, two for each partner
// and one for each client.
func (s Size) People() int { return fixed + 2*s.Partners + s.Clients }

// Member is the k-th of a partner's two people: 0 leads it, 1 helps.
func (s Size) Member(partner, k int) int {
	switch {
	case partner == 0 && k == 0:
		return PartnerOwner
	case partner == 1 && k == 0:
		return MarketingOwner
	}
	return fixed + 2*partner + k
}

// Buyer is who acts for a client.
func (s Size) Buyer(client int) int {
	if client == 0 {
		return ClientOwner
	}
	return fixed + 2*s.Partners + client
}

// seat is where a person works, and as what.
func (s Size) seat(i int) (Org, market.Role) {
	switch n := i - fixed; {
	case n < 0:
		return roster[i].org, roster[i].role
	case n >= 2*s.Partners:
		if n == 2*s.Partners { // the first client has its owner in the roster
			return Org{AClient, 0}, market.Manager
		}
		return Org{AClient, n - 2*s.Partners}, market.Owner
	case n%2 == 1:
		return Org{APartner, n / 2}, []market.Role{market.Support, market.Editor, market.Manager}[n/2%3]
	case n/2 < 2:
		return Org{APartner, n / 2}, market.Manager
	default:
		return Org{APartner, n / 2}, market.Owner
	}
}

// Person is the i-th person.
func (w *World) Person(i int) Person {
	r := w.rand(streamPerson, i)
	p := Person{Index: i, Phone: phone(i)}
	p.Org, p.Role = w.Size.seat(i)
	place, since := w.home(p.Org)
	p.Lang, p.Since = place.Lang(), since
	p.Name = personName(r, w.content.names[place.region()])
	p.Locales = []string{p.Lang.String()}
	if p.Lang != English {
		p.Locales = append(p.Locales, "en")
	}
	if chance(r, 45) || i < fixed {
		p.Motto = pick(r, w.content.mottos[p.Lang])
	}
	return p
}

// home is where an organisation is, and since when.
func (w *World) home(o Org) (*Place, time.Time) {
	switch o.Kind {
	case APartner:
		p := w.partners()[o.Index]
		return p.Place, p.AppliedAt
	case AClient:
		c := w.clients()[o.Index]
		return c.Place, c.Since
	}
	return w.content.place("London"), w.Now.Add(-2 * span)
}

// place is the city of that English name.
func (c *content) place(name string) *Place {
	for i := range c.places {
		if c.places[i].Name[English] == name {
			return &c.places[i]
		}
	}
	return &c.places[0]
}

// phone is a number from the thousand that are kept for fiction. Where there are
// more people than numbers, the others have an extension (RFC 3966): such a number
// is of use to nobody, and nobody can sign in with it.
func phone(i int) string {
	const numbers = 999
	number := fmt.Sprintf("+447700900%03d", i%numbers+1)
	if i < numbers {
		return number
	}
	return fmt.Sprintf("%s;ext=%d", number, i)
}

func personName(r *rand.Rand, from people) string {
	return pick(r, from.first) + " " + pick(r, from.last)
}

// Client is an invented company that buys.
type Client struct {
	Index int
	Name  string
	Place *Place
	Lang  Lang
	Since time.Time
}

// Client is the i-th client.
func (w *World) Client(i int) Client {
	r := w.rand(streamClient, i)
	c := Client{Index: i, Place: w.placeOf(i+w.Size.Partners, r)}
	if i == 0 {
		c.Place = w.content.place("Edinburgh")
	}
	c.Lang = c.Place.Lang()
	c.Name = w.content.words.company(i, c.Lang, w.content.words.client[c.Lang])
	c.Since = w.Now.Add(-span).Add(-time.Duration(r.Int64N(int64(span)))).Truncate(time.Minute)
	return c
}
