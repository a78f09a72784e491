package store

import (
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"

	"partnergraph/market"
)

// MaxCursor is the longest cursor that is read at all, in bytes.
const MaxCursor = 512

// formatCursor packs the order's name and a row's key.
func formatCursor(order string, key []string) string {
	b, _ := json.Marshal(append([]string{order}, key...)) // texts always marshal
	return base64.RawURLEncoding.EncodeToString(b)
}

// parseCursor unpacks the key of a cursor. It fails with Invalid unless the cursor
// was made under the same order. The values are checked by Postgres only.
func parseCursor(cursor, order string, columns int) ([]string, *market.Error) {
	var parts []string
	b, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(cursor) > MaxCursor || json.Unmarshal(b, &parts) != nil || len(parts) != columns+1 {
		return nil, market.Errorf(market.Invalid, "This is not a cursor of this list; take one from pageInfo or edges.")
	}
	if parts[0] != order {
		return nil, market.Errorf(market.Invalid, "This cursor belongs to another order of the list; begin again without it.")
	}
	return parts[1:], nil
}

// keyTime and keyFloat write values of keys as Postgres reads them, exactly.
func keyTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func keyFloat(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }
