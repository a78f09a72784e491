package store_test

import (
	"slices"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

func TestSolutionIsDraftedSubmittedPublished(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Maker"))
	manager := storetest.ProgrammeManager(t, db)
	in := storetest.Listing(t, db, " Größe & Maß ")
	in.Industries, in.MinimumUsers, in.MaximumUsers, in.HostingCountry, in.HasExport = []string{"law", "retail", "law"}, ptr(1), ptr(500), ptr("DE"), true
	drafted, err := s.CreateSolution(t.Context(), owner, in, storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	if drafted.State != market.SolutionDrafted || drafted.Slug != "groesse-mass" || drafted.Title != "Größe & Maß" || drafted.PublishedAt != nil ||
		!slices.Equal(drafted.IndustryCodes, []string{"law", "retail"}) || *drafted.MaximumUsers != 500 || *drafted.HostingCountry != "DE" ||
		!drafted.HasExport || drafted.TrialDays != 30 || drafted.IsFreemium || len(drafted.Plans) != 1 || len(drafted.Plans[0].Prices) != 2 {
		t.Errorf("drafted: %+v", drafted)
	}
	submit := func() error {
		return second(s.SubmitSolution(t.Context(), owner, market.SolutionSubmitInput{SolutionID: drafted.ID}))
	}
	publish := func() error {
		return second(s.PublishSolution(t.Context(), manager, market.SolutionPublishInput{SolutionID: drafted.ID}, storetest.Now.Add(time.Hour)))
	}
	edit := func() error {
		return second(s.UpdateSolution(t.Context(), owner, market.SolutionUpdateInput{SolutionID: drafted.ID, TrialDays: ptr(14)}, storetest.Now))
	}
	for i, step := range []struct {
		do   func() error
		want market.Code
	}{
		{publish, market.Conflict}, {submit, ""}, {submit, market.Conflict},
		{edit, ""}, {publish, market.Conflict}, {submit, ""}, // a change takes the submission back
		{publish, ""}, {publish, market.Conflict}, {submit, market.Conflict},
	} {
		if err := step.do(); codeOf(err) != step.want {
			t.Errorf("step %d: %v, want %q", i, err, step.want)
		}
	}
	published, err := s.Solution(t.Context(), market.Viewer{}, market.SolutionBy{ID: &drafted.ID}, store.With{})
	if err != nil || published.State != market.SolutionPublished || published.TrialDays != 14 || !published.PublishedAt.Equal(storetest.Now.Add(time.Hour)) {
		t.Errorf("published: %+v, %v", published, err)
	}
}

// The public reads what was last confirmed while the change waits.
func TestSolutionChangeWaitsInItsDraft(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Maker"))
	manager := storetest.ProgrammeManager(t, db)
	in := storetest.Listing(t, db, "Before")
	in.HostingCountry = ptr("DE")
	solution := storetest.Solution(t, s, db, owner, in)
	id := solution.ID
	change := market.SolutionUpdateInput{
		SolutionID: id, Texts: []*market.SolutionTextInput{{Locale: "de", Title: "Nachher", Summary: "Zählt genauer als zuvor."}},
		CategoryID: ptr(storetest.Category(t, db, "loyalty")), Industries: []string{"banking"}, Cleared: market.Cleared{"hostingCountry"},
		Plans: []*market.PlanInput{{Name: "Flat", Terms: []int{24}, Prices: []*market.PriceInput{{Model: market.FlatMonth, Amount: &market.MoneyInput{Amount: "9.90", Currency: "EUR"}}}}},
	}
	if _, err := s.UpdateSolution(t.Context(), owner, change, storetest.Now.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.UpdateSolution(t.Context(), owner, market.SolutionUpdateInput{SolutionID: id, TrialDays: ptr(7)}, storetest.Now.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	public := func() *market.Solution {
		t.Helper()
		found, err := s.Solution(t.Context(), market.Viewer{}, market.SolutionBy{ID: &id}, store.With{})
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if p := public(); p.Title != "Before" || p.TrialDays != 30 || p.CategoryID != solution.CategoryID || p.Plans[0].Name != "Team" || *p.HostingCountry != "DE" || !p.UpdatedAt.Equal(solution.UpdatedAt) {
		t.Errorf("while the change waits the public reads %+v", p)
	}
	draft := draftOf(t, s, owner, id)
	if draft == nil || draft.Texts[0].Title != "Nachher" || draft.TrialDays != 7 || draft.Plans[0].Name != "Flat" || draft.IsSubmitted || draft.HostingCountry != nil || !draft.UpdatedAt.Equal(storetest.Now.Add(2*time.Hour)) {
		t.Errorf("the draft is %+v", draft)
	}
	submit := func() error {
		return second(s.SubmitSolution(t.Context(), owner, market.SolutionSubmitInput{SolutionID: id}))
	}
	publish := func() error {
		return second(s.PublishSolution(t.Context(), manager, market.SolutionPublishInput{SolutionID: id}, storetest.Now.Add(3*time.Hour)))
	}
	edit := func() error {
		return second(s.UpdateSolution(t.Context(), owner, market.SolutionUpdateInput{SolutionID: id, IsFreemium: ptr(true)}, storetest.Now))
	}
	for i, step := range []struct {
		do   func() error
		want market.Code
	}{{publish, market.Conflict}, {submit, ""}, {submit, market.Conflict}, {edit, ""}, {publish, market.Conflict}, {submit, ""}, {publish, ""}, {publish, market.Conflict}} {
		if err := step.do(); codeOf(err) != step.want {
			t.Errorf("step %d: %v, want %q", i, err, step.want)
		}
	}
	p := public()
	if p.Title != "Nachher" || p.Locale != "de" || p.TrialDays != 7 || p.Plans[0].Name != "Flat" || p.HostingCountry != nil || !p.IsFreemium || p.Slug != "before" ||
		p.CategoryID == solution.CategoryID || !p.PublishedAt.Equal(storetest.Now) || !p.UpdatedAt.Equal(storetest.Now.Add(3*time.Hour)) {
		t.Errorf("after it was confirmed the public reads %+v", p)
	}
	if draft := draftOf(t, s, owner, id); draft != nil {
		t.Errorf("the draft is still there: %+v", draft)
	}
	for text, want := range map[string]int{"nachher genauer": 1, "before": 0} {
		page, err := s.Solutions(t.Context(), market.Viewer{}, market.SolutionFilter{Text: &text, PriceModels: []market.PriceModel{market.FlatMonth}, Languages: []string{"de"}}, market.SolutionsByRating, market.PageArgs{Size: 5}, store.With{})
		if err != nil || len(page.Edges) != want {
			t.Errorf("%q finds %d, %v", text, len(page.Edges), err)
		}
	}
}

func draftOf(t *testing.T, s *store.Store, v market.Viewer, id market.SolutionID) *market.SolutionDraft {
	t.Helper()
	drafts, err := s.SolutionDrafts(t.Context(), v, []market.SolutionID{id})
	if err != nil {
		t.Fatal(err)
	}
	return drafts[id]
}

// The house finds what waits for it: first submissions and changes; a partner its
// own; nobody else learns that a change waits.
func TestSolutionsThatWaitForTheHouse(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Maker"))
	_, other := storetest.Partner(t, s, db, storetest.Profile("Other"))
	changed := storetest.Solution(t, s, db, owner, storetest.Listing(t, db, "Changed"))
	storetest.Solution(t, s, db, owner, storetest.Listing(t, db, "Unchanged"))
	editing := storetest.Solution(t, s, db, other, storetest.Listing(t, db, "Still editing"))
	for v, id := range map[*market.Viewer]market.SolutionID{&owner: changed.ID, &other: editing.ID} {
		if _, err := s.UpdateSolution(t.Context(), *v, market.SolutionUpdateInput{SolutionID: id, TrialDays: ptr(5)}, storetest.Now); err != nil {
			t.Fatal(err)
		}
	}
	first, err := s.CreateSolution(t.Context(), other, storetest.Listing(t, db, "First"), storetest.Now.Add(time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	for v, id := range map[*market.Viewer]market.SolutionID{&owner: changed.ID, &other: first.ID} {
		if _, err := s.SubmitSolution(t.Context(), *v, market.SolutionSubmitInput{SolutionID: id}); err != nil {
			t.Fatal(err)
		}
	}
	submitted := market.SolutionSubmitted
	for name, test := range map[string]struct {
		viewer market.Viewer
		want   []string
	}{
		"programme manager": {storetest.ProgrammeManager(t, db), []string{"first", "changed"}},
		"owner":             {owner, []string{"changed"}},
		"other":             {other, []string{"first"}},
		"nobody":            {market.Viewer{}, []string{}},
	} {
		page, err := s.Solutions(t.Context(), test.viewer, market.SolutionFilter{State: &submitted}, market.SolutionsByNewest, market.PageArgs{Size: 10, WantTotal: true}, store.With{})
		if err != nil || !slices.Equal(numbersOf(page.Nodes()), test.want) || page.TotalCount != len(test.want) {
			t.Errorf("%s: %v, want %v (%v)", name, numbersOf(page.Nodes()), test.want, err)
		}
	}
}

// Who may see which: each state of a solution and of its partner, through each way.
func TestSolutionRowRule(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	p, owner := storetest.Partner(t, s, db, storetest.Profile("Maker"))
	solution := storetest.Solution(t, s, db, owner, storetest.Listing(t, db, "Seen"))
	if _, err := s.UpdateSolution(t.Context(), owner, market.SolutionUpdateInput{SolutionID: solution.ID, TrialDays: ptr(1)}, storetest.Now); err != nil {
		t.Fatal(err)
	}
	_, stranger := storetest.Partner(t, s, db, storetest.Profile("Other"))
	moderator := storetest.ProgrammeManager(t, db)
	moderator.Role = market.Moderator
	viewers := map[string]market.Viewer{
		"nobody": {}, "signed in": {Person: owner.Person}, "owner": owner, "another partner": stranger,
		"moderator": moderator, "programme manager": storetest.ProgrammeManager(t, db),
	}
	everybody := []string{"another partner", "moderator", "nobody", "owner", "programme manager", "signed in"}
	itself := []string{"owner", "programme manager"}
	for _, test := range []struct {
		partner  market.PartnerState
		solution market.SolutionState
		want     []string
	}{
		{market.PartnerActive, market.SolutionPublished, everybody},
		{market.PartnerPaused, market.SolutionPublished, everybody},
		{market.PartnerApplied, market.SolutionPublished, itself},
		{market.PartnerRejected, market.SolutionPublished, itself},
		{market.PartnerActive, market.SolutionDrafted, itself},
		{market.PartnerActive, market.SolutionSubmitted, itself},
	} {
		storetest.Exec(t, db, `UPDATE partner SET state = $1 WHERE id = $2`, test.partner, p.ID)
		storetest.Exec(t, db, `UPDATE solution SET state = $1 WHERE id = $2`, test.solution, solution.ID)
		for way, sees := range waysToSolution(t, s, solution) {
			want := test.want
			switch way {
			case "its draft":
				want = itself
			case "below its partner":
				if test.solution != market.SolutionPublished {
					want = nil // the catalogue has none but published ones
				}
			}
			if seen := whoSees(t, viewers, sees); !slices.Equal(seen, want) {
				t.Errorf("%s of a partner %s, %s, is seen by %v, want %v", test.solution, test.partner, way, seen, want)
			}
		}
	}
}

// whoSees are the names of the viewers who see something, sorted.
func whoSees(t *testing.T, viewers map[string]market.Viewer, sees func(market.Viewer) (bool, error)) []string {
	t.Helper()
	var seen []string
	for name, v := range viewers {
		ok, err := sees(v)
		if absentIs(err) != nil {
			t.Fatal(err)
		}
		if ok {
			seen = append(seen, name)
		}
	}
	slices.Sort(seen)
	return seen
}

// waysToSolution are all ways by which a viewer may come to a solution.
func waysToSolution(t *testing.T, s *store.Store, solution *market.Solution) map[string]func(market.Viewer) (bool, error) {
	id, ids, ctx := solution.ID, []market.SolutionID{solution.ID}, t.Context()
	isIt := func(o *market.Solution) bool { return o.ID == id }
	return map[string]func(market.Viewer) (bool, error){
		"by id": func(v market.Viewer) (bool, error) {
			found, err := s.Solution(ctx, v, market.SolutionBy{ID: &id}, store.With{Partner: true, Category: true})
			return found != nil, err
		},
		"by slug": func(v market.Viewer) (bool, error) {
			found, err := s.Solution(ctx, v, market.SolutionBy{Slug: &solution.Slug}, store.With{})
			return found != nil, err
		},
		"by loader": func(v market.Viewer) (bool, error) {
			found, err := s.SolutionsByID(ctx, v, ids)
			return found[id] != nil, err
		},
		"its texts": func(v market.Viewer) (bool, error) {
			found, err := s.SolutionTexts(ctx, v, ids)
			return found[id] != nil, err
		},
		"its description": func(v market.Viewer) (bool, error) {
			found, err := s.SolutionDescriptions(ctx, v, ids)
			return found[id] != "", err
		},
		"its draft": func(v market.Viewer) (bool, error) {
			found, err := s.SolutionDrafts(ctx, v, ids)
			return found[id] != nil, err
		},
		"in a list": func(v market.Viewer) (bool, error) {
			for _, state := range []market.SolutionState{market.SolutionDrafted, market.SolutionSubmitted, market.SolutionPublished} {
				page, err := s.Solutions(ctx, v, market.SolutionFilter{State: &state}, market.SolutionsByNewest, market.PageArgs{Size: 10}, store.With{})
				if err != nil || slices.ContainsFunc(page.Nodes(), isIt) {
					return err == nil, err
				}
			}
			return false, nil
		},
		"below its partner": func(v market.Viewer) (bool, error) {
			pages, err := s.PartnerSolutions(ctx, v, []market.PartnerID{solution.PartnerID}, market.SolutionsByRating, market.PageArgs{Size: 10})
			return err == nil && slices.ContainsFunc(pages[solution.PartnerID].Nodes(), isIt), err
		},
	}
}

// A solution is changed by its own partner only, and confirmed only while that is
// in the directory.
func TestSolutionOfOthers(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	p, owner := storetest.Partner(t, s, db, storetest.Profile("Maker"))
	solution := storetest.Solution(t, s, db, owner, storetest.Listing(t, db, "Mine"))
	_, stranger := storetest.Partner(t, s, db, storetest.Profile("Other"))
	manager := storetest.ProgrammeManager(t, db)
	for name, v := range map[string]market.Viewer{"another partner": stranger, "the house": manager} {
		_, err := s.UpdateSolution(t.Context(), v, market.SolutionUpdateInput{SolutionID: solution.ID, TrialDays: ptr(0)}, storetest.Now)
		if codeOf(err) != market.NotFound || !slices.Equal(fieldsOf(err), []string{"solutionId"}) {
			t.Errorf("%s changes it: %v", name, err)
		}
		if _, err := s.SubmitSolution(t.Context(), v, market.SolutionSubmitInput{SolutionID: solution.ID}); codeOf(err) != market.NotFound {
			t.Errorf("%s submits it: %v", name, err)
		}
	}
	if _, err := s.CreateSolution(t.Context(), storetest.Owner(t, db, "A client"), storetest.Listing(t, db, "Nobody's"), storetest.Now); codeOf(err) != market.NotFound {
		t.Errorf("a client drafts a solution: %v", err)
	}
	draft, err := s.CreateSolution(t.Context(), owner, storetest.Listing(t, db, "Second"), storetest.Now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SubmitSolution(t.Context(), owner, market.SolutionSubmitInput{SolutionID: draft.ID}); err != nil {
		t.Fatal(err)
	}
	storetest.Exec(t, db, `UPDATE partner SET state = 'REJECTED' WHERE id = $1`, p.ID)
	if _, err := s.PublishSolution(t.Context(), manager, market.SolutionPublishInput{SolutionID: draft.ID}, storetest.Now); codeOf(err) != market.Conflict {
		t.Errorf("published for one who is not in the directory: %v", err)
	}
}

// Of solutions with one title that come at once, each gets a slug of its own.
func TestSolutionsRaceForASlug(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Maker"))
	in := storetest.Listing(t, db, "Same title")
	slugs := make([]string, 6)
	inParallel(len(slugs), func(i int) {
		solution, err := s.CreateSolution(t.Context(), owner, in, storetest.Now)
		if err != nil {
			t.Error(err)
			return
		}
		slugs[i] = solution.Slug
	})
	slices.Sort(slugs)
	if want := []string{"same-title", "same-title-2", "same-title-3", "same-title-4", "same-title-5", "same-title-6"}; !slices.Equal(slugs, want) {
		t.Errorf("slugs are %v", slugs)
	}
}

// Of a change and a confirmation at once, the house never confirms what it did not
// read: either the submitted text is published, or the change came first and
// nothing is.
func TestSolutionChangeRacesConfirmation(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Maker"))
	manager := storetest.ProgrammeManager(t, db)
	for range 8 {
		draft, err := s.CreateSolution(t.Context(), owner, storetest.Listing(t, db, "Submitted title"), storetest.Now)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.SubmitSolution(t.Context(), owner, market.SolutionSubmitInput{SolutionID: draft.ID}); err != nil {
			t.Fatal(err)
		}
		inParallel(2, func(i int) {
			if i == 0 {
				texts := []*market.SolutionTextInput{{Locale: "en", Title: "Smuggled title", Summary: "Not what was submitted."}}
				if _, err := s.UpdateSolution(t.Context(), owner, market.SolutionUpdateInput{SolutionID: draft.ID, Texts: texts}, storetest.Now); err != nil {
					t.Error(err)
				}
			} else if _, err := s.PublishSolution(t.Context(), manager, market.SolutionPublishInput{SolutionID: draft.ID}, storetest.Now); err != nil && codeOf(err) != market.Conflict {
				t.Error(err)
			}
		})
		seen, err := s.Solution(t.Context(), market.Viewer{}, market.SolutionBy{ID: &draft.ID}, store.With{})
		if err == nil && seen.Title != "Submitted title" || absentIs(err) != nil {
			t.Errorf("the public reads %+v, %v", seen, err)
		}
	}
}
