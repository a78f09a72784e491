package store_test

import (
	"database/sql"
	"regexp"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// traces find somebody in any form: the digits of the number with whatever stands between
// them, as text or as the bytes of one, and the parts of the name, address and company.
var traces = regexp.MustCompile(`(?i)7[^0-9a-z]{0,3}7[^0-9a-z]{0,3}0[^0-9a-z]{0,3}0[^0-9a-z]{0,3}9[^0-9a-z]{0,3}0[^0-9a-z]{0,3}0[^0-9a-z]{0,3}9[^0-9a-z]{0,3}9[^0-9a-z]{0,3}9` +
	`|373730303930303939|quillon|quibberling|5175696c6c6f6e|517569626265726c696e67`)

// tracesIn are the tables in which a row tells of somebody, and what it is.
func tracesIn(t *testing.T, db *sql.DB) (rows []string) {
	t.Helper()
	var tables string
	if err := db.QueryRowContext(t.Context(), `SELECT string_agg(format('SELECT %L || t::text FROM %I.%I t', table_name || ' ', table_schema, table_name), ' UNION ALL ')
		FROM information_schema.tables WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_type = 'BASE TABLE'`).Scan(&tables); err != nil {
		t.Fatal(err)
	}
	all, err := db.QueryContext(t.Context(), tables)
	if err != nil {
		t.Fatal(err)
	}
	defer all.Close()
	for all.Next() {
		var row string
		if err := all.Scan(&row); err != nil {
			t.Fatal(err)
		}
		if trace := traces.FindString(row); trace != "" {
			rows = append(rows, trace+" in "+row)
		}
	}
	if err := all.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func TestTracesAreFoundInAllForms(t *testing.T) {
	for _, text := range []string{"+447700900999", "+44 7700 900 999", "07700 900999", "(07700) 900-999", "0044.7700.900999", "4477 0090 0999",
		`\x373730303930303939`, "QUILLON", "quillon@QUIBBERLING-tea.example.com"} {
		if !traces.MatchString(text) {
			t.Errorf("%q is not found", text)
		}
	}
	if traces.MatchString("+447700900998 Quill 0190a7b0-7700-7900-9991-000000000000") {
		t.Error("another is found")
	}
}

// quillon is a lead of somebody who is named in all its texts.
func quillon() market.LeadSubmitInput {
	in := storetest.Need()
	in.Contact = &market.LeadContactInput{Name: "Quillon Quibberling", Phone: market.Right("+447700900999"), Email: ptr("Quillon@Quibberling-Tea.example.com"), Company: ptr("Quibberling Teapots Ltd")}
	in.Title, in.Goal, in.Means = ptr("Shelves for QUIBBERLING TEAPOTS LTD"), ptr("Ask Quillon Quibberling, +44 7700 900 999"), ptr("Ring (07700) 900999")
	in.City = ptr("07700 900999, Quibberling")
	in.Contents, in.Country = ptr("Write to quillon@quibberling-tea.example.com or QUILLON@QUIBBERLING-TEA.EXAMPLE.COM"), market.Right("GB")
	return in
}

// saying is what people write about somebody where they should not.
const saying = "Call 0044 7700 900999 or 07700-900-999, or write to QUILLON@quibberling-tea.example.com."

// tellAll writes of quillon wherever somebody can.
func (w *leadWorld) tellAll() market.LeadID {
	w.Helper()
	ctx, now := w.Context(), storetest.Now
	deal := market.DealRegisterInput{Company: "Quibberling Teapots", Country: *market.Right("GB"), Phone: market.Right("+447700900999"), Note: ptr(saying + " It is Quillon.")}
	w.register(1, deal, now)
	rival := w.register(2, deal, now)
	w.must(second(w.ResolveDeal(ctx, w.manager, market.DealResolveInput{DealID: rival.ID, Reason: saying + " Quillon has said so."}, now)))
	lead, err := w.SubmitLead(ctx, w.client, quillon(), now)
	w.must(err)
	reason := saying + " Quillon wants them."
	w.must(second(w.OfferLead(ctx, w.manager, market.LeadOfferInput{LeadID: lead.ID, PartnerIDs: w.ids()[:1], MaxShare: 2, Hours: 48, Reason: &reason}, now)))
	w.must(second(w.CorrectLead(ctx, w.client, market.LeadCorrectInput{LeadID: lead.ID, Goal: ptr("Two for Quillon. " + saying), Note: ptr(saying)}, now)))
	for _, o := range w.offersOf(lead.ID, now) {
		if o.PartnerID != w.partners[0].ID {
			continue
		}
		w.must(w.accept(w.owners[0], o, now))
		w.must(second(w.CreateLeadNote(ctx, w.owners[0], market.LeadNoteCreateInput{OfferID: o.ID, Text: "Quillon is kind. " + saying}, now)))
		w.must(second(w.ComplainLead(ctx, w.client, market.LeadComplainInput{OfferID: o.ID, Text: ptr("Quillon waits. " + saying)}, now.Add(200*time.Hour))))
		lost := market.LeadAdvanceInput{OfferID: o.ID, Stage: market.StageLost, LostReason: ptr("Quillon buys elsewhere. " + saying)}
		w.must(second(w.AdvanceLead(ctx, w.owners[0], lost, now.Add(201*time.Hour))))
	}
	return lead.ID
}

// After an erasure nothing in any table tells of the person, however it was written; and
// before, no number or address is there in plain.
func TestNothingTellsOfWhomWasErased(t *testing.T) {
	w := newLeadWorld(t, 3)
	seller := storetest.Marketing(t, w.Store, w.db, "Seller")
	buyer := w.owners[1]
	storetest.Rich(t, w.Store, buyer, storetest.Owner(t, w.db, "Payer"), "100.00")
	lead := w.tellAll()
	sale := quillon()
	sale.Locale, sale.Sale = ptr("en"), storetest.ForSale("10.00", 2).Sale
	sale.Sale.Terms = ptr("Call Quillon Quibberling before noon. " + saying)
	sold, err := w.SubmitLead(t.Context(), seller, sale, storetest.Now)
	w.must(err)
	bought, err := w.BuyLead(t.Context(), buyer, storetest.Buy(sold.ID), storetest.Now)
	w.must(err)
	back := storetest.Return(bought.ID, market.NotAsDescribed)
	back.Note = ptr("Quillon wants tea. " + saying)
	w.must(second(w.ReturnLead(t.Context(), buyer, back, storetest.Now)))
	w.must(second(w.ProjectNotifications(t.Context(), []market.NotificationChannel{market.BySMS, market.ByMail}, storetest.Now)))

	for _, row := range tracesIn(t, w.db) {
		if strings.Contains(strings.ToLower(row), "example") || regexp.MustCompile(`9\D*9\D*9`).MatchString(traces.FindString(row)) {
			t.Errorf("before the erasure: %s", row)
		}
	}
	w.must(second(w.EraseLead(t.Context(), w.manager, market.LeadEraseInput{LeadID: lead}, storetest.Now)))
	for _, row := range tracesIn(t, w.db) {
		t.Errorf("after it: %s", row)
	}
	var keys int
	w.must(w.db.QueryRow(`SELECT count(*) FROM data_subject d WHERE wrapped_key IS NOT NULL AND NOT EXISTS (SELECT FROM deal WHERE subject_id = d.id)`).Scan(&keys))
	if keys != 0 {
		t.Errorf("%d keys are left", keys)
	}
}
