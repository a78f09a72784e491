package resolvers

import (
	"context"
	"fmt"
	"html"
	"net"
	"net/http"

	"partnergraph/loaders"
	"partnergraph/market"
)

// Script is one that pages load from this server.
type Script struct {
	Path, Integrity string
	// Base is the address of this server, as the request of a context has reached it; ""
	// where there is none.
	Base func(context.Context) string
}

type baseKey struct{}

// Base is the address that Authenticate noted.
func Base(ctx context.Context) string {
	base, _ := ctx.Value(baseKey{}).(string)
	return base
}

// withBase notes the address at which a request has reached this server: with TLS, unless
// it is this machine's own.
func withBase(ctx context.Context, r *http.Request) context.Context {
	scheme, host := "https", r.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	if ip := net.ParseIP(host); r.TLS == nil && (host == "localhost" || ip != nil && ip.IsLoopback()) {
		scheme = "http"
	}
	return context.WithValue(ctx, baseKey{}, scheme+"://"+r.Host)
}

func (k embedKey) Snippet(ctx context.Context, obj *market.EmbedKey) (*string, error) {
	if k.Widget.Base == nil || k.Widget.Base(ctx) == "" {
		return nil, nil
	}
	p, err := loaders.For(ctx).Partner.Load(obj.PartnerID)
	if err != nil {
		return nil, err
	}
	link := obj.Origins[0]
	if p.Website != nil {
		link = *p.Website
	}
	text := fmt.Sprintf(`<script async src="%s%s" integrity="%s" crossorigin="anonymous"></script>
<partnergraph-catalogue key="%s"><a href="%s">%s</a></partnergraph-catalogue>
`, html.EscapeString(k.Widget.Base(ctx)), k.Widget.Path, k.Widget.Integrity, obj.Key, html.EscapeString(link), html.EscapeString(p.Name))
	return &text, nil
}
