package store_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

func TestIssueInvoice(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	client := storetest.Owner(t, db, "Client")
	in := storetest.BillTo(client, "95.50", "EUR")
	in.Lines[0] = &market.InvoiceLineInput{Description: "  Audit ", Quantity: "0.25", UnitPrice: in.Lines[0].UnitPrice, TaxRate: "20.00"}
	in.Lines = append(in.Lines, &market.InvoiceLineInput{Description: "Course", Quantity: "2", UnitPrice: &market.MoneyInput{Amount: "40", Currency: "EUR"}, TaxRate: "7"})

	i := storetest.Invoice(t, s, owner, in)
	if got := fmt.Sprintln(i.Number(), i.State, i.Net, i.Tax, i.Total); got != "2026-000001 ISSUED 103.88 EUR 10.38 EUR 114.26 EUR\n" {
		t.Error(got)
	}
	if !i.IssuedAt.Equal(storetest.Now) || i.DueOn.Format(time.DateOnly) != "2026-11-16" || i.PaidAt != nil {
		t.Errorf("issued %s, due %s, paid %v", i.IssuedAt, i.DueOn, i.PaidAt)
	}
	if i.SellerID != owner.Partner || *i.OrganizationID != client.Organization || i.PersonID != nil || i.LeadID != nil {
		t.Errorf("between the wrong: %+v", i)
	}
	lines, err := s.InvoiceLines(t.Context(), []market.InvoiceID{i.ID})
	if err != nil {
		t.Fatal(err)
	}
	want := []*market.InvoiceLine{
		{InvoiceID: i.ID, Description: "Audit", Quantity: "0.25", UnitPrice: market.Money{Minor: 9550, Currency: "EUR"}, TaxRate: "20.00", Net: market.Money{Minor: 2388, Currency: "EUR"}},
		{InvoiceID: i.ID, Description: "Course", Quantity: "2", UnitPrice: market.Money{Minor: 4000, Currency: "EUR"}, TaxRate: "7", Net: market.Money{Minor: 8000, Currency: "EUR"}},
	}
	if !slices.EqualFunc(lines[i.ID], want, func(a, b *market.InvoiceLine) bool { return *a == *b }) {
		t.Errorf("lines %+v %+v", lines[i.ID][0], lines[i.ID][1])
	}
	storetest.BalancedBooks(t, db)
}

func TestWhoIssuesInvoices(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	_, resting := storetest.Partner(t, s, db, storetest.Profile("Resting"))
	storetest.Exec(t, db, `UPDATE partner SET state = 'PAUSED' WHERE id = $1`, resting.Partner)
	_, applicant := storetest.Applicant(t, s, db, storetest.Profile("Applicant"))
	client := storetest.Owner(t, db, "Client")
	for name, test := range map[string]struct {
		viewer market.Viewer
		want   market.Code
	}{
		"owner":               {owner, ""},
		"manager":             {storetest.Member(t, db, owner, market.Manager), ""},
		"editor":              {storetest.Member(t, db, owner, market.Editor), market.Forbidden},
		"support":             {storetest.Member(t, db, owner, market.Support), market.Forbidden},
		"a resting partner":   {resting, ""},
		"an applicant":        {applicant, market.Conflict},
		"a client":            {storetest.Owner(t, db, "Other"), market.Forbidden},
		"the house's finance": {storetest.Finance(t, db), market.Forbidden},
		"nobody":              {market.Viewer{}, market.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := s.IssueInvoice(t.Context(), test.viewer, storetest.BillTo(client, "1", "EUR"), now)
			refused(t, err, test.want, "")
		})
	}
}

func TestWhoBuys(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	seller, owner := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	_, rival := storetest.Partner(t, s, db, storetest.Profile("Rival"))
	client, person := storetest.Owner(t, db, "Client"), storetest.Person(t, db, "Person")
	colleague := storetest.Member(t, db, owner, market.Support)
	lead := func(person, organization any, partner market.PartnerID, state string) *market.LeadID {
		id := uuid.NewString()
		storetest.Exec(t, db, `INSERT INTO lead (id, person_id, organization_id, title, state, size, source, locale, created_at)
			VALUES ($1, $2, $3, 'x', 'OFFERED', 'SMALL', 'SITE', 'en', now())`, id, person, organization)
		storetest.Exec(t, db, `INSERT INTO lead_offer (id, lead_id, partner_id, state, stage, answered_at, decline_reason, sent_at, deadline)
			VALUES ($1, $2, $3, $4::text, CASE $4::text WHEN 'ACCEPTED' THEN 'ACCEPTED' END, CASE WHEN $4::text IN ('ACCEPTED', 'DECLINED') THEN now() END, CASE $4::text WHEN 'DECLINED' THEN 'OTHER' END, now(), now())`, uuid.NewString(), id, partner, state)
		return (*market.LeadID)(&id)
	}
	nobody := uuid.NewString()
	for name, test := range map[string]struct {
		lead         *market.LeadID
		organization *market.OrganizationID
		person       *market.PersonID
		want         market.Code
		field        string
		buyer        string
	}{
		"an organisation":            {organization: &client.Organization, buyer: string(client.Organization)},
		"a rival":                    {organization: &rival.Organization, buyer: string(rival.Organization)},
		"no organisation":            {organization: (*market.OrganizationID)(&nobody), want: market.NotFound, field: "organizationId"},
		"itself":                     {organization: &owner.Organization, want: market.Invalid, field: "organizationId"},
		"a person":                   {person: &person.Person, buyer: string(person.Person)},
		"no person":                  {person: (*market.PersonID)(&nobody), want: market.NotFound, field: "personId"},
		"who issues it":              {person: &owner.Person, want: market.Invalid, field: "personId"},
		"a colleague":                {person: &colleague.Person, want: market.Invalid, field: "personId"},
		"an organisation's lead":     {lead: lead(client.Person, client.Organization, seller.ID, "ACCEPTED"), buyer: string(client.Organization)},
		"a person's lead":            {lead: lead(person.Person, nil, seller.ID, "ACCEPTED"), buyer: string(person.Person)},
		"a stranger's lead":          {lead: lead(nil, nil, seller.ID, "ACCEPTED"), want: market.Invalid, field: "leadId"},
		"its own lead":               {lead: lead(owner.Person, owner.Organization, seller.ID, "ACCEPTED"), want: market.Invalid, field: "leadId"},
		"a colleague's lead":         {lead: lead(colleague.Person, nil, seller.ID, "ACCEPTED"), want: market.Invalid, field: "leadId"},
		"a colleague's other firm's": {lead: lead(colleague.Person, client.Organization, seller.ID, "ACCEPTED"), buyer: string(client.Organization)},
		"a lead only offered":        {lead: lead(person.Person, nil, seller.ID, "OFFERED"), want: market.NotFound, field: "leadId"},
		"a lead declined":            {lead: lead(person.Person, nil, seller.ID, "DECLINED"), want: market.NotFound, field: "leadId"},
		"a rival's lead":             {lead: lead(person.Person, nil, rival.Partner, "ACCEPTED"), want: market.NotFound, field: "leadId"},
		"no lead":                    {lead: (*market.LeadID)(&nobody), want: market.NotFound, field: "leadId"},
	} {
		t.Run(name, func(t *testing.T) {
			in := storetest.Bill("1", "EUR")
			in.LeadID, in.OrganizationID, in.PersonID = test.lead, test.organization, test.person
			i, err := s.IssueInvoice(t.Context(), owner, in, now)
			refused(t, err, test.want, test.field)
			if err != nil {
				return
			}
			buyer := ""
			if i.OrganizationID != nil {
				buyer += string(*i.OrganizationID)
			}
			if i.PersonID != nil {
				buyer += string(*i.PersonID)
			}
			if buyer != test.buyer || (i.LeadID != nil) != (test.lead != nil) {
				t.Errorf("%s buys, want %s", buyer, test.buyer)
			}
		})
	}
	storetest.BalancedBooks(t, db)
}

func TestNumbersHaveNoGaps(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, one := storetest.Partner(t, s, db, storetest.Profile("One"))
	_, two := storetest.Partner(t, s, db, storetest.Profile("Two"))
	client := storetest.Owner(t, db, "Client")

	// Of each three, the second is refused by Postgres after it has a number.
	storetest.Exec(t, db, `ALTER TABLE invoice ADD CONSTRAINT spoilt CHECK (net_minor <> 666)`)
	var wait sync.WaitGroup
	var spoilt [8]int
	for worker := range spoilt {
		wait.Go(func() {
			seller := []market.Viewer{one, two}[worker%2]
			for n := range 12 {
				in := storetest.BillTo(client, "6.66", "EUR")
				if n%3 != 1 {
					in = storetest.BillTo(client, "1", "EUR")
				}
				if _, err := s.IssueInvoice(t.Context(), seller, in, now.Add(time.Duration(-n)*time.Second)); err != nil {
					spoilt[worker]++
				}
			}
		})
	}
	wait.Wait()
	for worker, n := range spoilt {
		if n != 4 {
			t.Errorf("worker %d failed %d times, want 4", worker, n)
		}
	}
	storetest.BalancedBooks(t, db)
	if last := storetest.Invoice(t, s, one, storetest.BillTo(client, "1", "EUR")); last.Serial != 33 {
		t.Errorf("after 32 invoices comes %d", last.Serial)
	}
}

func TestNumbersBeginAnewEachYear(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	client := storetest.Owner(t, db, "Client")
	kyiv := time.FixedZone("Kyiv", 2*60*60)
	for _, step := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 12, 31, 23, 59, 59, 999_000_000, time.UTC), "2026-000001"},
		{time.Date(2027, 1, 1, 1, 59, 59, 0, kyiv), "2026-000002"}, // still 2026 by UTC
		{time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC), "2027-000001"},
		{time.Date(2026, 12, 31, 23, 59, 59, 0, time.UTC), "2026-000003"}, // a server whose clock is late
		{time.Date(2027, 1, 1, 2, 0, 1, 0, kyiv), "2027-000002"},
	} {
		i, err := s.IssueInvoice(t.Context(), seller, storetest.BillTo(client, "1", "EUR"), step.at)
		if err != nil || i.Number() != step.want {
			t.Errorf("at %s: %s, %v; want %s", step.at, i.Number(), err, step.want)
		}
	}
	storetest.BalancedBooks(t, db)
}

func TestIssueOnceForEachKey(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	_, other := storetest.Partner(t, s, db, storetest.Profile("Other"))
	manager := storetest.Member(t, db, owner, market.Manager)
	client := storetest.Owner(t, db, "Client")
	in := storetest.BillTo(client, "100", "EUR")
	first := storetest.Invoice(t, s, owner, in)

	again, err := s.IssueInvoice(t.Context(), owner, in, now.Add(29*24*time.Hour))
	if err != nil || again.ID != first.ID {
		t.Errorf("the same again is %+v, %v", again, err)
	}
	changed := in
	changed.DueDays = 15
	_, err = s.IssueInvoice(t.Context(), owner, changed, now)
	refused(t, err, market.Conflict, "idempotencyKey")

	line := *in.Lines[0]
	line.Description = "Other work"
	changed = in
	changed.Lines = []*market.InvoiceLineInput{&line}
	_, err = s.IssueInvoice(t.Context(), owner, changed, now)
	refused(t, err, market.Conflict, "idempotencyKey")

	elsewhere := other // the same person, for another organisation
	elsewhere.Person = owner.Person
	_, err = s.IssueInvoice(t.Context(), elsewhere, in, now)
	refused(t, err, market.Conflict, "idempotencyKey")

	_, err = s.StartPayment(t.Context(), owner, market.InvoicePayInput{InvoiceID: first.ID, Method: market.Card, IdempotencyKey: in.IdempotencyKey}, now)
	refused(t, err, market.Conflict, "idempotencyKey")

	second, err := s.IssueInvoice(t.Context(), manager, in, now) // keys are each person's own
	if err != nil || second.ID == first.ID {
		t.Errorf("another person's is %+v, %v", second, err)
	}

	// A refusal takes no key.
	wrong := storetest.BillTo(owner, "100", "EUR")
	_, err = s.IssueInvoice(t.Context(), owner, wrong, now)
	refused(t, err, market.Invalid, "organizationId")
	wrong.OrganizationID = &client.Organization
	_, err = s.IssueInvoice(t.Context(), owner, wrong, now)
	refused(t, err, "", "")
	storetest.BalancedBooks(t, db)
}

func TestTwinsIssueOnce(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	client := storetest.Owner(t, db, "Client")
	for range 10 {
		in := storetest.BillTo(client, "100", "EUR")
		ids := make([]market.InvoiceID, 6)
		var wait sync.WaitGroup
		for n := range ids {
			wait.Go(func() {
				if i, err := s.IssueInvoice(t.Context(), owner, in, now); err != nil {
					t.Error(err)
				} else {
					ids[n] = i.ID
				}
			})
		}
		wait.Wait()
		if slices.Sort(ids); ids[0] != ids[5] {
			t.Errorf("twins issued %v", ids)
		}
	}
	storetest.BalancedBooks(t, db)
}

func TestKeysAreForgotten(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	in := storetest.BillTo(storetest.Owner(t, db, "Client"), "100", "EUR")
	first := storetest.Invoice(t, s, owner, in)
	month := storetest.Now.Add(30 * 24 * time.Hour)
	for _, step := range []struct {
		at   time.Time
		gone int64
		same bool
	}{
		{month, 0, true},
		{month.Add(time.Microsecond), 1, false},
	} {
		gone, err := s.PruneIdempotencyKeys(t.Context(), step.at)
		if err != nil || gone != step.gone {
			t.Errorf("at %s: %d went, %v; want %d", step.at, gone, err, step.gone)
		}
		i, err := s.IssueInvoice(t.Context(), owner, in, month)
		if err != nil || (i.ID == first.ID) != step.same {
			t.Errorf("at %s: the same again is %v, %v", step.at, i, err)
		}
	}
}
