// Package gateway holds what is not ours, each behind a small interface: SMS, mail,
// payments. Each has a way to work without the outside, for development and tests.
package gateway

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"regexp"
	"strings"
	"sync"
)

// SMS sends text messages.
type SMS interface {
	// Send hands a text over for a number in E.164 form. An error means that it will
	// not arrive.
	Send(ctx context.Context, to, text string) error
}

// Notices sends text messages that may be tried again much later, after a crash too.
type Notices interface {
	// SendOnce is SMS.Send under a key: a message that was taken under it is not sent
	// again.
	SendOnce(ctx context.Context, key, to, text string) error
}

// SMSConfig chooses the way that text messages take.
type SMSConfig struct {
	URL   string // of the gateway; "" for development
	Token string // the secret the gateway knows us by
}

// CheckProduction fails unless messages go to a real gateway, and unseen.
func (c SMSConfig) CheckProduction() error {
	if c.URL == "" {
		return errors.New("production needs an SMS gateway: set --sms-url or PARTNERGRAPH_SMS_URL; without it codes are not sent")
	}
	if u, err := url.Parse(c.URL); err != nil || u.Scheme != "https" || u.Host == "" {
		return errors.New("--sms-url must be an https address, because codes and the token go there")
	}
	if strings.TrimSpace(c.Token) == "" {
		return errors.New("production needs the SMS gateway's token: set --sms-token or PARTNERGRAPH_SMS_TOKEN")
	}
	return nil
}

// maxDevSMS is how many numbers a DevSMS remembers.
const maxDevSMS = 1000

// DevSMS is the gateway of development: nothing is sent, and the last code of each
// number can be asked for. The zero value is ready to use.
type DevSMS struct {
	mu    sync.Mutex
	codes map[string]string
	order []string // numbers, the one first sent to longest ago first
}

var codeInText = regexp.MustCompile(`\b[0-9]{8}\b`)

// Send remembers the code of the text.
func (d *DevSMS) Send(ctx context.Context, to, text string) error {
	slog.InfoContext(ctx, "an SMS was not sent, because this is development: its code is at /dev/sms")
	code := codeInText.FindString(text)
	if code == "" {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.codes == nil {
		d.codes = map[string]string{}
	}
	if _, known := d.codes[to]; !known {
		d.forget()
		d.order = append(d.order, to)
	}
	d.codes[to] = code
	return nil
}

// SendOnce writes a notice to the log, where nothing of people is: it holds none, and the
// number is left out.
func (d *DevSMS) SendOnce(ctx context.Context, key, _, text string) error {
	slog.InfoContext(ctx, "an SMS was not sent, because this is development", "delivery", key, "text", text)
	return nil
}

// forget makes room for one more number.
func (d *DevSMS) forget() {
	if len(d.order) == maxDevSMS {
		delete(d.codes, d.order[0])
		d.order = append(d.order[:0], d.order[1:]...)
	}
}

// LastCode is the code last sent to a number in E.164 form.
func (d *DevSMS) LastCode(to string) (string, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	code, ok := d.codes[to]
	return code, ok
}
