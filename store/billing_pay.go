package store

import (
	"context"
	"fmt"
	"time"

	"partnergraph/market"
)

// StartPayment notes that the viewer pays an invoice, before the provider is asked:
// so a charge is never made that is not known here. The same input under the same
// idempotency key gives the payment that was started first, whatever became of it.
func (s *Store) StartPayment(ctx context.Context, v market.Viewer, in market.InvoicePayInput, now time.Time) (payment *market.Payment, err error) {
	if err := in.Check(); err != nil {
		return nil, err
	}
	err = s.InTx(ctx, func(s *Store) error {
		id, first, err := claim[market.PaymentID](ctx, s, v, in.IdempotencyKey, in, now)
		if err != nil {
			return err
		}
		if first {
			payment, err = s.startPayment(ctx, v, id, in, now)
			return err
		}
		c := conditions{}
		c.add(`payment.id = $?`, id)
		c.add(anyOf(issuedTo(&c, v)))
		payment, err = one[market.Payment](ctx, s, `SELECT `+paymentColumns+`
			FROM payment JOIN invoice ON invoice.id = payment.invoice_id WHERE `+c.sql(), c.args...)
		return err
	})
	return payment, err
}

func (s *Store) startPayment(ctx context.Context, v market.Viewer, id market.PaymentID, in market.InvoicePayInput, now time.Time) (*market.Payment, error) {
	c := conditions{}
	c.add(`invoice.id = $?`, in.InvoiceID)
	c.add(anyOf(issuedTo(&c, v)))
	invoice, err := found(one[market.Invoice](ctx, s, `SELECT `+invoiceColumns+` FROM invoice WHERE `+c.sql()+`
		FOR NO KEY UPDATE`, c.args...))
	if err != nil {
		return nil, err
	}
	if invoice == nil {
		return nil, market.Errorf(market.NotFound, "There is no such invoice for you to pay.").In("invoiceId")
	}
	underWay, err := value[bool](ctx, s, `SELECT EXISTS (SELECT FROM payment WHERE invoice_id = $1 AND state <> 'DECLINED')`, invoice.ID)
	if err != nil {
		return nil, err
	}
	p, err := invoice.Pay(id, in.Method, underWay, now)
	if err != nil {
		return nil, err
	}
	return s.writePayment(ctx, p)
}

// SettlePayment notes the provider's answer. If it took the money, the invoice is
// paid and booked, or the balance topped up, in the same transaction. After a final answer another changes
// nothing, so several may ask about one payment. It is the system that books, in
// books that who pays may not even read.
func (s *Store) SettlePayment(ctx context.Context, id market.PaymentID, answer market.PaymentAnswer, now time.Time) (payment *market.Payment, err error) {
	err = s.as(ctx, system, func(s *Store) error {
		if payment, err = one[market.Payment](ctx, s, `
			SELECT `+paymentColumns+` FROM payment WHERE id = $1 FOR NO KEY UPDATE`, id); err != nil {
			return err
		}
		paid := payment.Settle(answer, now)
		if _, err := s.exec(ctx, `
			UPDATE payment SET state = $2, reference = $3, failure = $4, ask_at = $5, settled_at = $6 WHERE id = $1`,
			id, payment.State, payment.Reference, payment.Failure, payment.AskAt, payment.SettledAt); err != nil || !paid {
			return err
		}
		if payment.InvoiceID == nil {
			return s.post(ctx, payment.ToppedUp(), now)
		}
		return s.markPaid(ctx, *payment.InvoiceID, now)
	})
	return payment, err
}

// markPaid books that an invoice is paid, once.
func (s *Store) markPaid(ctx context.Context, id market.InvoiceID, now time.Time) error {
	invoice, err := one[market.Invoice](ctx, s, `
		UPDATE invoice SET state = 'PAID', paid_at = $2 WHERE id = $1 AND state = 'ISSUED'
		RETURNING `+invoiceColumns, id, now)
	if err != nil {
		return fmt.Errorf("invoice %s cannot be marked paid: %w", id, err)
	}
	if err := s.emit(ctx, InvoicePaidTopic, string(invoice.SellerID), string(invoice.ID)); err != nil {
		return err
	}
	return s.post(ctx, invoice.Paid(), now)
}

// TakePendingPayments returns at most limit payments about which the provider is to
// be asked now, longest overdue first. For market.AskPause they are the caller's: no
// other server gets them.
func (s *Store) TakePendingPayments(ctx context.Context, limit int, now time.Time) ([]*market.Payment, error) {
	return all[market.Payment](ctx, s, `
		UPDATE payment SET ask_at = $2
		WHERE id IN (
			SELECT id FROM payment WHERE state = 'PENDING' AND ask_at <= $1
			ORDER BY ask_at LIMIT $3 FOR UPDATE SKIP LOCKED)
		RETURNING `+paymentColumns, now, now.Add(market.AskPause), limit)
}
