package store

import (
	"context"

	"partnergraph/market"
)

// Reviews are public: their partners were admitted and their solutions published,
// and neither goes back. So these methods take no viewer.

const reviewColumns = `review.id, review.partner_id, review.solution_id, review.author_id, review.organization_id,
	review.score, review.quality AS "aspects.quality", review.deadlines AS "aspects.deadlines",
	review.communication AS "aspects.communication", review.price AS "aspects.price", review.text, review.locale,
	CASE WHEN review.lead_id IS NULL THEN 'PAID_INVOICE' ELSE 'ACCEPTED_LEAD' END AS "basis.kind",
	review.basis_at AS "basis.occurred_at",
	review.reply_text, review.reply_locale, review.reply_at, review.created_at`

// ReviewsByID returns the reviews there are among ids.
func (s *Store) ReviewsByID(ctx context.Context, ids []market.ReviewID) (map[market.ReviewID]*market.Review, error) {
	reviews, err := all[market.Review](rowsBy(ctx, "review", "id", ids...), s, `SELECT `+reviewColumns+` FROM review WHERE id = ANY($1::uuid[])`, ids)
	return byKey(reviews, func(r *market.Review) market.ReviewID { return r.ID }), err
}

// PartnerReviews reads the same page of the reviews of each partner and of its
// solutions, newest first.
func (s *Store) PartnerReviews(ctx context.Context, partners []market.PartnerID, p market.PageArgs) (map[market.PartnerID]*market.Page[*market.Review], error) {
	return pagesOf(ctx, s, reviewList(), p, partners, `review.partner_id`, func(r *market.Review) market.PartnerID { return r.PartnerID })
}

// SolutionReviews reads the same page of the reviews of each solution, newest first.
func (s *Store) SolutionReviews(ctx context.Context, solutions []market.SolutionID, p market.PageArgs) (map[market.SolutionID]*market.Page[*market.Review], error) {
	return pagesOf(ctx, s, reviewList(), p, solutions, `review.solution_id`, func(r *market.Review) market.SolutionID { return *r.SolutionID })
}

func reviewList() list[market.Review] {
	return list[market.Review]{columns: reviewColumns, from: `review`, order: newestReviews}
}

var newestReviews = order[market.Review]{
	name: "review", columns: []string{"review.created_at", "review.id"}, types: []string{"timestamptz", "uuid"}, desc: true,
	key: func(r *market.Review) []string { return []string{keyTime(r.CreatedAt), string(r.ID)} },
}
