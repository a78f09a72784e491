package gateway

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

func TestDevSMSKnowsTheLastCode(t *testing.T) {
	t.Parallel()
	sms := &DevSMS{}
	if code, ok := sms.LastCode("+447700900001"); ok {
		t.Errorf("before any was sent it knows %q", code)
	}
	for _, text := range []string{"11111111 is your code.", "Your code is 22222222, for 5 minutes.", "Nothing in here: 123456789."} {
		if err := sms.Send(t.Context(), "+447700900001", text); err != nil {
			t.Fatal(err)
		}
	}
	if code, ok := sms.LastCode("+447700900001"); !ok || code != "22222222" {
		t.Errorf("it knows %q, %v, want 22222222", code, ok)
	}
	if code, ok := sms.LastCode("+447700900002"); ok {
		t.Errorf("of another number it knows %q", code)
	}
}

// A development server that runs for a long time does not grow.
func TestDevSMSForgetsTheOldest(t *testing.T) {
	t.Parallel()
	sms := &DevSMS{}
	var wait sync.WaitGroup
	for worker := range 4 {
		wait.Go(func() {
			for i := range maxDevSMS {
				_ = sms.Send(t.Context(), fmt.Sprintf("+%d", i*4+worker), "12345678")
			}
		})
	}
	wait.Wait()
	if len(sms.codes) != maxDevSMS || len(sms.order) != maxDevSMS {
		t.Errorf("it remembers %d numbers in %d places, want %d", len(sms.codes), len(sms.order), maxDevSMS)
	}
	_ = sms.Send(t.Context(), "+447700900001", "12345678")
	if _, ok := sms.LastCode("+447700900001"); !ok {
		t.Error("it has forgotten the newest")
	}
}

func TestCheckProduction(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config  SMSConfig
		refused string // the setting it names
	}{
		"the gateway of development": {refused: "--sms-url"},
		"not encrypted":              {config: SMSConfig{URL: "http://sms.example/send", Token: "t"}, refused: "https"},
		"no address":                 {config: SMSConfig{URL: "sms.example", Token: "t"}, refused: "https"},
		"no token":                   {config: SMSConfig{URL: "https://sms.example/send"}, refused: "--sms-token"},
		"a blank token":              {config: SMSConfig{URL: "https://sms.example/send", Token: " \t"}, refused: "--sms-token"},
		"complete":                   {config: SMSConfig{URL: "https://sms.example/send", Token: "t"}},
	} {
		err := test.config.CheckProduction()
		if (err != nil) != (test.refused != "") || err != nil && !strings.Contains(err.Error(), test.refused) {
			t.Errorf("%s: %v, want one about %q", name, err, test.refused)
		}
	}
}
