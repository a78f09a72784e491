package gateway

import (
	"fmt"
	"strings"
	"testing"
)

func TestHTTPMailIsPostedUnderItsKey(t *testing.T) {
	t.Parallel()
	f := newFake(t, 503, 202)
	mail := NewHTTPMail(MailConfig{URL: f.URL, Token: "secret"}, quick())
	if err := mail.Send(t.Context(), Message{Key: "delivery", To: "a@example.com", Subject: "Тема", Text: "Text"}); err != nil {
		t.Fatal(err)
	}
	for i := range f.keys {
		if b := f.bodies[i]; f.keys[i] != "delivery" || f.tokens[i] != "Bearer secret" || b["to"] != "a@example.com" || b["subject"] != "Тема" || b["text"] != "Text" {
			t.Errorf("it was sent %v under %q with %q", b, f.keys[i], f.tokens[i])
		}
	}
	if f.asked() != 2 {
		t.Errorf("it was asked %d times, want 2", f.asked())
	}
	refusing := NewHTTPMail(MailConfig{URL: newFake(t, 400).URL}, quick())
	if err := refusing.Send(t.Context(), Message{Key: "k"}); !IsRefused(err) || strings.Contains(err.Error(), "example") {
		t.Errorf("a refusal is %v", err)
	}
}

func TestAnSMSIsSentUnderTheKeyOfItsDelivery(t *testing.T) {
	t.Parallel()
	f := newFake(t, 200)
	if err := NewHTTPSMS(SMSConfig{URL: f.URL}, quick()).SendOnce(t.Context(), "delivery", "+447700900001", "text"); err != nil || f.keys[0] != "delivery" {
		t.Errorf("sent under %q, %v", f.keys, err)
	}
}

func TestDevMailKeepsTheLast(t *testing.T) {
	t.Parallel()
	mail := &DevMail{}
	for i := range keptMails + 2 {
		_ = mail.Send(t.Context(), Message{To: "A@example.com", Subject: fmt.Sprint(i)})
	}
	if got := mail.Mails("a@EXAMPLE.com"); len(got) != keptMails || got[0]["subject"] != fmt.Sprint(keptMails+1) {
		t.Errorf("kept are %v", got)
	}
	for i := range keptAddresses {
		_ = mail.Send(t.Context(), Message{To: fmt.Sprintf("%d@example.com", i)})
	}
	if len(mail.mails) != keptAddresses || len(mail.order) != keptAddresses || len(mail.Mails("a@example.com")) != 0 {
		t.Errorf("mails to %d addresses are kept", len(mail.mails))
	}
}

// Nothing that the log is told about a mail names an address.
func TestAddressesAreMasked(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"ada@example.com", "x", ""} {
		if got := masked(address); strings.Trim(got, "*@") != "" {
			t.Errorf("%q is masked as %q", address, got)
		}
	}
}

func TestMailInProduction(t *testing.T) {
	t.Parallel()
	whole := MailConfig{URL: "https://mail.example/send", Token: "t", Site: "https://www.example.com"}
	for name, test := range map[string]struct {
		change  func(*MailConfig)
		refused string // the setting it names
	}{
		"complete":            {change: func(*MailConfig) {}},
		"no mail at all":      {change: func(c *MailConfig) { *c = MailConfig{} }},
		"not encrypted":       {change: func(c *MailConfig) { c.URL = "http://mail.example" }, refused: "--mail-url"},
		"no token":            {change: func(c *MailConfig) { c.Token = " " }, refused: "--mail-token"},
		"no site":             {change: func(c *MailConfig) { c.Site = "" }, refused: "--site"},
		"a site that is none": {change: func(c *MailConfig) { c.Site = "www.example.com" }, refused: "--site"},
		"a site with a query": {change: func(c *MailConfig) { c.Site = "https://example.com/?a=b" }, refused: "--site"},
	} {
		c := whole
		test.change(&c)
		err := c.CheckProduction()
		if (err != nil) != (test.refused != "") || err != nil && !strings.Contains(err.Error(), test.refused) {
			t.Errorf("%s: %v, want one about %q", name, err, test.refused)
		}
	}
}
