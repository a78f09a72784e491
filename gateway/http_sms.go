package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
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
type HTTPSMS struct {
	config  SMSConfig
	times   SMSTimes
	client  *http.Client
	careful failsafe.Executor[any]
}

// errRefused is an answer that another try would not change: nothing ails the
// gateway, it does not want the message.
var errRefused = errors.New("the SMS gateway refused the message")

// NewHTTPSMS is a gateway at config.URL.
func NewHTTPSMS(config SMSConfig, times SMSTimes) *HTTPSMS {
	// Who hangs up early shows nothing about the gateway.
	ails := func(_ any, err error) bool {
		return err != nil && !errors.Is(err, errRefused) && !errors.Is(err, context.Canceled)
	}
	breaker := circuitbreaker.NewBuilder[any]().
		HandleIf(ails).
		WithFailureThreshold(smsFailures).
		WithSuccessThreshold(1).
		WithDelay(times.Rest).
		Build()
	retry := retrypolicy.NewBuilder[any]().
		HandleIf(ails).
		AbortOnErrors(circuitbreaker.ErrOpen).
		WithMaxAttempts(smsTries).
		WithBackoff(times.Pause, 4*times.Pause).
		WithJitterFactor(0.25).
		ReturnLastFailure().
		Build()
	return &HTTPSMS{
		config: config,
		times:  times,
		client: &http.Client{
			// The token goes to the configured address and nowhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		careful: failsafe.With[any](retry, breaker),
	}
}

// Send hands a text over for a number in E.164 form, trying again where that may
// help.
func (h *HTTPSMS) Send(ctx context.Context, to, text string) error {
	ctx, cancel := context.WithTimeout(ctx, h.times.All)
	defer cancel()
	body, err := json.Marshal(map[string]string{"to": to, "text": text})
	if err != nil {
		return err
	}
	key := uuid.NewString()
	return h.careful.WithContext(ctx).Run(func() error { return h.try(ctx, key, body) })
}

// try posts the message once.
func (h *HTTPSMS) try(ctx context.Context, key string, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, h.times.Try)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, h.config.URL, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+h.config.Token)
	request.Header.Set("Idempotency-Key", key)
	response, err := h.client.Do(request)
	if err != nil {
		return fmt.Errorf("the SMS gateway does not answer: %w", err)
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, 4096) // so that the connection can be used again
	switch code := response.StatusCode; {
	case code >= 200 && code <= 299:
		return nil
	case code == http.StatusTooManyRequests || code >= 500:
		return fmt.Errorf("the SMS gateway is in trouble: %s", response.Status)
	default:
		return fmt.Errorf("%w: %s", errRefused, response.Status)
	}
}
