package gateway

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// SMSTimes bound how long a gateway may take.
type SMSTimes struct {
	Try   time.Duration // for one try
	All   time.Duration // for all tries of a message
	Pause time.Duration // before the second try; before the third twice as long
	Rest  time.Duration // that an ailing gateway is left alone
}

// DefaultSMSTimes keep a sign-in under the server's time for an operation.
func DefaultSMSTimes() SMSTimes {
	return SMSTimes{Try: 3 * time.Second, All: 8 * time.Second, Pause: 200 * time.Millisecond, Rest: 15 * time.Second}
}

const (
	smsTries    = 3
	smsFailures = 5 // in a row, until the gateway is left alone
)

// HTTPSMS hands messages to a gateway over HTTP:
//
//	POST <url>
//	Authorization: Bearer <token>
//	Idempotency-Key: <the same for all tries of one message>
//
//	{"to": "+447700900001", "text": "…"}
//
// Any answer from 200 to 299 means that the message was taken. After a time-out, a
// broken connection, 429 or 500 and above it tries again; after several failures in
// a row it does not ask for a while, and then carefully.
type HTTPSMS struct{ poster *poster }

// NewHTTPSMS is a gateway at config.URL.
func NewHTTPSMS(config SMSConfig, times SMSTimes) *HTTPSMS {
	return &HTTPSMS{newPoster("SMS", config.URL, config.Token, times)}
}

// Send hands a text over for a number in E.164 form, trying again where that may
// help.
func (h *HTTPSMS) Send(ctx context.Context, to, text string) error {
	return h.SendOnce(ctx, uuid.NewString(), to, text)
}

// SendOnce is Send under a key of the caller's, by which the gateway knows a message
// that was tried before.
func (h *HTTPSMS) SendOnce(ctx context.Context, key, to, text string) error {
	return h.poster.send(ctx, key, map[string]string{"to": to, "text": text})
}
