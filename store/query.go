package store

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"sync/atomic"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"

	"partnergraph/market"
)

// all returns the rows of a query as structs, matched by their db tags; slices of
// texts are Postgres arrays, slices of pointers JSON. Without rows it is empty, not nil.
func all[T any](ctx context.Context, s *Store, query string, args ...any) ([]*T, error) {
	return collect[T](ctx, s, s.rows, query, args)
}

// allOnce is all for statements of more forms than could be kept: each is planned for
// what it asks, and forgotten.
func allOnce[T any](ctx context.Context, s *Store, query string, args ...any) ([]*T, error) {
	return collect[T](ctx, s, s.rowsOnce, query, args)
}

func collect[T any](ctx context.Context, s *Store, run func(context.Context, string, []any) (*sqlx.Rows, error), query string, args []any) ([]*T, error) {
	defer s.settleAfter(ctx, query)
	release, err := s.connection(ctx)
	if err != nil {
		return nil, err
	}
	defer release()
	rows, err := run(ctx, query, bind(args))
	if err != nil {
		return nil, explain(err)
	}
	defer rows.Close()
	scan, err := scanner[T](rows)
	if err != nil {
		return nil, err
	}
	items := []*T{}
	for rows.Next() {
		item := new(T)
		if err := scan(item); err != nil {
			return nil, err
		}
		items = append(items, item)
	}
	return items, explain(rows.Err())
}

// one returns the only row of a query. It fails with NotFound when there is none.
func one[T any](ctx context.Context, s *Store, query string, args ...any) (*T, error) {
	return only(all[T](ctx, s, query, args...))
}

// only is the one row of a list that can have but one. It fails with NotFound when
// it is empty.
func only[T any](items []*T, err error) (*T, error) {
	if err == nil && len(items) == 0 {
		err = market.Errorf(market.NotFound, "There is no such thing, or you may not see it.")
	}
	if err != nil {
		return nil, err
	}
	return items[0], nil
}

// refused makes an error of a rule's answer: nil stays nil.
func refused(err *market.Error) error {
	if err == nil {
		return nil
	}
	return err
}

// texts returns the rows of a query for a key and a text as a map.
func texts[K ~string](ctx context.Context, s *Store, query string, args ...any) (map[K]string, error) {
	rows, err := all[struct {
		ID   K      `db:"id"`
		HTML string `db:"html"`
	}](ctx, s, query, args...)
	m := make(map[K]string, len(rows))
	for _, row := range rows {
		m[row.ID] = row.HTML
	}
	return m, err
}

// value returns the only column of the only row of a query. It fails with NotFound
// when there is none.
func value[T any](ctx context.Context, s *Store, query string, args ...any) (v T, err error) {
	defer s.settleAfter(ctx, query)
	release, err := s.connection(ctx)
	if err != nil {
		return v, err
	}
	defer release()
	rows, err := s.rows(ctx, query, bind(args))
	if err != nil {
		return v, explain(err)
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return v, explain(err)
		}
		return v, market.Errorf(market.NotFound, "There is no such thing, or you may not see it.")
	}
	return v, rows.Scan(dest(reflect.ValueOf(&v).Elem()))
}

// rows runs a query, prepared once for each connection when outside a transaction.
func (s *Store) rows(ctx context.Context, query string, args []any) (rows *sqlx.Rows, err error) {
	ctx, ended := s.begin(ctx, query, args)
	defer func() { ended(err) }()
	if s.tx != nil {
		return s.tx.QueryxContext(ctx, query, args...)
	}
	stmt, err := s.stmts.prepared(ctx, s.db, query)
	if err != nil {
		return nil, err
	}
	if stmt == nil {
		return s.db.QueryxContext(ctx, query, args...)
	}
	return stmt.QueryxContext(ctx, args...)
}

// rowsOnce runs a query that is not kept.
func (s *Store) rowsOnce(ctx context.Context, query string, args []any) (rows *sqlx.Rows, err error) {
	ctx, ended := s.begin(ctx, query, args)
	defer func() { ended(err) }()
	if s.tx != nil {
		return s.tx.QueryxContext(ctx, query, args...)
	}
	return s.db.QueryxContext(ctx, query, args...)
}

// statements are the prepared ones, by their text.
type statements struct {
	byText sync.Map
	size   atomic.Int32
	trace  func(ctx context.Context, statement string) (context.Context, func(error)) // nil for nobody
}

// maxStatements bounds the memory for prepared statements, here and in every
// connection of Postgres. Filters combine to more texts than that; the rare ones
// beyond are planned each time.
const maxStatements = 500

// prepared is the statement for the text, or nil when there are too many.
func (p *statements) prepared(ctx context.Context, db *sqlx.DB, query string) (*sqlx.Stmt, error) {
	if stmt, ok := p.byText.Load(query); ok {
		return stmt.(*sqlx.Stmt), nil
	}
	if p.size.Load() >= maxStatements {
		return nil, nil
	}
	stmt, err := db.PreparexContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if first, loaded := p.byText.LoadOrStore(query, stmt); loaded {
		stmt.Close()
		return first.(*sqlx.Stmt), nil
	}
	p.size.Add(1)
	return stmt, nil
}

// bind turns slices into Postgres arrays.
func bind(args []any) []any {
	for i, arg := range args {
		if v := reflect.ValueOf(arg); v.Kind() == reflect.Slice && v.Type().Elem().Kind() != reflect.Uint8 {
			args[i] = pq.Array(arg)
		}
	}
	return args
}

type countKey struct{}

// CountStatements counts in n each statement that is run under the context: a page
// that runs one for each row is found by its test.
func CountStatements(ctx context.Context, n *atomic.Int64) context.Context {
	return context.WithValue(ctx, countKey{}, n)
}

func count(ctx context.Context) {
	if n, ok := ctx.Value(countKey{}).(*atomic.Int64); ok {
		n.Add(1)
	}
}

// found turns NotFound into nothing, for what may be absent.
func found[T any](item *T, err error) (*T, error) {
	var e *market.Error
	if errors.As(err, &e) && e.Code == market.NotFound {
		return nil, nil
	}
	return item, err
}

// byKey makes a map of rows for a loader: one row for each key.
func byKey[K comparable, T any](rows []*T, key func(*T) K) map[K]*T {
	m := make(map[K]*T, len(rows))
	for _, row := range rows {
		m[key(row)] = row
	}
	return m
}

// groupBy makes a map of rows for a loader: many rows for each key, in their order.
func groupBy[K comparable, T any](rows []*T, key func(*T) K) map[K][]*T {
	m := map[K][]*T{}
	for _, row := range rows {
		m[key(row)] = append(m[key(row)], row)
	}
	return m
}

// inField puts a refusal under a field of the input; nil and faults stay as they are.
func inField(err error, path ...string) error {
	var e *market.Error
	if errors.As(err, &e) {
		return e.In(path...)
	}
	return err
}
