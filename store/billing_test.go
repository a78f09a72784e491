package store_test

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// Invoices are seen by who issued them, who received them, and the house's finance
// people, by whatever way.
func TestWhoSeesInvoices(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, seller := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	_, rival := storetest.Partner(t, s, db, storetest.Profile("Rival"))
	client, person := storetest.Owner(t, db, "Client"), storetest.Person(t, db, "Person")
	names := map[market.InvoiceID]string{}
	payments := map[market.PaymentID]string{}
	for name, buyer := range map[string]market.Viewer{"client": client, "person": person, "rival": rival} {
		i := storetest.Invoice(t, s, seller, storetest.BillTo(buyer, "1", "EUR"))
		names[i.ID] = name
		p, err := s.StartPayment(t.Context(), buyer, market.InvoicePayInput{InvoiceID: i.ID, Method: market.Card, IdempotencyKey: "12345678"}, now)
		if err != nil {
			t.Fatal(err)
		}
		payments[p.ID] = name
	}
	acting := client // the person acts for the client as a mere editor
	acting.Person, acting.Role = person.Person, market.Editor
	for name, test := range map[string]struct {
		viewer market.Viewer
		want   string
	}{
		"seller's owner":             {seller, "client person rival"},
		"seller's manager":           {storetest.Member(t, db, seller, market.Manager), "client person rival"},
		"seller's editor":            {storetest.Member(t, db, seller, market.Editor), ""},
		"seller's support":           {storetest.Member(t, db, seller, market.Support), ""},
		"client's owner":             {client, "client"},
		"client's manager":           {storetest.Member(t, db, client, market.Manager), "client"},
		"client's editor":            {storetest.Member(t, db, client, market.Editor), ""},
		"person":                     {person, "person"},
		"person acting for a client": {acting, "person"},
		"another partner, buying":    {rival, "rival"},
		"finance":                    {storetest.Finance(t, db), "client person rival"},
		"programme manager":          {storetest.ProgrammeManager(t, db), ""},
		"stranger":                   {storetest.Owner(t, db, "Stranger"), ""},
		"nobody":                     {market.Viewer{}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var listed, byID, one, paid []string
			keys := []market.InvoiceID{}
			for id, name := range names {
				keys = append(keys, id)
				if _, err := s.Invoice(t.Context(), test.viewer, id); err == nil {
					one = append(one, name)
				} else {
					refused(t, err, market.NotFound, "")
				}
			}
			page, err := s.Invoices(t.Context(), test.viewer, nil, market.PageArgs{Size: 20, WantTotal: true})
			if err != nil || page.TotalCount != len(page.Edges) {
				t.Fatal(page, err)
			}
			for _, i := range page.Nodes() {
				listed = append(listed, names[i.ID])
			}
			found, err := s.InvoicesByID(t.Context(), test.viewer, keys)
			if err != nil {
				t.Fatal(err)
			}
			for id := range found {
				byID = append(byID, names[id])
			}
			for id, name := range payments {
				if ps, err := s.PaymentsByID(t.Context(), test.viewer, []market.PaymentID{id}); err != nil {
					t.Fatal(err)
				} else if len(ps) == 1 {
					paid = append(paid, name)
				}
			}
			for way, got := range map[string][]string{"by id": one, "in the list": listed, "by ids": byID, "by payment": paid} {
				slices.Sort(got)
				if strings.Join(got, " ") != test.want {
					t.Errorf("%s: sees %v, want %s", way, got, test.want)
				}
			}
		})
	}
}

func TestInvoicesFilter(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, us := storetest.Partner(t, s, db, storetest.Profile("Us"))
	_, them := storetest.Partner(t, s, db, storetest.Profile("Them"))
	me := us // what the owner buys privately
	me.Organization, me.Partner = "", ""
	out1 := storetest.Invoice(t, s, us, storetest.BillTo(them, "1", "EUR"))
	out2 := storetest.Invoice(t, s, us, storetest.BillTo(them, "2", "EUR"))
	in1 := storetest.Invoice(t, s, them, storetest.BillTo(us, "3", "EUR"))
	own := storetest.Invoice(t, s, them, storetest.BillTo(me, "4", "EUR"))
	storetest.Paid(t, s, them, out2)
	storetest.Paid(t, s, us, in1)
	finance := storetest.Finance(t, db)

	names := map[market.InvoiceID]string{out1.ID: "out1", out2.ID: "out2", in1.ID: "in1", own.ID: "own"}
	yes, no := true, false
	issued, paid := []market.InvoiceState{market.InvoiceIssued}, []market.InvoiceState{market.InvoicePaid}
	for name, test := range map[string]struct {
		viewer market.Viewer
		filter *market.InvoiceFilter
		want   string
	}{
		"all, newest first":                {us, nil, "own in1 out2 out1"},
		"an empty filter":                  {us, &market.InvoiceFilter{States: []market.InvoiceState{}}, "own in1 out2 out1"},
		"issued by us":                     {us, &market.InvoiceFilter{IsIssuedByUs: &yes}, "out2 out1"},
		"received":                         {us, &market.InvoiceFilter{IsIssuedByUs: &no}, "own in1"},
		"paid":                             {us, &market.InvoiceFilter{States: paid}, "in1 out2"},
		"open and issued":                  {us, &market.InvoiceFilter{States: issued, IsIssuedByUs: &yes}, "out1"},
		"open and received":                {us, &market.InvoiceFilter{States: issued, IsIssuedByUs: &no}, "own"},
		"in either state":                  {us, &market.InvoiceFilter{States: append(issued, paid...)}, "own in1 out2 out1"},
		"the house's own":                  {finance, &market.InvoiceFilter{IsIssuedByUs: &yes}, ""},
		"the house received":               {finance, &market.InvoiceFilter{IsIssuedByUs: &no}, ""},
		"all for finance":                  {finance, nil, "own in1 out2 out1"},
		"a person without an organisation": {me, &market.InvoiceFilter{IsIssuedByUs: &no}, "own"},
		"a person issues none":             {me, &market.InvoiceFilter{IsIssuedByUs: &yes}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := s.Invoices(t.Context(), test.viewer, test.filter, market.PageArgs{Size: 20, WantTotal: true})
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, i := range page.Nodes() {
				got = append(got, names[i.ID])
			}
			if strings.Join(got, " ") != test.want || page.TotalCount != len(got) {
				t.Errorf("got %v of %d, want %s", got, page.TotalCount, test.want)
			}
		})
	}
}

func TestInvoicesInPages(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, us := storetest.Partner(t, s, db, storetest.Profile("Us"))
	_, them := storetest.Partner(t, s, db, storetest.Profile("Them"))
	want := []string{}
	for n := range 7 {
		seller, buyer := us, them
		if n%2 == 1 {
			seller, buyer = them, us
		}
		in := storetest.BillTo(buyer, "1", "EUR")
		i, err := s.IssueInvoice(t.Context(), seller, in, now.Add(time.Duration(n/3)*time.Hour)) // some at the same time
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, string(i.ID))
	}
	slices.Reverse(want)
	for _, backward := range []bool{false, true} {
		got := []string{}
		for p := (market.PageArgs{Size: 3, Backward: backward}); ; {
			page, err := s.Invoices(t.Context(), us, nil, p)
			if err != nil {
				t.Fatal(err)
			}
			ids := []string{}
			for _, i := range page.Nodes() {
				ids = append(ids, string(i.ID))
			}
			if backward {
				got = append(ids, got...)
				p.Before = *page.PageInfo.StartCursor
			} else {
				got = append(got, ids...)
				p.After = *page.PageInfo.EndCursor
			}
			if more := page.PageInfo.HasNextPage; !backward && !more || backward && !page.PageInfo.HasPreviousPage {
				break
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("backward %t: %v, want %v", backward, got, want)
		}
	}
}

// How long does a partner with 100,000 invoices, among others and with a thousand
// clients, wait for its newest, and for its balance?
func BenchmarkPartnerWith100000Invoices(b *testing.B) {
	s, db := storetest.WithDB(b)
	_, seller := storetest.Partner(b, s, db, storetest.Profile("Seller"))
	storetest.Exec(b, db, `INSERT INTO organization (id, name, country, created_at)
		SELECT gen_random_uuid(), 'Client ' || n, 'GB', now() FROM generate_series(1, 1000) n`)
	sell(b, db, seller.Partner, 100_000)
	for n := range 20 {
		other, _ := storetest.Partner(b, s, db, storetest.Profile(fmt.Sprint("Other ", n)))
		sell(b, db, other.ID, 1000)
	}
	storetest.Exec(b, db, `VACUUM ANALYZE`)
	b.Run("newest", func(b *testing.B) {
		for b.Loop() {
			page, err := s.Invoices(b.Context(), seller, nil, market.PageArgs{Size: 20})
			if err != nil || len(page.Edges) != 20 || page.Edges[0].Node.Serial != 100_000 {
				b.Fatal(page, err)
			}
		}
	})
	b.Run("finance", func(b *testing.B) {
		finance := storetest.Finance(b, db)
		for b.Loop() {
			page, err := s.Invoices(b.Context(), finance, nil, market.PageArgs{Size: 20})
			if err != nil || len(page.Edges) != 20 {
				b.Fatal(page, err)
			}
		}
	})
	b.Run("balance", func(b *testing.B) {
		for b.Loop() {
			balances, err := s.Balances(b.Context(), seller, []market.PartnerID{seller.Partner})
			if err != nil || balances[seller.Partner][0].Minor != 10_000_000 {
				b.Fatal(balances, err)
			}
		}
	})
}

// sell makes paid invoices over 1.00 EUR each, to all organisations in turn.
func sell(b *testing.B, db *sql.DB, seller market.PartnerID, invoices int) {
	b.Helper()
	storetest.Exec(b, db, `
		WITH client AS (
			SELECT id, row_number() OVER (ORDER BY id) - 1 AS n, count(*) OVER () AS all FROM organization
		), new AS (
			INSERT INTO invoice (id, seller_id, organization_id, year, serial, state, currency, net_minor, tax_minor, issued_at, due_on, paid_at)
			SELECT gen_random_uuid(), $1, client.id, 2026, s, 'PAID', 'EUR', 100, 0, '2026-01-01'::timestamptz + s * interval '1 second', '2026-12-31', now()
			FROM generate_series(1, $2::int) s JOIN client ON client.n = s % client.all RETURNING id, seller_id, issued_at
		), booked AS (
			INSERT INTO journal (id, partner_id, invoice_id, kind, description, posted_at)
			SELECT gen_random_uuid(), seller_id, id, 'INVOICE_PAID', 'x', issued_at FROM new RETURNING id, partner_id
		)
		INSERT INTO entry (journal_id, partner_id, position, account, minor, currency)
		SELECT id, partner_id, p, a, m, 'EUR' FROM booked, (VALUES (1, 'BALANCE', 100), (2, 'RECEIVABLE', -100)) AS e(p, a, m)`, seller, invoices)
}
