package main

import (
	"context"
	_ "embed"
	"errors"
	"log/slog"
	"time"

	"partnergraph/auth"
	"partnergraph/events"
	"partnergraph/gateway"
	"partnergraph/market"
	"partnergraph/resolvers"
	"partnergraph/server"
	"partnergraph/store"
	"partnergraph/widget"
)

//go:embed schema.graphqls
var contract string

// signIn says how people prove who they are.
type signIn struct {
	SMSURL   string `name:"sms-url" env:"PARTNERGRAPH_SMS_URL" placeholder:"URL" help:"The gateway that sends codes. Production needs one; without it they are at /dev/sms."`
	SMSToken string `name:"sms-token" env:"PARTNERGRAPH_SMS_TOKEN" placeholder:"TEXT" help:"The secret by which the gateway knows us."`

	MailURL   string `name:"mail-url" env:"PARTNERGRAPH_MAIL_URL" placeholder:"URL" help:"The gateway that sends mail. Without it production sends none, and development keeps it at /dev/mail."`
	MailToken string `name:"mail-token" env:"PARTNERGRAPH_MAIL_TOKEN" placeholder:"TEXT" help:"The secret by which the gateway of mail knows us."`
	Site      string `name:"site" env:"PARTNERGRAPH_SITE" placeholder:"URL" help:"What links in notifications begin with, such as https://www.example.com. Production needs it for mail."`
}

func (s signIn) mail() gateway.MailConfig {
	return gateway.MailConfig{URL: s.MailURL, Token: s.MailToken, Site: s.Site}
}

func (s signIn) gateway() gateway.SMSConfig {
	return gateway.SMSConfig{URL: s.SMSURL, Token: s.SMSToken}
}

// checkProduction fails, with everything there is to mend, unless the settings are
// fit for production.
func (s *serve) checkProduction() error {
	return errors.Join(s.secrets.checkProduction(), s.gateway().CheckProduction(), s.mail().CheckProduction())
}

// payments is the provider that takes the buyers' money.
func (s *serve) payments() gateway.Payments {
	if s.development() {
		return gateway.SandboxPayments{Now: time.Now, Needs: gateway.SandboxTime}
	}
	return gateway.NoPayments{}
}

// identity is who is signed in, for a server that knows nothing of viewers.
func identity(ctx context.Context) server.Identity {
	v := auth.Viewer(ctx)
	if token := string(v.APIToken); token != "" {
		return server.Identity{Person: token, Session: token, Token: token, Maker: string(v.Person)}
	}
	return server.Identity{Person: string(v.Person), Session: string(v.Session)}
}

// limits are those that were set. In development one machine is everybody, who signs
// in as one person after the other.
func (s *serve) limits() []string {
	if s.development() {
		return append([]string{"codes-address=100"}, s.Limits...)
	}
	return s.Limits
}

// wire hands the rooms to each other; codes is told of those asked for by SMS.
func (s *serve) wire(db *opened, hub *events.Hub, out outgoing, codes func(market.CodeOutcome), reads *embedReads) server.Config {
	root := &resolvers.Resolver{Store: db.Store, Events: hub, Now: db.Now, Codes: auth.NewCodes(s.secret()), Payments: s.payments()}
	root.Ceilings, root.Counted = server.Ceilings(s.limits()), codes
	root.PageLimit = server.PageLimit(s.limits())
	root.Present = server.Presenter(resolvers.PresentError)
	config := server.Config{
		Schema:       root.Schema(),
		SDL:          contract,
		Extend:       root.Extend,
		Present:      resolvers.PresentError,
		Locale:       resolvers.Locale,
		Authenticate: root.Authenticate,
		Alone:        resolvers.Alone(),
		SignedIn:     resolvers.SignedIn,
		Refresh:      root.Refresh,
		Identity:     identity,
		Ended: func(ctx context.Context, sessions []string) ([]string, error) {
			return db.Store.EndedSessions(ctx, sessions, db.Now())
		},
		EmbedKey: func(ctx context.Context, key string) (*server.EmbedKey, error) {
			return embedKey(ctx, db.Store, key, db.Now())
		},
		EmbedRead: reads.add,
		EmbedPage: func(ctx context.Context, id, site string) context.Context {
			return auth.WithPage(ctx, auth.Page{Key: market.EmbedKeyID(id), Site: site})
		},
		EmbedForm: func(ctx context.Context) string {
			page, _ := auth.PageOf(ctx)
			return root.Forms.Token(page, db.Now())
		},
		Nobody:      resolvers.Nobody,
		Reading:     reading,
		Points:      db.TakePoints,
		Measure:     store.Measure,
		Ready:       db.Ping,
		Development: s.development(),
		Origins:     s.Origins,
		Proxies:     s.Proxies,
		Set:         s.limits(),
		Log:         slog.Default(),
	}
	root.SMS, root.Mail, root.Unsubscribing = out.sms, out.mail, auth.NewUnsubscribing(s.secret())
	root.Forms = auth.NewEmbedForms(s.secret())
	root.Widget = resolvers.Script{Path: widget.HashedPath(), Integrity: widget.Integrity(), Base: resolvers.Base}
	if out.codes != nil {
		config.Codes = out.codes
	}
	if out.mails != nil {
		config.Mails = out.mails
	}
	return config
}
