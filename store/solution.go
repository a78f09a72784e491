package store

import (
	"context"

	"partnergraph/market"
)

// With says what is to be read together with solutions, in the same statement,
// because the caller will want it.
type With struct{ Category, Partner bool }

// solutionFields are what a market.Solution is read from, out of solutionFrom and
// solutionText.
var solutionFields = []field{
	{"s.id", "id"}, {"s.partner_id", "partner_id"}, {"s.category_id", "category_id"}, {"s.slug", "slug"}, {"s.state", "state"},
	{"s.sort_title", "sort_title"}, {"s.industries", "industries"}, {"s.minimum_users", "minimum_users"}, {"s.maximum_users", "maximum_users"},
	{"s.hosting_country", "hosting_country"}, {"s.has_export", "has_export"}, {"s.trial_days", "trial_days"}, {"s.is_freemium", "is_freemium"},
	{"s.plans", "plans"}, {"s.rating_value", "rating.value"}, {"s.rating_count", "rating.count"}, {"s.rating_at", "rating.as_of"},
	{"s.published_at", "published_at"}, {"s.updated_at", "updated_at"},
	{"text.title", "title"}, {"text.summary", "summary"}, {"text.locale", "locale"},
}

const (
	// solutionFrom has the partner too, because the row rule asks for it.
	solutionFrom = `solution s JOIN partner p ON p.id = s.partner_id`

	// solutionText joins a solution s with the best text for the reader, whose
	// languages are the argument.
	solutionText = `CROSS JOIN LATERAL (SELECT t.title, t.summary, t.locale FROM solution_text t
		WHERE t.solution_id = s.id ` + bestText + `t.position LIMIT 1) AS text`
)

// solutionColumns are the columns and joins for solutions with what is wanted, and
// how often the reader's languages are an argument of the joins.
func solutionColumns(with With) (list, joins string, readers int) {
	list, joins, readers = columns("", solutionFields), solutionText, 1
	if with.Category {
		list += ", " + columns("category.", categoryFields)
		joins += ` JOIN category c ON c.id = s.category_id ` + categoryText
		readers++
	}
	if with.Partner {
		list += ", " + columns("partner.", partnerFields)
		joins += ` ` + partnerText
		readers++
	}
	return list, joins, readers
}

// forReader are the viewer's languages as n arguments.
func forReader(v market.Viewer, n int) []any {
	args := make([]any, n)
	for i := range args {
		args[i] = v.Locales
	}
	return args
}

// listed are the solutions in the catalogue.
const listed = `s.state = 'PUBLISHED' AND ` + admitted

// visibleSolution keeps the solutions s, each with its partner p, that the viewer
// may see: those in the catalogue, those of the organisation acted for, and for
// programme managers all. Of a partner who is not in the directory none is in the
// catalogue. Who may see a solution may see its partner.
func visibleSolution(c *conditions, v market.Viewer) {
	switch v = v.In(market.SolutionsRead); {
	case v.Is(market.Audience(market.ProgrammeManager)):
	case v.Organization != "":
		c.add(`(`+listed+` OR p.organization_id = $?)`, v.Organization)
	default:
		c.add(listed)
	}
}

// solutionsWhere reads the solutions that meet the conditions, without any order.
func (s *Store) solutionsWhere(ctx context.Context, v market.Viewer, c conditions, with With, lock string) ([]*market.Solution, error) {
	list, joins, readers := solutionColumns(with)
	joins = c.fill(joins, forReader(v, readers))
	return all[market.Solution](ctx, s, `SELECT `+list+` FROM `+solutionFrom+` `+joins+` WHERE `+c.sql()+lock, c.args...)
}

// ofSolutions says that only the rows of these solutions matter, with their texts.
func ofSolutions(ctx context.Context, ids ...market.SolutionID) context.Context {
	return rowsBy(rowsBy(ctx, "solution", "id", ids...), "solution_text", "solution_id", ids...)
}

// Solution is the solution with the id or slug. It fails with NotFound when there is
// none, or the viewer may not see it.
func (s *Store) Solution(ctx context.Context, v market.Viewer, by market.SolutionBy, with With) (*market.Solution, error) {
	c := conditions{}
	if by.ID != nil {
		c.add(`s.id = $?`, *by.ID)
		ctx = ofSolutions(ctx, *by.ID)
	}
	if by.Slug != nil {
		c.add(`s.slug = $?`, *by.Slug)
		ctx = rowsBy(ctx, "solution", "slug", *by.Slug)
	}
	visibleSolution(&c, v)
	return only(s.solutionsWhere(ctx, v, c, with, ""))
}

// SolutionsByID are the solutions with the ids that the viewer may see.
func (s *Store) SolutionsByID(ctx context.Context, v market.Viewer, ids []market.SolutionID) (map[market.SolutionID]*market.Solution, error) {
	c := conditions{}
	c.add(`s.id = ANY($?::uuid[])`, ids)
	visibleSolution(&c, v)
	solutions, err := s.solutionsWhere(ofSolutions(ctx, ids...), v, c, With{}, "")
	return byKey(solutions, func(s *market.Solution) market.SolutionID { return s.ID }), err
}

// SolutionTexts are the texts of each solution, the original first. Who may see the
// solution may see them.
func (s *Store) SolutionTexts(ctx context.Context, v market.Viewer, ids []market.SolutionID) (map[market.SolutionID][]*market.SolutionText, error) {
	c := conditions{}
	c.add(`s.id = ANY($?::uuid[])`, ids)
	visibleSolution(&c, v)
	texts, err := all[market.SolutionText](ofSolutions(ctx, ids...), s, `SELECT t.solution_id, t.locale, t.title, t.summary, t.description
		FROM `+solutionFrom+` JOIN solution_text t ON t.solution_id = s.id WHERE `+c.sql()+` ORDER BY t.solution_id, t.position`, c.args...)
	return groupBy(texts, func(t *market.SolutionText) market.SolutionID { return t.SolutionID }), err
}

// SolutionDescriptions are the descriptions of the solutions as HTML, in the
// language that their titles came in.
func (s *Store) SolutionDescriptions(ctx context.Context, v market.Viewer, ids []market.SolutionID) (map[market.SolutionID]string, error) {
	c := conditions{}
	c.add(`s.id = ANY($?::uuid[])`, ids)
	visibleSolution(&c, v)
	best := c.fill(bestText, []any{v.Locales})
	return texts[market.SolutionID](ofSolutions(ctx, ids...), s, `SELECT s.id, text.html FROM `+solutionFrom+` CROSS JOIN LATERAL (
		SELECT t.html FROM solution_text t WHERE t.solution_id = s.id `+best+`t.position LIMIT 1) AS text WHERE `+c.sql(), c.args...)
}
