package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

var today = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func small() *World { return New(Small, Seed, today) }

// The same seed gives the same world, whoever asks first for what; another seed
// gives another.
func TestSameSeedSameWorld(t *testing.T) {
	t.Parallel()
	first, again, other := small(), small(), New(Small, Seed+1, today)
	again.Review(17) // out of order
	if a, b := fingerprint(first), fingerprint(again); a != b {
		t.Errorf("two worlds of one seed differ: %s and %s", a, b)
	}
	if fingerprint(first) == fingerprint(other) {
		t.Error("two seeds give one world")
	}
}

func fingerprint(w *World) string {
	hash := sha256.New()
	for i := range w.Size.Partners {
		p := w.Partner(i)
		summary, description := w.PartnerTexts(&p)
		fmt.Fprint(hash, p.Name, p.Place.Name, p.Level, p.Quality, summary, description)
	}
	for i := range w.Size.Solutions {
		s := w.Solution(i)
		fmt.Fprint(hash, s.Partner, s.Category, s.Plans[0].Prices[0].Amount, w.SolutionTexts(&s))
	}
	for i := range w.Size.Reviews {
		v := w.Review(i)
		text, reply := w.ReviewText(i, &v)
		fmt.Fprint(hash, v.At, v.Score, text, reply)
	}
	for i := range w.Size.Threads {
		fmt.Fprint(hash, w.Thread(i))
	}
	for i := range w.Size.Leads {
		l := w.FreshLead(i)
		fmt.Fprint(hash, l.Title, l.Contact, l.Offers, l.State)
	}
	for i := range w.Size.People() {
		fmt.Fprint(hash, w.Person(i))
	}
	return hex.EncodeToString(hash.Sum(nil))
}

func TestPartners(t *testing.T) {
	t.Parallel()
	for name, w := range map[string]*World{"the demo": small(), "a load": New(Load, Seed, today)} {
		slug := regexp.MustCompile(`^[a-z0-9-]{5,60}$`)
		slugs, continents, newcomers := map[string]bool{}, map[string]int{}, 0
		for i := range w.Size.Partners {
			p := w.Partner(i)
			if slugs[p.Slug] || !slug.MatchString(p.Slug) {
				t.Errorf("%s: the slug %q of %q", name, p.Slug, p.Name)
			}
			slugs[p.Slug] = true
			continents[p.Place.Continent]++
			if p.Competence == market.Newcomer {
				newcomers++
			}
			if len(p.Kinds) == 0 || len(p.Services) < 3 || len(p.Industries) == 0 || len(p.Written) == 0 {
				t.Errorf("%s: partner %d lacks something: %+v", name, i, p)
			}
			if (p.State == market.PartnerActive || p.State == market.PartnerPaused) == p.AdmittedAt.IsZero() {
				t.Errorf("%s: partner %d is %s, admitted at %s", name, i, p.State, p.AdmittedAt)
			}
		}
		if area := continents["EU"] * 10 / w.Size.Partners; name == "a load" && area < 8 {
			t.Errorf("%s: of ten partners only %d are in the large language area", name, area)
		}
		if len(continents) != 6 || newcomers*2 < w.Size.Partners {
			t.Errorf("%s: %d of %d new to the product, on %v", name, newcomers, w.Size.Partners, continents)
		}
	}
}

func TestPartnerTexts(t *testing.T) {
	t.Parallel()
	w := small()
	for i := range w.Size.Partners {
		p := w.Partner(i)
		summary, description := w.PartnerTexts(&p)
		if !slices.Equal(sorted(summary.Langs()), sorted(p.Written)) || !slices.Equal(sorted(description.Langs()), sorted(p.Written)) {
			t.Errorf("partner %d writes %v, but has %v", i, p.Written, summary.Langs())
		}
		for _, text := range slices.Concat(summary[:], description[:]) {
			whole(t, text)
		}
	}
}

func sorted(l []Lang) []Lang { return slices.Sorted(slices.Values(l)) }

// whole fails on a text with a hole in it.
func whole(t *testing.T, text string) {
	t.Helper()
	if strings.ContainsAny(text, "{}|") || strings.Contains(text, "  ") && !strings.Contains(text, "\n") || strings.TrimSpace(text) != text {
		t.Errorf("a text is not filled well: %q", text)
	}
}

func TestSolutions(t *testing.T) {
	t.Parallel()
	w := small()
	slugs, categories, models := map[string]bool{}, map[string]int{}, map[market.PriceModel]int{}
	for i := range w.Size.Solutions {
		s := w.Solution(i)
		texts := w.SolutionTexts(&s)
		slug := s.Slug(texts[0].Title)
		if slugs[slug] || len(slug) > 70 {
			t.Errorf("the slug %q of solution %d", slug, i)
		}
		slugs[slug], categories[s.Category] = true, categories[s.Category]+1
		for _, m := range market.PriceModels(s.Plans) {
			models[m]++
		}
		for _, text := range texts {
			if text.Title == "" || text.Summary == "" || strings.Count(text.Description, "\n- ") < 3 {
				t.Errorf("solution %d in %s: %+v", i, text.Lang, text)
			}
			whole(t, text.Title)
			whole(t, text.Description)
		}
		for _, plan := range s.Plans {
			if plan.Name == "" || len(plan.Terms) == 0 || len(plan.Prices) == 0 || plan.Prices[0].Amount.Minor <= 0 {
				t.Errorf("solution %d has the plan %+v", i, plan)
			}
		}
		if p := w.partners()[s.Partner]; s.State == market.SolutionPublished && (s.PublishedAt.Before(p.AdmittedAt) || s.PublishedAt.After(today)) {
			t.Errorf("solution %d is published at %s", i, s.PublishedAt)
		}
	}
	if len(categories) != len(w.content.categories) || len(models) != 4 {
		t.Errorf("%d of %d categories, price models %v", len(categories), len(w.content.categories), models)
	}
}

// The scores follow the quality, the texts follow the scores, and they vary.
func TestReviews(t *testing.T) {
	t.Parallel()
	w := small()
	texts, scores := map[string]int{}, map[int]int{}
	good, goods, bad, bads := 0, 0, 0, 0
	for i := range w.Size.Reviews {
		v := w.Review(i)
		text, reply := w.ReviewText(i, &v)
		whole(t, text)
		texts[text]++
		scores[v.Score]++
		if v.At.Before(v.Basis.At) || v.At.After(today) || v.ReplyAt.After(today) || (reply == "") != v.ReplyAt.IsZero() {
			t.Errorf("review %d of %s on work of %s, answered %q at %s", i, v.At, v.Basis.At, reply, v.ReplyAt)
		}
		if v.Solution >= 0 {
			if s := w.Solution(v.Solution); s.Partner != v.Basis.Partner || !s.PublishedAt.Before(v.Basis.At) {
				t.Errorf("review %d is about a solution of another, or too new: %+v", i, s)
			}
		}
		switch q := w.partners()[v.Basis.Partner].Quality; {
		case q > 4.4:
			good, goods = good+v.Score, goods+1
		case q < 3.4:
			bad, bads = bad+v.Score, bads+1
		}
	}
	if len(texts) < w.Size.Reviews*9/10 || len(scores) != 5 {
		t.Errorf("%d different texts, scores %v", len(texts), scores)
	}
	if float64(good)/float64(goods) < float64(bad)/float64(bads)+0.8 {
		t.Errorf("good partners have %d/%d, bad ones %d/%d", good, goods, bad, bads)
	}
}

// A thread is a conversation: it begins with the question, goes forward in time, is
// on the board of its question and language, and no two threads are the same.
func TestThreads(t *testing.T) {
	t.Parallel()
	w := small()
	titles, replies, accepted := map[string]bool{}, 0, 0
	last := time.Time{}
	for i := range w.Size.Threads {
		thread := w.Thread(i)
		if !strings.HasSuffix(thread.Board, "-"+thread.Lang.String()) || titles[thread.Title+thread.Body] || thread.At.Before(last) {
			t.Errorf("thread %d, %q in %s on %s at %s", i, thread.Title, thread.Lang, thread.Board, thread.At)
		}
		titles[thread.Title+thread.Body], last = true, thread.At
		whole(t, thread.Title)
		at := thread.At
		for _, reply := range thread.Replies {
			whole(t, reply.Body)
			if reply.At.Before(at) || reply.At.After(today) {
				t.Errorf("thread %d: a reply at %s after %s", i, reply.At, at)
			}
			if reply.Accepted && reply.Author == thread.Author {
				t.Errorf("thread %d: the author's own reply is accepted", i)
			}
			at = reply.At
			if reply.Accepted {
				accepted++
			}
		}
		replies += len(thread.Replies)
	}
	if replies != w.Size.Replies || accepted < w.Size.Threads/2 {
		t.Errorf("%d replies, %d accepted", replies, accepted)
	}
}

// Every answer of a thread belongs to its question, or to the small talk.
func TestAnswersBelong(t *testing.T) {
	t.Parallel()
	w, announced := small(), 0
	for i := range w.Size.Threads {
		thread := w.Thread(i)
		questions := w.content.questions[thread.Lang]
		n := i / len(Langs)
		if a := w.announced(n, thread.Lang); a != nil {
			announced++
			if thread.Author != HouseManager || !strings.HasPrefix(thread.Board, "announcements-") {
				t.Errorf("announcement %d is %+v", i, thread)
			}
			continue
		}
		round := n / len(questions)
		q := &questions[(n*7+round*3)%len(questions)]
		bound := w.bind(q, thread.Lang, round)
		own := map[string]bool{}
		for _, text := range slices.Concat(q.answers, []template{q.best, q.back, q.then}) {
			own[text.filled(w.rand(streamThread, i), bound)] = true
		}
		for _, kind := range []string{"thanks", "metoo", "ask-back", "reply-back", "agree", "later"} {
			for _, text := range w.content.lines[thread.Lang]["forum/"+kind] {
				own[text.filled(w.rand(streamThread, i), nil)] = true
			}
		}
		for _, reply := range thread.Replies {
			if !own[reply.Body] {
				t.Errorf("thread %d, %q: %q", i, thread.Title, reply.Body)
			}
		}
	}
	if announced != 3*len(Langs) {
		t.Errorf("%d announcements", announced)
	}
}

// Nobody can be called or written to by mistake: all numbers and addresses are kept
// for fiction, in the demo and in any load.
func TestContactsAreFiction(t *testing.T) {
	t.Parallel()
	number := regexp.MustCompile(`^\+4477009(00[0-9]{3})(;ext=[0-9]+)?$`)
	address := regexp.MustCompile(`^[a-z-]+@lead[0-9]+\.example\.(com|org|net)$`)
	for _, w := range []*World{small(), New(Load.Times(0.1), Seed, today)} {
		phones := map[string]bool{}
		for i := range w.Size.People() {
			p := w.Person(i)
			if m := number.FindStringSubmatch(p.Phone); m == nil || m[1] == "00000" || phones[p.Phone] {
				t.Fatalf("%s has the number %s", p.Name, p.Phone)
			}
			phones[p.Phone] = true
		}
		for i := range w.Size.Leads {
			c := w.FreshLead(i).Contact
			if !number.MatchString(c.Phone) || c.Email != "" && !address.MatchString(c.Email) || c.Name == "" {
				t.Fatalf("the contact of lead %d: %+v", i, c)
			}
		}
	}
}

// Those of the README sign in with the first numbers; every organisation has an owner.
func TestPeople(t *testing.T) {
	t.Parallel()
	w := small()
	want := []struct {
		org  Org
		role market.Role
	}{
		{Org{TheHouse, 0}, market.ProgrammeManager}, {Org{APartner, 0}, market.Owner}, {Org{APartner, 0}, market.Editor},
		{Org{APartner, 1}, market.Owner}, {Org{AClient, 0}, market.Owner}, {Org{}, ""},
	}
	owners := map[Org]int{}
	for i := range w.Size.People() {
		p := w.Person(i)
		if i < len(want) && (p.Org != want[i].org || p.Role != want[i].role || p.Phone != fmt.Sprintf("+44770090000%d", i+1)) {
			t.Errorf("person %d is %+v", i, p)
		}
		if p.Role == market.Owner {
			owners[p.Org]++
		}
	}
	if want := 1 + w.Size.Partners + w.Size.Clients; len(owners) != want {
		t.Errorf("%d organisations have an owner, want %d", len(owners), want)
	}
	for org, n := range owners {
		if n != 1 {
			t.Errorf("%+v has %d owners", org, n)
		}
	}
	if kinds := w.Partner(1).Kinds; !slices.Contains(kinds, market.MarketingPartner) {
		t.Errorf("the marketing partner is %v", kinds)
	}
}

// There are leads and offers in every state, and stages of every kind; nothing happens before it can.
func TestLeads(t *testing.T) {
	t.Parallel()
	w := small()
	states, offers, stages := map[market.LeadState]int{}, map[market.OfferState]int{}, map[market.LeadStage]int{}
	for i := range w.Size.Leads {
		l := w.FreshLead(i)
		states[l.State]++
		for _, o := range l.Offers {
			offers[o.State]++
			stages[o.Stage]++
			if o.SentAt.Before(l.At) || o.SentAt.After(today) || o.Answered.After(o.Deadline()) || o.StageAt.After(today) || o.StageAt.Before(o.Answered) && o.Stage != "" ||
				o.State == market.OfferOffered && !o.Deadline().After(today) {
				t.Errorf("lead %d of %s: %+v", i, l.At, o)
			}
		}
	}
	if len(states) != 4 || len(offers) != 5 || len(stages) != len(openStages)+1 {
		t.Errorf("states %v, offers %v, stages %v", states, offers, stages)
	}
	for i := range w.Size.Bases() {
		b, l := w.Basis(i), w.WorkLead(i)
		if o := l.Offers[0]; l.Client != b.Client || o.Partner != b.Partner || o.State != market.OfferAccepted || !o.Answered.Equal(b.At) {
			t.Errorf("the lead of work %d: %+v", i, l)
		}
	}
}
