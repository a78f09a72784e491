package store

import (
	"context"
	"errors"

	"github.com/lib/pq"

	"partnergraph/market"
)

// refusals say, for each constraint that a user can run into, what it means. Texts
// of messages are never matched.
var refusals = map[string]struct {
	code    market.Code
	message string
	field   string
}{
	"organization_one_house":        {market.Conflict, "There is a house already, and only one.", ""},
	"partner_once_per_organization": {market.Conflict, "Your organisation has applied or is a partner already.", ""},
	"review_once_per_basis":         {market.Conflict, "You, or a colleague of yours, reviewed this on the same basis. One review stands for each.", "basis"},
	"lead_industry":                 {market.Invalid, "There is no such industry; the query industries lists what there is.", "industry"},
	"lead_partner":                  {market.NotFound, "There is no such partner in the directory.", "partnerId"},
	"lead_offer_once_per_partner":   {market.Conflict, "This lead was offered to one of these partners before.", "partnerIds"},
	"lead_complaint_pkey":           {market.Conflict, "You have said so before; the house has it.", "offerId"},
	"payment_one_at_a_time":         {market.Conflict, "This invoice is paid, or its payment is under way.", "invoiceId"},
}

// explain turns what Postgres refuses into what a user can act on. Other faults
// stay as they are, for the log.
func explain(err error) error {
	var e *pq.Error
	if !errors.As(err, &e) {
		return err
	}
	if r, ok := refusals[e.Constraint]; ok {
		refusal := market.Errorf(r.code, "%s", r.message)
		if r.field != "" {
			refusal = refusal.In(r.field)
		}
		return refusal
	}
	switch e.Code {
	case "57014": // query_canceled: by the caller, or by statement_timeout
		return errors.Join(context.DeadlineExceeded, err)
	case "22021", "22P05": // a null character, which no text in Postgres has
		return errors.Join(market.Errorf(market.Invalid, "Text cannot hold a null character; leave it out."), err)
	case "22P02", "22003", "22007", "22008", "22023": // text that is no uuid, number or time: only cursors bring such
		return errors.Join(market.Errorf(market.Invalid, "This is not a cursor of this list; take one from pageInfo or edges."), err)
	}
	return err
}
