package demo

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"partnergraph/market"
)

// brief is what a client says it needs (L11); what is "" was not said.
type brief struct {
	key, title, goal, means, stages, contents string
	size                                      market.LeadSize
}

func (c *content) loadBriefs(l Lang) error {
	name := fmt.Sprintf("leads/%s.txt", l)
	entries, err := read(name)
	if err != nil {
		return err
	}
	for _, e := range entries {
		b := brief{key: e.Key}
		for block, to := range map[string]*string{"title": &b.title, "goal": &b.goal, "means": &b.means,
			"stages": &b.stages, "contents": &b.contents, "size": (*string)(&b.size)} {
			if len(e.all(block)) > 0 {
				*to = e.all(block)[0]
			}
		}
		if b.title == "" || b.size == "" {
			return fmt.Errorf("%s: entry %q needs @title and @size", name, e.Key)
		}
		c.briefs[l] = append(c.briefs[l], b)
	}
	return nil
}

// Contact is whom to call.
type Contact struct {
	Name, Phone, Email, Company string
}

// Offer is a lead as a partner got it.
type Offer struct {
	Partner  int
	State    market.OfferState
	SentAt   time.Time
	Answered time.Time // zero while it waits, and where it ran out or was withdrawn
	Decline  market.DeclineReason
	Stage    market.LeadStage // "" unless accepted
	StageAt  time.Time
	Lost     string // the reason, for StageLost
	Cause    market.LostCause
	Contract market.Money // what was agreed, for StageContracted and StageStarted; zero when it was not said
}

// Deadline is until when a partner may answer.
func (o Offer) Deadline() time.Time { return o.SentAt.Add(offerLife) }

// offerLife is how long an offer waits for an answer.
const offerLife = market.OfferLife

// Lead is an invented need.
type Lead struct {
	Index    int
	Basis    int // the reviewed work it led to, -1 for none
	Client   int // -1 for somebody who did not sign in
	Chosen   int // the partner that the client chose, -1 for none
	State    market.LeadState
	Size     market.LeadSize
	Title    string
	Goal     string
	Means    string
	Stages   string
	Contents string
	Budget   market.Money // zero when it was not said
	Place    *Place
	Industry string
	Lang     Lang
	Deadline time.Time // zero when it was not said
	MaxShare int
	At       time.Time
	Contact  Contact
	Offers   []Offer
}

// need draws what the lead is about and whom to call.
func (w *World) need(r *rand.Rand, i, client int) Lead {
	l := Lead{Index: i, Basis: -1, Client: client, Chosen: -1, MaxShare: 1, State: market.LeadOpen}
	if client >= 0 {
		c := &w.clients()[client]
		l.Place, l.Lang, l.Contact.Company = c.Place, c.Lang, c.Name
		l.Contact.Name = w.Person(w.Size.Buyer(client)).Name
	} else {
		l.Place = pick(r, w.clients()).Place
		l.Lang = l.Place.Lang()
		l.Contact.Name = personName(r, w.content.names[l.Place.region()])
	}
	b := pick(r, w.content.briefs[l.Lang])
	l.Size, l.Title, l.Goal, l.Means, l.Stages, l.Contents = b.size, b.title, b.goal, b.means, b.stages, b.contents
	l.Contact.Phone = phone(100 + r.IntN(899))
	if chance(r, 70) {
		l.Contact.Email = fmt.Sprintf("%s@lead%d.%s", market.Slug(l.Contact.Name), i+1, pick(r, []string{"example.com", "example.org", "example.net"}))
	}
	if chance(r, 60) {
		l.Industry = pick(r, w.content.industries).code
	}
	if chance(r, 50) {
		dollars := map[market.LeadSize]float64{market.Small: 1_500, market.Medium: 8_000, market.Large: 45_000}[l.Size]
		l.Budget = amount(dollars*(0.6+r.Float64()), l.Place.Currency())
	}
	return l
}

// WorkLead is the lead behind the i-th piece of work, accepted by its partner.
func (w *World) WorkLead(i int) Lead {
	b := w.Basis(i)
	r := w.rand(streamLead, i)
	l := w.need(r, i, b.Client)
	l.Basis, l.Chosen, l.State = i, b.Partner, market.LeadClosed // the work has begun
	sent := b.At.Add(-time.Duration(1+r.IntN(40)) * time.Hour)
	l.At = sent
	l.Offers = []Offer{{Partner: b.Partner, State: market.OfferAccepted, SentAt: sent, Answered: b.At,
		Stage: market.StageStarted, StageAt: b.At.Add(time.Duration(1+r.IntN(20)) * 24 * time.Hour), Contract: l.Budget}}
	return l
}

// openStages are the stages of work that has not begun.
var openStages = []market.LeadStage{market.StageAccepted, market.StageContacted, market.StageClarified,
	market.StagePlanned, market.StageEstimated, market.StageContracted, market.StageLost}

// lostReasons are what partners write when nothing came of it, each with its cause.
var lostReasons = []struct {
	words string
	cause market.LostCause
}{
	{"The client postponed the project.", market.LostToTiming}, {"Another partner was faster.", market.LostToCompetitor},
	{"The budget was cut.", market.LostToBudget}, {"No answer after three calls.", market.LostToSilence},
}

// FreshLead is the i-th of the leads of the last months, behind which no reviewed
// work stands: waiting for the house, offered, in work, or come to nothing.
func (w *World) FreshLead(i int) Lead {
	r := w.rand(streamLead, i+1<<40)
	client := r.IntN(w.Size.Clients)
	switch {
	case i%5 == 1:
		client = -1
	case i%12 == 0:
		client = 0
	}
	l := w.need(r, w.Size.Bases()+i, client)
	const while = 90 * 24 * time.Hour
	left := 1 - float64(i)/float64(w.Size.Leads) // more of them come lately
	l.At = w.Now.Add(-time.Duration(left * left * float64(while))).Truncate(time.Minute)
	if chance(r, 40) {
		l.Deadline = w.Now.Add(time.Duration(20+r.IntN(200)) * 24 * time.Hour).Truncate(24 * time.Hour)
	}
	switch {
	case i%7 == 3:
		l.Chosen = 0
	case chance(r, 25):
		l.Chosen = w.active(r)
	}
	w.handOut(r, &l)
	return l
}

// active draws a partner that may get leads; the one to sign in for more often.
func (w *World) active(r *rand.Rand) int {
	for {
		p := w.popular(r)
		if chance(r, 15) {
			p = 0
		}
		if w.partners()[p].State == market.PartnerActive {
			return p
		}
	}
}

// handOut plays what became of a lead: those who are asked answer one after the
// other, until as many as may have accepted it.
func (w *World) handOut(r *rand.Rand, l *Lead) {
	if l.Chosen < 0 && (l.Index%4 == 0 || w.Now.Sub(l.At) < 2*time.Hour) {
		return // the house has not passed it on yet
	}
	sent, to := l.At, []int{l.Chosen}
	if l.Chosen < 0 {
		l.MaxShare = 1 + r.IntN(2)
		sent = l.At.Add(time.Duration(5+r.IntN(100)) * time.Minute)
		to = []int{w.active(r), w.active(r), w.active(r)}
		slices.Sort(to)
		to = slices.Compact(to)
	}
	for _, partner := range to {
		l.Offers = append(l.Offers, w.offer(r, partner, sent))
	}
	w.settle(r, l)
}

// settle takes the answers in the order in which they came, and says where the lead
// stands then.
func (w *World) settle(r *rand.Rand, l *Lead) {
	slices.SortFunc(l.Offers, func(a, b Offer) int { return a.Answered.Compare(b.Answered) })
	accepted := 0
	for i := range l.Offers {
		o := &l.Offers[i]
		switch {
		case accepted >= l.MaxShare && (o.State == market.OfferAccepted || o.State == market.OfferOffered):
			*o = Offer{Partner: o.Partner, State: market.OfferWithdrawn, SentAt: o.SentAt}
		case o.State == market.OfferAccepted:
			accepted++
			w.work(r, o)
		}
		if o.State == market.OfferOffered || o.State == market.OfferExpired || o.State == market.OfferWithdrawn {
			o.Answered = time.Time{}
		}
	}
	l.State = leadState(l.Offers)
}

// offer is a lead at one partner, with what it answers if it still can.
func (w *World) offer(r *rand.Rand, partner int, sent time.Time) Offer {
	o := Offer{Partner: partner, SentAt: sent, Answered: sent.Add(time.Duration(10+r.IntN(46*60)) * time.Minute)}
	switch draw := r.IntN(10); {
	case o.Answered.After(w.Now):
		o.State = market.OfferOffered
	case draw < 6:
		o.State = market.OfferAccepted
	case draw < 8:
		o.State = market.OfferDeclined
		o.Decline = pick(r, []market.DeclineReason{market.NoCapacity, market.NotOurField, market.NotOurRegion, market.TooSmall, market.TooLarge})
	case w.Now.After(o.Deadline()):
		o.State = market.OfferExpired
	default:
		o.State = market.OfferOffered
	}
	return o
}

// work says how far a partner has come with a lead.
func (w *World) work(r *rand.Rand, o *Offer) {
	o.Stage, o.StageAt = pick(r, openStages), o.Answered
	if o.Stage != market.StageAccepted {
		o.StageAt = o.Answered.Add(time.Duration(r.Int64N(int64(w.Now.Sub(o.Answered)) + 1))).Truncate(time.Minute)
		o.StageAt = later(o.StageAt, o.Answered)
	}
	if o.Stage == market.StageLost {
		reason := pick(r, lostReasons)
		o.Lost, o.Cause = reason.words, reason.cause
	}
}

// leadState follows from the offers: accepted until all who took it have begun the
// work or lost it, else offered while somebody may answer, else open again.
func leadState(offers []Offer) market.LeadState {
	accepted, waits, works := false, false, false
	for _, o := range offers {
		accepted = accepted || o.State == market.OfferAccepted
		waits = waits || o.State == market.OfferOffered
		works = works || o.State == market.OfferAccepted && o.Stage != market.StageStarted && o.Stage != market.StageLost
	}
	switch {
	case accepted && !waits && !works:
		return market.LeadClosed
	case accepted:
		return market.LeadAccepted
	case waits:
		return market.LeadOffered
	}
	return market.LeadOpen
}
