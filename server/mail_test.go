package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// mailbox has one mail.
type mailbox struct{}

func (mailbox) Mails(to string) []map[string]string {
	if to != "a@example.com" {
		return nil
	}
	return []map[string]string{{"subject": "Hello", "text": "You"}}
}

func TestMailsAreTold(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		"/dev/mail?to=a@example.com": `200 {"mails":[{"subject":"Hello","text":"You"}]}`,
		"/dev/mail?to=b@example.com": `404 {"error":"No mail has been sent to this address."}`,
		"/dev/mail":                  `400 {"error":"Name the address: /dev/mail?to=name@example.com"}`,
	} {
		w := httptest.NewRecorder()
		mails{mailbox{}}.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		status, text, _ := strings.Cut(want, " ")
		if got := strings.TrimSpace(w.Body.String()); http.StatusText(w.Code) == "" || status != map[int]string{200: "200", 404: "404", 400: "400"}[w.Code] || got != text {
			t.Errorf("%s: %d %s, want %s", path, w.Code, got, want)
		}
	}
}
