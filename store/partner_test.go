package store_test

import (
	"slices"
	"testing"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

func TestPartnerAppliesAndIsAdmitted(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	manager := storetest.ProgrammeManager(t, db)
	p, owner := storetest.Applicant(t, s, db, storetest.Profile(" Nordlicht Müller "))
	if p.State != market.PartnerApplied || p.Slug != "nordlicht-mueller" || p.Name != "Nordlicht Müller" || p.Level.Code != "REGISTERED" || p.AdmittedAt != nil {
		t.Errorf("the applicant is %+v", p)
	}
	if _, err := s.ApplyPartner(t.Context(), owner, storetest.Profile("Again"), storetest.Now); codeOf(err) != market.Conflict {
		t.Errorf("applying twice: %v", err)
	}
	gold, none := "GOLD", "PLATINUM"
	if _, err := s.ApprovePartner(t.Context(), manager, market.PartnerApproveInput{PartnerID: p.ID, Level: &none}, storetest.Now); codeOf(err) != market.Invalid || !slices.Equal(fieldsOf(err), []string{"level"}) {
		t.Errorf("an unknown level: %v", err)
	}
	p, err := s.ApprovePartner(t.Context(), manager, market.PartnerApproveInput{PartnerID: p.ID, Level: &gold}, storetest.Now)
	if err != nil || p.State != market.PartnerActive || p.Level.Code != "GOLD" || p.Level.Discount != "50.00" || !p.AdmittedAt.Equal(storetest.Now) {
		t.Errorf("admitted: %+v, %v", p, err)
	}
	for name, err := range map[string]error{
		"approved twice":          second(s.ApprovePartner(t.Context(), manager, market.PartnerApproveInput{PartnerID: p.ID}, storetest.Now)),
		"rejected after approval": second(s.RejectPartner(t.Context(), manager, market.PartnerRejectInput{PartnerID: p.ID, Reason: "Changed our minds."})),
	} {
		if codeOf(err) != market.Conflict {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestPartnerAppliesAgainAfterRejection(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	manager := storetest.ProgrammeManager(t, db)
	p, owner := storetest.Applicant(t, s, db, storetest.Profile("Hartnäckig"))
	if _, err := s.RejectPartner(t.Context(), manager, market.PartnerRejectInput{PartnerID: p.ID, Reason: " too  "}); codeOf(err) != market.Invalid {
		t.Errorf("a reason that says nothing: %v", err)
	}
	if _, err := s.RejectPartner(t.Context(), manager, market.PartnerRejectInput{PartnerID: p.ID, Reason: "No references yet."}); err != nil {
		t.Fatal(err)
	}
	rejected, err := s.Partner(t.Context(), owner, market.PartnerBy{ID: &p.ID})
	if err != nil || rejected.State != market.PartnerRejected || *rejected.RejectionReason != "No references yet." {
		t.Fatalf("after rejection: %+v, %v", rejected, err)
	}
	in := storetest.Profile("Hartnäckig und Söhne")
	in.Texts = []*market.PartnerTextInput{{Locale: "de", Summary: "Jetzt mit Referenzen."}}
	again, err := s.ApplyPartner(t.Context(), owner, in, storetest.Now.AddDate(0, 1, 0))
	if err != nil {
		t.Fatal(err)
	}
	if again.ID != p.ID || again.Slug != "hartnaeckig" || again.Name != in.Name || again.State != market.PartnerApplied ||
		again.RejectionReason != nil || again.Summary != "Jetzt mit Referenzen." || again.Locale != "de" || !again.AppliedAt.After(p.AppliedAt) {
		t.Errorf("applied again: %+v", again)
	}
}

// Who may see whom: each state of a partner, through each way to it.
func TestPartnerRowRule(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	p, owner := storetest.Partner(t, s, db, storetest.Profile("Seen"))
	_, stranger := storetest.Partner(t, s, db, storetest.Profile("Other"))
	editor := owner
	editor.Role = market.Editor
	moderator := storetest.ProgrammeManager(t, db)
	moderator.Role = market.Moderator
	viewers := map[string]market.Viewer{
		"nobody": {}, "signed in": {Person: owner.Person}, "owner": owner, "editor": editor, "another partner": stranger,
		"moderator": moderator, "programme manager": storetest.ProgrammeManager(t, db),
	}
	everybody := []string{"another partner", "editor", "moderator", "nobody", "owner", "programme manager", "signed in"}
	for state, want := range map[market.PartnerState][]string{
		market.PartnerActive:   everybody,
		market.PartnerPaused:   everybody,
		market.PartnerApplied:  {"editor", "owner", "programme manager"},
		market.PartnerRejected: {"editor", "owner", "programme manager"},
	} {
		storetest.Exec(t, db, `UPDATE partner SET state = $1 WHERE id = $2`, state, p.ID)
		for way, sees := range map[string]func(market.Viewer) (bool, error){
			"by id": func(v market.Viewer) (bool, error) {
				found, err := s.Partner(t.Context(), v, market.PartnerBy{ID: &p.ID})
				return found != nil, absentIs(err)
			},
			"by slug": func(v market.Viewer) (bool, error) {
				found, err := s.Partner(t.Context(), v, market.PartnerBy{Slug: &p.Slug})
				return found != nil, absentIs(err)
			},
			"by loader": func(v market.Viewer) (bool, error) {
				found, err := s.PartnersByID(t.Context(), v, []market.PartnerID{p.ID})
				return found[p.ID] != nil, err
			},
			"of its organisation": func(v market.Viewer) (bool, error) {
				found, err := s.PartnersByOrganization(t.Context(), v, []market.OrganizationID{p.OrganizationID})
				return found[p.OrganizationID] != nil, err
			},
			"its texts": func(v market.Viewer) (bool, error) {
				found, err := s.PartnerTexts(t.Context(), v, []market.PartnerID{p.ID})
				return found[p.ID] != nil, err
			},
			"its description": func(v market.Viewer) (bool, error) {
				found, err := s.PartnerDescriptions(t.Context(), v, []market.PartnerID{p.ID})
				return found[p.ID] != "", err
			},
			"in the list of its state": func(v market.Viewer) (bool, error) {
				page, err := s.Partners(t.Context(), v, market.PartnerFilter{State: &state}, market.PartnersByNewest, market.PageArgs{Size: 10})
				if err != nil {
					return false, err
				}
				return slices.ContainsFunc(page.Nodes(), func(o *market.Partner) bool { return o.ID == p.ID }), nil
			},
		} {
			seen := []string{}
			for name, v := range viewers {
				ok, err := sees(v)
				if err != nil {
					t.Fatalf("%s %s %s: %v", state, way, name, err)
				}
				if ok {
					seen = append(seen, name)
				}
			}
			if slices.Sort(seen); !slices.Equal(seen, want) {
				t.Errorf("%s %s is seen by %v, want %v", state, way, seen, want)
			}
		}
	}
}

func TestPartnerTextForItsReader(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	in := storetest.Profile("Polyglot")
	in.Texts = []*market.PartnerTextInput{
		{Locale: "uk", Summary: "Оригінал українською.", Description: "Текст"},
		{Locale: "de", Summary: "Fassung auf Deutsch.", Description: "# Titel\n<script>alert(1)</script>"},
		{Locale: "pt-BR", Summary: "Em português do Brasil.", Description: ""},
	}
	p, owner := storetest.Partner(t, s, db, in)
	for name, test := range map[string]struct {
		locales []string
		want    string
	}{
		"the language itself":               {[]string{"de"}, "de"},
		"the nearest before others":         {[]string{"de-AT", "de", "pt-BR"}, "de"},
		"the second language, if no first":  {[]string{"fr", "pt-BR", "pt"}, "pt-BR"},
		"the original for other languages":  {[]string{"fr"}, "uk"},
		"the original for whoever asks not": {nil, "uk"},
	} {
		v := market.Viewer{Locales: test.locales}
		got, err := s.Partner(t.Context(), v, market.PartnerBy{ID: &p.ID})
		if err != nil || got.Locale != test.want {
			t.Errorf("%s: %v, %v", name, got.Locale, err)
		}
	}
	html, err := s.PartnerDescriptions(t.Context(), market.Viewer{Locales: []string{"de"}}, []market.PartnerID{p.ID})
	if err != nil || html[p.ID] != "<h1>Titel</h1>\n\n" {
		t.Errorf("the description is %q, %v", html[p.ID], err)
	}
	texts, err := s.PartnerTexts(t.Context(), owner, []market.PartnerID{p.ID})
	if err != nil || len(texts[p.ID]) != 3 || texts[p.ID][0].Locale != "uk" || texts[p.ID][2].Locale != "pt-BR" {
		t.Errorf("texts are %v, %v", texts[p.ID], err)
	}
}
