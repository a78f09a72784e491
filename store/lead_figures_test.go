package store_test

import (
	"math"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// Two leads go to two partners: the first accepts both, reaches one client after an
// hour and begins that work; the second declines one and lets the other pass.
func TestFiguresOfLeads(t *testing.T) {
	w := newLeadWorld(t, 2)
	for i := range 2 {
		lead, offers := storetest.Offered(t, w.Store, w.db, w.client, 2, w.ids()...)
		w.must(w.accept(w.owners[0], offers[0], storetest.Now.Add(time.Duration(i+1)*10*time.Minute)))
		if i == 0 {
			at := storetest.Now.Add(70 * time.Minute)
			w.must(second(w.AdvanceLead(t.Context(), w.owners[0], market.LeadAdvanceInput{OfferID: offers[0].ID, Stage: market.StageContacted}, at)))
			worth := &market.MoneyInput{Amount: "500", Currency: "EUR"}
			w.must(second(w.AdvanceLead(t.Context(), w.owners[0], market.LeadAdvanceInput{OfferID: offers[0].ID, Stage: market.StageStarted, ContractValue: worth}, at)))
			w.must(w.decline(w.owners[1], offers[1], storetest.Now))
		}
		storetest.Exec(t, w.db, `UPDATE lead SET country = 'GB' WHERE id = $1`, lead.ID)
	}
	storetest.Lead(t, w.Store, w.client, storetest.Now) // nobody has it
	day := storetest.Now.UTC().Truncate(24 * time.Hour)
	later := storetest.Now.Add(72 * time.Hour)
	figures := func(from, to time.Time, by ...market.LeadDimension) []*market.LeadFiguresRow {
		t.Helper()
		rows, err := w.LeadFigures(t.Context(), market.LeadFigureFilter{From: from, To: to}, by, market.MaxPage, later)
		w.must(err)
		return rows
	}
	if rows := figures(day.AddDate(0, 0, -1), day.AddDate(0, 0, -1)); len(rows) != 0 {
		t.Errorf("the day before has %+v", rows[0].Figures)
	}
	all := figures(day, day)[0].Figures
	if got := [8]int{all.Submitted, all.Offered, all.Accepted, all.Declined, all.Expired, all.Returned, all.Started, all.Lost}; got != [8]int{3, 4, 2, 1, 1, 0, 1, 0} {
		t.Errorf("in all %v", got)
	}
	if *all.MedianAnswerSeconds != 900 || *all.MedianContactSeconds != 3600 || *all.Conversion() != 0.5 || len(all.Contracted) != 1 || *all.Contracted[0] != (market.Money{Minor: 50000, Currency: "EUR"}) {
		t.Errorf("in all %+v", all)
	}
	most, err := w.LeadFigures(t.Context(), market.LeadFigureFilter{From: day, To: day}, []market.LeadDimension{market.ByPartner}, 1, later)
	if err != nil || len(most) != 1 {
		t.Errorf("one row is %d, %v", len(most), err)
	}
	for _, first := range []int{0, market.MaxPage + 1} {
		_, err := w.LeadFigures(t.Context(), market.LeadFigureFilter{From: day, To: day}, nil, first, later)
		refused(t, err, market.Invalid, "first")
	}
	rows := figures(day, day, market.ByPartner, market.ByRegion)
	if len(rows) != 3 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		switch {
		case row.PartnerID == nil:
			if row.Country != nil || row.Figures.Submitted != 1 || row.Figures.Offered != 0 {
				t.Errorf("nobody's: %+v", row.Figures)
			}
		case *row.PartnerID == w.partners[1].ID:
			if *row.Country != "GB" || row.Figures.Accepted != 0 || row.Figures.Declined != 1 || row.Figures.Expired != 1 || len(row.Figures.Contracted) != 0 {
				t.Errorf("the second partner: %+v", row.Figures)
			}
		}
	}
	if month := figures(day, day, market.ByMonth)[0].Month; !month.Equal(day.AddDate(0, 0, 1-day.Day())) {
		t.Errorf("the month is %v", month)
	}
}

func TestConcentration(t *testing.T) {
	w := newLeadWorld(t, 3)
	day := storetest.Now.UTC().Truncate(24 * time.Hour)
	if got, err := w.LeadConcentration(t.Context(), day, day); err != nil || got.Leads.HHI != 0 || len(got.Leads.Shares)+len(got.Turnover) != 0 {
		t.Errorf("of nothing: %+v, %v", got, err)
	}
	for i, leads := range []int{2, 1, 1} {
		for range leads {
			_, offers := storetest.Offered(t, w.Store, w.db, w.client, 1, w.partners[i].ID)
			w.must(w.accept(w.owners[i], offers[0], storetest.Now))
		}
	}
	storetest.Invoice(t, w.Store, w.owners[1], storetest.BillTo(storetest.Owner(t, w.db, "Client"), "30", "EUR"))
	storetest.Invoice(t, w.Store, w.owners[2], storetest.BillTo(storetest.Owner(t, w.db, "Buyer"), "10", "EUR"))
	storetest.Invoice(t, w.Store, w.owners[2], storetest.BillTo(storetest.Owner(t, w.db, "Another"), "99", "USD"))
	got, err := w.LeadConcentration(t.Context(), day.AddDate(0, 0, -400), day.AddDate(0, 0, 400))
	w.must(err)
	leads := got.Leads
	if leads.Partners != 3 || len(leads.Shares) != 3 || leads.Shares[0].PartnerID != w.partners[0].ID || leads.Shares[0].Share != 0.5 || math.Abs(leads.HHI-0.375) > 1e-9 {
		t.Errorf("of leads %+v", leads)
	}
	if len(got.Turnover) != 2 || *got.Turnover[0].Currency != "EUR" || got.Turnover[0].Shares[0].Share != 0.75 || math.Abs(got.Turnover[0].HHI-0.625) > 1e-9 ||
		got.Turnover[1].HHI != 1 {
		t.Errorf("of turnover %+v", got.Turnover)
	}
	for first, want := range map[int]int{1: 1, 2: 2, 3: 3, market.MaxShares: 3} {
		if largest, err := leads.Largest(first); err != nil || len(largest) != want {
			t.Errorf("of the largest %d there are %d, %v", first, len(largest), err)
		}
	}
	for _, first := range []int{0, market.MaxShares + 1} {
		refused(t, second(leads.Largest(first)), market.Invalid, "first")
	}
}
