package resolvers

import (
	"context"
	"log/slog"
	"time"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/market"
)

func (m mutation) SignInStart(ctx context.Context, input market.SignInStartInput) (*graph.SignInStartPayload, error) {
	challenge, expires, err := m.sendCode(context.WithoutCancel(ctx), input.Phone)
	errs, err := mend(err)
	if err != nil || len(errs) > 0 {
		return &graph.SignInStartPayload{UserErrors: errs}, err
	}
	return &graph.SignInStartPayload{Challenge: &challenge, ExpiresAt: &expires, UserErrors: errs}, nil
}

// sendCode sends a code to a number. Nothing tells whether the number is known.
// The gateway is called outside any transaction, and whoever hangs up meanwhile has
// used a send all the same.
func (r *Resolver) sendCode(ctx context.Context, phone string) (challenge string, expires time.Time, err error) {
	v, now := auth.Viewer(ctx), r.Now()
	challenge, code := r.Codes.New()
	c := &market.Challenge{
		Hash: auth.Hash(challenge), Phone: phone, Address: v.Address, CodeSum: r.Codes.Sum(challenge, code),
		CreatedAt: now, ExpiresAt: now.Add(market.CodeLife),
	}
	defer func() { r.count(c.Outcome) }()
	if err := r.Store.StartSignIn(ctx, c, r.ceilings()); err != nil {
		return "", expires, err
	}
	if err := r.bring(ctx, c, market.CodeText(code, v.Locales)); err != nil {
		slog.ErrorContext(ctx, "the code of a sign-in was not sent", "error", err)
		if err := r.Store.FailSignIn(ctx, c.Hash, r.Now()); err != nil {
			return "", expires, err
		}
		return "", expires, market.Errorf(market.Unavailable, "The code could not be sent just now. Try again in a minute.")
	}
	return challenge, c.ExpiresAt, nil
}

// sending is how an SMS went.
type sending struct {
	took time.Duration
	err  error
}

// bring gives a text to the gateway, or does as if: a text that is held back takes as
// long, and fails, as the last one did.
func (r *Resolver) bring(ctx context.Context, c *market.Challenge, text string) error {
	if c.Outcome == market.CodeHeld {
		last := r.lastSMS.Load()
		if last == nil {
			return nil
		}
		time.Sleep(last.took)
		return last.err
	}
	start := time.Now()
	err := r.SMS.Send(ctx, c.Phone, text)
	r.lastSMS.Store(&sending{time.Since(start), err})
	if err != nil {
		c.Outcome = market.CodeFailed
	}
	return err
}

func (r *Resolver) ceilings() market.Ceilings {
	if r.Ceilings == (market.Ceilings{}) {
		return market.DefaultCeilings()
	}
	return r.Ceilings
}

func (r *Resolver) count(o market.CodeOutcome) {
	if r.Counted != nil && o != "" {
		r.Counted(o)
	}
}

func (m mutation) SignInVerify(ctx context.Context, input market.SignInVerifyInput) (*graph.SignInVerifyPayload, error) {
	tokens, person, first, err := m.verifyCode(ctx, input)
	errs, err := mend(err)
	if err != nil || len(errs) > 0 {
		return &graph.SignInVerifyPayload{UserErrors: errs}, err
	}
	return &graph.SignInVerifyPayload{Tokens: tokens, Person: person, IsNew: first, UserErrors: errs}, nil
}

// verifyCode opens a session for a code that was sent back.
func (r *Resolver) verifyCode(ctx context.Context, in market.SignInVerifyInput) (*market.Tokens, *market.Person, bool, error) {
	in, err := in.Check()
	if err != nil {
		return nil, nil, false, err
	}
	now := r.Now()
	tokens, hashes := auth.NewTokens(now)
	person, first, err := r.Store.FinishSignIn(ctx, auth.Hash(in.Challenge), r.Codes.Sum(in.Challenge, in.Code), hashes, now)
	return tokens, person, first, err
}

func (m mutation) SessionRefresh(ctx context.Context, input market.SessionRefreshInput) (*graph.SessionRefreshPayload, error) {
	now := m.Now()
	tokens, hashes := auth.NewTokens(now)
	errs, err := mend(m.Store.RefreshSession(ctx, auth.Hash(input.RefreshToken), hashes, now))
	if err != nil || len(errs) > 0 {
		return &graph.SessionRefreshPayload{UserErrors: errs}, err
	}
	return &graph.SessionRefreshPayload{Tokens: tokens, UserErrors: errs}, nil
}

func (m mutation) SessionRevoke(ctx context.Context, input market.SessionRevokeInput) (*graph.SessionRevokePayload, error) {
	session, err := m.Store.RevokeSession(ctx, auth.Viewer(ctx), input, m.Now())
	errs, err := mend(err)
	if err != nil || len(errs) > 0 {
		return &graph.SessionRevokePayload{UserErrors: errs}, err
	}
	return &graph.SessionRevokePayload{SessionID: &market.NodeID{Kind: market.SessionNode, UUID: string(session)}, UserErrors: errs}, nil
}
