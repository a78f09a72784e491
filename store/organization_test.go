package store_test

import (
	"fmt"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

func TestUpdatePerson(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	v, _ := storetest.SignIn(t, s, storetest.Phone(1), now)
	other, _ := storetest.SignIn(t, s, storetest.Phone(2), now)
	text := func(s string) *string { return &s }
	p, err := s.UpdatePerson(t.Context(), v, market.PersonUpdateInput{Name: text(" Dara Example "), Motto: text("Onward"), Locales: []string{"uk", "de-AT"}})
	if err != nil || p.Name != "Dara Example" || p.Motto != "Onward" || len(p.Locales) != 2 {
		t.Fatalf("got %+v, %v", p, err)
	}
	p, err = s.UpdatePerson(t.Context(), v, market.PersonUpdateInput{Motto: text("")})
	if err != nil || p.Name != "Dara Example" || p.Motto != "" || len(p.Locales) != 2 {
		t.Errorf("what is left out stays: %+v, %v", p, err)
	}
	p, err = s.UpdatePerson(t.Context(), v, market.PersonUpdateInput{Locales: []string{}})
	if err != nil || len(p.Locales) != 0 {
		t.Errorf("no languages: %+v, %v", p, err)
	}
	if _, err := s.UpdatePerson(t.Context(), v, market.PersonUpdateInput{Name: text("a\x00"), Motto: text("b\nc")}); len(fieldsOf(err)) != 2 {
		t.Errorf("two bad fields: %v", err)
	}
	persons, err := s.PersonsByID(t.Context(), []market.PersonID{v.Person, other.Person})
	if err != nil || persons[v.Person].Name != "Dara Example" || persons[other.Person].Name != "" {
		t.Errorf("the persons are %+v, %v", persons, err)
	}
	if phone, err := s.Phone(t.Context(), v); err != nil || phone != storetest.Phone(1) {
		t.Errorf("the own number is %s, %v", phone, err)
	}
}

func TestCreateOrganization(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	v, _ := storetest.SignIn(t, s, storetest.Phone(1), now)
	counts := atOnce(market.MaxOwned+3, func(i int) error {
		o, err := s.CreateOrganization(t.Context(), v, market.OrganizationCreateInput{Name: fmt.Sprintf(" Works %d", i), Country: "UA"}, now)
		if err == nil && (o.Name != fmt.Sprintf("Works %d", i) || o.Country != "UA" || o.IsHouse || !o.CreatedAt.Equal(now)) {
			t.Errorf("founded %+v", o)
		}
		return err
	})
	if counts[""] != market.MaxOwned || counts[market.Conflict] != 3 {
		t.Errorf("founding at once: %v", counts)
	}
	mine, err := s.Memberships(t.Context(), v)
	if err != nil || len(mine) != market.MaxOwned || mine[0].Role != market.Owner || mine[0].PersonID != v.Person {
		t.Errorf("%d memberships, %v", len(mine), err)
	}
}

func TestThereIsOneHouse(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	counts := atOnce(4, func(i int) error {
		_, err := s.FoundHouse(t.Context(), market.OrganizationCreateInput{Name: "The house", Country: "GB"}, storetest.Phone(i), now)
		return err
	})
	if counts[""] != 1 || counts[market.Conflict] != 3 {
		t.Errorf("four houses at once: %v", counts)
	}
}

func TestMembersOfAreForMembersAndTheHouse(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	editor := storetest.Colleague(t, s, owner, storetest.Phone(2), market.Editor, now)
	stranger := storetest.Founder(t, s, storetest.Phone(3), "Stranger Works", now)
	house := storetest.HouseOwner(t, s, storetest.Phone(4), now)
	moderator := storetest.Colleague(t, s, house, storetest.Phone(5), market.Moderator, now)
	abroad := editor // acts for another of theirs
	o, err := s.CreateOrganization(t.Context(), editor, market.OrganizationCreateInput{Name: "Own Works", Country: "GB"}, now)
	if err != nil {
		t.Fatal(err)
	}
	abroad = storetest.Acting(t, s, abroad, o.ID)
	name := "Ada Example"
	if _, err := s.UpdatePerson(t.Context(), editor, market.PersonUpdateInput{Name: &name}); err != nil {
		t.Fatal(err)
	}
	for who, test := range map[string]struct {
		viewer market.Viewer
		sees   bool
	}{
		"an owner":                  {owner, true},
		"an editor":                 {editor, true},
		"a member, acting for more": {abroad, true},
		"the house":                 {moderator, true},
		"a stranger":                {stranger, false},
		"nobody":                    {market.Viewer{}, false},
	} {
		members, err := s.MembersOf(t.Context(), test.viewer, []market.OrganizationID{owner.Organization})
		if err != nil {
			t.Fatal(err)
		}
		list := members[owner.Organization]
		if !test.sees && list != nil || test.sees && (len(list) != 2 || list[0].PersonID != owner.Person || list[1].PersonID != editor.Person) {
			t.Errorf("%s sees %+v", who, list)
		}
	}
}

func TestSetMember(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	editor := storetest.Colleague(t, s, owner, storetest.Phone(2), market.Editor, now)
	nobody, phone := market.PersonID("00000000-0000-7000-8000-000000000000"), storetest.Phone(9)
	for name, test := range map[string]struct {
		by    market.Viewer
		in    market.MemberSetInput
		want  market.Code
		field string
	}{
		"an unknown person":            {by: owner, in: market.MemberSetInput{PersonID: &nobody, Role: market.Editor}, want: market.NotFound, field: "personId"},
		"nobody named":                 {by: owner, in: market.MemberSetInput{Role: market.Editor}, want: market.Invalid, field: "personId"},
		"a role of the house":          {by: owner, in: market.MemberSetInput{Phone: &phone, Role: market.Finance}, want: market.Invalid, field: "role"},
		"the last owner":               {by: owner, in: market.MemberSetInput{PersonID: &owner.Person, Role: market.Editor}, want: market.Conflict, field: "role"},
		"by an editor, for themselves": {by: editor, in: market.MemberSetInput{PersonID: &editor.Person, Role: market.Owner}, want: market.Forbidden},
	} {
		_, err := s.SetMember(t.Context(), test.by, test.in, now)
		fields := fieldsOf(err)
		if codeOf(err) != test.want || test.field != "" && (len(fields) != 1 || fields[0] != test.field) {
			t.Errorf("%s: %v at %v, want %s at %q", name, err, fields, test.want, test.field)
		}
	}
	m, err := s.SetMember(t.Context(), owner, market.MemberSetInput{PersonID: &editor.Person, Role: market.Manager}, now.Add(time.Hour))
	if err != nil || m.Role != market.Manager || !m.Since.Equal(now) {
		t.Errorf("a change of role: %+v, %v", m, err)
	}
	members, err := s.MembersOf(t.Context(), owner, []market.OrganizationID{owner.Organization})
	if err != nil || len(members[owner.Organization]) != 2 {
		t.Errorf("refused changes left %+v, %v", members, err)
	}
}

// An owner who was made less while a request was under way decides nothing more.
func TestAFormerOwnerDecidesNothing(t *testing.T) {
	t.Parallel()
	s, now, phone := storetest.New(t), storetest.Now, storetest.Phone(3)
	first := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	second := storetest.Colleague(t, s, first, storetest.Phone(2), market.Owner, now)
	if _, err := s.SetMember(t.Context(), first, market.MemberSetInput{PersonID: &second.Person, Role: market.Support}, now); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetMember(t.Context(), second, market.MemberSetInput{Phone: &phone, Role: market.Owner}, now); codeOf(err) != market.Forbidden {
		t.Errorf("adding: %v", err)
	}
	if _, err := s.RemoveMember(t.Context(), second, market.MemberRemoveInput{PersonID: &first.Person}, now); codeOf(err) != market.Forbidden {
		t.Errorf("removing: %v", err)
	}
}

func TestRemoveMember(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	editor := storetest.Colleague(t, s, owner, storetest.Phone(2), market.Editor, now)
	stranger := storetest.Founder(t, s, storetest.Phone(3), "Stranger Works", now)
	remove := func(by market.Viewer, person market.PersonID) error {
		_, err := s.RemoveMember(t.Context(), by, market.MemberRemoveInput{PersonID: &person}, now)
		return err
	}
	for name, test := range map[string]struct {
		by     market.Viewer
		person market.PersonID
		want   market.Code
	}{
		"by an editor":                  {editor, owner.Person, market.Forbidden},
		"by another company's owner":    {stranger, editor.Person, market.NotFound},
		"somebody of another company":   {owner, stranger.Person, market.NotFound},
		"the last owner, by themselves": {owner, owner.Person, market.Conflict},
	} {
		if got := codeOf(remove(test.by, test.person)); got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
	if err := remove(editor, editor.Person); err != nil {
		t.Fatalf("an editor leaves: %v", err)
	}
	if _, err := s.SetMember(t.Context(), owner, market.MemberSetInput{PersonID: &editor.Person, Role: market.Editor}, now); err != nil {
		t.Fatal(err)
	}
	storetest.Accepted(t, s, editor, owner.Organization, now)
	if err := remove(owner, editor.Person); err != nil {
		t.Fatal(err)
	}
	if _, err := s.ActFor(t.Context(), editor, owner.Organization); codeOf(err) != market.Forbidden {
		t.Errorf("the removed editor still acts: %v", err)
	}
	if got := codeOf(remove(owner, editor.Person)); got != market.NotFound {
		t.Errorf("a second time: %q", got)
	}
}

func TestOneOwnerStaysAtOnce(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	for round := range 5 {
		first := storetest.Founder(t, s, storetest.Phone(100+10*round), "Example Works", now)
		owners := []market.Viewer{first}
		for n := 1; n < 4; n++ {
			owners = append(owners, storetest.Colleague(t, s, first, storetest.Phone(100+10*round+n), market.Owner, now))
		}
		atOnce(8, func(i int) error { // each removes the next, or makes themselves less
			by := owners[i%4]
			if i < 4 {
				_, err := s.RemoveMember(t.Context(), by, market.MemberRemoveInput{PersonID: &owners[(i+1)%4].Person}, now)
				return err
			}
			_, err := s.SetMember(t.Context(), by, market.MemberSetInput{PersonID: &by.Person, Role: market.Support}, now)
			return err
		})
		left := 0
		for _, owner := range owners {
			if v, err := s.ActFor(t.Context(), owner, first.Organization); err == nil && v.Role == market.Owner {
				left++
			}
		}
		if left != 1 {
			t.Errorf("%d owners are left, want 1", left)
		}
	}
}

func TestAddingByNumberIsLimited(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	add := func(n int, after time.Duration) market.Code {
		phone := storetest.Phone(n)
		_, err := s.SetMember(t.Context(), owner, market.MemberSetInput{Phone: &phone, Role: market.Support}, now.Add(after))
		return codeOf(err)
	}
	counts := atOnce(market.AddedByNumber+4, func(i int) error {
		phone := storetest.Phone(100 + i)
		_, err := s.SetMember(t.Context(), owner, market.MemberSetInput{Phone: &phone, Role: market.Support}, now)
		return err
	})
	if counts[""] != market.AddedByNumber || counts[market.Throttled] != 4 {
		t.Errorf("adding at once: %v", counts)
	}
	if got := add(2, 24*time.Hour-time.Microsecond); got != market.Throttled {
		t.Errorf("one more within the day: %q", got)
	}
	if got := add(2, 24*time.Hour); got != "" {
		t.Errorf("a day later: %q", got)
	}
}
