package store

import (
	"context"
	"strconv"
	"time"

	"partnergraph/market"
)

// Embed is what pages with the key of a text may show; nil when there is none or it
// was revoked. Anybody may ask who has read it in a page.
func (s *Store) Embed(ctx context.Context, key string) (*market.Embed, error) {
	return found(one[market.Embed](ctx, s, `
		SELECT `+embedKeyColumns+`, p.name AS partner_name
		FROM embed_key k JOIN partner p ON p.id = k.partner_id WHERE k.key = $1 AND k.revoked_at IS NULL`, key))
}

// EmbedKeyInUse is a key in force, with what its pages have read today.
type EmbedKeyInUse struct {
	market.EmbedKey
	ReadsToday int `db:"reads_today"`
}

// EmbedKeyInForce is the key with a text, for who lets its pages read at now; nil when
// there is none or it was revoked.
func (s *Store) EmbedKeyInForce(ctx context.Context, key string, now time.Time) (*EmbedKeyInUse, error) {
	return found(one[EmbedKeyInUse](ctx, s.vital(), `
		SELECT `+embedKeyColumns+`, coalesce(u.reads, 0) AS reads_today
		FROM embed_key k LEFT JOIN embed_usage u ON u.key_id = k.id AND u.day = ($2::timestamptz AT TIME ZONE 'UTC')::date
		WHERE k.key = $1 AND k.revoked_at IS NULL`, key, now))
}

// CountEmbedReads adds what pages have read by each key to its day.
func (s *Store) CountEmbedReads(ctx context.Context, reads map[market.EmbedKeyID]int, now time.Time) error {
	ids, counts := make([]market.EmbedKeyID, 0, len(reads)), make([]int64, 0, len(reads))
	for id, n := range reads {
		ids, counts = append(ids, id), append(counts, int64(n))
	}
	// In one order everywhere, so that two servers do not wait for each other.
	_, err := s.vital().exec(ctx, `
		INSERT INTO embed_usage AS u (key_id, day, reads)
		SELECT id, ($3::timestamptz AT TIME ZONE 'UTC')::date, reads FROM unnest($1::uuid[], $2::bigint[]) AS more(id, reads) ORDER BY id
		ON CONFLICT (key_id, day) DO UPDATE SET reads = u.reads + excluded.reads`, ids, counts, now)
	return err
}

// EmbedUsage is what pages did with each key on the last days until now, newest first.
// Who may see the key may see it.
func (s *Store) EmbedUsage(ctx context.Context, v market.Viewer, ids []market.EmbedKeyID, now time.Time) (map[market.EmbedKeyID][]*market.EmbedUsage, error) {
	c := conditions{}
	c.add(`k.id = ANY($?::uuid[])`, ids)
	visibleEmbedKey(&c, v)
	c.add(`u.day > ($?::timestamptz AT TIME ZONE 'UTC')::date - `+strconv.Itoa(market.EmbedUsageDays), now)
	usage, err := all[market.EmbedUsage](ctx, s, `
		SELECT u.key_id, u.day, u.reads, u.leads FROM embed_usage u JOIN embed_key k ON k.id = u.key_id
		WHERE `+c.sql()+` ORDER BY u.key_id, u.day DESC`, c.args...)
	return groupBy(usage, func(u *market.EmbedUsage) market.EmbedKeyID { return u.KeyID }), err
}

// shownBy keeps the solutions s that pages with the key show, of what the public sees.
func shownBy(c *conditions, k *market.EmbedKey) {
	c.add(`s.state = 'PUBLISHED'`)
	filterSolutions(c, k.Filter(market.SolutionFilter{}))
	if k.CategoryID != nil {
		c.filter(`s.category_id = ANY(ARRAY(
			WITH RECURSIVE below AS (
				SELECT $?::uuid AS id
				UNION ALL SELECT child.id FROM category child JOIN below ON child.parent_id = below.id)
			SELECT id FROM below))`, *k.CategoryID)
	}
}

// EmbedSolutions is a page of the solutions that pages with the key show, best rating
// first.
func (s *Store) EmbedSolutions(ctx context.Context, v market.Viewer, k *market.EmbedKey, f market.SolutionFilter, p market.PageArgs, with With) (*market.Page[*market.Solution], error) {
	if err := f.Check(); err != nil {
		return nil, err
	}
	l := solutionList(public(v), market.SolutionsByRating, with)
	shownBy(&l.where, k)
	filterSolutions(&l.where, f)
	return pageOf(ctx, s, l, p)
}

// EmbedSolution is one of the solutions that pages with the key show. It fails with
// NotFound for any other.
func (s *Store) EmbedSolution(ctx context.Context, v market.Viewer, k *market.EmbedKey, slug string, with With) (*market.Solution, error) {
	c := conditions{}
	c.add(`s.slug = $?`, slug)
	shownBy(&c, k)
	visibleSolution(&c, public(v))
	return only(s.solutionsWhere(ctx, v, c, with, ""))
}

// EmbedCategories are the categories of the solutions that pages with the key show.
func (s *Store) EmbedCategories(ctx context.Context, v market.Viewer, k *market.EmbedKey) ([]*market.Category, error) {
	c := conditions{}
	shownBy(&c, k)
	visibleSolution(&c, public(v))
	some := conditions{args: c.args, clauses: []string{`EXISTS (SELECT FROM ` + solutionFrom + ` WHERE s.category_id = c.id AND ` + c.sql() + `)`}}
	return s.categoriesWhere(ctx, v, some)
}

// public is nobody who reads the viewer's languages.
func public(v market.Viewer) market.Viewer { return market.Viewer{Locales: v.Locales} }
