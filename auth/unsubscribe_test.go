package auth

import (
	"strings"
	"testing"

	"partnergraph/market"
)

func TestOnlyOurTokensStopMails(t *testing.T) {
	t.Parallel()
	const person = market.PersonID("00000000-0000-7000-8000-000000000005")
	u := NewUnsubscribing("one secret")
	token := u.Token(person, market.NotifyThreadReply)
	if p, kind, err := u.Read(token); err != nil || p != person || kind != market.NotifyThreadReply {
		t.Errorf("read are %s, %s, %v", p, kind, err)
	}
	for name, bad := range map[string]string{
		"of another secret": NewUnsubscribing("another").Token(person, market.NotifyThreadReply),
		"none":              "",
		"cut":               token[:len(token)-2],
		"longer":            token + "AA",
		"no base64":         "%%%",
		"very long":         strings.Repeat("A", 100_000),
		"changed":           "A" + token[1:],
	} {
		if bad == token {
			continue
		}
		if _, _, err := u.Read(bad); err == nil {
			t.Errorf("a token that is %s stops mails", name)
		}
	}
}
