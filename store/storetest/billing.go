package storetest

import (
	"database/sql"
	"fmt"
	"testing"

	"github.com/google/uuid"

	"partnergraph/market"
	"partnergraph/store"
)

// Person is somebody signed in who acts for no organisation.
func Person(t testing.TB, db *sql.DB, name string) market.Viewer {
	t.Helper()
	v := market.Viewer{Person: market.PersonID(uuid.Must(uuid.NewV7()).String()), Locales: []string{"en"}}
	Exec(t, db, `INSERT INTO person (id, phone, name, created_at) VALUES ($1::uuid, $1::text, $2, $3)`, v.Person, name, Now)
	return v
}

// Finance is somebody of the house's finance people.
func Finance(t testing.TB, db *sql.DB) market.Viewer {
	t.Helper()
	return viewerOf(t, db, "The house", true, market.Finance)
}

// Member is another member of the organisation that v acts for.
func Member(t testing.TB, db *sql.DB, v market.Viewer, role market.Role) market.Viewer {
	t.Helper()
	v.Person, v.Role = Person(t, db, string(role)).Person, role
	Exec(t, db, `INSERT INTO member (organization_id, person_id, role, since) VALUES ($1, $2, $3, $4)`, v.Organization, v.Person, role, Now)
	return v
}

// Bill is an invoice over one piece of work, without tax: nobody buys it yet.
func Bill(amount market.Decimal, currency market.Currency) market.InvoiceIssueInput {
	return market.InvoiceIssueInput{
		DueDays: 14, IdempotencyKey: uuid.NewString(),
		Lines: []*market.InvoiceLineInput{{
			Description: "Work", Quantity: "1", UnitPrice: &market.MoneyInput{Amount: amount, Currency: currency}, TaxRate: "0",
		}},
	}
}

// BillTo is the bill for a buyer: the organisation it acts for, or else itself.
func BillTo(buyer market.Viewer, amount market.Decimal, currency market.Currency) market.InvoiceIssueInput {
	in := Bill(amount, currency)
	if buyer.Organization != "" {
		in.OrganizationID = &buyer.Organization
	} else {
		in.PersonID = &buyer.Person
	}
	return in
}

// Invoice is an issued invoice.
func Invoice(t testing.TB, s *store.Store, seller market.Viewer, in market.InvoiceIssueInput) *market.Invoice {
	t.Helper()
	invoice, err := s.IssueInvoice(t.Context(), seller, in, Now)
	if err != nil {
		t.Fatal(err)
	}
	return invoice
}

// Paid is the invoice after its buyer has paid it.
func Paid(t testing.TB, s *store.Store, buyer market.Viewer, invoice *market.Invoice) *market.Invoice {
	t.Helper()
	payment, err := s.StartPayment(t.Context(), buyer, market.InvoicePayInput{
		InvoiceID: invoice.ID, Method: market.Card, IdempotencyKey: uuid.NewString(),
	}, Now)
	if err == nil {
		_, err = s.SettlePayment(t.Context(), payment.ID, market.PaymentAnswer{State: market.PaymentSucceeded, Reference: "paid"}, Now)
	}
	if err == nil {
		invoice, err = s.Invoice(t.Context(), buyer, invoice.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return invoice
}

// BalancedBooks fails the test unless every journal sums to zero, every seller's
// numbers of a year run from 1 without gaps, every invoice, purchase of a lead and top-up
// is booked as its state says, every paid invoice has been paid once, and every balance
// is what all of these make it, and not below zero.
func BalancedBooks(t testing.TB, db *sql.DB) {
	t.Helper()
	for what, query := range map[string]string{
		"journals that do not balance": `SELECT count(*) FROM (
			SELECT FROM entry GROUP BY journal_id, currency HAVING sum(minor) <> 0) AS wrong`,
		"currencies whose trial balance is not zero": `SELECT count(*) FROM (
			SELECT FROM entry GROUP BY currency HAVING sum(minor) <> 0) AS wrong`,
		"journals without entries": `SELECT count(*) FROM journal j
			WHERE NOT EXISTS (SELECT FROM entry WHERE journal_id = j.id)`,
		"series with gaps": `SELECT count(*) FROM (
			SELECT FROM invoice JOIN invoice_series USING (seller_id, year)
			GROUP BY seller_id, year, last HAVING min(serial) <> 1 OR max(serial) <> count(*) OR last <> count(*)) AS wrong`,
		"series whose times run back": `SELECT count(*) FROM (
			SELECT issued_at < lag(issued_at) OVER (PARTITION BY seller_id, year ORDER BY serial) AS back FROM invoice) AS wrong WHERE back`,
		"invoices not booked as their state says": `SELECT count(*) FROM invoice i
			WHERE ARRAY(SELECT kind FROM journal WHERE invoice_id = i.id ORDER BY kind)
				<> CASE state WHEN 'PAID' THEN '{INVOICE_ISSUED,INVOICE_PAID}'::text[] ELSE '{INVOICE_ISSUED}' END`,
		"invoices not paid as their state says": `SELECT count(*) FROM invoice i
			WHERE (SELECT count(*) FROM payment WHERE invoice_id = i.id AND state = 'SUCCEEDED') <> (state = 'PAID')::int`,
		"invoices whose lines do not add up": `SELECT count(*) FROM invoice i
			WHERE (SELECT sum(net_minor) FROM invoice_line WHERE invoice_id = i.id) <> net_minor`,
		"purchases of leads not booked as their state says": `SELECT count(*) FROM lead_offer o
			WHERE o.price_minor IS NOT NULL AND ARRAY(SELECT kind FROM journal WHERE offer_id = o.id ORDER BY kind)
				<> CASE state WHEN 'ACCEPTED' THEN '{LEAD_BOUGHT,LEAD_SOLD}'::text[]
					WHEN 'RETURNED' THEN '{LEAD_BOUGHT,LEAD_RETURNED,LEAD_SOLD,LEAD_TAKEN_BACK}' ELSE '{}' END`,
		"top-ups not booked as their state says": `SELECT count(*) FROM payment p
			WHERE partner_id IS NOT NULL AND (SELECT count(*) FROM journal WHERE payment_id = p.id) <> (state = 'SUCCEEDED')::int`,
		"partners whose balance is not what came in and went out": `SELECT count(*) FROM (
			SELECT FROM (
				SELECT partner_id AS id, currency, minor FROM entry WHERE account = 'BALANCE'
				UNION ALL SELECT seller_id, currency, -(net_minor + tax_minor) FROM invoice WHERE state = 'PAID'
				UNION ALL SELECT partner_id, currency, -minor FROM payment WHERE partner_id IS NOT NULL AND state = 'SUCCEEDED'
				UNION ALL SELECT partner_id, price_currency, price_minor FROM lead_offer WHERE price_minor IS NOT NULL AND state = 'ACCEPTED'
				UNION ALL SELECT s.seller_id, o.price_currency, -o.price_minor FROM lead_offer o JOIN lead_sale s USING (lead_id)
					WHERE o.price_minor IS NOT NULL AND o.state = 'ACCEPTED') AS flow
			GROUP BY id, currency HAVING sum(minor) <> 0) AS wrong`,
		"balances below zero": `SELECT count(*) FROM (
			SELECT FROM entry WHERE account = 'BALANCE' GROUP BY partner_id, currency HAVING sum(minor) < 0) AS wrong`,
		"partners whose claims are not what is open": `SELECT count(*) FROM (
			SELECT partner_id AS id, currency, sum(minor) FROM entry WHERE account = 'RECEIVABLE' GROUP BY 1, 2 HAVING sum(minor) <> 0
			EXCEPT SELECT seller_id, currency, sum(net_minor + tax_minor) FROM invoice WHERE state = 'ISSUED' GROUP BY 1, 2) AS wrong`,
	} {
		var wrong int
		if err := db.QueryRowContext(t.Context(), query).Scan(&wrong); err != nil {
			t.Fatal(fmt.Errorf("%s: %w", what, err))
		}
		if wrong != 0 {
			t.Errorf("%d %s", wrong, what)
		}
	}
}
