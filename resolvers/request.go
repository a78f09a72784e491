package resolvers

import (
	"context"
	"net/http"
	"slices"

	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/auth"
	"partnergraph/graph/scalar"
	"partnergraph/market"
)

// Locale puts the languages of an Accept-Language header into the context.
func Locale(ctx context.Context, acceptLanguage string) context.Context {
	v := auth.Viewer(ctx)
	v.Locales = auth.AcceptedLocales(acceptLanguage)
	return auth.WithViewer(ctx, v)
}

// SignedIn reports whether the context has somebody signed in.
func SignedIn(ctx context.Context) bool { return auth.Viewer(ctx).Person != "" }

// Authenticate puts who sends a request into the context: the person of the bearer
// token, acting for the organisation that X-Organization names. The request's
// languages come before the person's own. Nobody, without a token, acts for nothing.
func (r *Resolver) Authenticate(ctx context.Context, bearer, organization string, request *http.Request) (context.Context, error) {
	var id market.OrganizationID
	if organization != "" && bearer != "" {
		var err error
		if id, err = scalar.UnmarshalOrganizationID(organization); err != nil {
			return ctx, gqlerror.Errorf("X-Organization: %s", err)
		}
	}
	v, err := auth.Authenticate(ctx, r.Store, bearer, id, r.Now())
	if err != nil {
		return ctx, err
	}
	v.Locales = readable(auth.Viewer(ctx).Locales, v.Locales)
	v.Address = auth.Network(request.RemoteAddr)
	return auth.WithViewer(withBase(ctx, request), v), nil
}

// Refresh puts the viewer as it is now into the context of one that was authenticated
// before, with its languages and address. It fails as store.StillValid does.
func (r *Resolver) Refresh(ctx context.Context) (context.Context, error) {
	v, err := r.Store.StillValid(ctx, auth.Viewer(ctx), r.Now())
	if err != nil {
		return ctx, err
	}
	return auth.WithViewer(ctx, v), nil
}

// readable are the languages wanted, then the person's own with their nearest.
func readable(wanted, own []string) []string {
	locales := slices.Clone(wanted)
	for _, locale := range own {
		for _, l := range auth.Locales(locale) {
			if !slices.Contains(locales, l) {
				locales = append(locales, l)
			}
		}
	}
	return locales
}
