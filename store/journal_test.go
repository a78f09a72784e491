package store_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/lib/pq"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// books run statements against the journals of a partner, as no code of ours does.
type books struct {
	db      *sql.DB
	partner market.PartnerID
	other   market.PartnerID
	journal string // the next one's id
}

func newBooks(t *testing.T) *books {
	t.Helper()
	s, db := storetest.WithDB(t)
	one, _ := storetest.Partner(t, s, db, storetest.Profile("Books"))
	two, _ := storetest.Partner(t, s, db, storetest.Profile("Other books"))
	return &books{db, one.ID, two.ID, uuid.NewString()}
}

// in runs statements in one transaction and returns what the first refusal names.
// <j> stands for the journal's id, <p> for the partner's, <o> for another's.
func (b *books) in(t *testing.T, statements ...string) (constraint string) {
	t.Helper()
	tx, err := b.db.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	for _, statement := range append(statements, "COMMIT") {
		if statement == "COMMIT" {
			err = tx.Commit()
		} else {
			_, err = tx.ExecContext(t.Context(), strings.NewReplacer("<j>", b.journal, "<p>", string(b.partner), "<o>", string(b.other)).Replace(statement))
		}
		if e := (*pq.Error)(nil); errors.As(err, &e) {
			return e.Constraint
		} else if err != nil {
			t.Fatal(err)
		}
	}
	return ""
}

const (
	journalRow = `INSERT INTO journal (id, partner_id, kind, description, posted_at) VALUES ('<j>', '<p>', 'INVOICE_ISSUED', 'x', now())`
	entryRow   = `INSERT INTO entry (journal_id, partner_id, position, account, minor, currency) VALUES `
)

func TestJournalsBalanceAtCommit(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	for name, test := range map[string]struct {
		statements []string
		want       string
	}{
		"balanced, one entry after another": {[]string{journalRow,
			entryRow + `('<j>', '<p>', 1, 'RECEIVABLE', 120, 'EUR')`,
			entryRow + `('<j>', '<p>', 2, 'REVENUE', -100, 'EUR')`,
			entryRow + `('<j>', '<p>', 3, 'TAX', -20, 'EUR')`}, ""},
		"two currencies, each zero": {[]string{journalRow,
			entryRow + `('<j>', '<p>', 1, 'RECEIVABLE', 1, 'EUR'), ('<j>', '<p>', 2, 'REVENUE', -1, 'EUR')`,
			entryRow + `('<j>', '<p>', 3, 'RECEIVABLE', 2, 'USD'), ('<j>', '<p>', 4, 'REVENUE', -2, 'USD')`}, ""},
		"two currencies that are zero only together": {[]string{journalRow,
			entryRow + `('<j>', '<p>', 1, 'RECEIVABLE', 1, 'EUR'), ('<j>', '<p>', 2, 'REVENUE', -1, 'USD')`}, "journal_balances"},
		"a cent short": {[]string{journalRow,
			entryRow + `('<j>', '<p>', 1, 'RECEIVABLE', 120, 'EUR'), ('<j>', '<p>', 2, 'REVENUE', -119, 'EUR')`}, "journal_balances"},
		"one entry": {[]string{journalRow,
			entryRow + `('<j>', '<p>', 1, 'RECEIVABLE', 120, 'EUR')`}, "journal_balances"},
		"no entries": {[]string{journalRow}, "journal_has_entries"},
		"an entry of nothing": {[]string{journalRow,
			entryRow + `('<j>', '<p>', 1, 'TAX', 0, 'EUR')`}, "entry_not_zero"},
		"entries of no journal": {[]string{
			entryRow + `('<j>', '<p>', 1, 'RECEIVABLE', 1, 'EUR'), ('<j>', '<p>', 2, 'REVENUE', -1, 'EUR')`}, "entry_journal_id_fkey"},
		"an entry for another partner": {[]string{journalRow,
			entryRow + `('<j>', '<p>', 1, 'RECEIVABLE', 1, 'EUR'), ('<j>', '<o>', 2, 'REVENUE', -1, 'EUR')`}, "journal_closed"},
		"more after an early check": {[]string{journalRow,
			entryRow + `('<j>', '<p>', 1, 'RECEIVABLE', 1, 'EUR'), ('<j>', '<p>', 2, 'REVENUE', -1, 'EUR')`,
			`SET CONSTRAINTS ALL IMMEDIATE`, `SET CONSTRAINTS ALL DEFERRED`,
			entryRow + `('<j>', '<p>', 3, 'REVENUE', -1, 'EUR')`}, "journal_balances"},
		"an unknown account": {[]string{journalRow, entryRow + `('<j>', '<p>', 1, 'CASH', 1, 'EUR')`}, "entry_account"},
		"an unknown kind":    {[]string{strings.Replace(journalRow, "INVOICE_ISSUED", "GIFT", 1)}, "journal_kind"},
	} {
		t.Run(name, func(t *testing.T) {
			b.journal = uuid.NewString()
			if got := b.in(t, test.statements...); got != test.want {
				t.Errorf("refused by %q, want %q", got, test.want)
			}
		})
	}
}

func TestWhatIsBookedStays(t *testing.T) {
	t.Parallel()
	b := newBooks(t)
	if refused := b.in(t, journalRow, entryRow+`('<j>', '<p>', 1, 'RECEIVABLE', 1, 'EUR'), ('<j>', '<p>', 2, 'REVENUE', -1, 'EUR')`); refused != "" {
		t.Fatal(refused)
	}
	for statement, want := range map[string]string{
		`UPDATE journal SET description = 'y'`:                "books_append_only",
		`UPDATE journal SET description = 'y' WHERE false`:    "books_append_only",
		`DELETE FROM journal`:                                 "books_append_only",
		`TRUNCATE journal CASCADE`:                            "books_append_only",
		`UPDATE entry SET minor = 2 * minor`:                  "books_append_only",
		`DELETE FROM entry`:                                   "books_append_only",
		`DELETE FROM entry WHERE false`:                       "books_append_only",
		`TRUNCATE entry`:                                      "books_append_only",
		`TRUNCATE partner CASCADE`:                            "books_append_only",
		`UPDATE invoice_line SET net_minor = 1`:               "books_append_only",
		`DELETE FROM invoice_line`:                            "books_append_only",
		`TRUNCATE invoice_line`:                               "books_append_only",
		`UPDATE invoice SET net_minor = 1`:                    "books_append_only",
		`UPDATE invoice SET serial = 1`:                       "books_append_only",
		`DELETE FROM invoice`:                                 "books_append_only",
		`TRUNCATE invoice CASCADE`:                            "books_append_only",
		`UPDATE invoice SET state = 'ISSUED', paid_at = NULL`: "",

		entryRow + `('<j>', '<p>', 3, 'RECEIVABLE', 1, 'EUR'), ('<j>', '<p>', 4, 'REVENUE', -1, 'EUR')`: "journal_closed",
	} {
		if got := b.in(t, statement); got != want {
			t.Errorf("%s: refused by %q, want %q", statement, got, want)
		}
	}
}

func TestBooksAreReadByTheirOwnersOnly(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	partner, owner := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	_, rival := storetest.Partner(t, s, db, storetest.Profile("Rival"))
	buyer := storetest.Person(t, db, "Buyer")
	invoice := storetest.Invoice(t, s, owner, storetest.BillTo(buyer, "100", "EUR"))
	storetest.Paid(t, s, buyer, invoice)

	ids := []market.PartnerID{partner.ID}
	all, err := s.Journals(t.Context(), owner, ids, market.PageArgs{Size: 20, WantTotal: true})
	if err != nil || all[partner.ID].TotalCount != 2 {
		t.Fatalf("the owner reads %+v, %v", all, err)
	}
	journals := all[partner.ID].Nodes()
	if journals[0].Kind != market.JournalInvoicePaid || journals[1].Kind != market.JournalInvoiceIssued || *journals[0].InvoiceID != invoice.ID {
		t.Errorf("newest first: %+v, %+v", journals[0], journals[1])
	}
	for name, test := range map[string]struct {
		viewer market.Viewer
		want   bool
	}{
		"owner":   {owner, true},
		"manager": {storetest.Member(t, db, owner, market.Manager), true},
		"editor":  {storetest.Member(t, db, owner, market.Editor), false},
		"support": {storetest.Member(t, db, owner, market.Support), false},
		"rival":   {rival, false},
		"buyer":   {buyer, false},
		"finance": {storetest.Finance(t, db), true},
		"house":   {storetest.ProgrammeManager(t, db), false},
		"nobody":  {market.Viewer{}, false},
	} {
		t.Run(name, func(t *testing.T) {
			pages, err := s.Journals(t.Context(), test.viewer, ids, market.PageArgs{Size: 20})
			if err != nil || (pages[partner.ID] != nil) != test.want {
				t.Errorf("journals %v, %v", pages, err)
			}
			balances, err := s.Balances(t.Context(), test.viewer, ids)
			if err != nil || (balances[partner.ID] != nil) != test.want {
				t.Errorf("balances %v, %v", balances, err)
			}
			byID, err := s.JournalsByID(t.Context(), test.viewer, []market.JournalID{journals[0].ID})
			if err != nil || (len(byID) == 1) != test.want {
				t.Errorf("by id %v, %v", byID, err)
			}
		})
	}
}

// B3, B8 and B11: what was paid is the partner's, to the cent and without a fee, in
// the currency it was paid in.
func TestBalanceIsWhatWasPaid(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	partner, owner := storetest.Partner(t, s, db, storetest.Profile("Seller"))
	buyer := storetest.Owner(t, db, "Buyer")
	if got := balance(t, s, owner); got != "" {
		t.Errorf("without any payment the balance is %s", got)
	}
	b8 := storetest.BillTo(buyer, "2000", "USD")
	b8.Lines = append(b8.Lines, &market.InvoiceLineInput{Description: "5 users for a month", Quantity: "5",
		UnitPrice: &market.MoneyInput{Amount: "25", Currency: "USD"}, TaxRate: "0"})
	taxed := storetest.BillTo(buyer, "0.05", "EUR")
	taxed.Lines[0].TaxRate = "19"
	for _, step := range []struct {
		bill market.InvoiceIssueInput
		want string
	}{
		{b8, "2125.00 USD"},
		{storetest.BillTo(buyer, "10000.00", "USD"), "12125.00 USD"},
		{taxed, "0.06 EUR, 12125.00 USD"},
		{storetest.BillTo(buyer, "7", "JPY"), "0.06 EUR, 7 JPY, 12125.00 USD"},
	} {
		invoice := storetest.Invoice(t, s, owner, step.bill)
		before := balance(t, s, owner)
		invoice = storetest.Paid(t, s, buyer, invoice)
		if got := balance(t, s, owner); got != step.want {
			t.Errorf("%s paid on %s: balance %s, want %s", invoice.Total, before, got, step.want)
		}
	}
	storetest.Invoice(t, s, owner, storetest.BillTo(buyer, "99", "USD"))
	if got := balance(t, s, owner); got != "0.06 EUR, 7 JPY, 12125.00 USD" {
		t.Errorf("an open invoice moved the balance: %s", got)
	}
	journals, err := s.Journals(t.Context(), owner, []market.PartnerID{partner.ID}, market.PageArgs{Size: 1})
	if err != nil {
		t.Fatal(err)
	}
	last := journals[partner.ID].Nodes()[0]
	entries, err := s.Entries(t.Context(), owner, []market.JournalID{last.ID})
	if err != nil || len(entries[last.ID]) != 2 || entries[last.ID][0].Account != market.Receivable || entries[last.ID][1].Amount.String() != "-99.00 USD" {
		t.Errorf("the last journal holds %+v, %v", entries, err)
	}
	storetest.BalancedBooks(t, db)
}

// balance is the balance of the viewer's partner as text.
func balance(t *testing.T, s interface {
	Balances(context.Context, market.Viewer, []market.PartnerID) (map[market.PartnerID][]*market.Money, error)
}, v market.Viewer) string {
	t.Helper()
	balances, err := s.Balances(t.Context(), v, []market.PartnerID{v.Partner})
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{}
	for _, m := range balances[v.Partner] {
		texts = append(texts, m.String())
	}
	return strings.Join(texts, ", ")
}
