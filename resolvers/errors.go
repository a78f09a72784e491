package resolvers

import (
	"context"
	"errors"
	"log/slog"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/market"
)

// mend separates what the user can mend, which travels as data in the payload of a
// mutation, from what refuses the whole request.
func mend(err error) ([]*market.Error, error) {
	var many market.Errors
	if errors.As(err, &many) {
		return many, nil
	}
	var one *market.Error
	if errors.As(err, &one) && one.Mendable() {
		return []*market.Error{one}, nil
	}
	return []*market.Error{}, err
}

// absent turns NotFound into null, for lookups: what a viewer may not see is as if
// it were not there.
func absent[T any](item *T, err error) (*T, error) {
	var e *market.Error
	if errors.As(err, &e) && e.Code == market.NotFound {
		return nil, nil
	}
	return item, err
}

// codes are the extensions.code of errors that refuse a request.
var codes = map[market.Code]string{
	market.Unauthenticated: "UNAUTHENTICATED",
	market.Forbidden:       "FORBIDDEN",
	market.NotFound:        "NOT_FOUND",
	market.Throttled:       "THROTTLED",
	market.Expired:         "EXPIRED",
	market.Unavailable:     "UNAVAILABLE",
}

// PresentError is gqlgen's error presenter: it says what the caller can act on, and
// hides the rest behind INTERNAL, which is logged.
func PresentError(ctx context.Context, err error) *gqlerror.Error {
	if refusal := firstRefusal(err); refusal != nil {
		code, ok := codes[refusal.Code]
		if !ok {
			code = "BAD_USER_INPUT"
		}
		return presented(ctx, argumentOf(ctx, err)+refusal.Message, code)
	}
	var wrong *gqlerror.Error
	if errors.As(err, &wrong) && isInput(wrong) {
		if wrong.Extensions["code"] != nil {
			return wrong
		}
		return coded(wrong, "BAD_USER_INPUT")
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return presented(ctx, "This took too long; ask for less, or try again.", "TIMEOUT")
	}
	slog.ErrorContext(ctx, "fault", "error", err, "path", graphql.GetPath(ctx).String())
	return presented(ctx, "Something went wrong here. Try again; if it stays, tell us the request id.", "INTERNAL")
}

// firstRefusal is the error of ours in err, the first of several, or nil.
func firstRefusal(err error) *market.Error {
	var many market.Errors
	if errors.As(err, &many) && len(many) > 0 {
		return many[0]
	}
	var one *market.Error
	errors.As(err, &one)
	return one
}

// argumentOf names the argument or input field that err is about, with a colon;
// it is empty when err is about none. gqlgen gives an error in an argument a path
// that goes on behind the field's own.
func argumentOf(ctx context.Context, err error) string {
	var located *gqlerror.Error
	if !errors.As(err, &located) || len(located.Path) <= len(graphql.GetPath(ctx)) {
		return ""
	}
	return located.Path[len(graphql.GetPath(ctx)):].String() + ": "
}

func presented(ctx context.Context, message, code string) *gqlerror.Error {
	return coded(&gqlerror.Error{Message: message, Path: graphql.GetPath(ctx)}, code)
}

// isInput reports whether the error is about the document or its variables, which
// gqlgen and its parser word themselves, and not a fault of ours that gqlgen has
// wrapped on the way.
func isInput(e *gqlerror.Error) bool {
	if e.Rule != "" || e.Extensions["code"] != nil {
		return true
	}
	return e.Unwrap() == nil
}

func coded(e *gqlerror.Error, code string) *gqlerror.Error {
	if e.Extensions == nil {
		e.Extensions = map[string]any{}
	}
	e.Extensions["code"] = code
	return e
}
