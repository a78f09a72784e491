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
	return s.FillOnce(ctx, func(s *store.Store, names store.Names) error {
		tables := w.tables(names)
		total, done := 0, 0
		for _, t := range tables {
			total += t.count
		}
		for _, t := range tables {
			counted := func(yield func([]any) bool) {
				for row := range t.rows {
					if done++; done%1000 == 0 {
						progress(t.name, min(float64(done)/float64(total), 1))
					}
					if !yield(row) {
						return
					}
				}
			}
			if err := s.Copy(ctx, t.name, t.columns, counted); err != nil {
				return err
			}
		}
		progress("indexes", 1)
		return nil
	})
}

// tables are all tables, each after those that it refers to.
func (w *World) tables(names store.Names) []table {
	b := w.books()

	return []table{
		w.peopleRows(), w.organizationRows(), w.memberRows(),
		w.partnerRows(), w.partnerTextRows(), w.solutionRows(names), w.solutionTextRows(),
		w.leadRows(), w.leadContactRows(), w.leadOfferRows(), w.leadRevealRows(),
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
