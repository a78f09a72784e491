package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"strings"
	"sync"
)

// Message is a mail.
type Message struct {
	Key     string // the same when the message is tried again
	To      string // an address
	Subject string
	Text    string
}

// Mail sends mail.
type Mail interface {
	// Send hands a message over. An error means that it will not arrive, and IsRefused
	// that another try would not help.
	Send(ctx context.Context, m Message) error
}

// MailConfig chooses the way that mail takes.
type MailConfig struct {
	URL   string // of the gateway; "" for none
	Token string // the secret the gateway knows us by
	Site  string // what links in messages begin with
}

// CheckProduction fails when mail is set up in part: without an address of the gateway
// none is sent, and people cannot give their addresses.
func (c MailConfig) CheckProduction() error {
	if c.URL == "" {
		return nil
	}
	if u, err := url.Parse(c.URL); err != nil || u.Scheme != "https" || u.Host == "" {
		return errors.New("--mail-url must be an https address, because codes and the token go there")
	}
	if strings.TrimSpace(c.Token) == "" {
		return errors.New("mail needs the gateway's token: set --mail-token or PARTNERGRAPH_MAIL_TOKEN, or leave --mail-url out to send no mail")
	}
	if c.Site == "" {
		return errors.New("mail needs your site, by which people stop it: set --site or PARTNERGRAPH_SITE, or leave --mail-url out to send no mail")
	}
	return c.CheckSite()
}

// CheckSite fails when the site is no address that links can begin with.
func (c MailConfig) CheckSite() error {
	u, err := url.Parse(c.Site)
	if c.Site != "" && (err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.Fragment != "") {
		return errors.New("--site must be an address such as https://www.example.com, without a query")
	}
	return nil
}

// HTTPMail hands mail to a gateway over HTTP, as HTTPSMS does text messages:
//
//	{"to": "name@example.com", "subject": "…", "text": "…"}
type HTTPMail struct{ poster *poster }

// NewHTTPMail is a gateway at config.URL.
func NewHTTPMail(config MailConfig, times SMSTimes) *HTTPMail {
	return &HTTPMail{newPoster("mail", config.URL, config.Token, times)}
}

// Send hands a message over, trying again where that may help.
func (h *HTTPMail) Send(ctx context.Context, m Message) error {
	return h.poster.send(ctx, m.Key, map[string]string{"to": m.To, "subject": m.Subject, "text": m.Text})
}

// keptMails is how many mails to an address a DevMail remembers, of how many addresses.
const (
	keptMails     = 10
	keptAddresses = 1000
)

// DevMail is the gateway of development: nothing is sent, and the last mails to an
// address can be asked for. The zero value is ready to use.
type DevMail struct {
	mu    sync.Mutex
	mails map[string][]Message // by address in small letters, the newest last
	order []string             // addresses, the one first written to longest ago first
}

// Send remembers the mail. The log is told that there was one, not to whom.
func (d *DevMail) Send(ctx context.Context, m Message) error {
	slog.InfoContext(ctx, "a mail was not sent, because this is development: it is at /dev/mail", "delivery", m.Key, "to", masked(m.To))
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.mails == nil {
		d.mails = map[string][]Message{}
	}
	to := strings.ToLower(m.To)
	if _, known := d.mails[to]; !known {
		if len(d.order) == keptAddresses {
			delete(d.mails, d.order[0])
			d.order = append(d.order[:0], d.order[1:]...)
		}
		d.order = append(d.order, to)
	}
	kept := append(d.mails[to], m)
	d.mails[to] = kept[max(len(kept)-keptMails, 0):]
	return nil
}

// masked is an address of which nothing can be told but that there is one.
func masked(address string) string {
	_, domain, _ := strings.Cut(address, "@")
	return strings.Repeat("*", 3) + "@" + strings.Repeat("*", min(len(domain), 3))
}

// Mails are the last ones to an address, the newest first.
func (d *DevMail) Mails(to string) (mails []map[string]string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept := d.mails[strings.ToLower(to)]
	for i := len(kept) - 1; i >= 0; i-- {
		mails = append(mails, map[string]string{"subject": kept[i].Subject, "text": kept[i].Text})
	}
	return mails
}
