package market_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"partnergraph/market"
)

func TestReviewWorkBasis(t *testing.T) {
	for name, test := range map[string]struct {
		work  market.ReviewWork
		want  market.Code
		field []string
	}{
		"an accepted lead":      {market.ReviewWork{Kind: market.AcceptedLead, IsOfPartner: true, DoneAt: &noon}, "", nil},
		"a lead not accepted":   {market.ReviewWork{Kind: market.AcceptedLead, IsOfPartner: true}, market.Conflict, []string{"basis", "leadId"}},
		"a paid invoice":        {market.ReviewWork{Kind: market.PaidInvoice, IsOfPartner: true, DoneAt: &noon}, "", nil},
		"an unpaid invoice":     {market.ReviewWork{Kind: market.PaidInvoice, IsOfPartner: true}, market.Conflict, []string{"basis", "invoiceId"}},
		"paid to somebody else": {market.ReviewWork{Kind: market.PaidInvoice, DoneAt: &noon}, market.Conflict, []string{"basis", "invoiceId"}},
	} {
		t.Run(name, func(t *testing.T) {
			basis, err := test.work.Basis()
			var refusal *market.Error
			if errors.As(err, &refusal) != (test.want != "") || refusal != nil && (refusal.Code != test.want || !slices.Equal(refusal.Field, test.field)) {
				t.Fatalf("error %v, want %s at %v", err, test.want, test.field)
			}
			if err == nil && (basis.Kind != test.work.Kind || !basis.OccurredAt.Equal(noon)) {
				t.Errorf("basis %+v", basis)
			}
		})
	}
}

func TestReviewVerificationSaysHow(t *testing.T) {
	if lead := (market.ReviewBasis{Kind: market.AcceptedLead}).Verification(); !strings.Contains(lead, "lead") {
		t.Errorf("a lead is verified thus: %s", lead)
	}
	if invoice := (market.ReviewBasis{Kind: market.PaidInvoice}).Verification(); !strings.Contains(invoice, "invoice") {
		t.Errorf("an invoice is verified thus: %s", invoice)
	}
}

func TestViewerWrites(t *testing.T) {
	french := "fr"
	for name, test := range map[string]struct {
		v     market.Viewer
		given *string
		want  string
	}{
		"the language given":     {market.Viewer{Locales: []string{"de"}}, &french, "fr"},
		"that of the operation":  {market.Viewer{Locales: []string{"de-AT", "de"}}, nil, "de-AT"},
		"English when none asks": {market.Viewer{}, nil, "en"},
	} {
		if got := test.v.Writes(test.given); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}
