package store

import (
	"context"
	"encoding/json"
	"time"

	"partnergraph/markdown"
	"partnergraph/market"
)

// CreateSolution drafts a solution of the organisation acted for.
func (s *Store) CreateSolution(ctx context.Context, v market.Viewer, in market.SolutionCreateInput, now time.Time) (solution *market.Solution, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		partner, err := only(all[market.Partner](ctx, s, `SELECT id FROM partner WHERE organization_id = $1`, v.Organization))
		if err != nil {
			return noProfile(err)
		}
		new := &market.Solution{ID: newID[market.SolutionID](), PartnerID: partner.ID, State: market.SolutionDrafted}
		content := &market.SolutionDraft{}
		if err := s.changeContent(ctx, content, in.Changes(), now); err != nil {
			return err
		}
		if err := s.insertSolution(ctx, new, content); err != nil {
			return err
		}
		solution, err = s.Solution(ctx, v, market.SolutionBy{ID: &new.ID}, With{})
		return err
	})
	return solution, err
}

// UpdateSolution changes a solution of the organisation acted for. The change of a
// published one is kept as its draft.
func (s *Store) UpdateSolution(ctx context.Context, v market.Viewer, in market.SolutionUpdateInput, now time.Time) (*market.Solution, error) {
	return s.writeSolution(ctx, v, in.SolutionID, true, func(s *Store, solution *market.Solution, draft *market.SolutionDraft) error {
		content, err := draft, error(nil)
		if content == nil {
			content, err = s.content(ctx, v, solution)
		}
		if err != nil {
			return err
		}
		if err := s.changeContent(ctx, content, in, now); err != nil {
			return err
		}
		if solution.State == market.SolutionPublished {
			return s.saveDraft(ctx, solution.ID, content)
		}
		solution.Edit()
		return s.saveContent(ctx, solution, content)
	})
}

// SubmitSolution asks the house to confirm a solution of the organisation acted for.
func (s *Store) SubmitSolution(ctx context.Context, v market.Viewer, in market.SolutionSubmitInput) (*market.Solution, error) {
	return s.writeSolution(ctx, v, in.SolutionID, true, func(s *Store, solution *market.Solution, draft *market.SolutionDraft) error {
		if err := solution.Submit(draft); err != nil {
			return err
		}
		if draft != nil {
			return s.saveDraft(ctx, solution.ID, draft)
		}
		_, err := s.exec(ctx, `UPDATE solution SET state = $2 WHERE id = $1`, solution.ID, solution.State)
		return err
	})
}

// PublishSolution confirms what a partner has submitted.
func (s *Store) PublishSolution(ctx context.Context, v market.Viewer, in market.SolutionPublishInput, now time.Time) (*market.Solution, error) {
	return s.writeSolution(ctx, v, in.SolutionID, false, func(s *Store, solution *market.Solution, draft *market.SolutionDraft) error {
		if err := solution.Publish(draft, solution.Partner.State, in.UpdatedAt, now); err != nil {
			return err
		}
		if draft != nil {
			draft.UpdatedAt = now
			return s.saveContent(ctx, solution, draft)
		}
		_, err := s.exec(ctx, `UPDATE solution SET state = $2, published_at = $3, updated_at = $3 WHERE id = $1`, solution.ID, solution.State, now)
		return err
	})
}

// writeSolution locks a solution, of the organisation acted for or of any, changes
// it, and returns it as it is then. f gets its draft, or nil.
func (s *Store) writeSolution(ctx context.Context, v market.Viewer, id market.SolutionID, own bool, f func(*Store, *market.Solution, *market.SolutionDraft) error) (solution *market.Solution, err error) {
	err = s.InTx(ctx, func(s *Store) error {
		locked, err := s.lockSolution(ctx, v, id, own)
		if err != nil {
			return inField(err, "solutionId")
		}
		draft, err := s.draft(ctx, id)
		if err != nil {
			return err
		}
		if err := f(s, locked, draft); err != nil {
			return err
		}
		solution, err = s.Solution(ctx, v, market.SolutionBy{ID: &id}, With{})
		return err
	})
	return solution, err
}

// lockSolution reads a solution with its partner, and keeps others from changing it
// until the transaction ends.
func (s *Store) lockSolution(ctx context.Context, v market.Viewer, id market.SolutionID, own bool) (*market.Solution, error) {
	c := conditions{}
	c.add(`s.id = $?`, id)
	visibleSolution(&c, v)
	if own {
		c.add(`p.organization_id = $?`, v.Organization)
	}
	return only(s.solutionsWhere(ctx, v, c, With{Partner: true}, " FOR UPDATE OF s"))
}

// content is what stands in a solution and its texts.
func (s *Store) content(ctx context.Context, v market.Viewer, solution *market.Solution) (*market.SolutionDraft, error) {
	texts, err := s.SolutionTexts(ctx, v, []market.SolutionID{solution.ID})
	return solution.Content(texts[solution.ID]), err
}

// changeContent applies the input to the content, in memory.
func (s *Store) changeContent(ctx context.Context, content *market.SolutionDraft, in market.SolutionUpdateInput, now time.Time) error {
	categories, err := s.categoryIDs(ctx)
	if err != nil {
		return err
	}
	industries, err := s.industryCodes(ctx)
	if err != nil {
		return err
	}
	return in.Change(content, categories, industries, now)
}

// insertSolution writes a new solution under the first slug that is free.
func (s *Store) insertSolution(ctx context.Context, solution *market.Solution, content *market.SolutionDraft) (err error) {
	title := content.Texts[0].Title
	solution.Slug, err = s.insertUnderSlug(ctx, title, "solution", string(solution.ID), `
		INSERT INTO solution (slug, id, partner_id, category_id, state, original_title, has_export, trial_days, is_freemium,
			plans, price_models, locales, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, false, 0, false, '[]', '{}', '{}', $7)
		ON CONFLICT (slug) DO NOTHING`,
		solution.ID, solution.PartnerID, content.CategoryID, solution.State, title, content.UpdatedAt)
	if err != nil {
		return err
	}
	return s.saveContent(ctx, solution, content)
}

// saveContent writes the content into a solution, in place of its draft, and the
// solution's state.
func (s *Store) saveContent(ctx context.Context, solution *market.Solution, d *market.SolutionDraft) error {
	plans, err := json.Marshal(d.Plans)
	if err != nil {
		return err
	}
	locales := make([]string, len(d.Texts))
	for i, t := range d.Texts {
		locales[i] = t.Locale
	}
	if _, err := s.exec(ctx, `
		UPDATE solution SET state = $2, published_at = $3, category_id = $4, original_title = $5, industries = $6,
			minimum_users = $7, maximum_users = $8, hosting_country = $9, has_export = $10, trial_days = $11, is_freemium = $12,
			plans = $13, price_models = $14, locales = $15, updated_at = $16, draft = NULL
		WHERE id = $1`,
		solution.ID, solution.State, solution.PublishedAt, d.CategoryID, d.Texts[0].Title, d.IndustryCodes,
		d.MinimumUsers, d.MaximumUsers, d.HostingCountry, d.HasExport, d.TrialDays, d.IsFreemium,
		string(plans), market.PriceModels(d.Plans), locales, d.UpdatedAt); err != nil {
		return err
	}
	return s.replaceSolutionTexts(ctx, solution.ID, d.Texts)
}

// replaceSolutionTexts writes the texts in place of those before.
func (s *Store) replaceSolutionTexts(ctx context.Context, id market.SolutionID, texts []*market.SolutionText) error {
	if _, err := s.exec(ctx, `DELETE FROM solution_text WHERE solution_id = $1`, id); err != nil {
		return err
	}
	n := len(texts)
	locales, titles, summaries, descriptions, html := make([]string, n), make([]string, n), make([]string, n), make([]string, n), make([]string, n)
	for i, t := range texts {
		locales[i], titles[i], summaries[i], descriptions[i], html[i] = t.Locale, t.Title, t.Summary, t.Description, markdown.HTML(t.Description)
	}
	_, err := s.exec(ctx, `
		INSERT INTO solution_text (solution_id, locale, position, title, summary, description, html)
		SELECT $1, t.locale, t.position - 1, t.title, t.summary, t.description, t.html
		FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS t (locale, title, summary, description, html, position)`,
		id, locales, titles, summaries, descriptions, html)
	return err
}
