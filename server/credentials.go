package server

import (
	"context"
	"net/http"
	"strings"
)

// credentials are what a request or a socket says of its sender.
type credentials struct {
	authorization, organization, language string
}

func credentialsOf(h http.Header) credentials {
	return credentials{h.Get("Authorization"), h.Get("X-Organization"), h.Get("Accept-Language")}
}

// identify puts viewer and locale into the context.
func (s *Server) identify(ctx context.Context, c credentials, r *http.Request) (context.Context, error) {
	bearer, f := c.bearer()
	if f != nil {
		s.refusals.found(ctx, c.authorization, false)
		return ctx, f.graphql()
	}
	ctx = s.config.Locale(ctx, c.language)
	return s.authenticate(ctx, bearer, c.organization, r)
}

// bearer is the token, or "" for nobody. Anything else in its place is refused, so
// that a client with a broken header is not taken for nobody.
func (c credentials) bearer() (string, *fault) {
	text := strings.TrimSpace(c.authorization)
	if text == "" {
		return "", nil
	}
	scheme, token, _ := strings.Cut(text, " ")
	token = strings.TrimSpace(token)
	if !strings.EqualFold(scheme, "Bearer") || token == "" || strings.ContainsAny(token, " \t") {
		return "", &fault{code: codeUnauthenticated, message: `Authorization must be "Bearer" and a token from signInVerify.`}
	}
	return token, nil
}
