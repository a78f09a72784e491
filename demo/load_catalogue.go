package demo

import (
	"encoding/json"

	"partnergraph/market"
	"partnergraph/store"
)

func (w *World) solutionID(s *Solution) string { return w.id(aSolution, s.Index, s.UpdatedAt) }

// plans are kept as one JSON value. Its keys are the names of the structs' fields.
func plansJSON(s *Solution) string {
	b, err := json.Marshal(s.Plans)
	if err != nil {
		panic(err) // texts and numbers always can be
	}
	return string(b)
}

// orAny is nothing for 0.
func orAny(n int) any {
	if n == 0 {
		return nil
	}
	return n
}

func (w *World) solutionRows(names store.Names) table {
	return table{"solution", []string{"id", "partner_id", "category_id", "slug", "state", "original_title", "industries",
		"minimum_users", "maximum_users", "hosting_country", "has_export", "trial_days", "is_freemium", "plans", "price_models", "locales",
		"rating_value", "rating_count", "rating_at", "published_at", "updated_at"},
		each(w.Size.Solutions, func(i int) []any {
			s := w.Solution(i)
			texts := w.SolutionTexts(&s)
			rating := w.ratings().solutions[i]
			industries, locales := []string{}, []string{}
			if s.Industry != "" {
				industries = append(industries, s.Industry)
			}
			for _, t := range texts {
				locales = append(locales, t.Lang.String())
			}
			return []any{w.solutionID(&s), w.partnerID(s.Partner), string(names.Categories[s.Category]), s.Slug(texts[0].Title),
				string(s.State), texts[0].Title, industries, orAny(s.MinimumUsers), orAny(s.MaximumUsers), s.Hosting, s.HasExport,
				s.TrialDays, s.IsFreemium, plansJSON(&s), market.PriceModels(s.Plans), locales,
				rating.Value, rating.Count, rating.AsOf, orNull(s.PublishedAt), s.UpdatedAt}
		}), w.Size.Solutions}
}

func (w *World) solutionTextRows() table {
	return table{"solution_text", []string{"solution_id", "locale", "position", "title", "summary", "description", "html"},
		func(yield func([]any) bool) {
			for i := range w.Size.Solutions {
				s := w.Solution(i)
				for n, t := range w.SolutionTexts(&s) {
					if !yield([]any{w.solutionID(&s), t.Lang.String(), n, t.Title, t.Summary, t.Description, html(t.Description)}) {
						return
					}
				}
			}
		}, 2 * w.Size.Solutions}
}

func (w *World) reviewRows() table {
	return table{"review", []string{"id", "partner_id", "solution_id", "author_id", "organization_id", "lead_id", "invoice_id", "basis_at",
		"score", "quality", "deadlines", "communication", "price", "text", "locale", "reply_text", "reply_locale", "reply_at", "created_at"},
		each(w.Size.Reviews, func(i int) []any {
			v := w.Review(i)
			text, reply := w.ReviewText(i, &v)
			var solution, lead, invoice, answered any
			if v.Solution >= 0 {
				s := w.Solution(v.Solution)
				solution = w.solutionID(&s)
			}
			if v.Basis.Paid {
				invoice = w.invoiceID(v.Basis.Index, w.workIssued(&v.Basis))
			} else {
				lead = w.workLeadID(v.Basis.Index)
			}
			if reply != "" {
				answered = v.Lang.String()
			}
			return []any{w.id(aReview, i, v.At), w.partnerID(v.Basis.Partner), solution, w.personID(v.Author),
				w.organizationID(Org{AClient, v.Basis.Client}), lead, invoice, v.Basis.At,
				v.Score, orAny(v.Aspects[0]), orAny(v.Aspects[1]), orAny(v.Aspects[2]), orAny(v.Aspects[3]), text, v.Lang.String(),
				given(reply), answered, orNull(v.ReplyAt), v.At}
		}), w.Size.Reviews}
}
