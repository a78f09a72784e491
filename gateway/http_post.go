package gateway

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/failsafe-go/failsafe-go"
	"github.com/failsafe-go/failsafe-go/circuitbreaker"
	"github.com/failsafe-go/failsafe-go/retrypolicy"
)

// errRefused is an answer that another try would not change: nothing ails the
// gateway, it does not want the message.
var errRefused = errors.New("the gateway refused the message")

// IsRefused reports whether a gateway does not want a message, now or later.
func IsRefused(err error) bool { return errors.Is(err, errRefused) }

// poster hands messages to a gateway over HTTP, trying again where that may help.
type poster struct {
	what       string // the gateway, in errors
	url, token string
	times      SMSTimes
	client     *http.Client
	careful    failsafe.Executor[any]
}

func newPoster(what, url, token string, times SMSTimes) *poster {
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
	return &poster{
		what: what, url: url, token: token, times: times,
		client: &http.Client{
			// The token goes to the configured address and nowhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		careful: failsafe.With[any](retry, breaker),
	}
}

// send posts a message as JSON, under the same key with each try.
func (p *poster) send(ctx context.Context, key string, message map[string]string) error {
	ctx, cancel := context.WithTimeout(ctx, p.times.All)
	defer cancel()
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	return p.careful.WithContext(ctx).Run(func() error { return p.try(ctx, key, body) })
}

// try posts the message once.
func (p *poster) try(ctx context.Context, key string, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, p.times.Try)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+p.token)
	request.Header.Set("Idempotency-Key", key)
	response, err := p.client.Do(request)
	if err != nil {
		return fmt.Errorf("the %s gateway does not answer: %w", p.what, err)
	}
	defer response.Body.Close()
	_, _ = io.CopyN(io.Discard, response.Body, 4096) // so that the connection can be used again
	switch code := response.StatusCode; {
	case code >= 200 && code <= 299:
		return nil
	case code == http.StatusTooManyRequests || code >= 500:
		return fmt.Errorf("the %s gateway is in trouble: %s", p.what, response.Status)
	default:
		return fmt.Errorf("%w: %s, by %s", errRefused, response.Status, p.what)
	}
}
