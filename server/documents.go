package server

import (
	"context"
	"errors"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/errcode"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"partnergraph/server/guard"
)

const (
	// maxParsed and maxSizes bound the memory that strangers can fill with documents,
	// in bytes.
	maxParsed = 32 << 20
	maxSizes  = 4 << 20
	// perToken is what a token of a document takes when it is parsed, and bound to the
	// schema: 1,000 tokens in 8 kB of text were measured at 360 kB.
	perToken = 360
	// keptLength bounds a single one: longer documents are parsed each time.
	keptLength = 16 << 10
)

// documents stands before the parser: it measures each document once, refuses
// those over a limit, and keeps the others parsed. The size is kept beside the
// document because limits differ by viewer, and a size does not.
type documents struct {
	config *Config
	sizes  *otter.Cache[string, guard.Size]
	parsed *otter.Cache[string, parsed]
}

var (
	_ graphql.OperationParameterMutator = documents{}
	_ graphql.HandlerExtension          = documents{}
	_ graphql.Cache[*ast.QueryDocument] = documents{}
)

// parsed is a document with its weight in bytes.
type parsed struct {
	*ast.QueryDocument
	weight uint32
}

func newDocuments(config *Config) (documents, error) {
	sizes, err := otter.New(&otter.Options[string, guard.Size]{
		MaximumWeight: maxSizes,
		Weigher:       func(text string, _ guard.Size) uint32 { return uint32(len(text)) + 200 },
	})
	if err != nil {
		return documents{}, err
	}
	docs, err := otter.New(&otter.Options[string, parsed]{
		MaximumWeight: maxParsed,
		Weigher:       func(_ string, p parsed) uint32 { return p.weight },
	})
	return documents{config, sizes, docs}, err
}

// ExtensionName implements graphql.HandlerExtension.
func (documents) ExtensionName() string { return "Limits" }

// Validate implements graphql.HandlerExtension.
func (documents) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters refuses a document before it is parsed to be run. It
// leaves syntax errors to the executor, which says where they are.
func (d documents) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	size, ok := d.sizes.GetIfPresent(params.Query)
	if !ok {
		var err error
		if size, err = guard.Measure(params.Query, d.config.Limits.Tokens); err != nil {
			return nil
		}
		if len(params.Query) <= keptLength {
			d.sizes.Set(params.Query, size)
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
func (d documents) Get(_ context.Context, query string) (*ast.QueryDocument, bool) {
	p, ok := d.parsed.GetIfPresent(query)
	return p.QueryDocument, ok
}

// Add implements graphql.Cache.
func (d documents) Add(_ context.Context, query string, doc *ast.QueryDocument) {
	if len(query) > keptLength {
		return
	}
	if size, err := guard.Measure(query, d.config.Limits.Tokens); err == nil {
		d.parsed.Set(query, parsed{doc, uint32(len(query) + size.Tokens*perToken)})
	}
}
