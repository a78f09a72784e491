package store

import (
	"context"
	"encoding/hex"
	"time"

	"partnergraph/market"
)

// limitLeads counts a lead at each of its places, or fails with Throttled when too
// many came from one of them. Callers from the same place go one after another. It also
// tells Postgres who submits.
func (s *Store) limitLeads(ctx context.Context, v market.Viewer, limits []market.LeadLimit, now time.Time) error {
	if s.keys == nil {
		return errNoSecret
	}
	hashes, seconds := make([]string, len(limits)), make([]int64, len(limits))
	for i, l := range limits {
		hashes[i], seconds[i] = hex.EncodeToString(s.keys.Index(placeIndex, l.Place)), int64(l.Within/time.Second)
	}
	if _, err := s.exec(ctx, `
		SELECT pg_advisory_xact_lock(hashtextextended('lead ' || hash, 0))
		FROM `+told+`, (SELECT hash FROM unnest(`+afterTold+`::text[]) AS place(hash) ORDER BY hash) AS sorted`,
		viewing(v).settings(hashes)...); err != nil {
		return err
	}
	recent, err := all[struct {
		Index  int        `db:"index"`
		Count  int        `db:"count"`
		Oldest *time.Time `db:"oldest"`
	}](ctx, s, `
		SELECT place.index - 1 AS index, count(p.hash) AS count, min(p.submitted_at) AS oldest
		FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS place(hash, seconds, index)
		LEFT JOIN lead_place p ON p.hash = decode(place.hash, 'hex') AND p.submitted_at > $3::timestamptz - make_interval(secs => place.seconds)
		GROUP BY place.index ORDER BY place.index`, hashes, seconds, now)
	if err != nil {
		return err
	}
	for _, r := range recent {
		if r.Oldest == nil {
			continue
		}
		if err := limits[r.Index].Refuse(r.Count, *r.Oldest, now); err != nil {
			return err
		}
	}
	_, err = s.exec(ctx, `INSERT INTO lead_place (hash, submitted_at)
		SELECT decode(hash, 'hex'), $2 FROM unnest($1::text[]) AS place(hash)`, hashes, now)
	return err
}

// ForgetLeadPlaces deletes what no limit counts any more at now, and says how many
// rows those were.
func (s *Store) ForgetLeadPlaces(ctx context.Context, now time.Time) (int, error) {
	result, err := s.exec(ctx, `DELETE FROM lead_place WHERE submitted_at < $1`, now.Add(-24*time.Hour))
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}
