package market_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

func ptr[T any](v T) *T { return &v }

// briefly is an input that has nothing wrong and nothing more than is needed.
func briefly() market.LeadSubmitInput {
	return market.LeadSubmitInput{
		Contact: &market.LeadContactInput{Name: "Ada", Phone: market.Right("+447700900123")},
		Size:    market.Small,
	}
}

func TestWhatIsWrongWithALeadIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	long := func(n int) *string { return ptr(strings.Repeat("ж", n)) }
	for name, test := range map[string]struct {
		change func(*market.LeadSubmitInput)
		want   string
	}{
		"nothing": {func(in *market.LeadSubmitInput) {}, ""},
		"everything at its longest": {func(in *market.LeadSubmitInput) {
			in.Contact.Name, in.Contact.Company = *long(120), long(120)
			in.Title, in.City = long(120), long(80)
			in.Goal, in.Means, in.Stages, in.Contents = long(5000), long(5000), long(5000), long(5000)
		}, ""},
		"everything a character longer": {func(in *market.LeadSubmitInput) {
			in.Contact.Name, in.Contact.Company = *long(121), long(121)
			in.Title, in.City = long(121), long(81)
			in.Goal, in.Means, in.Stages, in.Contents = long(5001), long(5001), long(5001), long(5001)
		}, "INVALID goal, INVALID means, INVALID stages, INVALID contents, INVALID city, INVALID contact.name, INVALID contact.company, INVALID title"},
		"no contact":      {func(in *market.LeadSubmitInput) { in.Contact = nil }, "INVALID contact"},
		"no name":         {func(in *market.LeadSubmitInput) { in.Contact.Name = " \t" }, "INVALID contact.name"},
		"nowhere to call": {func(in *market.LeadSubmitInput) { in.Contact.Phone = nil }, "INVALID contact.phone"},
		"blank phone":     {func(in *market.LeadSubmitInput) { in.Contact.Phone = market.Right("") }, "INVALID contact.phone"},
		"no number":       {func(in *market.LeadSubmitInput) { in.Contact.Phone = market.Right("07700 900123") }, "INVALID contact.phone"},
		"a number that is given to nobody, and no e-mail": {func(in *market.LeadSubmitInput) {
			in.Contact.Phone = &market.Typed{Wrong: "phone is none."}
		}, "INVALID contact.phone"},
		"a wrong number, address, country and day": {func(in *market.LeadSubmitInput) {
			in.Contact.Phone, in.Country = &market.Typed{Wrong: "phone is none."}, &market.Typed{Wrong: "country is none."}
			in.Contact.Email, in.Deadline = ptr("ada@localhost"), ptr(noon.AddDate(-1, 0, 0))
		}, "INVALID country, INVALID deadline, INVALID contact.phone, INVALID contact.email"},
		"e-mail at a reserved domain": {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@shop.Test") }, "INVALID contact.email"},
		"e-mail inside a network":     {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@mail.local") }, "INVALID contact.email"},
		"e-mail at a name like these": {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@test.local-shop.com") }, ""},
		"e-mail only": {func(in *market.LeadSubmitInput) {
			in.Contact.Phone, in.Contact.Email = nil, ptr(" ada@example.com ")
		}, ""},
		"e-mail of a person":        {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("Ada <ada@example.com>") }, "INVALID contact.email"},
		"e-mail without domain":     {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@localhost") }, "INVALID contact.email"},
		"e-mail with a line break":  {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@example.com\nBcc: b@example.com") }, "INVALID contact.email, INVALID contact.email"},
		"e-mail of a host's number": {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@[192.0.2.1]") }, "INVALID contact.email"},
		"e-mail without letters":    {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@192.0.2.1") }, "INVALID contact.email"},
		"e-mail in quotes":          {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr(`"ada b"@example.com`) }, "INVALID contact.email"},
		"e-mail with an underline":  {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@my_shop.example.com") }, "INVALID contact.email"},
		"e-mail with an edge":       {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@-shop.example.com") }, "INVALID contact.email"},
		"e-mail with an end":        {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@example.com.") }, "INVALID contact.email"},
		"e-mail with two points":    {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@example..com") }, "INVALID contact.email"},
		"e-mail of 65 bytes before": {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr(strings.Repeat("a", 65) + "@example.com") }, "INVALID contact.email"},
		"e-mail of 64 bytes before": {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr(strings.Repeat("a", 64) + "@example.com") }, ""},
		"e-mail of a part too long": {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("a@" + strings.Repeat("b", 64) + ".com") }, "INVALID contact.email"},
		"e-mail of a part as long":  {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("a@" + strings.Repeat("b", 63) + ".com") }, ""},
		"e-mail in another script":  {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@bücher.example.com") }, ""},
		"e-mail as networks write":  {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("ada@xn--bcher-kva.example.com") }, ""},
		"two e-mails":               {func(in *market.LeadSubmitInput) { in.Contact.Email = ptr("a@example.com,b@example.com") }, "INVALID contact.email"},
		"a null character":          {func(in *market.LeadSubmitInput) { in.Goal = ptr("a\x00b") }, "INVALID goal"},
		"a budget of nothing":       {func(in *market.LeadSubmitInput) { in.Budget = &market.MoneyInput{Amount: "0", Currency: "EUR"} }, "INVALID budget.amount"},
		"a budget of half a yen":    {func(in *market.LeadSubmitInput) { in.Budget = &market.MoneyInput{Amount: "0.5", Currency: "JPY"} }, "INVALID budget.amount"},
		"a budget of a cent":        {func(in *market.LeadSubmitInput) { in.Budget = &market.MoneyInput{Amount: "0.01", Currency: "EUR"} }, ""},
		"by today":                  {func(in *market.LeadSubmitInput) { in.Deadline = ptr(noon.Truncate(24 * time.Hour)) }, ""},
		"by yesterday, which is today somewhere until noon": {func(in *market.LeadSubmitInput) {
			in.Deadline = ptr(noon.Truncate(24*time.Hour).AddDate(0, 0, -1))
		}, "INVALID deadline"},
		"by the end of time": {func(in *market.LeadSubmitInput) { in.Deadline = ptr(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)) }, "INVALID deadline"},
	} {
		in := briefly()
		test.change(&in)
		if _, _, err := in.Lead(market.Viewer{}, noon); codeAt(err) != test.want {
			t.Errorf("%s: %q, want %q", name, codeAt(err), test.want)
		}
	}
	in := briefly()
	in.Deadline = ptr(noon.Truncate(24*time.Hour).AddDate(0, 0, -1))
	if _, _, err := in.Lead(market.Viewer{}, noon.Add(-time.Microsecond)); err != nil {
		t.Errorf("yesterday, while it lasts somewhere: %v", err)
	}
}

func TestALeadIsReadFromItsInput(t *testing.T) {
	t.Parallel()
	in := briefly()
	in.Goal, in.Means = ptr("  Sell more "), ptr("  ")
	in.Budget = &market.MoneyInput{Amount: "2000", Currency: "USD"}
	v := market.Viewer{Person: "p", Organization: "o", Locales: []string{"de-AT", "de"}}
	lead, contact, err := in.Lead(v, noon)
	want := &market.Lead{
		PersonID: ptr(v.Person), OrganizationID: ptr(v.Organization), Title: "Sell more", State: market.LeadOpen,
		Size: market.Small, Source: market.FromSite, Goal: ptr("Sell more"), BudgetMinor: ptr(int64(200000)),
		BudgetCurrency: ptr(market.Currency("USD")), Locale: "de-AT", MaxShare: 1, CreatedAt: noon,
	}
	if err != nil || !reflect.DeepEqual(lead, want) {
		t.Errorf("%+v, %v, want %+v", lead, err, want)
	}
	if want := (&market.LeadContact{Name: "Ada", Phone: ptr("+447700900123")}); !reflect.DeepEqual(contact, want) {
		t.Errorf("%+v, want %+v", contact, want)
	}
	in.PartnerID, in.Locale = ptr(market.PartnerID("partner")), ptr("uk")
	if lead, _, _ = in.Lead(market.Viewer{}, noon); lead.Source != market.FromPartnerPage || lead.Locale != "uk" || lead.PersonID != nil {
		t.Errorf("nobody, for a partner: %+v", lead)
	}
	in.Locale = nil
	if lead, _, _ = in.Lead(market.Viewer{}, noon); lead.Locale != "en" {
		t.Errorf("in no language: %q", lead.Locale)
	}
}

func TestATitleIsMadeOfWhatIsKnown(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(*market.LeadSubmitInput)
		want   string
	}{
		"as given":                       {func(in *market.LeadSubmitInput) { in.Title, in.Goal = ptr(" CRM for us "), ptr("Sell") }, "CRM for us"},
		"the first line of the goal":     {func(in *market.LeadSubmitInput) { in.Goal, in.Contents = ptr("Sell\r\nmore"), ptr("A CRM") }, "Sell"},
		"of what is to be done":          {func(in *market.LeadSubmitInput) { in.Contents = ptr("A CRM") }, "A CRM"},
		"of the means":                   {func(in *market.LeadSubmitInput) { in.Means = ptr("Two people") }, "Two people"},
		"without what turns the text":    {func(in *market.LeadSubmitInput) { in.Goal = ptr("a\u202eb") }, "ab"},
		"cut after a word":               {func(in *market.LeadSubmitInput) { in.Goal = ptr(strings.Repeat("word, ", 20)) }, strings.Repeat("word, ", 12) + "word…"},
		"cut in a word without end":      {func(in *market.LeadSubmitInput) { in.Goal = ptr(strings.Repeat("ж", 81)) }, strings.Repeat("ж", 79) + "…"},
		"whole when it just fits":        {func(in *market.LeadSubmitInput) { in.Goal = ptr(strings.Repeat("ж", 80)) }, strings.Repeat("ж", 80)},
		"where it is":                    {func(in *market.LeadSubmitInput) { in.City, in.Country = ptr("Leeds"), market.Right("GB") }, "A small project in Leeds"},
		"in which country, and its size": {func(in *market.LeadSubmitInput) { in.Country, in.Size = market.Right("GB"), market.Large }, "A large project in GB"},
		"nothing":                        {func(in *market.LeadSubmitInput) {}, "A small project"},
	} {
		in := briefly()
		test.change(&in)
		if lead, _, err := in.Lead(market.Viewer{}, noon); err != nil || lead.Title != test.want {
			t.Errorf("%s: %q, %v, want %q", name, lead.Title, err, test.want)
		}
	}
}
