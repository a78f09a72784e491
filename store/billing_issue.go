package store

import (
	"context"
	"time"

	"partnergraph/market"
)

// IssueInvoice issues an invoice of the partner acted for, numbers it, and books it.
// The same input under the same idempotency key gives the invoice that was issued
// first.
func (s *Store) IssueInvoice(ctx context.Context, v market.Viewer, in market.InvoiceIssueInput, now time.Time) (invoice *market.Invoice, err error) {
	bill, err := in.Bill()
	if err != nil {
		return nil, err
	}
	if !v.Is(market.Audience(market.Owner), market.Audience(market.Manager)) || v.Partner == "" {
		return nil, market.Errorf(market.Forbidden, "Only the owners and managers of a partner issue invoices.")
	}
	err = s.as(ctx, viewing(v), func(s *Store) error {
		id, first, err := claim[market.InvoiceID](ctx, s, v, in.IdempotencyKey, in, now)
		if err != nil {
			return err
		}
		if first {
			if err := s.issue(ctx, v, id, in, bill, now); err != nil {
				return err
			}
		}
		invoice, err = s.Invoice(ctx, v, id)
		return err
	})
	return invoice, err
}

func (s *Store) issue(ctx context.Context, v market.Viewer, id market.InvoiceID, in market.InvoiceIssueInput, bill *market.Bill, now time.Time) error {
	state, err := value[market.PartnerState](ctx, s, `SELECT state FROM partner WHERE id = $1`, v.Partner)
	if err != nil {
		return err
	}
	if !state.MayInvoice() {
		return market.Errorf(market.Conflict, "Your organisation can issue invoices when the house has admitted it as a partner.")
	}
	buyer, err := s.buyer(ctx, v, in)
	if err != nil {
		return err
	}
	i := &market.Invoice{
		ID: id, SellerID: v.Partner, OrganizationID: buyer.OrganizationID, PersonID: buyer.PersonID, LeadID: in.LeadID,
		State: market.InvoiceIssued, Net: bill.Net, Tax: bill.Tax, Total: bill.Total,
	}
	if err := s.number(ctx, i, now); err != nil {
		return err
	}
	i.DueOn = market.DueOn(i.IssuedAt, in.DueDays)
	if err := s.insertInvoice(ctx, i, bill.Lines); err != nil {
		return err
	}
	if err := s.emit(ctx, InvoiceIssuedTopic, string(i.SellerID), string(i.ID)); err != nil {
		return err
	}
	return s.post(ctx, i.Issued(), i.IssuedAt)
}

// buyer is whom the input names, if the viewer's partner may issue an invoice to it.
func (s *Store) buyer(ctx context.Context, v market.Viewer, in market.InvoiceIssueInput) (buyer *market.Buyer, err error) {
	field := "personId"
	switch {
	case in.LeadID != nil:
		field = "leadId"
		buyer, err = found(one[market.Buyer](ctx, s, `
			SELECT lead.organization_id, CASE WHEN lead.organization_id IS NULL THEN lead.person_id END AS person_id,
				coalesce(lead.organization_id = $3, false) OR EXISTS
					(SELECT FROM member WHERE organization_id = $3 AND person_id = lead.person_id AND lead.organization_id IS NULL) AS is_seller
			FROM lead JOIN lead_offer offer ON offer.lead_id = lead.id
			WHERE lead.id = $1 AND offer.partner_id = $2 AND offer.state = 'ACCEPTED'`, *in.LeadID, v.Partner, v.Organization))
	case in.OrganizationID != nil:
		field = "organizationId"
		buyer, err = found(one[market.Buyer](ctx, s, `
			SELECT id AS organization_id, id = $2 AS is_seller FROM organization WHERE id = $1`, *in.OrganizationID, v.Organization))
	default:
		buyer, err = found(one[market.Buyer](ctx, s, `
			SELECT id AS person_id, EXISTS (SELECT FROM member WHERE organization_id = $2 AND person_id = person.id) AS is_seller
			FROM person WHERE id = $1`, *in.PersonID, v.Organization))
	}
	switch {
	case err != nil:
		return nil, err
	case buyer == nil:
		return nil, market.Errorf(market.NotFound, "There is nobody of this id to issue an invoice to.").In(field)
	}
	return buyer, inField(buyer.Check(), field)
}

// number gives the invoice the next number of its seller in the year, by UTC, and
// its time. Others who issue for the same seller wait until this transaction ends:
// if it is rolled back, they get the number.
func (s *Store) number(ctx context.Context, i *market.Invoice, now time.Time) error {
	i.Year = now.UTC().Year()
	next, err := one[struct {
		Serial   int       `db:"last"`
		IssuedAt time.Time `db:"issued_at"`
	}](ctx, s, `
		INSERT INTO invoice_series AS series (seller_id, year, last, issued_at) VALUES ($1, $2, 1, $3)
		ON CONFLICT (seller_id, year) DO UPDATE SET last = series.last + 1, issued_at = greatest(series.issued_at, excluded.issued_at)
		RETURNING last, issued_at`, i.SellerID, i.Year, now)
	if err != nil {
		return err
	}
	i.Serial, i.IssuedAt = next.Serial, next.IssuedAt
	return nil
}

func (s *Store) insertInvoice(ctx context.Context, i *market.Invoice, lines []*market.InvoiceLine) error {
	if _, err := s.exec(ctx, `
		INSERT INTO invoice (id, seller_id, organization_id, person_id, lead_id, year, serial, state,
			currency, net_minor, tax_minor, issued_at, due_on)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		i.ID, i.SellerID, i.OrganizationID, i.PersonID, i.LeadID, i.Year, i.Serial, i.State,
		i.Total.Currency, i.Net.Minor, i.Tax.Minor, i.IssuedAt, i.DueOn); err != nil {
		return err
	}
	var descriptions []string
	var quantities, taxes []market.Decimal
	var prices, nets []int64
	for _, l := range lines {
		descriptions, quantities, taxes = append(descriptions, l.Description), append(quantities, l.Quantity), append(taxes, l.TaxRate)
		prices, nets = append(prices, l.UnitPrice.Minor), append(nets, l.Net.Minor)
	}
	_, err := s.exec(ctx, `
		INSERT INTO invoice_line (invoice_id, position, description, quantity, unit_price_minor, tax_rate, net_minor)
		SELECT $1::uuid, l.position, l.description, l.quantity, l.price, l.tax_rate, l.net
		FROM unnest($2::text[], $3::numeric[], $4::bigint[], $5::numeric[], $6::bigint[])
			WITH ORDINALITY AS l(description, quantity, price, tax_rate, net, position)`,
		i.ID, descriptions, quantities, prices, taxes, nets)
	return err
}
