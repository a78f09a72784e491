package market

import (
	"strings"
	"time"
)

// maxBrief is the longest text of a brief, in characters.
const maxBrief = 5000

// Lead is what the viewer submits at now, with whom to call. It is for the house to
// hand out. It fails with all that is wrong with the input.
func (in LeadSubmitInput) Lead(v Viewer, now time.Time) (*Lead, *LeadContact, error) {
	var errs Errors
	l := &Lead{
		PersonID: some(v.Person), OrganizationID: some(v.Organization), PartnerID: in.PartnerID,
		State: LeadOpen, Size: in.Size, IndustryCode: in.Industry,
		Locale: in.locale(v), MaxShare: 1, CreatedAt: now,
	}
	in.origin(&errs, v, l, now)
	in.place(&errs, l)
	l.Country = in.Country.take(&errs, "country")
	l.Goal = optionalText(&errs, "goal", in.Goal, maxBrief, checkText)
	l.Means = optionalText(&errs, "means", in.Means, maxBrief, checkText)
	l.Stages = optionalText(&errs, "stages", in.Stages, maxBrief, checkText)
	l.Contents = optionalText(&errs, "contents", in.Contents, maxBrief, checkText)
	l.City = optionalText(&errs, "city", in.City, 80, checkLine)
	in.limit(&errs, l, now)
	in.sell(&errs, l, v, now)
	contact := in.contact(&errs)
	in.attach(&errs, l, contact)
	if title := optionalText(&errs, "title", in.Title, 120, checkLine); title != nil {
		l.Title = *title
	} else {
		l.Title = l.makeTitle()
	}
	if contact != nil && len(errs) == 0 { // nobody shows what is refused
		l.blot(contact)
	}
	return l, contact, errs.Err()
}

// limit reads what the work may cost, and when it should be done.
func (in LeadSubmitInput) limit(errs *Errors, l *Lead, now time.Time) {
	if in.Budget != nil {
		budget, err := in.Budget.Money()
		if refusal, ok := err.(*Error); ok {
			errs.take(refusal, "budget")
		} else {
			errs.Add(budget.Minor > 0, "budget.amount", "amount must be more than zero; leave the budget out if there is none.")
		}
		l.BudgetMinor, l.BudgetCurrency = &budget.Minor, &budget.Currency
	}
	if in.Deadline != nil {
		// A day is not over before it is over everywhere, 12 hours after UTC.
		errs.Add(in.Deadline.AddDate(0, 0, 1).Add(12*time.Hour).After(now), "deadline", "deadline lies in the past.")
		errs.Add(in.Deadline.Year() < 10000, "deadline", "deadline lies too far in the future.")
		l.Deadline = in.Deadline
	}
}

// locale is the language the client speaks: as given, else the viewer's first.
func (in LeadSubmitInput) locale(v Viewer) string {
	switch {
	case in.Locale != nil:
		return *in.Locale
	case len(v.Locales) > 0:
		return v.Locales[0]
	}
	return "en"
}

// contact reads whom to call.
func (in LeadSubmitInput) contact(errs *Errors) *LeadContact {
	if in.Contact == nil {
		errs.Add(false, "contact", "contact is missing: say whom to call.")
		return nil
	}
	c := &LeadContact{Name: checkLine(errs, "contact.name", in.Contact.Name, 1, 120)}
	c.Phone = in.Contact.Phone.takePhone(errs, "contact.phone")
	c.Email = optionalText(errs, "contact.email", in.Contact.Email, 254, checkLine)
	c.Company = optionalText(errs, "contact.company", in.Contact.Company, 120, checkLine)
	checkEmail(errs, "contact.email", c.Email)
	errs.Add(c.Phone != nil || c.Email != nil || in.Contact.Phone.isWrong(), "contact.phone", "Give a telephone number or an e-mail address: one of them is needed.")
	return c
}

// optionalText checks a text that may be missing; one of white space only is.
func optionalText(errs *Errors, field string, text *string, max int, check func(*Errors, string, string, int, int) string) *string {
	if text == nil {
		return nil
	}
	return some(check(errs, field, *text, 0, max))
}

// some is nil for the empty text.
func some[T ~string](text T) *T {
	if text == "" {
		return nil
	}
	return &text
}

// maxMadeTitle is the length of a title that is made, in characters.
const maxMadeTitle = 80

// makeTitle is the first line of the brief or, without any, what else is known.
func (l *Lead) makeTitle() string {
	for _, text := range []*string{l.Goal, l.Contents, l.Means, l.Stages} {
		if text == nil {
			continue
		}
		line, _, _ := strings.Cut(*text, "\n")
		if line = shorten(strings.TrimSpace(visible(line)), maxMadeTitle); line != "" {
			return line
		}
	}
	title := map[LeadSize]string{Small: "A small project", Medium: "A medium project", Large: "A large project"}[l.Size]
	switch {
	case l.City != nil:
		return title + " in " + *l.City
	case l.Country != nil:
		return title + " in " + *l.Country
	}
	return title
}

// shorten cuts a text after a word, so that it has at most max characters.
func shorten(text string, max int) string {
	runes := []rune(text)
	if len(runes) <= max {
		return text
	}
	cut := string(runes[:max-1])
	if i := strings.LastIndexByte(cut, ' '); i > 0 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,.;:-") + "…"
}
