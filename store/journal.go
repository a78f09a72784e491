package store

import (
	"context"
	"time"

	"partnergraph/market"
)

const (
	journalColumns = `journal.id, journal.partner_id, journal.invoice_id, journal.offer_id, journal.payment_id, journal.kind, journal.description, journal.posted_at`
	entryColumns   = `entry.journal_id, entry.account, entry.minor AS "amount.minor", entry.currency AS "amount.currency"`
)

// visibleJournal keeps the journals in the books that the viewer may read, see
// market.Viewer.ReadsBooksOf.
func visibleJournal(c *conditions, v market.Viewer) {
	switch {
	case v.In(market.BillingRead).Is(market.Audience(market.Finance)):
	case v.ReadsBooksOf(v.Partner):
		c.add(`journal.partner_id = $?`, v.Partner)
	default:
		c.add(`false`)
	}
}

// post books a journal, in a transaction of its partner or the system. That it sums to
// zero is checked by Postgres at the commit.
func (s *Store) post(ctx context.Context, p market.Posting, now time.Time) error {
	id := newID[market.JournalID]()
	if _, err := s.exec(ctx, `
		INSERT INTO journal (id, partner_id, invoice_id, offer_id, payment_id, kind, description, posted_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, id, p.PartnerID, p.InvoiceID, p.OfferID, p.PaymentID, p.Kind, p.Description, now); err != nil {
		return err
	}
	accounts, minors, currencies := []market.AccountKind{}, []int64{}, []market.Currency{}
	for _, e := range p.Entries {
		accounts, minors, currencies = append(accounts, e.Account), append(minors, e.Amount.Minor), append(currencies, e.Amount.Currency)
	}
	_, err := s.exec(ctx, `
		INSERT INTO entry (journal_id, position, partner_id, account, minor, currency)
		SELECT $1::uuid, e.position, $2::uuid, e.account, e.minor, e.currency
		FROM unnest($3::text[], $4::bigint[], $5::text[]) WITH ORDINALITY AS e(account, minor, currency, position)`,
		id, p.PartnerID, accounts, minors, currencies)
	return err
}

// JournalsByID are the journals with the ids that the viewer may see.
func (s *Store) JournalsByID(ctx context.Context, v market.Viewer, ids []market.JournalID) (map[market.JournalID]*market.Journal, error) {
	c := conditions{}
	c.add(`journal.id = ANY($?::uuid[])`, ids)
	visibleJournal(&c, v)
	journals, err := readAs(ctx, s, viewing(v), func(s *Store) ([]*market.Journal, error) {
		return all[market.Journal](ctx, s, `SELECT `+journalColumns+` FROM journal WHERE `+c.sql(), c.args...)
	})
	return byKey(journals, func(j *market.Journal) market.JournalID { return j.ID }), err
}

// Entries are the lines of each journal, in their order. Who may see the journal
// may see them.
func (s *Store) Entries(ctx context.Context, v market.Viewer, journals []market.JournalID) (map[market.JournalID][]*market.Entry, error) {
	entries, err := readAs(ctx, s, viewing(v), func(s *Store) ([]*market.Entry, error) {
		return all[market.Entry](ctx, s, `
			SELECT `+entryColumns+` FROM entry
			WHERE journal_id = ANY($1::uuid[])
			ORDER BY journal_id, position`, journals)
	})
	return groupBy(entries, func(e *market.Entry) market.JournalID { return e.JournalID }), err
}

var journalsByNewest = order[market.Journal]{
	name: "journal.newest", columns: []string{"journal.posted_at", "journal.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
	key: func(j *market.Journal) []string { return []string{keyTime(j.PostedAt), string(j.ID)} },
}

// Journals reads the same page of the books of each partner whose books the viewer
// may read, newest first.
func (s *Store) Journals(ctx context.Context, v market.Viewer, partners []market.PartnerID, p market.PageArgs) (map[market.PartnerID]*market.Page[*market.Journal], error) {
	partners = readable(v, partners)
	if len(partners) == 0 {
		return nil, nil
	}
	l := list[market.Journal]{columns: journalColumns, from: `journal`, order: journalsByNewest}
	return readAs(ctx, s, viewing(v), func(s *Store) (map[market.PartnerID]*market.Page[*market.Journal], error) {
		return pagesOf(ctx, s, l, p, partners, `journal.partner_id`, func(j *market.Journal) market.PartnerID { return j.PartnerID })
	})
}

// partnerMoney is an amount of a partner's.
type partnerMoney struct {
	PartnerID market.PartnerID `db:"partner_id"`
	market.Money
}

// Balances are what each partner has been paid and not yet paid out, one amount for
// each currency in their order, of those whose books the viewer may read.
func (s *Store) Balances(ctx context.Context, v market.Viewer, partners []market.PartnerID) (map[market.PartnerID][]*market.Money, error) {
	balances := map[market.PartnerID][]*market.Money{}
	partners = readable(v, partners)
	if len(partners) == 0 {
		return balances, nil
	}
	for _, id := range partners {
		balances[id] = []*market.Money{}
	}
	sums, err := readAs(ctx, s, viewing(v), func(s *Store) ([]*partnerMoney, error) {
		return all[partnerMoney](ctx, s, `
			SELECT partner.id AS partner_id, balance.currency, balance.minor
			FROM unnest($1::uuid[]) AS partner(id) CROSS JOIN LATERAL (
				SELECT currency, sum(minor)::bigint AS minor FROM entry
				WHERE entry.partner_id = partner.id AND account = 'BALANCE'
				GROUP BY currency) AS balance
			ORDER BY balance.currency`, partners)
	})
	for _, sum := range sums {
		balances[sum.PartnerID] = append(balances[sum.PartnerID], &sum.Money)
	}
	return balances, err
}

// readable keeps the partners whose books the viewer may read.
func readable(v market.Viewer, partners []market.PartnerID) []market.PartnerID {
	kept := []market.PartnerID{}
	for _, id := range partners {
		if v.ReadsBooksOf(id) {
			kept = append(kept, id)
		}
	}
	return kept
}
