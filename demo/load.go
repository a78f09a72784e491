package demo

import (
	"context"
	"iter"

	"partnergraph/store"
)

// table is what a world writes into one table.
type table struct {
	name    string
	columns []string
	rows    iter.Seq[[]any]
	count   int // about how many rows, for the progress
}

// Progress is told what is being written, and how much of it all is there: from 0
// to 1.
type Progress func(table string, share float64)

// Load writes the world into a database in which there is nobody yet, all of it or
// nothing. It reports false, and does nothing, when there is somebody.
func (w *World) Load(ctx context.Context, s *store.Store, progress Progress) (bool, error) {
	return s.FillOnce(ctx, w.large(), func(s *store.Store, names store.Names) error {
		tables := w.tables(s, names)
		m := meter{tell: progress}
		for _, t := range tables {
			m.total += t.count
		}
		for _, t := range tables {
			if err := s.Copy(ctx, t.name, t.columns, m.counted(t)); err != nil {
				return err
			}
		}
		m.tell("indexes", 1)
		return nil
	})
}

// large are the tables that get ten thousand rows or more.
func (w *World) large() (names []string) {
	for _, t := range w.tables(nil, store.Names{}) {
		if t.count >= 10_000 {
			names = append(names, t.name)
		}
	}
	return names
}

// meter counts rows on their way.
type meter struct {
	total, done int
	tell        Progress
}

// counted are the rows of a table; every thousandth is told.
func (m *meter) counted(t table) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for row := range t.rows {
			if m.done++; m.done%1000 == 0 {
				m.tell(t.name, min(float64(m.done)/float64(m.total), 1))
			}
			if !yield(row) {
				return
			}
		}
	}
}

// tables are all tables, each after those that it refers to.
func (w *World) tables(s *store.Store, names store.Names) []table {
	b, contacts := w.invoices(), &sealedContacts{World: w, store: s}

	return []table{
		w.peopleRows(), w.organizationRows(), w.memberRows(),
		w.partnerRows(), w.partnerTextRows(), w.embedKeyRows(), w.embedUsageRows(), w.solutionRows(names), w.solutionTextRows(),
		contacts.subjectRows(), w.leadRows(), w.distributionRows(), contacts.rows(), w.leadOfferRows(), w.leadRevealRows(),
		b.seriesRows(), b.invoiceRows(), b.lineRows(), b.paymentRows(), b.journalRows(), b.entryRows(),

		w.reviewRows(), w.threadRows(names), w.replyRows(names),
	}
}

// each makes the rows of n things, one for each.
func each(n int, row func(int) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for i := range n {
			if !yield(row(i)) {
				return
			}
		}
	}
}
