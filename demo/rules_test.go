package demo

import (
	"encoding/json"
	"slices"
	"testing"

	"partnergraph/markdown"
	"partnergraph/market"
)

// What the demo holds could have been written through the contract: the rules for
// people's input find nothing wrong with it.

func TestPartnersObeyTheRules(t *testing.T) {
	t.Parallel()
	w := small()
	industries := codes(w.content.industries)
	for i := range w.Size.Partners {
		p := w.Partner(i)
		in := market.PartnerApplyInput{Name: p.Name, Kinds: p.Kinds, Competence: p.Competence, Services: p.Services, Industries: p.Industries,
			Languages: p.Languages, Country: p.Place.Country, City: p.Place.Name[English], Latitude: &p.Place.Latitude, Longitude: &p.Place.Longitude}
		summary, description := w.PartnerTexts(&p)
		for _, l := range p.Written {
			in.Texts = append(in.Texts, &market.PartnerTextInput{Locale: l.String(), Summary: summary[l], Description: description[l]})
		}
		if err := in.Changes().Change(&market.Partner{}, industries); err != nil {
			t.Errorf("partner %d, %s: %v", i, p.Name, err)
		}
		if slug := market.Slug(p.Name); slug != p.Slug {
			t.Errorf("partner %d has the slug %q instead of %q", i, p.Slug, slug)
		}
	}
}

func TestSolutionsObeyTheRules(t *testing.T) {
	t.Parallel()
	w := small()
	for i := range w.Size.Solutions {
		s := w.Solution(i)
		in := market.SolutionCreateInput{CategoryID: market.CategoryID(s.Category), HasExport: s.HasExport, TrialDays: s.TrialDays,
			IsFreemium: s.IsFreemium, HostingCountry: &s.Hosting, MinimumUsers: optional(s.MinimumUsers), MaximumUsers: optional(s.MaximumUsers)}
		if s.Industry != "" {
			in.Industries = []string{s.Industry}
		}
		for _, text := range w.SolutionTexts(&s) {
			in.Texts = append(in.Texts, &market.SolutionTextInput{Locale: text.Lang.String(), Title: text.Title, Summary: text.Summary, Description: text.Description})
		}
		for _, plan := range s.Plans {
			input := &market.PlanInput{Name: plan.Name, Terms: plan.Terms}
			for _, p := range plan.Prices {
				input.Prices = append(input.Prices, &market.PriceInput{Model: p.Model, Amount: &market.MoneyInput{Amount: p.Amount.Amount(), Currency: p.Amount.Currency}})
			}
			in.Plans = append(in.Plans, input)
		}
		draft := &market.SolutionDraft{}
		if err := in.Changes().Change(draft, []market.CategoryID{in.CategoryID}, codes(w.content.industries), today); err != nil {
			t.Errorf("solution %d: %v", i, err)
			continue
		}
		got, _ := json.Marshal(draft.Plans)
		if plansJSON(&s) != string(got) {
			t.Errorf("solution %d has the plans\n%s\nby the rules they are\n%s", i, plansJSON(&s), got)
		}
	}
}

// optional is nothing for a zero value.
func optional[T comparable](v T) *T {
	if v == *new(T) {
		return nil
	}
	return &v
}

func TestPostsObeyTheRules(t *testing.T) {
	t.Parallel()
	w := small()
	for i := range w.Size.Threads {
		thread := w.Thread(i)
		title, body, err := market.ThreadCreateInput{Title: thread.Title, Body: thread.Body}.Post(markdown.HTML)
		if err != nil || title != thread.Title || body.Markdown != thread.Body || body.HTML != html(thread.Body) {
			t.Errorf("thread %d: %v, %q, %+v", i, err, title, body)
		}
		for n, reply := range thread.Replies {
			body, err := market.ReplyCreateInput{Body: reply.Body}.Post(markdown.HTML)
			if err != nil || body.Markdown != reply.Body || body.HTML != html(reply.Body) {
				t.Errorf("thread %d, reply %d: %v, %+v, in parts %q", i, n, err, body, html(reply.Body))
			}
		}
	}
}

// Pages are rendered in parts; that changes nothing.
func TestHTMLInParts(t *testing.T) {
	t.Parallel()
	w := small()
	var texts []string
	for i := range w.Size.Partners {
		p := w.Partner(i)
		_, description := w.PartnerTexts(&p)
		texts = append(texts, description[:]...)
	}
	for i := range w.Size.Solutions {
		s := w.Solution(i)
		for _, text := range w.SolutionTexts(&s) {
			texts = append(texts, text.Description)
		}
	}
	slices.Sort(texts)
	for _, text := range slices.Compact(texts) {
		if text != "" && html(text) != markdown.HTML(text) {
			t.Errorf("in parts %q is\n%s\nwhole it is\n%s", text, html(text), markdown.HTML(text))
		}
	}
}

func TestReviewsObeyTheRules(t *testing.T) {
	t.Parallel()
	w := small()
	for i := range w.Size.Reviews {
		v := w.Review(i)
		text, reply := w.ReviewText(i, &v)
		in := market.ReviewCreateInput{Score: v.Score, Text: text, Aspects: &market.ReviewAspectsInput{Quality: optional(v.Aspects[0]),
			Deadlines: optional(v.Aspects[1]), Communication: optional(v.Aspects[2]), Price: optional(v.Aspects[3])}}
		if got, err := in.Check(); err != nil || got != text {
			t.Errorf("review %d, %q: %v", i, text, err)
		}
		if reply != "" {
			if _, err := (market.ReviewReplyInput{Text: reply}).Check(); err != nil {
				t.Errorf("the answer to review %d, %q: %v", i, reply, err)
			}
		}
	}
}

// A lead stands where its offers put it, and nothing about them is overdue: the
// rules that settle a lead and end its offers change nothing.
func TestLeadsObeyTheRules(t *testing.T) {
	t.Parallel()
	w := small()
	check := func(l Lead) {
		in := market.LeadSubmitInput{Title: &l.Title, Goal: &l.Goal, Size: l.Size, Deadline: optional(l.Deadline),
			Contact: &market.LeadContactInput{Name: l.Contact.Name, Phone: market.Right(l.Contact.Phone), Email: optional(l.Contact.Email), Company: optional(l.Contact.Company)}}
		if l.Budget.Minor > 0 {
			in.Budget = &market.MoneyInput{Amount: l.Budget.Amount(), Currency: l.Budget.Currency}
		}
		if _, _, err := in.Lead(market.Viewer{}, today); err != nil {
			t.Errorf("lead %d: %v", l.Index, err)
		}
		c := &market.LeadCase{Lead: &market.Lead{State: l.State, MaxShare: l.MaxShare}}
		for _, o := range l.Offers {
			offer := &market.LeadOffer{State: o.State, SentAt: o.SentAt, Deadline: o.Deadline()}
			if o.Stage != "" {
				offer.Stage = &o.Stage
			}
			c.Offers = append(c.Offers, offer)
		}
		c.Expire(today)
		if c.Lead.State != l.State {
			t.Errorf("lead %d is %s, by the rules %s: %+v", l.Index, l.State, c.Lead.State, l.Offers)
		}
		for n, o := range c.Offers {
			if o.State != l.Offers[n].State {
				t.Errorf("lead %d: offer %d is %s, by the rules %s", l.Index, n, l.Offers[n].State, o.State)
			}
		}
	}
	for i := range w.Size.Leads {
		check(w.FreshLead(i))
	}
	for i := range w.Size.Bases() {
		check(w.WorkLead(i))
	}
}
