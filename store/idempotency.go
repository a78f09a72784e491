package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"partnergraph/market"
)

// claim takes an idempotency key of the viewer's for an object that is about to be
// made in this transaction, and returns the object's id. When the key is taken by
// the same input it returns the id of what that made, and first is false. It fails
// with Conflict when another input has taken it, or the same for another
// organisation. Of two callers at once the second waits for the first to commit.
func claim[T ~string](ctx context.Context, s *Store, v market.Viewer, key string, input any, now time.Time) (id T, first bool, err error) {
	hash, err := inputHash(v, input)
	if err != nil {
		return "", false, err
	}
	id = newID[T]()
	taken, err := one[struct {
		InputHash []byte `db:"input_hash"`
		ResultID  T      `db:"result_id"`
	}](ctx, s, `
		INSERT INTO idempotency_key AS taken (person_id, key, input_hash, result_id, created_at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id, key) DO UPDATE SET created_at = taken.created_at
		RETURNING input_hash, result_id`, v.Person, key, hash, id, now)
	if err != nil {
		return "", false, err
	}
	if !bytes.Equal(taken.InputHash, hash) {
		return "", false, market.Errorf(market.Conflict, "This key was used with another input; use a new key for each thing to do.").In("idempotencyKey")
	}
	return taken.ResultID, taken.ResultID == id, nil
}

// inputHash is the same for inputs that ask for the same on behalf of the same
// organisation, in whatever order their fields came.
func inputHash(v market.Viewer, input any) ([]byte, error) {
	text, err := json.Marshal(input)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%T %s %s", input, v.Organization, text))
	return sum[:], nil
}

// IdempotencyLife is how long a key gives the same answer.
const IdempotencyLife = 30 * 24 * time.Hour

// PruneIdempotencyKeys forgets the keys whose time is over at now, at most 10,000 at
// once, so that it never blocks long. It returns how many went.
func (s *Store) PruneIdempotencyKeys(ctx context.Context, now time.Time) (int64, error) {
	result, err := s.exec(ctx, `
		DELETE FROM idempotency_key WHERE (person_id, key) IN
			(SELECT person_id, key FROM idempotency_key WHERE created_at < $1 ORDER BY created_at LIMIT 10000)`,
		now.Add(-IdempotencyLife))
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
