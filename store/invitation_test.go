package store_test

import (
	"reflect"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store"
	"partnergraph/store/storetest"
)

// accept is the code that accepting an invitation ends with.
func accept(t *testing.T, s *store.Store, v market.Viewer, o market.OrganizationID, at time.Time) market.Code {
	t.Helper()
	_, err := s.AcceptInvitation(t.Context(), v, market.InvitationAcceptInput{OrganizationID: o}, at)
	return codeOf(err)
}

func decline(t *testing.T, s *store.Store, v market.Viewer, o market.OrganizationID, at time.Time) market.Code {
	t.Helper()
	_, err := s.DeclineInvitation(t.Context(), v, market.InvitationDeclineInput{OrganizationID: o}, at)
	return codeOf(err)
}

// Nobody is made a member without a word of their own, and the answer does not tell
// whether a number is known.
func TestInvitingChangesNothingForTheInvited(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	c := storetest.Challenged(t, s, storetest.Phone(2), now)
	tokens := storetest.TokenHashes()
	person, _, err := s.FinishSignIn(t.Context(), c.Hash, c.CodeSum, tokens, now)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Invited(t, s, owner, storetest.Phone(2), market.Owner, now) // known
	storetest.Invited(t, s, owner, storetest.Phone(3), market.Owner, now) // unknown
	if m, err := s.SetMember(t.Context(), owner, market.MemberSetInput{PersonID: &person.ID, Role: market.Owner}, now); err != nil || m != nil {
		t.Errorf("by id: %+v, %v", m, err)
	}
	var persons int
	if err := db.QueryRow(`SELECT count(*) FROM person`).Scan(&persons); err != nil || persons != 2 {
		t.Errorf("%d persons, %v: inviting made one", persons, err)
	}
	v, err := s.Authenticate(t.Context(), tokens.Access, "", now)
	if err != nil || v.Organization != "" {
		t.Errorf("the invited act for %q, %v", v.Organization, err)
	}
	if _, err := s.Authenticate(t.Context(), tokens.Access, owner.Organization, now); codeOf(err) != market.Forbidden {
		t.Errorf("acting for who invites: %v", err)
	}
}

func TestAcceptInvitation(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	guest, _ := storetest.SignIn(t, s, storetest.Phone(2), now)
	stranger, _ := storetest.SignIn(t, s, storetest.Phone(3), now)
	o := owner.Organization
	storetest.Invited(t, s, owner, storetest.Phone(2), market.Owner, now)
	storetest.Invited(t, s, owner, storetest.Phone(2), market.Editor, now.Add(time.Hour)) // instead
	mine, err := s.Invitations(t.Context(), guest, now.Add(time.Hour))
	if err != nil || len(mine) != 1 || mine[0].OrganizationID != o || mine[0].Role != market.Editor || !mine[0].InvitedAt.Equal(now.Add(time.Hour)) {
		t.Fatalf("the invitations are %+v, %v", mine, err)
	}
	if theirs, err := s.Invitations(t.Context(), stranger, now); err != nil || len(theirs) != 0 {
		t.Errorf("a stranger has %+v, %v", theirs, err)
	}
	if got := accept(t, s, stranger, o, now); got != market.NotFound {
		t.Errorf("a stranger accepts: %q", got)
	}
	end := now.Add(time.Hour + market.InvitationLife)
	if late, err := s.Invitations(t.Context(), guest, end); err != nil || len(late) != 0 {
		t.Errorf("after their end there are %+v, %v", late, err)
	}
	if got := accept(t, s, guest, o, end); got != market.Expired {
		t.Errorf("after its end: %q", got)
	}
	if got := decline(t, s, guest, o, end); got != market.Expired {
		t.Errorf("declining after its end: %q", got)
	}
	counts := atOnce(5, func(int) error {
		_, err := s.AcceptInvitation(t.Context(), guest, market.InvitationAcceptInput{OrganizationID: o}, end.Add(-time.Microsecond))
		return err
	})
	if counts[""] != 1 || counts[market.NotFound] != 4 {
		t.Errorf("accepting at once: %v", counts)
	}
	if v := storetest.Acting(t, s, guest, o); v.Role != market.Editor {
		t.Errorf("the new member is %s", v.Role)
	}
	var by, role string
	if err := db.QueryRow(`SELECT by_person, role FROM member_change WHERE person_id = $1`, guest.Person).Scan(&by, &role); err != nil || by != string(owner.Person) || role != "EDITOR" {
		t.Errorf("logged: %s by %s, %v", role, by, err)
	}
}

// What was given, a number or a person, is withdrawn; and who declines a number does
// not show that it is the number of a person.
func TestInvitationsTellNobodysNumber(t *testing.T) {
	t.Parallel()
	s, now, phone := storetest.New(t), storetest.Now, storetest.Phone(2)
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	guest, _ := storetest.SignIn(t, s, phone, now)
	other := storetest.Phone(3) // of nobody
	invite := func(in market.MemberSetInput) {
		in.Role = market.Support
		if m, err := s.SetMember(t.Context(), owner, in, now); err != nil || m != nil {
			t.Fatalf("inviting %+v: %+v, %v", in, m, err)
		}
	}
	shown := func() []market.Invitation {
		list, err := s.InvitationsOf(t.Context(), owner, owner.Organization, now)
		if err != nil {
			t.Fatal(err)
		}
		values := []market.Invitation{}
		for _, i := range list {
			values = append(values, *i)
		}
		return values
	}
	remove := func(in market.MemberRemoveInput) market.Code {
		_, err := s.RemoveMember(t.Context(), owner, in, now)
		return codeOf(err)
	}
	invite(market.MemberSetInput{PersonID: &guest.Person})
	if got := remove(market.MemberRemoveInput{Phone: &phone}); got != market.NotFound {
		t.Errorf("withdrawing by number who was invited by id: %q", got)
	}
	invite(market.MemberSetInput{Phone: &phone})
	invite(market.MemberSetInput{Phone: &other})
	before := shown()
	if len(before) != 3 {
		t.Fatalf("shown are %+v", before)
	}
	if got := decline(t, s, guest, owner.Organization, now); got != "" {
		t.Fatalf("declining: %q", got)
	}
	if after := shown(); !reflect.DeepEqual(after, before) {
		t.Errorf("the owner sees of the declining: %+v", after)
	}
	if mine, err := s.Invitations(t.Context(), guest, now); err != nil || len(mine) != 0 {
		t.Errorf("declined, there are %+v, %v", mine, err)
	}
	if got := accept(t, s, guest, owner.Organization, now); got != market.NotFound {
		t.Errorf("accepting what was declined: %q", got)
	}
	for _, in := range []market.MemberRemoveInput{{Phone: &phone}, {Phone: &other}, {PersonID: &guest.Person}} {
		if first, second := remove(in), remove(in); first != "" || second != market.NotFound {
			t.Errorf("withdrawing %+v: %q, then %q", in, first, second)
		}
	}
	invite(market.MemberSetInput{Phone: &phone})
	if got := accept(t, s, guest, owner.Organization, now); got != "" {
		t.Errorf("invited anew: %q", got)
	}
	if got := remove(market.MemberRemoveInput{Phone: &phone}); got != market.NotFound {
		t.Errorf("removing a member by number: %q", got)
	}
}

// An owner who is none any more leaves no door open.
func TestInvitationsEndWithTheirOwner(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	first := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	second := storetest.Colleague(t, s, first, storetest.Phone(2), market.Owner, now)
	guest, _ := storetest.SignIn(t, s, storetest.Phone(3), now)
	storetest.Invited(t, s, second, storetest.Phone(3), market.Owner, now)
	if _, err := s.SetMember(t.Context(), first, market.MemberSetInput{PersonID: &second.Person, Role: market.Manager}, now); err != nil {
		t.Fatal(err)
	}
	if mine, err := s.Invitations(t.Context(), guest, now); err != nil || len(mine) != 0 {
		t.Errorf("the guest has %+v, %v", mine, err)
	}
	if got := accept(t, s, guest, first.Organization, now); got != market.NotFound {
		t.Errorf("accepting: %q", got)
	}
}

func TestInvitationsOfAreForOwners(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	editor := storetest.Colleague(t, s, owner, storetest.Phone(2), market.Editor, now)
	stranger := storetest.Founder(t, s, storetest.Phone(3), "Stranger Works", now)
	house := storetest.HouseOwner(t, s, storetest.Phone(4), now)
	storetest.Invited(t, s, owner, storetest.Phone(5), market.Editor, now)
	for who, test := range map[string]struct {
		viewer market.Viewer
		sees   int
	}{
		"an owner":   {owner, 1},
		"an editor":  {editor, 0},
		"a stranger": {stranger, 0},
		"the house":  {house, 0},
		"nobody":     {market.Viewer{}, 0},
	} {
		list, err := s.InvitationsOf(t.Context(), test.viewer, owner.Organization, now)
		if err != nil || len(list) != test.sees || test.sees == 0 && list != nil {
			t.Errorf("%s sees %+v, %v", who, list, err)
		}
	}
}

// Withdrawing does not give the numbers of the day back.
func TestWithdrawnNumbersCount(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	owner := storetest.Founder(t, s, storetest.Phone(1), "Example Works", now)
	for n := range market.AddedByNumber {
		phone := storetest.Phone(100 + n)
		storetest.Invited(t, s, owner, phone, market.Support, now)
		if _, err := s.RemoveMember(t.Context(), owner, market.MemberRemoveInput{Phone: &phone}, now); err != nil {
			t.Fatal(err)
		}
	}
	phone := storetest.Phone(2)
	if _, err := s.SetMember(t.Context(), owner, market.MemberSetInput{Phone: &phone, Role: market.Support}, now); codeOf(err) != market.Throttled {
		t.Errorf("one more: %v", err)
	}
	for _, test := range []struct {
		after time.Duration
		want  int
	}{{market.InvitationKept, market.AddedByNumber}, {market.InvitationKept + time.Second, 0}} {
		if err := s.ForgetSignIns(t.Context(), now.Add(test.after)); err != nil {
			t.Fatal(err)
		}
		var kept int
		if err := db.QueryRow(`SELECT count(*) FROM member_invitation`).Scan(&kept); err != nil || kept != test.want {
			t.Errorf("%d are kept after %s, %v, want %d", kept, test.after, err, test.want)
		}
	}
}
