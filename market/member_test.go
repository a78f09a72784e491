package market

import (
	"strings"
	"testing"
	"time"
)

func TestRosterSet(t *testing.T) {
	t.Parallel()
	ago := func(d time.Duration) *time.Time { at := noon.Add(-d); return &at }
	for name, test := range map[string]struct {
		roster   Roster
		role     Role
		byNumber bool
		want     Code
		field    string
	}{
		"somebody new":                        {roster: Roster{Members: 1, Owners: 1}, role: Editor},
		"somebody new, as an owner":           {roster: Roster{Members: 1, Owners: 1}, role: Owner},
		"in the last place":                   {roster: Roster{Members: MaxMembers - 1, Owners: 1}, role: Editor},
		"with no place left":                  {roster: Roster{Members: MaxMembers, Owners: 1}, role: Editor, want: Conflict},
		"a member, with no place left":        {roster: Roster{Members: MaxMembers, Owners: 1, Role: Support}, role: Editor},
		"the last owner, to something less":   {roster: Roster{Members: 2, Owners: 1, Role: Owner}, role: Manager, want: Conflict, field: "role"},
		"the last owner, staying one":         {roster: Roster{Members: 2, Owners: 1, Role: Owner}, role: Owner},
		"one of two owners":                   {roster: Roster{Members: 2, Owners: 2, Role: Owner}, role: Manager},
		"a role of the house elsewhere":       {roster: Roster{Members: 1, Owners: 1}, role: Moderator, want: Invalid, field: "role"},
		"a role of the house in it":           {roster: Roster{IsHouse: true, Members: 1, Owners: 1}, role: Moderator},
		"an owner of the house":               {roster: Roster{IsHouse: true, Members: 1, Owners: 1}, role: Owner},
		"another role in the house":           {roster: Roster{IsHouse: true, Members: 1, Owners: 1}, role: Manager, want: Invalid, field: "role"},
		"by number, a moment too soon":        {roster: Roster{Members: 1, Owners: 1, FullNumber: ago(24*time.Hour - 1)}, role: Editor, byNumber: true, want: Throttled, field: "phone"},
		"by number, a day later":              {roster: Roster{Members: 1, Owners: 1, FullNumber: ago(24 * time.Hour)}, role: Editor, byNumber: true},
		"by id, after many numbers":           {roster: Roster{Members: 1, Owners: 1, FullNumber: ago(0)}, role: Editor},
		"asked by who is no owner any longer": {roster: Roster{Acting: Manager, Members: 1, Owners: 1}, role: Editor, want: Forbidden},
		"asked by who is no member any more":  {roster: Roster{Acting: "none", Members: 1, Owners: 1}, role: Editor, want: Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.roster.Acting == "" {
				test.roster.Acting = Owner
			}
			code, field := refusalOf(t, test.roster.Set(test.role, test.byNumber, noon))
			if code != test.want || field != test.field {
				t.Errorf("got %q at %q, want %q at %q", code, field, test.want, test.field)
			}
		})
	}
}

func TestRosterRemove(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		roster Roster
		want   Code
	}{
		"a member":           {roster: Roster{Acting: Owner, Owners: 1, Role: Editor}},
		"one of two owners":  {roster: Roster{Acting: Owner, Owners: 2, Role: Owner}},
		"the last owner":     {roster: Roster{Acting: Owner, Owners: 1, Role: Owner}, want: Conflict},
		"no member":          {roster: Roster{Acting: Owner, Owners: 1}, want: NotFound},
		"somebody invited":   {roster: Roster{Acting: Owner, Owners: 1, Invited: true}},
		"asked by a manager": {roster: Roster{Acting: Manager, Owners: 1, Role: Editor}, want: Forbidden},
		"asked by no member": {roster: Roster{Owners: 1, Role: Editor}, want: Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in := MemberRemoveInput{PersonID: new(PersonID("somebody"))}
			if code, _ := refusalOf(t, test.roster.Remove(in, "who asks")); code != test.want {
				t.Errorf("got %q, want %q", code, test.want)
			}
		})
	}
}

// Who leaves asks no owner, and a number is never one's own.
func TestRosterRemoveOneself(t *testing.T) {
	t.Parallel()
	self, phone, r := PersonID("self"), "+447700900001", Roster{Acting: Editor, Owners: 1, Role: Editor}
	if err := r.Remove(MemberRemoveInput{PersonID: &self}, self); err != nil {
		t.Error(err)
	}
	if code, _ := refusalOf(t, r.Remove(MemberRemoveInput{Phone: &phone}, self)); code != Forbidden {
		t.Errorf("by number: %q", code)
	}
	if _, field := refusalOf(t, Roster{Acting: Owner, Owners: 1}.Remove(MemberRemoveInput{Phone: &phone}, self)); field != "phone" {
		t.Errorf("a number that is not invited is refused at %q", field)
	}
}

func TestMemberSetCheck(t *testing.T) {
	t.Parallel()
	person, phone := PersonID("p"), "+447700900001"
	for name, test := range map[string]struct {
		in    MemberSetInput
		field string
	}{
		"by id":     {in: MemberSetInput{PersonID: &person}},
		"by number": {in: MemberSetInput{Phone: &phone}},
		"by both":   {in: MemberSetInput{PersonID: &person, Phone: &phone}, field: "phone"},
		"by none":   {field: "personId"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, field := refusalOf(t, test.in.Check()); field != test.field {
				t.Errorf("refused at %q, want %q", field, test.field)
			}
		})
	}
}

func TestPersonUpdateCheck(t *testing.T) {
	t.Parallel()
	text := func(s string) *string { return &s }
	for name, test := range map[string]struct {
		in    PersonUpdateInput
		field string
	}{
		"nothing":              {},
		"the longest name":     {in: PersonUpdateInput{Name: text(strings.Repeat("ж", 80))}},
		"a name too long":      {in: PersonUpdateInput{Name: text(strings.Repeat("ж", 81))}, field: "name"},
		"an empty name":        {in: PersonUpdateInput{Name: text(" ")}, field: "name"},
		"no motto":             {in: PersonUpdateInput{Motto: text("")}},
		"the longest motto":    {in: PersonUpdateInput{Motto: text(strings.Repeat("m", 120))}},
		"a motto too long":     {in: PersonUpdateInput{Motto: text(strings.Repeat("m", 121))}, field: "motto"},
		"a motto of two lines": {in: PersonUpdateInput{Motto: text("m\nm")}, field: "motto"},
		"ten languages":        {in: PersonUpdateInput{Locales: make([]string, 10)}},
		"eleven languages":     {in: PersonUpdateInput{Locales: make([]string, 11)}, field: "locales"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := test.in.Check()
			if _, field := refusalOf(t, err); field != test.field {
				t.Errorf("refused at %q, want %q", field, test.field)
			}
		})
	}
}

func TestOrganizationCreateCheck(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		name  string
		owned int
		want  Code
	}{
		"the shortest name":    {name: " Ab "},
		"a name too short":     {name: " A ", want: Invalid},
		"the longest name":     {name: strings.Repeat("ж", 120)},
		"a name too long":      {name: strings.Repeat("ж", 121), want: Invalid},
		"the last one may own": {name: "Ab", owned: MaxOwned - 1},
		"one more than that":   {name: "Ab", owned: MaxOwned, want: Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			in, err := OrganizationCreateInput{Name: test.name}.Check(test.owned)
			if code, _ := refusalOf(t, err); code != test.want {
				t.Errorf("got %q, want %q", code, test.want)
			}
			if in.Name != strings.TrimSpace(test.name) {
				t.Errorf("the name is kept as %q", in.Name)
			}
		})
	}
}
