package store

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/jmoiron/sqlx"
	"github.com/lib/pq"
)

// field is a column of a query: an SQL expression, and the path of db tags to the
// field of the struct that takes its value.
type field struct{ expression, path string }

// columns are fields in a SELECT, for a struct that stands under prefix.
func columns(prefix string, fields []field) string {
	list := make([]string, len(fields))
	for i, f := range fields {
		list[i] = f.expression + ` AS "` + prefix + f.path + `"`
	}
	return strings.Join(list, ", ")
}

// scanner returns a function that reads the present row into a struct. It is sqlx's
// StructScan, but for slices of texts and of pointers to structs, which sqlx does not
// know: so domain structs have plain slices and need no types of the driver.
func scanner[T any](rows *sqlx.Rows) (func(*T) error, error) {
	columns, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	paths := rows.Mapper.TraversalsByName(reflect.TypeFor[T](), columns)
	for i, path := range paths {
		if len(path) == 0 {
			return nil, fmt.Errorf("store: %s has no field for column %q", reflect.TypeFor[T](), columns[i])
		}
	}
	dests := make([]any, len(columns))
	return func(item *T) error {
		v := reflect.ValueOf(item).Elem()
		for i, path := range paths {
			dests[i] = dest(fieldAt(v, path))
		}
		return rows.Scan(dests...)
	}, nil
}

// fieldAt walks to a field, making the structs behind pointers on its way.
func fieldAt(v reflect.Value, path []int) reflect.Value {
	for i, index := range path {
		v = v.Field(index)
		if i < len(path)-1 && v.Kind() == reflect.Pointer {
			if v.IsNil() {
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
	}
	return v
}

// dest is what database/sql scans into.
func dest(v reflect.Value) any {
	if v.Kind() == reflect.Slice {
		switch v.Type().Elem().Kind() {
		case reflect.String:
			return &array{v}
		case reflect.Pointer:
			return &document{v}
		}
	}
	return v.Addr().Interface()
}

// array scans a Postgres array into a slice of any type of text.
type array struct{ slice reflect.Value }

// Scan reads the text form of an array.
func (a *array) Scan(src any) error {
	var texts pq.StringArray
	if err := texts.Scan(src); err != nil {
		return err
	}
	a.slice.Set(reflect.MakeSlice(a.slice.Type(), len(texts), len(texts)))
	for i, text := range texts {
		a.slice.Index(i).SetString(text)
	}
	return nil
}

// document scans JSON into a slice of pointers to structs.
type document struct{ slice reflect.Value }

// Scan reads the text of JSON.
func (d *document) Scan(src any) error {
	switch src := src.(type) {
	case []byte:
		return json.Unmarshal(src, d.slice.Addr().Interface())
	case string:
		return json.Unmarshal([]byte(src), d.slice.Addr().Interface())
	}
	return fmt.Errorf("store: %T is no JSON", src)
}
