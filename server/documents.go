package server

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/99designs/gqlgen/graphql/handler/lru"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/server/guard"
)

const (
	keptDocuments = 1000
	// keptLength bounds the memory that strangers can fill: longer documents are
	// parsed each time.
	keptLength = 16 << 10
)

// documents stands before the parser: it measures each document once, refuses
// those over a limit, and keeps the others parsed. The size is kept beside the
// document because limits differ by viewer, and a size does not.
type documents struct {
	config *Config
	sizes  *lru.LRU[guard.Size]
	parsed *lru.LRU[*ast.QueryDocument]
}

var (
	_ graphql.OperationParameterMutator = documents{}
	_ graphql.HandlerExtension          = documents{}
	_ graphql.Cache[*ast.QueryDocument] = documents{}
)

func newDocuments(config *Config) documents {
	return documents{config, lru.New[guard.Size](keptDocuments), lru.New[*ast.QueryDocument](keptDocuments)}
}

// ExtensionName implements graphql.HandlerExtension.
func (documents) ExtensionName() string { return "Limits" }

// Validate implements graphql.HandlerExtension.
func (documents) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters refuses a document before it is parsed to be run. It
// leaves syntax errors to the executor, which says where they are.
func (d documents) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	size, ok := d.sizes.Get(ctx, params.Query)
	if !ok {
		var err error
		if size, err = guard.Measure(params.Query, d.config.Limits.Tokens); err != nil {
			return nil
		}
		if len(params.Query) <= keptLength {
			d.sizes.Add(ctx, params.Query, size)
		}
	}
	err := d.config.Limits.Check(size, d.config.SignedIn(ctx))
	if err == nil {
		return nil
	}
	refusal, code := &gqlerror.Error{Message: err.Error()}, codeInput
	if cycle := (*guard.Cycle)(nil); errors.As(err, &cycle) {
		code = errcode.ValidationFailed
	}
	errcode.Set(refusal, code)
	return refusal
}

// Get implements graphql.Cache.
func (d documents) Get(ctx context.Context, query string) (*ast.QueryDocument, bool) {
	return d.parsed.Get(ctx, query)
}

// Add implements graphql.Cache.
func (d documents) Add(ctx context.Context, query string, doc *ast.QueryDocument) {
	if len(query) <= keptLength {
		d.parsed.Add(ctx, query, doc)
	}
}
