package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"partnergraph/market"
)

// TakePoints takes need points out of the bucket of a key, and up to extra more if
// they are there; first it puts back what was taken before and is not needed. Without
// need points in the bucket nothing is taken. It says how many were, and what the
// bucket then holds. A bucket not seen before is full. Time is the database's own, so
// that servers need not agree on it.
func (s *Store) TakePoints(ctx context.Context, key string, a market.Allowance, need, extra, back int) (granted int, level float64, err error) {
	hash := sha256.Sum256([]byte(key))
	row, err := one[struct {
		Granted int     `db:"granted"`
		Level   float64 `db:"level"`
	}](ctx, s.vital(), `
		INSERT INTO allowance AS a (hash, level, granted, refilled_at)
		SELECT decode($1, 'hex'), $2::float8 - taken, taken, clock_timestamp()
		FROM (SELECT least($2::float8, $4::float8 + $5::float8) AS taken) AS first
		ON CONFLICT (hash) DO UPDATE SET (level, granted, refilled_at) = (
			SELECT filled.level - taken, taken, filled.at
			FROM (SELECT least($2::float8, a.level + $6::float8 + $3::float8 * greatest(extract(epoch FROM clock.at - a.refilled_at)::float8, 0)) AS level, clock.at
				FROM (SELECT clock_timestamp() AS at) AS clock) AS filled,
				LATERAL (SELECT CASE WHEN filled.level >= $4::float8 THEN floor(least(filled.level, $4::float8 + $5::float8)) ELSE 0 END AS taken) AS now)
		RETURNING granted::int AS granted, level`,
		hex.EncodeToString(hash[:]), a.Capacity, a.PerSecond, need, extra, back)
	if err != nil {
		return 0, 0, err
	}
	return row.Granted, row.Level, nil
}

// ForgetAllowances deletes the buckets of those who have not called for an hour, and
// says how many there were. They are full again by then: the server
// refuses an allowance that takes longer.
func (s *Store) ForgetAllowances(ctx context.Context) (int, error) {
	result, err := s.exec(ctx, `DELETE FROM allowance WHERE refilled_at < clock_timestamp() - interval '1 hour'`)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}
