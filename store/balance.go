package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// StartTopUp notes that the viewer tops up its partner's balance, before the provider is
// asked: so a charge is never made that is not known here. The same input under the same
// idempotency key gives the payment that was started first, whatever became of it.
func (s *Store) StartTopUp(ctx context.Context, v market.Viewer, in market.BalanceTopUpInput, now time.Time) (*market.Payment, error) {
	if err := v.MayTopUp(); err != nil {
		return nil, err
	}
	amount, err := in.Read()
	if err != nil {
		return nil, err
	}
	return inTx(ctx, s, func(s *Store) (*market.Payment, error) {
		id, first, err := claim[market.PaymentID](ctx, s, v, in.IdempotencyKey, in, now)
		if err != nil {
			return nil, err
		}
		if first {
			return s.startTopUp(ctx, v, id, amount, in.Method, now)
		}
		return one[market.Payment](ctx, s, `SELECT `+paymentColumns+`
			FROM payment WHERE id = $1 AND partner_id = $2`, id, v.Partner)
	})
}

// startTopUp counts the tries of the partner under a lock, so that none is missed.
func (s *Store) startTopUp(ctx context.Context, v market.Viewer, id market.PaymentID, amount market.Money, method market.PaymentMethod, now time.Time) (*market.Payment, error) {
	if err := s.lockBalance(ctx, v.Partner); err != nil {
		return nil, err
	}
	tries, err := one[market.TopUps](ctx, s, `
		SELECT state,
			(SELECT count(*) FROM payment WHERE partner_id = $1 AND state = 'PENDING')::int AS under_way,
			(SELECT count(*) FROM payment WHERE partner_id = $1 AND created_at > $2)::int AS today
		FROM partner WHERE id = $1`, v.Partner, now.Add(-24*time.Hour))
	if err != nil {
		return nil, err
	}
	p, err := tries.Begin(id, v.Partner, amount, method, now)
	if err != nil {
		return nil, err
	}
	return s.writePayment(ctx, p)
}

// writePayment writes a payment that begins.
func (s *Store) writePayment(ctx context.Context, p *market.Payment) (*market.Payment, error) {
	return one[market.Payment](ctx, s, `
		INSERT INTO payment (id, invoice_id, partner_id, state, minor, currency, method, created_at, ask_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		RETURNING `+paymentColumns, p.ID, p.InvoiceID, p.PartnerID, p.State, p.Amount.Minor, p.Amount.Currency, p.Method, p.CreatedAt, p.AskAt)
}
