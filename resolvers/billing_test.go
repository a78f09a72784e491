package resolvers_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"partnergraph/gateway"
	"partnergraph/market"
)

// issueTo issues an invoice over an amount of USD to the client's organisation.
func issueTo(amount, key string) string {
	return `mutation { invoiceIssue(input: {organizationId: "<organization 4>", idempotencyKey: "` + key + `", lines: [
		{description: "Work", unitPrice: {amount: "` + amount + `", currency: "USD"}}]}) {
		invoice { id number state total { amount currency } payments { state } } userErrors { field code } } }`
}

// payFor pays an invoice.
func payFor(id, key string) string {
	return `mutation { invoicePay(input: {invoiceId: "` + id + `", idempotencyKey: "` + key + `"}) {
		invoice { state paidAt } payment { state failure amount { amount } } userErrors { field code } } }`
}

// billed is an answer to either.
type billed struct {
	InvoiceIssue struct {
		Invoice    *struct{ ID, Number string }
		UserErrors []struct {
			Field []string
			Code  string
		}
	}
	InvoicePay struct {
		Invoice    *struct{ State string }
		Payment    *struct{ State string }
		UserErrors []struct {
			Field []string
			Code  string
		}
	}
}

// bill asks, and wants an answer without errors at the top.
func (w *world) bill(t *testing.T, role, request string) (b billed) {
	t.Helper()
	response, _ := w.ask(t.Context(), role, request)
	if err := json.Unmarshal(response.Data, &b); err != nil || len(response.Errors) > 0 {
		t.Fatalf("%s: %s %v %v", request, response.Data, response.Errors, err)
	}
	return b
}

// paid is what became of a payment: the states of invoice and payment, and the
// codes of the errors.
func (b billed) paid() string {
	words := []string{"-", "-"}
	if b.InvoicePay.Invoice != nil {
		words[0] = b.InvoicePay.Invoice.State
	}
	if b.InvoicePay.Payment != nil {
		words[1] = b.InvoicePay.Payment.State
	}
	for _, e := range b.InvoicePay.UserErrors {
		words = append(words, strings.Join(append(e.Field, e.Code), " "))
	}
	return strings.Join(words, " ")
}

// The fixture's partner has been paid 2,400 USD.
const balanceOf = `{ partner(by: {slug: "lumeridge"}) { balance { amount currency } } }`

func TestPayOverGraphQL(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		amount  string
		first   string // what the first payment gives
		second  string // what the same gives with another key, three seconds later
		third   string // what the first gives again, four seconds later
		balance string
	}{
		"succeeds":   {"600.00", "PAID SUCCEEDED", "- - invoiceId CONFLICT", "PAID SUCCEEDED", "3000.00"},
		"declined":   {"600.02", "ISSUED DECLINED DECLINED", "ISSUED DECLINED DECLINED", "ISSUED DECLINED DECLINED", "2400.00"},
		"needs time": {"600.03", "ISSUED PENDING", "- - invoiceId CONFLICT", "PAID SUCCEEDED", "3000.03"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, clock := newWorld(t), now
			w.resolver.Now = func() time.Time { return clock }
			w.resolver.Payments = gateway.SandboxPayments{Now: w.resolver.Now, Needs: 4 * time.Second}
			issued := w.bill(t, "owner", issueTo(test.amount, "issue-key"))
			if issued.InvoiceIssue.Invoice == nil || issued.InvoiceIssue.Invoice.Number != "2026-000003" {
				t.Fatalf("issued %+v", issued)
			}
			id := issued.InvoiceIssue.Invoice.ID
			for _, step := range []struct {
				after time.Duration
				key   string
				want  string
			}{{0, "first-key", test.first}, {3 * time.Second, "second-key", test.second}, {4 * time.Second, "first-key", test.third}} {
				clock = now.Add(step.after)
				if got := w.bill(t, "client", payFor(id, step.key)).paid(); got != step.want {
					t.Errorf("%s after %s: %s, want %s", step.key, step.after, got, step.want)
				}
			}
			response, _ := w.ask(t.Context(), "owner", balanceOf)
			want := fmt.Sprintf(`{"partner":{"balance":[{"amount":"%s","currency":"USD"}]}}`, test.balance)
			if string(response.Data) != want {
				t.Errorf("balance %s %v, want %s", response.Data, response.Errors, want)
			}
		})
	}
}

func TestWhoPaysOverGraphQL(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, role := range []string{"owner", "editor", "other", "house"} {
		if got := w.bill(t, role, payFor("<invoice 2>", "12345678")).paid(); got != "- - invoiceId NOT_FOUND" {
			t.Errorf("%s pays: %s", role, got)
		}
	}
	if got := w.bill(t, "client", payFor("<invoice 2>", "1234567")).paid(); got != "- - idempotencyKey INVALID" {
		t.Errorf("a short key: %s", got)
	}
	if got := w.bill(t, "client", payFor("<invoice 2>", "12345678")).paid(); got != "PAID SUCCEEDED" {
		t.Errorf("the client pays: %s", got)
	}
	if got := w.bill(t, "client", payFor("<invoice 1>", "12345678")).paid(); got != "- - idempotencyKey CONFLICT" {
		t.Errorf("another invoice under the same key: %s", got)
	}
}

// deaf is a provider that takes charges and cannot be heard, until it can.
type deaf struct {
	gateway.Payments
	hears  bool
	before func(context.Context) // is called before each answer
}

func (d *deaf) Charge(ctx context.Context, c gateway.Charge) (market.PaymentAnswer, error) {
	if d.before != nil {
		d.before(ctx)
	}
	if !d.hears {
		return market.PaymentAnswer{}, errors.New("no answer")
	}
	return d.Payments.Charge(ctx, c)
}

func TestAProviderThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	provider := &deaf{Payments: w.resolver.Payments}
	w.resolver.Payments = provider
	for _, step := range []struct {
		hears bool
		want  string
	}{{false, "ISSUED PENDING"}, {false, "ISSUED PENDING"}, {true, "PAID SUCCEEDED"}} {
		provider.hears = step.hears
		if got := w.bill(t, "client", payFor("<invoice 2>", "12345678")).paid(); got != step.want {
			t.Errorf("it hears, %t: %s, want %s", step.hears, got, step.want)
		}
	}
}

// Who hangs up while the provider is asked has paid all the same.
func TestHangingUpPaysAllTheSame(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, hangUp := context.WithCancel(t.Context())
	w.resolver.Payments = &deaf{Payments: w.resolver.Payments, hears: true, before: func(inner context.Context) {
		hangUp()
		if inner.Err() != nil {
			t.Error("the charge is cut off")
		}
	}}
	w.ask(ctx, "client", payFor("<invoice 2>", "12345678"))
	if got := w.bill(t, "client", payFor("<invoice 2>", "12345678")).paid(); got != "PAID SUCCEEDED" {
		t.Error(got)
	}
}

// bookPage asks for all there is about invoices and books.
const bookPage = `{ invoices(first: %d) { totalCount nodes { number seller { name } organization { name } person { name } lead { title }
		lines { description net { amount } } payments { state invoice { number } } } }
	partner(by: {slug: "lumeridge"}) { balance { amount } journals(first: %d) { totalCount nodes { kind invoice { number } entries { account amount { amount } } } } } }`

// A page takes a statement for each level, not for each invoice or journal, and one
// more for each of the three that read the books, to say who does.
func TestBooksAreReadByLevels(t *testing.T) {
	t.Parallel()
	const most = 15
	w := newWorld(t)
	for n := range 20 {
		issued := w.bill(t, "owner", issueTo("10.00", fmt.Sprintf("issue-%02d", n)))
		w.bill(t, "client", payFor(issued.InvoiceIssue.Invoice.ID, fmt.Sprintf("pay-it-%02d", n)))
	}
	for _, size := range []int{2, 20} {
		response, statements := w.ask(t.Context(), "owner", fmt.Sprintf(bookPage, size, size))
		if len(response.Errors) > 0 || statements > most {
			t.Errorf("a page of %d takes %d statements, want at most %d; errors %v", size, statements, most, response.Errors)
		}
		var page struct {
			Invoices struct {
				TotalCount int
				Nodes      []struct {
					Lines    []struct{ Description string }
					Payments []struct{ Invoice struct{ Number string } }
				}
			}
			Partner struct {
				Journals struct {
					Nodes []struct {
						Invoice struct{ Number string }
						Entries []struct{ Account string }
					}
				}
			}
		}
		if err := json.Unmarshal(response.Data, &page); err != nil {
			t.Fatal(err)
		}
		invoices, journals := page.Invoices.Nodes, page.Partner.Journals.Nodes
		if len(invoices) != size || len(journals) != size || page.Invoices.TotalCount != 22 {
			t.Fatalf("%d invoices and %d journals, want %d each", len(invoices), len(journals), size)
		}
		for n := range size {
			if len(invoices[n].Lines) != 1 || len(invoices[n].Payments) != 1 || len(journals[n].Entries) != 2 || journals[n].Invoice.Number == "" {
				t.Errorf("%+v %+v", invoices[n], journals[n])
			}
		}
	}
}

func TestBooksAreNullForOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	request := `{ partner(by: {slug: "lumeridge"}) { balance { amount } journals(first: 1) { totalCount } } }`
	for role, want := range map[string]string{
		"owner":  `{"partner":{"balance":[{"amount":"2400.00"}],"journals":{"totalCount":3}}}`,
		"house":  `{"partner":{"balance":[{"amount":"2400.00"}],"journals":{"totalCount":3}}}`,
		"editor": `{"partner":{"balance":null,"journals":null}}`,
		"other":  `{"partner":{"balance":null,"journals":null}}`,
		"client": `{"partner":{"balance":null,"journals":null}}`,
		"nobody": `{"partner":{"balance":null,"journals":null}}`,
	} {
		if response, _ := w.ask(t.Context(), role, request); string(response.Data) != want || len(response.Errors) > 0 {
			t.Errorf("%s reads %s %v, want %s", role, response.Data, response.Errors, want)
		}
	}
	for role, want := range map[string]string{
		"owner":  `{"invoice":{"number":"2026-000002","lead":{"number":1}}}`,
		"client": `{"invoice":{"number":"2026-000002","lead":{"number":1}}}`,
		"house":  `{"invoice":{"number":"2026-000002","lead":{"number":1}}}`,
		"editor": `{"invoice":null}`,
		"other":  `{"invoice":null}`,
	} {
		if response, _ := w.ask(t.Context(), role, `{ invoice(id: "<invoice 2>") { number lead { number } } }`); string(response.Data) != want || len(response.Errors) > 0 {
			t.Errorf("%s reads %s %v, want %s", role, response.Data, response.Errors, want)
		}
	}
	if response, _ := w.ask(t.Context(), "owner", `{ invoice(id: "<partner 1>") { number } }`); string(response.Data) != `{"invoice":null}` {
		t.Errorf("the invoice of a partner's id is %s", response.Data)
	}
}
