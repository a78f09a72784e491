package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// CreateReview reviews a partner or one of its solutions, and rates it anew, both
// or neither.
func (s *Store) CreateReview(ctx context.Context, v market.Viewer, in market.ReviewCreateInput, now time.Time) (*market.Review, error) {
	text, err := in.Check()
	if err != nil {
		return nil, err
	}
	return inTx(ctx, s, func(s *Store) (*market.Review, error) {
		if err := s.lockReviewed(ctx, v, in); err != nil {
			return nil, err
		}
		work, err := s.reviewWork(ctx, v, in)
		if err != nil {
			return nil, err
		}
		basis, err := work.Basis()
		if err != nil {
			return nil, err
		}
		review, err := s.addReview(ctx, v, in, text, work.WrittenFor(v), basis, now)
		if err != nil {
			return nil, err
		}
		if err := s.emit(ctx, ReviewTopic, string(review.PartnerID), string(review.ID)); err != nil {
			return nil, err
		}
		return review, s.rate(ctx, review, now)
	})
}

// lockReviewed locks the row of what is reviewed, so that each rating counts the
// reviews before it. It fails unless the viewer may review it.
func (s *Store) lockReviewed(ctx context.Context, v market.Viewer, in market.ReviewCreateInput) error {
	lock := ` FOR NO KEY UPDATE OF partner`
	if in.SolutionID != nil {
		lock = ""
	}
	isMember, err := value[bool](ctx, s, `
		SELECT EXISTS (SELECT FROM member WHERE organization_id = partner.organization_id AND person_id = $2)
		FROM partner WHERE id = $1 AND state IN ('ACTIVE', 'PAUSED')`+lock, in.PartnerID, v.Person)
	if err != nil {
		return inField(err, "partnerId")
	}
	if err := market.MayReview(isMember); err != nil || in.SolutionID == nil {
		return err
	}
	_, err = value[market.SolutionID](ctx, s, `
		SELECT id FROM solution WHERE id = $1 AND partner_id = $2 AND state = 'PUBLISHED'
		FOR NO KEY UPDATE`, *in.SolutionID, in.PartnerID)
	return inField(err, "solutionId")
}

// reviewWork is the lead or invoice that the review names. It fails with NotFound
// unless it is the author's own, or that of the organisation acted for.
func (s *Store) reviewWork(ctx context.Context, v market.Viewer, in market.ReviewCreateInput) (*market.ReviewWork, error) {
	if in.Basis.LeadID != nil {
		work, err := one[market.ReviewWork](ctx, s, `
			SELECT 'ACCEPTED_LEAD' AS kind, lead.organization_id, true AS is_of_partner, offer.answered_at AS done_at
			FROM lead LEFT JOIN lead_offer offer
				ON offer.lead_id = lead.id AND offer.partner_id = $2 AND offer.state = 'ACCEPTED'
			WHERE lead.id = $1 AND (lead.person_id = $3 OR lead.organization_id = $4)`,
			*in.Basis.LeadID, in.PartnerID, orNull(v.Self()), orNull(v.Organization))
		return work, inField(err, "basis", "leadId")
	}
	work, err := one[market.ReviewWork](ctx, s, `
		SELECT 'PAID_INVOICE' AS kind, organization_id, seller_id = $2 AS is_of_partner, paid_at AS done_at
		FROM invoice WHERE id = $1 AND (person_id = $3 OR organization_id = $4)`,
		*in.Basis.InvoiceID, in.PartnerID, orNull(v.Self()), orNull(v.Organization))
	return work, inField(err, "basis", "invoiceId")
}

// addReview writes the review's row. It fails with Conflict when the author has
// reviewed the same on the same basis.
func (s *Store) addReview(ctx context.Context, v market.Viewer, in market.ReviewCreateInput, text string,
	organization *market.OrganizationID, basis market.ReviewBasis, now time.Time) (*market.Review, error) {
	aspects := market.ReviewAspectsInput{}
	if in.Aspects != nil {
		aspects = *in.Aspects
	}
	return one[market.Review](ctx, s, `
		INSERT INTO review (id, partner_id, solution_id, author_id, organization_id, lead_id, invoice_id, basis_at,
			score, quality, deadlines, communication, price, text, locale, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
		RETURNING `+reviewColumns,
		newID[market.ReviewID](), in.PartnerID, in.SolutionID, v.Person, organization, in.Basis.LeadID, in.Basis.InvoiceID, basis.OccurredAt,
		in.Score, aspects.Quality, aspects.Deadlines, aspects.Communication, aspects.Price, text, v.Writes(in.Locale), now)
}

// rate computes the rating of what the review is about from all its reviews. The
// caller has locked the row.
func (s *Store) rate(ctx context.Context, r *market.Review, now time.Time) error {
	table, id, of := `partner`, string(r.PartnerID), `partner_id = $1 AND solution_id IS NULL`
	if r.SolutionID != nil {
		table, id, of = `solution`, string(*r.SolutionID), `solution_id = $1`
	}
	scores, err := all[market.Score](ctx, s, `SELECT score, created_at FROM review WHERE `+of, id)
	if err != nil {
		return err
	}
	rating := market.Rate(scores, now)
	_, err = s.exec(ctx, `UPDATE `+table+` SET rating_value = $2, rating_count = $3, rating_at = $4 WHERE id = $1`,
		id, rating.Value, rating.Count, rating.AsOf)
	return err
}

// AnswerReview puts the partner's answer below a review, in place of an earlier one.
func (s *Store) AnswerReview(ctx context.Context, v market.Viewer, in market.ReviewReplyInput, now time.Time) (*market.Review, error) {
	text, err := in.Check()
	if err != nil {
		return nil, err
	}
	return inTx(ctx, s, func(s *Store) (*market.Review, error) {
		review, err := one[market.Review](ctx, s, `SELECT `+reviewColumns+` FROM review WHERE id = $1 FOR NO KEY UPDATE`, in.ReviewID)
		if err != nil {
			return nil, inField(err, "reviewId")
		}
		if err := review.MayAnswer(v); err != nil {
			return nil, err
		}
		return one[market.Review](ctx, s, `
			UPDATE review SET reply_text = $2, reply_locale = $3, reply_at = $4 WHERE id = $1
			RETURNING `+reviewColumns, review.ID, text, v.Writes(in.Locale), now)
	})
}
