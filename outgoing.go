package main

import (
	"net/url"
	"strings"
	_ "time/tzdata" // quiet hours are in people's own zones, also where the machine knows none

	"partnergraph/auth"
	"partnergraph/gateway"
	"partnergraph/graph/scalar"
	"partnergraph/jobs"
	"partnergraph/market"
)

// outgoing is what brings messages to people. Development sends nothing: codes are kept
// to be asked for, and so are mails.
type outgoing struct {
	sms     gateway.SMS
	notices gateway.Notices
	mail    gateway.Mail     // nil for none
	codes   *gateway.DevSMS  // nil where messages are sent
	mails   *gateway.DevMail // nil where mail is sent, or there is none
}

// outgoing are the gateways that are set; for mail in production there may be none.
func (s *serve) outgoing() (out outgoing) {
	if s.SMSURL != "" {
		sms := gateway.NewHTTPSMS(s.gateway(), gateway.DefaultSMSTimes())
		out.sms, out.notices = sms, sms
	} else {
		out.codes = &gateway.DevSMS{}
		out.sms, out.notices = out.codes, out.codes
	}
	switch {
	case s.MailURL != "":
		out.mail = gateway.NewHTTPMail(s.mail(), gateway.DefaultSMSTimes())
	case s.development():
		out.mails = &gateway.DevMail{}
		out.mail = out.mails
	}
	return out
}

// links are where messages point to: pages of the site, by public ids only.
func (s *serve) links() jobs.Links {
	site := s.Site
	if site == "" && s.development() {
		site = "http://" + s.Addr
	}
	to := func(path string) string {
		if site == "" {
			return ""
		}
		return strings.TrimSuffix(site, "/") + path
	}
	unsubscribing := auth.NewUnsubscribing(s.secret())
	return jobs.Links{
		All: func() string { return to("/notifications") },
		See: func(kind market.NodeKind, id string) string { return to("/node/" + scalar.FormatID(kind, id)) },
		Unsubscribe: func(p market.PersonID, kind market.NotificationKind) string {
			return to("/unsubscribe?token=" + url.QueryEscape(unsubscribing.Token(p, kind)))
		},
	}
}
