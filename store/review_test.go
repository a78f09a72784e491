package store_test

import (
	"database/sql"
	"fmt"
	"math"
	"testing"
	"time"

	"partnergraph/market"
)

// work makes leads and invoices, which reviews rest on, each with an id of its own.
type work struct {
	t  *testing.T
	db *sql.DB
	n  int
}

func (w *work) id() string {
	w.n++
	return fmt.Sprintf("00000000-0000-7000-8000-%012d", 1000+w.n)
}

// lead is one of the viewer's that the partner accepted; or has only in hand.
func (w *work) lead(v market.Viewer, partner market.PartnerID, state string) *market.ReviewBasisInput {
	w.t.Helper()
	id := w.id()
	run(w.t, w.db, `INSERT INTO lead (id, person_id, organization_id, title, state, size, source, locale, created_at)
		VALUES ($1, $2, nullif($3, '')::uuid, 'A need', 'OFFERED', 'SMALL', 'SITE', 'de', $4)`, id, string(v.Person), string(v.Organization), now)
	run(w.t, w.db, `INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline, answered_at, decline_reason, stage)
		VALUES ($1, $1, $2, $3, $4, $4, CASE WHEN $3 <> 'OFFERED' THEN $4::timestamptz END,
			CASE $3 WHEN 'DECLINED' THEN 'OTHER' END, CASE $3 WHEN 'ACCEPTED' THEN 'ACCEPTED' END)`, id, string(partner), state, now.Add(-time.Hour))
	return &market.ReviewBasisInput{LeadID: ptr(market.LeadID(id))}
}

// invoice is one to the viewer's organisation, or to the person alone.
func (w *work) invoice(v market.Viewer, seller market.PartnerID, isPaid bool) *market.ReviewBasisInput {
	w.t.Helper()
	id := w.id()
	run(w.t, w.db, `INSERT INTO invoice (id, seller_id, organization_id, person_id, year, serial, state, currency, net_minor, tax_minor, issued_at, due_on, paid_at)
		VALUES ($1, $2, nullif($3, '')::uuid, CASE $3 WHEN '' THEN $4::uuid END, 2026, $5, CASE WHEN $6 THEN 'PAID' ELSE 'ISSUED' END,
			'EUR', 100, 0, $7, $7::timestamptz::date, CASE WHEN $6 THEN $7::timestamptz END)`,
		id, string(seller), string(v.Organization), string(v.Person), w.n, isPaid, now.Add(-time.Minute))
	return &market.ReviewBasisInput{InvoiceID: ptr(market.InvoiceID(id))}
}

// solution is one of the partner's.
func (w *work) solution(partner market.PartnerID, state string) *market.SolutionID {
	w.t.Helper()
	id := w.id()
	run(w.t, w.db, `INSERT INTO solution (id, partner_id, category_id, slug, state, original_title, has_export, trial_days, is_freemium,
			plans, price_models, locales, published_at, updated_at)
		VALUES ($1::uuid, $2, (SELECT id FROM category LIMIT 1), 's-' || $1::text, $3, 'A solution', true, 30, false, '[]', '{}', '{}', $4, $4)`, id, string(partner), state, now)
	return ptr(market.SolutionID(id))
}

// praise is a valid review of the partner.
func praise(partner market.PartnerID, basis *market.ReviewBasisInput) market.ReviewCreateInput {
	return market.ReviewCreateInput{PartnerID: partner, Basis: basis, Score: 5, Text: "They came on time and it works."}
}

func TestCreateReviewNeedsABasis(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	w := &work{t: t, db: db}
	alone := market.Viewer{Person: alma.Person} // acts for nobody
	colleague := market.Viewer{Person: emil.Person, Organization: alma.Organization, Role: market.Support}
	for name, test := range map[string]struct {
		v     market.Viewer
		in    market.ReviewCreateInput
		code  market.Code
		field string
	}{
		"a lead the partner accepted":                 {alma, praise(lantern, w.lead(alma, lantern, "ACCEPTED")), "", ""},
		"an invoice the organisation paid":            {alma, praise(lantern, w.invoice(alma, lantern, true)), "", ""},
		"an invoice the person paid":                  {emil, praise(lantern, w.invoice(emil, lantern, true)), "", ""},
		"a lead of the person's, acting for nobody":   {alone, praise(lantern, w.lead(alma, lantern, "ACCEPTED")), "", ""},
		"a lead of a colleague's":                     {colleague, praise(lantern, w.lead(alma, lantern, "ACCEPTED")), "", ""},
		"an invoice of an organisation not acted for": {alone, praise(lantern, w.invoice(alma, lantern, true)), market.NotFound, "basis.invoiceId"},
		"a lead of somebody else's":                   {emil, praise(lantern, w.lead(alma, lantern, "ACCEPTED")), market.NotFound, "basis.leadId"},
		"an invoice of somebody else's":               {emil, praise(lantern, w.invoice(alma, lantern, true)), market.NotFound, "basis.invoiceId"},
		"a lead offered only":                         {alma, praise(lantern, w.lead(alma, lantern, "OFFERED")), market.Conflict, "basis.leadId"},
		"a lead declined":                             {alma, praise(lantern, w.lead(alma, lantern, "DECLINED")), market.Conflict, "basis.leadId"},
		"a lead another partner accepted":             {alma, praise(lantern, w.lead(alma, rivalry, "ACCEPTED")), market.Conflict, "basis.leadId"},
		"an invoice not paid":                         {alma, praise(lantern, w.invoice(alma, lantern, false)), market.Conflict, "basis.invoiceId"},
		"an invoice of another seller":                {alma, praise(lantern, w.invoice(alma, rivalry, true)), market.Conflict, "basis.invoiceId"},
		"of a partner that is not there":              {alma, praise(market.PartnerID(alma.Person), w.lead(alma, lantern, "ACCEPTED")), market.NotFound, "partnerId"},
		"of an applicant":                             {alma, praise(hopes, w.lead(alma, hopes, "ACCEPTED")), market.NotFound, "partnerId"},
		"of the own organisation":                     {bo, praise(lantern, w.lead(bo, lantern, "ACCEPTED")), market.Conflict, "partnerId"},
		"of an own organisation not acted for": {market.Viewer{Person: bo.Person},
			praise(lantern, w.lead(market.Viewer{Person: bo.Person}, lantern, "ACCEPTED")), market.Conflict, "partnerId"},
	} {
		t.Run(name, func(t *testing.T) {
			review, err := s.CreateReview(t.Context(), test.v, test.in, now)
			refused(t, err, test.code, test.field)
			if (err == nil) != (review != nil) {
				t.Errorf("review %v with error %v", review, err)
			}
		})
	}
}

func TestReviewTellsItsBasisButNotWhose(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	w := &work{t: t, db: db}
	in := praise(lantern, w.lead(alma, lantern, "ACCEPTED"))
	in.Aspects = &market.ReviewAspectsInput{Quality: ptr(4), Price: ptr(1)}
	in.Text = "  " + in.Text + "\n"
	lead := must(s.CreateReview(t.Context(), alma, in, now))(t)
	if lead.Basis.Kind != market.AcceptedLead || !lead.Basis.OccurredAt.Equal(now.Add(-time.Hour)) || value(lead.OrganizationID) != alma.Organization {
		t.Errorf("basis %+v, written for %s", lead.Basis, value(lead.OrganizationID))
	}
	if lead.Locale != "de" || lead.Text != "They came on time and it works." || *lead.Aspects.Quality != 4 || *lead.Aspects.Price != 1 || lead.Aspects.Deadlines != nil {
		t.Errorf("review %+v", lead)
	}
	in = praise(lantern, w.invoice(emil, lantern, true))
	in.Locale = ptr("uk")
	invoice := must(s.CreateReview(t.Context(), emil, in, now))(t)
	if invoice.Basis.Kind != market.PaidInvoice || !invoice.Basis.OccurredAt.Equal(now.Add(-time.Minute)) || invoice.OrganizationID != nil || invoice.Locale != "uk" {
		t.Errorf("review %+v", invoice)
	}
	alone := market.Viewer{Person: alma.Person}
	in = praise(lantern, w.lead(alma, lantern, "ACCEPTED"))
	if r := must(s.CreateReview(t.Context(), alone, in, now))(t); r.OrganizationID != nil {
		t.Errorf("written for %s, which the author did not act for", *r.OrganizationID)
	}
}

func TestOneReviewForEachBasisAndSubject(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	w := &work{t: t, db: db}
	basis := w.lead(alma, lantern, "ACCEPTED")
	run(t, db, `INSERT INTO lead_offer (id, lead_id, partner_id, state, sent_at, deadline, answered_at, stage)
		VALUES (gen_random_uuid(), $1, $2, 'ACCEPTED', $3, $3, $3, 'ACCEPTED')`, string(*basis.LeadID), string(rivalry), now)
	crm, erp := w.solution(lantern, "PUBLISHED"), w.solution(lantern, "PUBLISHED")
	foreign, draft := w.solution(rivalry, "PUBLISHED"), w.solution(lantern, "DRAFT")
	colleague := market.Viewer{Person: emil.Person, Organization: alma.Organization}
	for _, test := range []struct {
		name     string
		v        market.Viewer
		partner  market.PartnerID
		solution *market.SolutionID
		code     market.Code
		field    string
	}{
		{"the partner", alma, lantern, nil, "", ""},
		{"the partner again", alma, lantern, nil, market.Conflict, "basis"},
		{"a solution of it", alma, lantern, crm, "", ""},
		{"the solution again", alma, lantern, crm, market.Conflict, "basis"},
		{"another solution of it", alma, lantern, erp, "", ""},
		{"the partner, by a colleague", colleague, lantern, nil, market.Conflict, "basis"},
		{"another partner who accepted the lead", alma, rivalry, nil, "", ""},
		{"another partner's solution under this one", alma, lantern, foreign, market.NotFound, "solutionId"},
		{"a draft", alma, lantern, draft, market.NotFound, "solutionId"},
	} {
		in := praise(test.partner, basis)
		in.SolutionID = test.solution
		_, err := s.CreateReview(t.Context(), test.v, in, now)
		t.Log(test.name)
		refused(t, err, test.code, test.field)
	}
	again := praise(lantern, w.invoice(alma, lantern, true))
	_, err := s.CreateReview(t.Context(), alma, again, now)
	refused(t, err, "", "") // another basis
	counts := map[string]int{"partner " + string(lantern): 2, "partner " + string(rivalry): 1, "solution " + string(*crm): 1, "solution " + string(*erp): 1}
	for subject, want := range counts {
		var table, id string
		fmt.Sscan(subject, &table, &id)
		if _, got, _ := rating(t, db, table, id); got != want {
			t.Errorf("%s has %d reviews, want %d", subject, got, want)
		}
	}
}

func TestReviewInput(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	w := &work{t: t, db: db}
	basis := w.lead(alma, lantern, "ACCEPTED")
	for field, spoil := range map[string]func(*market.ReviewCreateInput){
		"score":                 func(in *market.ReviewCreateInput) { in.Score = 6 },
		"aspects.quality":       func(in *market.ReviewCreateInput) { in.Aspects = &market.ReviewAspectsInput{Quality: ptr(0)} },
		"aspects.deadlines":     func(in *market.ReviewCreateInput) { in.Aspects = &market.ReviewAspectsInput{Deadlines: ptr(6)} },
		"aspects.communication": func(in *market.ReviewCreateInput) { in.Aspects = &market.ReviewAspectsInput{Communication: ptr(-1)} },
		"aspects.price":         func(in *market.ReviewCreateInput) { in.Aspects = &market.ReviewAspectsInput{Price: ptr(10)} },
		"text":                  func(in *market.ReviewCreateInput) { in.Text = "Nineteen characters" + "   " },
	} {
		in := praise(lantern, basis)
		spoil(&in)
		_, err := s.CreateReview(t.Context(), alma, in, now)
		refused(t, err, market.Invalid, field)
	}
}

func TestAnswerReview(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	w := &work{t: t, db: db}
	review := must(s.CreateReview(t.Context(), alma, praise(lantern, w.lead(alma, lantern, "ACCEPTED")), now))(t)
	if review.Reply() != nil {
		t.Errorf("answered before anybody did: %+v", review.Reply())
	}
	in := market.ReviewReplyInput{ReviewID: review.ID, Text: " Thank you, come again. "}
	editor := bo
	editor.Role, editor.Locales = market.Editor, []string{"de-AT", "de"}
	for name, test := range map[string]struct {
		v    market.Viewer
		code market.Code
	}{
		"its editor":                   {editor, ""},
		"its support":                  {bo, market.Forbidden},
		"another partner":              {cleo, market.Forbidden},
		"the author":                   {alma, market.Forbidden},
		"the house":                    {dana, market.Forbidden},
		"an editor of no partner":      {market.Viewer{Person: bo.Person, Organization: alma.Organization, Role: market.Editor}, market.Forbidden},
		"nobody for no partner at all": {market.Viewer{}, market.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			answered, err := s.AnswerReview(t.Context(), test.v, in, now)
			refused(t, err, test.code, "")
			if err == nil && *answered.Reply() != (market.ReviewReply{Text: "Thank you, come again.", Locale: "de-AT", CreatedAt: answered.Reply().CreatedAt}) {
				t.Errorf("answer %+v", answered.Reply())
			}
		})
	}
	in.Text, in.Locale = "On second thought: sorry.", ptr("en")
	again := must(s.AnswerReview(t.Context(), editor, in, now.Add(time.Hour)))(t).Reply()
	if again.Text != in.Text || again.Locale != "en" || !again.CreatedAt.Equal(now.Add(time.Hour)) {
		t.Errorf("second answer %+v does not replace the first", again)
	}
	in.Text = "Too short"
	_, err := s.AnswerReview(t.Context(), editor, in, now)
	refused(t, err, market.Invalid, "text")
	in.ReviewID, in.Text = market.ReviewID(lantern), "Thank you, come again."
	_, err = s.AnswerReview(t.Context(), editor, in, now)
	refused(t, err, market.NotFound, "reviewId")
}

func TestReviewsAreBatchedNewestFirst(t *testing.T) {
	t.Parallel()
	s, db := talk(t)
	w := &work{t: t, db: db}
	crm := w.solution(lantern, "PUBLISHED")
	var written []market.ReviewID
	for i := range 5 {
		in := praise(lantern, w.lead(alma, lantern, "ACCEPTED"))
		if i%2 == 1 {
			in.SolutionID = crm
		}
		written = append(written, must(s.CreateReview(t.Context(), alma, in, now.Add(time.Duration(i)*time.Second)))(t).ID)
	}
	p := market.PageArgs{Size: 3, WantTotal: true}
	of := must(s.PartnerReviews(t.Context(), []market.PartnerID{rivalry, lantern}, p))(t)
	if got := of[lantern]; len(got.Edges) != 3 || got.TotalCount != 5 || got.Edges[0].Node.ID != written[4] || got.Edges[2].Node.ID != written[2] || !got.PageInfo.HasNextPage {
		t.Errorf("the partner's: %+v", got)
	}
	if got := of[rivalry]; len(got.Edges) != 0 || got.TotalCount != 0 {
		t.Errorf("another partner's: %+v", got)
	}
	if got := must(s.SolutionReviews(t.Context(), []market.SolutionID{*crm}, p))(t)[*crm]; len(got.Edges) != 2 || got.Edges[0].Node.ID != written[3] || got.TotalCount != 2 {
		t.Errorf("the solution's: %+v", got)
	}
	next := market.PageArgs{Size: 3, After: *of[lantern].PageInfo.EndCursor}
	if got := must(s.PartnerReviews(t.Context(), []market.PartnerID{lantern}, next))(t)[lantern]; len(got.Edges) != 2 || got.Edges[0].Node.ID != written[1] {
		t.Errorf("the next page: %+v", got)
	}
}

// rating is what is stored with a partner or solution.
func rating(t *testing.T, db *sql.DB, table, id string) (value float64, count int, at sql.NullTime) {
	t.Helper()
	if err := db.QueryRow(`SELECT rating_value, rating_count, rating_at FROM `+table+` WHERE id = $1`, id).Scan(&value, &count, &at); err != nil {
		t.Fatal(err)
	}
	return value, count, at
}

// formula is version 1 of the formula, written a second time and in SQL: prior
// weight 7 at 3.5, each review halved in weight every 18 months of 730 hours.
const formula = `
	SELECT (7 * 3.5 + sum(w * score)) / (7 + sum(w)), count(*)
	FROM (SELECT score, power(0.5::float8, greatest(extract(epoch FROM $2::timestamptz - created_at)::float8, 0) / (18 * 730 * 3600)) AS w
		FROM review WHERE `

// agrees checks that the stored rating is that of the formula over the rows.
func agrees(t *testing.T, db *sql.DB, table, id string) {
	t.Helper()
	of := `partner_id = $1 AND solution_id IS NULL`
	if table == "solution" {
		of = `solution_id = $1`
	}
	got, count, at := rating(t, db, table, id)
	var want sql.NullFloat64
	var rows int
	if err := db.QueryRow(formula+of+`) AS scores`, id, at).Scan(&want, &rows); err != nil {
		t.Fatal(err)
	}
	if count != rows || math.Abs(got-want.Float64) > 0.5001e-4 {
		t.Errorf("%s %s is rated %v of %d reviews, the rows give %v of %d", table, id, got, count, want.Float64, rows)
	}
}

// waitForLock waits until somebody in the test's database waits for a lock.
func waitForLock(t *testing.T, db *sql.DB) {
	t.Helper()
	for range 500 {
		var waiting bool
		err := db.QueryRow(`SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')`).Scan(&waiting)
		if err != nil {
			t.Error(err)
			return
		}
		if waiting {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("nobody waits for a lock")
}
