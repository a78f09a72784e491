package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/maypok86/otter/v2"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxKept bounds the memory for documents that strangers ask us to keep, in bytes.
const maxKept = 8 << 20

// maxExtensions bounds the parameter extensions, in bytes of its JSON.
const maxExtensions = 4 << 10

// keepExtensions leaves of a request's extensions what is read of them: an operation
// may live for an hour, and holds them as long.
func keepExtensions(sent map[string]any) (kept map[string]any, oversized bool) {
	if len(sent) == 0 {
		return nil, false
	}
	if body, err := json.Marshal(sent); err != nil || len(body) > maxExtensions {
		return nil, true
	}
	if named, ok := sent["persistedQuery"]; ok {
		kept = map[string]any{"persistedQuery": named}
	}
	return kept, false
}

// provenance is where the text of a document comes from.
type provenance int

const (
	fromRequest  provenance = iota
	fromHash                // a client sent it before, and names it by its hash (APQ)
	fromManifest            // of the operator's, whose documents are trusted
)

// persisted finds the document that a request names instead of sending it: by
// documentId (GraphQL over HTTP, appendix Persisted Documents) or by
// extensions.persistedQuery, as Apollo's clients do. Both look among the trusted
// documents first and then among those kept.
//
// A document is kept when it came with its hash and passed the guard and
// validation, so that nothing is kept which could not run. What is kept is no
// promise: a client that is told PersistedQueryNotFound, by another server or after
// the document was dropped for room, sends it again.
type persisted struct {
	trusted map[string]string // by every id that names it
	forms   map[string]bool   // the texts of those that pages with an embed key may send
	kept    *otter.Cache[string, string]
}

var (
	_ graphql.OperationParameterMutator = persisted{}
	_ graphql.OperationContextMutator   = persisted{}
	_ graphql.HandlerExtension          = persisted{}
)

func newPersisted(c *Config) (persisted, error) {
	trusted, err := trust(c)
	if err != nil {
		return persisted{}, err
	}
	kept, err := otter.New(&otter.Options[string, string]{
		MaximumWeight: maxKept,
		Weigher:       func(hash, text string) uint32 { return uint32(len(hash) + len(text)) },
	})
	forms := map[string]bool{}
	for _, d := range c.Documents {
		if d.Form {
			forms[d.Text] = true
		}
	}
	return persisted{trusted, forms, kept}, err
}

// ExtensionName implements graphql.HandlerExtension.
func (persisted) ExtensionName() string { return "PersistedDocuments" }

// Validate implements graphql.HandlerExtension.
func (persisted) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationParameters puts the text of a named document into the place of the
// query. A hash that came with a text must be the text's.
func (p persisted) MutateOperationParameters(ctx context.Context, params *graphql.RawParams) *gqlerror.Error {
	id, err := documentName(ctx, params.Extensions)
	if err != nil || id == "" {
		return err
	}
	text, found := p.find(id)
	switch {
	case params.Query == "" && !found:
		return coded("PersistedQueryNotFound", codeNotPersisted) // clients know the message by heart
	case params.Query == "":
		params.Query = text
	case params.Query != text && hashOf(params.Query) != id:
		return coded("The id is not the SHA-256 of the query that came with it, in hexadecimal. Send the query without an id, or the id of a persisted document without a query.", codeInput)
	}
	return nil
}

// MutateOperationContext keeps a document that came with its hash. It is called for
// those only that passed everything before.
func (p persisted) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	id, _ := documentName(ctx, op.Extensions)
	if _, found := p.find(id); id != "" && !found && len(op.RawQuery) <= keptLength {
		p.kept.Set(id, op.RawQuery)
	}
	return nil
}

func (p persisted) find(id string) (text string, ok bool) {
	if text, ok = p.trusted[id]; ok {
		return text, true
	}
	return p.kept.GetIfPresent(id)
}

// provenance says where the document of an operation came from.
func (p persisted) provenance(ctx context.Context, op *graphql.OperationContext) provenance {
	id, err := documentName(ctx, op.Extensions)
	if id == "" || err != nil {
		return fromRequest
	}
	return p.from(id)
}

// from says where the document comes from that an id names.
func (p persisted) from(id string) provenance {
	if _, known := p.trusted[id]; known {
		return fromManifest
	}
	return fromHash
}

type documentKey struct{}

// withDocumentID puts the documentId of a request into its context.
func withDocumentID(ctx context.Context, id string) context.Context {
	return context.WithValue(ctx, documentKey{}, id)
}

// hashPrefix stands before an id that is a hash of its document.
const hashPrefix = "sha256:"

var documentID = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,64}$`)

// documentName is the id that a request names its document by, without the prefix
// of a hash; "" when it names none.
func documentName(ctx context.Context, extensions map[string]any) (string, *gqlerror.Error) {
	if id, _ := ctx.Value(documentKey{}).(string); id != "" {
		hash, isHash := strings.CutPrefix(id, hashPrefix)
		if isHash && !isSHA256(hash) || !documentID.MatchString(hash) {
			return "", coded(`documentId must be "sha256:" and 64 hexadecimal characters in lower case, or at most 64 letters, digits and "-._~".`, codeInput)
		}
		return hash, nil
	}
	named, ok := extensions["persistedQuery"]
	if !ok || named == nil {
		return "", nil
	}
	fields, _ := named.(map[string]any)
	hash, _ := fields["sha256Hash"].(string)
	if !documentID.MatchString(hash) || !isOne(fields["version"]) {
		return "", coded("extensions.persistedQuery must be {version: 1, sha256Hash}, with the hash in hexadecimal.", codeInput)
	}
	return hash, nil
}

// isOne reads a number as encoding/json decodes it, with or without UseNumber.
func isOne(v any) bool {
	switch n := v.(type) {
	case float64:
		return n == 1
	case interface{ String() string }: // json.Number
		return n.String() == "1"
	}
	return false
}

func isSHA256(id string) bool {
	hash, err := hex.DecodeString(id)
	return err == nil && len(hash) == sha256.Size && id == strings.ToLower(id)
}

func hashOf(text string) string {
	hash := sha256.Sum256([]byte(text))
	return hex.EncodeToString(hash[:])
}

func coded(message, code string) *gqlerror.Error {
	return &gqlerror.Error{Message: message, Extensions: map[string]any{"code": code}}
}
