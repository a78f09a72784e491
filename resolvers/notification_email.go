package resolvers

import (
	"context"
	"log/slog"

	"github.com/google/uuid"

	"partnergraph/auth"
	"partnergraph/gateway"
	"partnergraph/graph"
	"partnergraph/market"
)

func (v viewer) Email(ctx context.Context, obj *market.Viewer) (*string, error) {
	return v.Store.Email(ctx, *obj)
}

func (m mutation) ViewerEmailStart(ctx context.Context, input market.ViewerEmailStartInput) (*graph.ViewerEmailStartPayload, error) {
	c, challenge, err := m.mailCode(context.WithoutCancel(ctx), input)
	errs, err := mend(err)
	if err != nil || len(errs) > 0 {
		return &graph.ViewerEmailStartPayload{UserErrors: errs}, err
	}
	return &graph.ViewerEmailStartPayload{Challenge: &challenge, ExpiresAt: &c.ExpiresAt, UserErrors: errs}, nil
}

// mailCode sends a code to an address. The gateway is called outside any transaction,
// and whoever hangs up meanwhile has used a send all the same.
func (r *Resolver) mailCode(ctx context.Context, in market.ViewerEmailStartInput) (*market.EmailChallenge, string, error) {
	if r.Mail == nil {
		return nil, "", market.Errorf(market.Unavailable, "This server sends no mail. Notifications come in the app and by SMS.")
	}
	email, err := in.Check()
	if err != nil {
		return nil, "", err
	}
	v, now := auth.Viewer(ctx), r.Now()
	challenge, code := r.Codes.New()
	c := &market.EmailChallenge{
		Hash: auth.Hash(challenge), PersonID: v.Self(), Email: email, Address: v.Address, CodeSum: r.Codes.Sum(challenge, code),
		CreatedAt: now, ExpiresAt: now.Add(market.CodeLife),
	}
	if err := r.Store.StartEmail(ctx, v, c, r.ceilings()); err != nil {
		return nil, "", err
	}
	subject, text := market.MailCode(code, market.NotificationLocale(v.Locales))
	if err := r.Mail.Send(ctx, gateway.Message{Key: uuid.NewString(), To: email, Subject: subject, Text: text}); err != nil {
		slog.ErrorContext(ctx, "the code for an e-mail address was not sent", "error", err)
		if err := r.Store.FailEmail(ctx, v, c.Hash, r.Now()); err != nil {
			return nil, "", err
		}
		return nil, "", market.Errorf(market.Unavailable, "The code could not be sent just now. Try again in a minute.")
	}
	return c, challenge, nil
}

func (m mutation) ViewerEmailVerify(ctx context.Context, input market.ViewerEmailVerifyInput) (*graph.ViewerEmailVerifyPayload, error) {
	email, err := m.proveEmail(ctx, input)
	errs, err := mend(err)
	if err != nil || len(errs) > 0 {
		return &graph.ViewerEmailVerifyPayload{UserErrors: errs}, err
	}
	return &graph.ViewerEmailVerifyPayload{Email: &email, UserErrors: errs}, nil
}

// proveEmail keeps the address of a code that was sent back.
func (r *Resolver) proveEmail(ctx context.Context, in market.ViewerEmailVerifyInput) (string, error) {
	in, err := in.Check()
	if err != nil {
		return "", err
	}
	return r.Store.FinishEmail(ctx, auth.Viewer(ctx), auth.Hash(in.Challenge), r.Codes.Sum(in.Challenge, in.Code), r.Now())
}

func (m mutation) ViewerEmailRemove(ctx context.Context, input market.ViewerEmailRemoveInput) (*graph.ViewerEmailRemovePayload, error) {
	email, err := m.Store.RemoveEmail(ctx, auth.Viewer(ctx), input)
	errs, err := mend(err)
	return &graph.ViewerEmailRemovePayload{Email: email, UserErrors: errs}, err
}
