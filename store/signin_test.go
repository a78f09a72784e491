package store_test

import (
	"slices"
	"sync"
	"testing"
	"time"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

// atOnce calls f n times at the same moment and counts the codes of its errors.
func atOnce(n int, f func(i int) error) map[market.Code]int {
	errs := make([]error, n)
	var wait sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wait.Go(func() { <-start; errs[i] = f(i) })
	}
	close(start)
	wait.Wait()
	counts := map[market.Code]int{}
	for _, err := range errs {
		counts[codeOf(err)]++
	}
	return counts
}

func TestStartSignInLimitsANumber(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	send := func(after time.Duration) error {
		return s.StartSignIn(t.Context(), storetest.Challenge(storetest.Phone(1), now.Add(after)), market.DefaultCeilings())
	}
	for _, step := range []struct {
		what  string
		after time.Duration
		want  market.Code
	}{
		{"the first", 0, ""},
		{"the second, too soon", time.Minute - time.Millisecond, market.Throttled},
		{"the second", time.Minute, ""},
		{"the third", 2 * time.Minute, ""},
		{"the fourth", 3 * time.Minute, ""},
		{"the fifth", 4 * time.Minute, ""},
		{"the sixth", 5 * time.Minute, ""},
		{"the seventh", 6 * time.Minute, ""},
		{"the eighth", 7 * time.Minute, ""},
		{"the ninth", 8 * time.Minute, ""},
		{"the tenth", 9 * time.Minute, ""},
		{"the eleventh, hours later", 12 * time.Hour, market.Throttled},
		{"the eleventh, within the day", 24*time.Hour - time.Millisecond, market.Throttled},
		{"the eleventh, a day after the first", 24 * time.Hour, ""},
		{"the twelfth, a day after the second", 24*time.Hour + time.Minute, ""},
	} {
		if got := codeOf(send(step.after)); got != step.want {
			t.Fatalf("%s: got %q, want %q", step.what, got, step.want)
		}
	}
	if err := s.StartSignIn(t.Context(), storetest.Challenge(storetest.Phone(2), now), market.DefaultCeilings()); err != nil {
		t.Errorf("another number: %v", err)
	}
}

func TestStartSignInLimitsANetwork(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	send := func(n int, address string, after time.Duration) error {
		c := storetest.Challenge(storetest.Phone(n), now.Add(after))
		c.Address = address
		return s.StartSignIn(t.Context(), c, market.DefaultCeilings())
	}
	for n := range market.DefaultCeilings().Address {
		if err := send(n, "192.0.2.1", time.Duration(n)*time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	if got := codeOf(send(100, "192.0.2.1", time.Hour-time.Millisecond)); got != market.Throttled {
		t.Errorf("the eleventh within the hour: %q", got)
	}
	if err := send(100, "192.0.2.2", 10*time.Minute); err != nil {
		t.Errorf("from another network: %v", err)
	}
	if err := send(101, "192.0.2.1", time.Hour); err != nil {
		t.Errorf("an hour after the first: %v", err)
	}
}

func TestStartSignInLimitsHoldAtOnce(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	toOne := atOnce(20, func(int) error {
		return s.StartSignIn(t.Context(), storetest.Challenge(storetest.Phone(1), now), market.DefaultCeilings())
	})
	if toOne[""] != 1 || toOne[market.Throttled] != 19 {
		t.Errorf("to one number: %v", toOne)
	}
	fromOne := atOnce(20, func(i int) error {
		c := storetest.Challenge(storetest.Phone(100+i), now)
		c.Address = "192.0.2.1"
		return s.StartSignIn(t.Context(), c, market.DefaultCeilings())
	})
	if fromOne[""] != market.DefaultCeilings().Address || fromOne[market.Throttled] != 20-market.DefaultCeilings().Address {
		t.Errorf("from one network: %v", fromOne)
	}
}

func TestAFailedSendIsHeldAgainstTheNetworkOnly(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	for n := range market.DefaultCeilings().Address {
		c := storetest.Challenge(storetest.Phone(1), now)
		c.Address = "192.0.2.1"
		if err := s.StartSignIn(t.Context(), c, market.DefaultCeilings()); err != nil {
			t.Fatalf("after %d failed sends: %v", n, err)
		}
		if err := s.FailSignIn(t.Context(), c.Hash, now); err != nil {
			t.Fatal(err)
		}
		if _, _, err := s.FinishSignIn(t.Context(), c.Hash, c.CodeSum, storetest.TokenHashes(), now); codeOf(err) != market.Expired {
			t.Fatalf("a code that was not sent: %v", err)
		}
	}
	c := storetest.Challenge(storetest.Phone(2), now)
	c.Address = "192.0.2.1"
	if got := codeOf(s.StartSignIn(t.Context(), c, market.DefaultCeilings())); got != market.Throttled {
		t.Errorf("the eleventh from the network: %q", got)
	}
	if err := s.StartSignIn(t.Context(), storetest.Challenge(storetest.Phone(1), now), market.DefaultCeilings()); err != nil {
		t.Errorf("the number, from another network: %v", err)
	}
}

func TestANewChallengeEndsTheOneBefore(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	first := storetest.Challenged(t, s, storetest.Phone(1), now)
	other := storetest.Challenged(t, s, storetest.Phone(2), now)
	second := storetest.Challenged(t, s, storetest.Phone(1), now.Add(time.Minute))
	finish := func(c *market.Challenge) market.Code {
		_, _, err := s.FinishSignIn(t.Context(), c.Hash, c.CodeSum, storetest.TokenHashes(), now.Add(time.Minute))
		return codeOf(err)
	}
	if got := finish(first); got != market.Expired {
		t.Errorf("the first: %q", got)
	}
	if got := finish(second); got != "" {
		t.Errorf("the second: %q", got)
	}
	if got := finish(other); got != "" {
		t.Errorf("that of another number: %q", got)
	}
}

func TestFinishSignIn(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	persons := func() (n int) {
		if err := db.QueryRow(`SELECT count(*) FROM person`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	finish := func(c *market.Challenge, sum []byte, after time.Duration) (*market.Person, bool, error) {
		return s.FinishSignIn(t.Context(), c.Hash, sum, storetest.TokenHashes(), now.Add(after))
	}
	c := storetest.Challenged(t, s, storetest.Phone(1), now)
	if _, _, err := finish(c, storetest.Secret(), 0); codeOf(err) != market.Invalid {
		t.Errorf("a wrong code: %v", err)
	}
	if n := persons(); n != 0 {
		t.Errorf("before anybody signed in there are %d persons", n)
	}
	person, first, err := finish(c, c.CodeSum, market.CodeLife-time.Microsecond)
	if err != nil || !first || person.Name != "" || persons() != 1 {
		t.Fatalf("in the last moment: %+v, first %v, %v", person, first, err)
	}
	if _, _, err := finish(c, c.CodeSum, market.CodeLife-time.Microsecond); codeOf(err) != market.Expired {
		t.Errorf("the same code again: %v", err)
	}
	late := storetest.Challenged(t, s, storetest.Phone(1), now.Add(time.Hour))
	if _, _, err := finish(late, late.CodeSum, time.Hour+market.CodeLife); codeOf(err) != market.Expired {
		t.Errorf("after five minutes: %v", err)
	}
	again := storetest.Challenged(t, s, storetest.Phone(1), now.Add(2*time.Hour))
	same, first, err := finish(again, again.CodeSum, 2*time.Hour)
	if err != nil || first || same.ID != person.ID || persons() != 1 {
		t.Errorf("the second sign-in: %+v, first %v, %v", same, first, err)
	}
	if _, _, err := finish(storetest.Challenge(storetest.Phone(1), now), c.CodeSum, 0); codeOf(err) != market.NotFound {
		t.Errorf("a challenge that was not made: %v", err)
	}
}

func TestFirstSignInOfWhoFoundedTheHouse(t *testing.T) {
	t.Parallel()
	s, now, phone := storetest.New(t), storetest.Now, storetest.Phone(2)
	house, err := s.FoundHouse(t.Context(), market.OrganizationCreateInput{Name: "The house", Country: "GB"}, phone, now)
	if err != nil {
		t.Fatal(err)
	}
	c := storetest.Challenged(t, s, phone, now)
	person, first, err := s.FinishSignIn(t.Context(), c.Hash, c.CodeSum, storetest.TokenHashes(), now)
	if err != nil || !first {
		t.Fatalf("got %+v, first %v, %v, want a first sign-in", person, first, err)
	}
	if v := storetest.Acting(t, s, market.Viewer{Person: person.ID}, house.ID); v.Role != market.Owner {
		t.Errorf("the founder is %+v", v)
	}
}

func TestTriesAreCountedAtOnce(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	c := storetest.Challenged(t, s, storetest.Phone(1), now)
	finish := func(sum []byte) error {
		_, _, err := s.FinishSignIn(t.Context(), c.Hash, sum, storetest.TokenHashes(), now)
		return err
	}
	counts := atOnce(20, func(int) error { return finish(storetest.Secret()) })
	if counts[market.Invalid] != market.CodeTries || counts[market.Throttled] != 20-market.CodeTries {
		t.Errorf("twenty wrong codes at once: %v", counts)
	}
	if got := codeOf(finish(c.CodeSum)); got != market.Throttled {
		t.Errorf("then the right one: %q", got)
	}
}

func TestOneCodeOpensOneSession(t *testing.T) {
	t.Parallel()
	s, now := storetest.New(t), storetest.Now
	c := storetest.Challenged(t, s, storetest.Phone(1), now)
	counts := atOnce(10, func(int) error {
		_, _, err := s.FinishSignIn(t.Context(), c.Hash, c.CodeSum, storetest.TokenHashes(), now)
		return err
	})
	if counts[""] != 1 || counts[market.Expired] != 9 {
		t.Errorf("the right code ten times at once: %v", counts)
	}
}

// Whoever signs in with a number, founds the house with it and is invited by it at
// once is one person.
func TestOneNumberIsOnePerson(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now, phone := storetest.Now, storetest.Phone(1)
	owners := []market.Viewer{}
	for n := range 3 {
		owners = append(owners, storetest.Founder(t, s, storetest.Phone(10+n), "Example Works", now))
	}
	c := storetest.Challenged(t, s, phone, now)
	counts := atOnce(5, func(i int) error {
		if i == 4 {
			_, _, err := s.FinishSignIn(t.Context(), c.Hash, c.CodeSum, storetest.TokenHashes(), now)
			return err
		}
		if i == 3 {
			_, err := s.FoundHouse(t.Context(), market.OrganizationCreateInput{Name: "The house", Country: "GB"}, phone, now)
			return err
		}
		_, err := s.SetMember(t.Context(), owners[i], market.MemberSetInput{Phone: &phone, Role: market.Editor}, now)
		return err
	})
	var persons int
	if err := db.QueryRow(`SELECT count(*) FROM person WHERE phone = $1`, phone).Scan(&persons); err != nil {
		t.Fatal(err)
	}
	if counts[""] != 5 || persons != 1 {
		t.Errorf("%v, and %d persons with the number", counts, persons)
	}
}

func TestForgetSignIns(t *testing.T) {
	t.Parallel()
	s, db := storetest.WithDB(t)
	now := storetest.Now
	storetest.SignIn(t, s, storetest.Phone(1), now.Add(-market.RefreshLife-time.Second)) // over
	storetest.SignIn(t, s, storetest.Phone(2), now.Add(-market.RefreshLife+time.Second)) // just alive
	for hours := range 10 {
		storetest.Challenged(t, s, storetest.Phone(3), now.Add(time.Duration(hours-10)*time.Hour)) // counted
	}
	if err := s.ForgetSignIns(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	var challenges int
	if err := db.QueryRow(`SELECT count(*) FROM sign_in_challenge`).Scan(&challenges); err != nil || challenges != 10 {
		t.Errorf("%d challenges are left, %v, want those of a day, 10", challenges, err)
	}
	var phones []string
	rows, err := db.Query(`SELECT p.phone FROM session s JOIN person p ON p.id = s.person_id`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var phone string
		if err := rows.Scan(&phone); err != nil {
			t.Fatal(err)
		}
		phones = append(phones, phone)
	}
	if !slices.Equal(phones, []string{storetest.Phone(2)}) {
		t.Errorf("sessions are left of %v", phones)
	}
	if got := codeOf(s.StartSignIn(t.Context(), storetest.Challenge(storetest.Phone(3), now), market.DefaultCeilings())); got != market.Throttled {
		t.Errorf("after the sweep the day's limit is forgotten: %q", got)
	}
}
