package resolvers_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/99designs/gqlgen/graphql"

	"partnergraph/auth"
	"partnergraph/market"
	"partnergraph/resolvers"
	"partnergraph/store/storetest"
)

// mailbox is an SMS gateway that keeps what it is given, or fails.
type mailbox struct {
	texts  map[string][]string
	fails  error
	before func() // is called before a text is taken
}

func (m *mailbox) Send(ctx context.Context, to, text string) error {
	if m.before != nil {
		m.before()
	}
	if err := errors.Join(m.fails, ctx.Err()); err != nil {
		return err
	}
	m.texts[to] = append(m.texts[to], text)
	return nil
}

// code is the one that was sent last.
func (m *mailbox) code(to string) string {
	if len(m.texts[to]) == 0 {
		return ""
	}
	return regexp.MustCompile(`[0-9]{8}`).FindString(m.texts[to][len(m.texts[to])-1])
}

// withSMS makes the world's codes arrive in a mailbox, and its clock movable.
func withSMS(t *testing.T) (*world, *mailbox, *time.Time) {
	t.Helper()
	w, box, clock := newWorld(t), &mailbox{texts: map[string][]string{}}, now
	w.resolver.SMS, w.resolver.Codes = box, auth.NewCodes("secret")
	w.resolver.Now = func() time.Time { return clock }
	return w, box, &clock
}

func startSignIn(phone string) string {
	return `mutation { signInStart(input: {phone: "` + phone + `"}) { challenge expiresAt userErrors { field code message } } }`
}

// started is the challenge in an answer to startSignIn.
func started(t *testing.T, answer *graphql.Response) string {
	t.Helper()
	var data struct {
		SignInStart struct{ Challenge string }
	}
	if err := json.Unmarshal(answer.Data, &data); err != nil || data.SignInStart.Challenge == "" {
		t.Fatalf("no challenge: %s %v", answer.Data, answer.Errors)
	}
	return data.SignInStart.Challenge
}

func verify(challenge, code string) string {
	return `mutation { signInVerify(input: {challenge: "` + challenge + `", code: "` + code + `"}) { isNew person { id } tokens { accessToken } userErrors { field code } } }`
}

func TestSignInFromTheFirstSMS(t *testing.T) {
	t.Parallel()
	w, box, clock := withSMS(t)
	phone := storetest.Phone(801)
	answer, _ := w.ask(t.Context(), "nobody", `mutation @inContext(locale: "uk-UA") { signInStart(input: {phone: "+44 (7700) 900-801"}) { challenge expiresAt } }`)
	challenge := started(t, answer)
	if texts := box.texts[phone]; len(texts) != 1 || !strings.Contains(texts[0], "хвилин") {
		t.Errorf("sent were %q, want one in Ukrainian", texts)
	}
	if !strings.Contains(string(answer.Data), `"expiresAt":"2026-11-21T12:05:00Z"`) {
		t.Errorf("the code ends: %s", answer.Data)
	}
	*clock = clock.Add(time.Minute)
	answer, _ = w.ask(t.Context(), "nobody", verify(challenge, box.code(phone)))
	if data := string(answer.Data); !strings.Contains(data, `"isNew":true`) || !strings.Contains(data, `"accessToken":"pga_`) || !strings.Contains(data, `"userErrors":[]`) {
		t.Errorf("signed in: %s %v", data, answer.Errors)
	}
}

// Nothing tells a known number from an unknown one: not the answer, and not the work
// for it.
func TestKnownAndUnknownNumbersAreAlike(t *testing.T) {
	t.Parallel()
	w, box, _ := withSMS(t)
	storetest.SignIn(t, w.store, storetest.Phone(801), now.Add(-time.Hour))
	answers, statements := [2]string{}, [2]int{}
	for i := range answers {
		answer, n := w.ask(t.Context(), "nobody", startSignIn(storetest.Phone(801+i)))
		answers[i] = strings.Replace(string(answer.Data), started(t, answer), "…", 1)
		statements[i] = n
	}
	if answers[0] != answers[1] || statements[0] != statements[1] || len(box.texts) != 2 {
		t.Errorf("known: %s in %d statements; unknown: %s in %d", answers[0], statements[0], answers[1], statements[1])
	}
}

// Near a ceiling the last codes are for known numbers, and still nothing tells them
// from others: not the answer, not the work, and not what the gateway does.
func TestAHeldCodeIsAnsweredAsIfItWereSent(t *testing.T) {
	t.Parallel()
	w, box, _ := withSMS(t)
	became := []market.CodeOutcome{}
	w.resolver.Counted = func(o market.CodeOutcome) { became = append(became, o) }
	w.resolver.Ceilings = market.Ceilings{All: 12, CallingCode: 12, Network: 100, Address: 100}
	known, unknown := storetest.Phone(801), storetest.Phone(802)
	storetest.SignIn(t, w.store, known, now.Add(-2*time.Hour))
	for n := range market.Open(12) {
		if err := w.store.StartSignIn(t.Context(), storetest.Challenge(storetest.Phone(810+n), now), w.resolver.Ceilings); err != nil {
			t.Fatal(err)
		}
	}
	ask := func(phone string) (string, int) {
		answer, n := w.ask(t.Context(), "nobody", startSignIn(phone))
		return strings.Replace(string(answer.Data), started(t, answer), "…", 1), n
	}
	first, n := ask(known)
	second, m := ask(unknown)
	if first != second || n != m || len(box.texts[known]) != 1 || len(box.texts[unknown]) != 0 {
		t.Errorf("known: %s in %d statements; unknown: %s in %d; sent were %v", first, n, second, m, box.texts)
	}
	box.fails = errors.New("the gateway is down")
	storetest.SignIn(t, w.store, storetest.Phone(803), now.Add(-3*time.Hour))
	for _, phone := range []string{storetest.Phone(803), storetest.Phone(804)} {
		if answer, _ := w.ask(t.Context(), "nobody", startSignIn(phone)); len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "UNAVAILABLE" {
			t.Errorf("%s while the gateway is down: %s %v", phone, answer.Data, answer.Errors)
		}
	}
	storetest.SignIn(t, w.store, storetest.Phone(806), now.Add(-4*time.Hour))
	if err := w.store.StartSignIn(t.Context(), storetest.Challenge(storetest.Phone(806), now), w.resolver.Ceilings); err != nil {
		t.Fatal(err)
	}
	for _, phone := range []string{storetest.Phone(805), known} { // all twelve are gone
		answer, _ := w.ask(t.Context(), "nobody", startSignIn(phone))
		if data := string(answer.Data); !strings.Contains(data, `"code":"THROTTLED"`) || !strings.Contains(data, "Try again from 2026-11-21T1") {
			t.Errorf("%s at the ceiling: %s", phone, data)
		}
	}
	want := []market.CodeOutcome{market.CodeSent, market.CodeHeld, market.CodeFailed, market.CodeHeld, market.CodeCeiling, market.CodeThrottled}
	if !slices.Equal(became, want) {
		t.Errorf("counted were %v, want %v", became, want)
	}
}

func TestAGatewayThatFails(t *testing.T) {
	t.Parallel()
	w, box, _ := withSMS(t)
	phone := storetest.Phone(801)
	box.fails = errors.New("the password of the gateway is hunter2")
	answer, _ := w.ask(t.Context(), "nobody", startSignIn(phone))
	if len(answer.Errors) != 1 || answer.Errors[0].Extensions["code"] != "UNAVAILABLE" || strings.Contains(answer.Errors[0].Message, "hunter2") {
		t.Errorf("the answer is %v", answer.Errors)
	}
	box.fails = nil
	answer, _ = w.ask(t.Context(), "nobody", startSignIn(phone)) // at once: nothing was sent
	started(t, answer)
	answer, _ = w.ask(t.Context(), "nobody", startSignIn(phone))
	if !strings.Contains(string(answer.Data), "THROTTLED") {
		t.Errorf("after one was sent: %s", answer.Data)
	}
}

// Hanging up must not take a send off the count.
func TestHangingUpSendsTheCodeAllTheSame(t *testing.T) {
	t.Parallel()
	w, box, _ := withSMS(t)
	gone, cancel := context.WithCancel(t.Context())
	box.before = cancel
	w.ask(gone, "nobody", startSignIn(storetest.Phone(801)))
	if len(box.texts[storetest.Phone(801)]) != 1 {
		t.Error("the code was not sent")
	}
	answer, _ := w.ask(t.Context(), "nobody", startSignIn(storetest.Phone(801)))
	if !strings.Contains(string(answer.Data), "THROTTLED") {
		t.Errorf("then again: %s", answer.Data)
	}
}

func TestAuthenticateARequest(t *testing.T) {
	t.Parallel()
	w, box, _ := withSMS(t)
	phone := storetest.Phone(801)
	answer, _ := w.ask(t.Context(), "nobody", startSignIn(phone))
	answer, _ = w.ask(t.Context(), "nobody", verify(started(t, answer), box.code(phone)))
	var data struct {
		SignInVerify struct{ Tokens struct{ AccessToken string } }
	}
	if err := json.Unmarshal(answer.Data, &data); err != nil {
		t.Fatal(err)
	}
	token := data.SignInVerify.Tokens.AccessToken
	v, err := w.store.Authenticate(t.Context(), auth.Hash(token), "", now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.store.UpdatePerson(t.Context(), v, market.PersonUpdateInput{Locales: []string{"uk", "de-AT"}}); err != nil {
		t.Fatal(err)
	}
	stranger := fillIn("<organization 2>")
	for name, test := range map[string]struct {
		bearer, organization, language string
		code                           market.Code // "" for none, "fault" for another error
		person                         bool
		locales                        []string
	}{
		"nobody":                      {language: "fr-CA", locales: []string{"fr-CA", "fr"}},
		"nobody, for an organisation": {organization: stranger, locales: []string{}},
		"somebody":                    {bearer: token, person: true, locales: []string{"uk", "de-AT", "de"}},
		"in a language of the moment": {bearer: token, language: "en,de;q=0.5", person: true, locales: []string{"en", "de", "uk", "de-AT"}},
		"for a stranger's":            {bearer: token, organization: stranger, code: market.Forbidden},
		"for what is none":            {bearer: token, organization: "partner_x", code: "fault"},
		"with a wrong token":          {bearer: token + "x", code: market.Unauthenticated},
	} {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r.RemoteAddr = "[2001:db8::1]:5000"
		ctx, err := w.resolver.Authenticate(resolvers.Locale(t.Context(), test.language), test.bearer, test.organization, r)
		var refusal *market.Error
		switch {
		case test.code == "fault" && (err == nil || errors.As(err, &refusal)):
			t.Errorf("%s: %v", name, err)
		case test.code == "fault":
		case test.code != "" && (!errors.As(err, &refusal) || refusal.Code != test.code):
			t.Errorf("%s: %v, want %s", name, err, test.code)
		case test.code == "":
			v := auth.Viewer(ctx)
			if err != nil || (v.Person != "") != test.person || v.Address != "2001:db8::/64" || !slices.Equal(v.Locales, test.locales) {
				t.Errorf("%s: %+v, %v", name, v, err)
			}
		}
	}
}
