package store

import (
	"context"
	"encoding/json"

	"partnergraph/market"
)

// draftRow is a solution's draft in JSON.
type draftRow struct {
	ID    market.SolutionID `db:"id"`
	Draft *string           `db:"draft"`
}

// content is the draft, or nil where there is none.
func (r *draftRow) content() (*market.SolutionDraft, error) {
	if r.Draft == nil {
		return nil, nil
	}
	draft := &market.SolutionDraft{}
	return draft, json.Unmarshal([]byte(*r.Draft), draft)
}

// visibleDraft is met by the solutions s, each with its partner p, whose draft the
// viewer may see: those of the organisation acted for, for its owners and editors, and
// for programme managers all.
func visibleDraft(v market.Viewer) rule {
	switch v = v.In(market.SolutionsRead); {
	case v.Is(market.Audience(market.ProgrammeManager)):
		return rule{sql: `true`}
	case v.Is(market.Audience(market.Owner), market.Audience(market.Editor)):
		return rule{`p.organization_id = $?`, []any{v.Organization}}
	}
	return rule{sql: `false`}
}

// SolutionDrafts are the drafts of the solutions that have one, for their partner
// and programme managers.
func (s *Store) SolutionDrafts(ctx context.Context, v market.Viewer, ids []market.SolutionID) (map[market.SolutionID]*market.SolutionDraft, error) {
	c := conditions{}
	c.add(`s.id = ANY($?::uuid[]) AND s.draft IS NOT NULL`, ids)
	visible := visibleDraft(v)
	c.add(visible.sql, visible.args...)
	rows, err := all[draftRow](ctx, s, `SELECT s.id, s.draft FROM `+solutionFrom+` WHERE `+c.sql(), c.args...)
	if err != nil {
		return nil, err
	}
	drafts := make(map[market.SolutionID]*market.SolutionDraft, len(rows))
	for _, row := range rows {
		if drafts[row.ID], err = row.content(); err != nil {
			return nil, err
		}
	}
	return drafts, nil
}

// draft is the draft of a solution that is locked, or nil.
func (s *Store) draft(ctx context.Context, id market.SolutionID) (*market.SolutionDraft, error) {
	row, err := one[draftRow](ctx, s, `SELECT id, draft FROM solution WHERE id = $1`, id)
	if err != nil {
		return nil, err
	}
	return row.content()
}

// saveDraft keeps the change of a published solution until the house confirms it.
func (s *Store) saveDraft(ctx context.Context, id market.SolutionID, draft *market.SolutionDraft) error {
	text, err := json.Marshal(draft)
	if err != nil {
		return err
	}
	_, err = s.exec(ctx, `UPDATE solution SET draft = $2 WHERE id = $1`, id, string(text))
	return err
}
