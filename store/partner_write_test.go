package store_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

func TestPartnerUpdateKeepsWhatIsLeftOut(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	in := storetest.Profile("Before")
	in.Website, in.Latitude, in.Longitude = ptr("https://before.example/"), ptr(53.8), ptr(-1.55)
	_, owner := storetest.Partner(t, s, db, in)
	owner.Role = market.Editor
	p, err := s.UpdatePartner(t.Context(), owner, market.PartnerUpdateInput{})
	if err != nil || p.Name != "Before" || *p.Website != *in.Website || *p.Latitude != 53.8 || len(p.Kinds) != 1 || p.Summary != in.Texts[0].Summary {
		t.Errorf("nothing given: %+v, %v", p, err)
	}
	p, err = s.UpdatePartner(t.Context(), owner, market.PartnerUpdateInput{
		Name: ptr(" After "), Kinds: []market.PartnerKind{market.Freelancer, market.Recruiter, market.Freelancer}, Services: []market.Service{},
		Texts:   []*market.PartnerTextInput{{Locale: "de", Summary: "Jetzt auf Deutsch."}},
		Cleared: market.Cleared{"latitude", "longitude", "website"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if p.Name != "After" || p.Slug != "before" || p.Website != nil || p.Latitude != nil || p.Longitude != nil || len(p.Services) != 0 ||
		!slices.Equal(p.Kinds, []market.PartnerKind{market.Freelancer, market.Recruiter}) || p.Locale != "de" || p.City != "Leeds" {
		t.Errorf("after: %+v", p)
	}
}

// Words are found where they stand now, and no longer where they stood.
func TestPartnerIsFoundByWhatItSaysNow(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Oldname"))
	if _, err := s.UpdatePartner(t.Context(), owner, market.PartnerUpdateInput{
		Name: ptr("Newname"), City: ptr("Harrogate"), Texts: []*market.PartnerTextInput{{Locale: "ru", Summary: "Склад и доставка."}, {Locale: "en", Summary: "Warehouse and delivery."}},
	}); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{
		"newname harrogate СКЛАД warehouse": 1, "oldname": 0, "leeds": 0, "shops": 0, "newname shops": 0,
	} {
		page, err := s.Partners(t.Context(), market.Viewer{}, market.PartnerFilter{Text: &text}, market.PartnersByRating, market.PageArgs{Size: 1})
		if err != nil || len(page.Edges) != want {
			t.Errorf("%q finds %d, %v", text, len(page.Edges), err)
		}
	}
}

// Everything wrong is told at once, each with its field, and nothing is changed.
func TestPartnerUpdateRefusesAllAtOnce(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	p, owner := storetest.Partner(t, s, db, storetest.Profile("Before"))
	_, err := s.UpdatePartner(t.Context(), owner, market.PartnerUpdateInput{
		Name: ptr("A"), Kinds: []market.PartnerKind{}, Languages: []string{}, Industries: []string{"retail", "witchcraft"}, City: ptr(" "),
		Latitude: ptr(90.1), Cleared: market.Cleared{"competence"},
		Texts: []*market.PartnerTextInput{
			{Locale: "en", Summary: "Too short", Description: strings.Repeat("x", 10_001)},
			{Locale: "en", Summary: strings.Repeat("x", 201), Description: "a\x00b"},
		},
	})
	want := []string{"city", "competence", "industries.1", "kinds", "languages", "latitude", "longitude", "name",
		"texts.0.description", "texts.0.summary", "texts.1.description", "texts.1.locale", "texts.1.summary"}
	if got := fieldsOf(err); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	after, err := s.Partner(t.Context(), owner, market.PartnerBy{ID: &p.ID})
	if err != nil || after.Name != "Before" {
		t.Errorf("after: %+v, %v", after, err)
	}
}

func TestPartnerPauses(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	_, owner := storetest.Partner(t, s, db, storetest.Profile("Tired"))
	for _, test := range []struct {
		isPaused bool
		want     market.PartnerState
	}{{true, market.PartnerPaused}, {true, market.PartnerPaused}, {false, market.PartnerActive}, {false, market.PartnerActive}} {
		p, err := s.UpdatePartner(t.Context(), owner, market.PartnerUpdateInput{IsPaused: &test.isPaused})
		if err != nil || p.State != test.want {
			t.Errorf("paused %v: %+v, %v", test.isPaused, p, err)
		}
	}
	_, applicant := storetest.Applicant(t, s, db, storetest.Profile("Eager"))
	if _, err := s.UpdatePartner(t.Context(), applicant, market.PartnerUpdateInput{IsPaused: ptr(true)}); codeOf(err) != market.Conflict || !slices.Equal(fieldsOf(err), []string{"isPaused"}) {
		t.Errorf("an applicant: %v", err)
	}
	if _, err := s.UpdatePartner(t.Context(), applicant, market.PartnerUpdateInput{City: ptr("York")}); err != nil {
		t.Errorf("an applicant edits its profile: %v", err)
	}
	if _, err := s.UpdatePartner(t.Context(), storetest.Owner(t, db, "A client"), market.PartnerUpdateInput{}); codeOf(err) != market.NotFound {
		t.Errorf("an organisation without profile: %v", err)
	}
}

// Of partners with one name that come at once, each gets a slug of its own; of
// applications of one organisation that come at once, one is heard.
func TestPartnersRaceForASlug(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	const racers = 14
	owners := make([]market.Viewer, racers)
	for i := range owners {
		owners[i] = storetest.Owner(t, db, "Racer")
	}
	slugs := make([]string, racers)
	inParallel(racers, func(i int) {
		p, err := s.ApplyPartner(t.Context(), owners[i], storetest.Profile("Same name"), storetest.Now)
		if err != nil {
			t.Error(err)
			return
		}
		slugs[i] = p.Slug
	})
	slices.Sort(slugs)
	if n := len(slices.Compact(slices.Clone(slugs))); n != racers || slugs[0] != "same-name" || !slices.Contains(slugs, "same-name-9") {
		t.Errorf("slugs are %v", slugs)
	}
	owner := storetest.Owner(t, db, "Impatient")
	codes := make([]market.Code, racers)
	inParallel(racers, func(i int) {
		_, err := s.ApplyPartner(t.Context(), owner, storetest.Profile("Impatient"), storetest.Now)
		codes[i] = codeOf(err)
	})
	slices.Sort(codes)
	if codes[0] != "" || codes[1] != market.Conflict || codes[racers-1] != market.Conflict {
		t.Errorf("answers are %v", codes)
	}
}

// Of several answers of the house that come at once, one counts.
func TestPartnerIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	manager := storetest.ProgrammeManager(t, db)
	p, _ := storetest.Applicant(t, s, db, storetest.Profile("Courted"))
	codes := make([]market.Code, 8)
	inParallel(len(codes), func(i int) {
		if i%2 == 0 {
			_, err := s.ApprovePartner(t.Context(), manager, market.PartnerApproveInput{PartnerID: p.ID}, storetest.Now)
			codes[i] = codeOf(err)
		} else {
			_, err := s.RejectPartner(t.Context(), manager, market.PartnerRejectInput{PartnerID: p.ID, Reason: "Not this year."})
			codes[i] = codeOf(err)
		}
	})
	slices.Sort(codes)
	if codes[0] != "" || codes[1] != market.Conflict || codes[len(codes)-1] != market.Conflict {
		t.Errorf("answers are %v", codes)
	}
}

// inParallel calls f for 0 to n-1, all at once, and waits.
func inParallel(n int, f func(int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() { <-start; f(i) })
	}
	close(start)
	wg.Wait()
}
