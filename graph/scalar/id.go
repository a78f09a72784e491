// Package scalar holds the forms of values on the wire: identifiers, times, money,
// languages. Each is strict in what it reads, and says what is wrong by the name
// of the thing, never by a Go type.
package scalar

import (
	"encoding/base32"
	"io"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/google/uuid"

	"partnergraph/market"
)

// MaxID is the longest identifier that is read at all, in bytes.
const MaxID = 64

// alphabet writes 16 bytes in 26 characters that sort as the bytes do.
var alphabet = base32.NewEncoding("0123456789abcdefghijklmnopqrstuv").WithPadding(base32.NoPadding)

// FormatID is the identifier on the wire: `partner_` and 26 characters.
func FormatID(kind market.NodeKind, id string) string {
	u, err := uuid.Parse(id)
	if err != nil {
		return "" // an identifier out of our own database is always a UUID
	}
	return string(kind) + "_" + alphabet.EncodeToString(u[:])
}

// ParseID reads an identifier of any kind. Only the one spelling that FormatID
// writes is accepted.
func ParseID(s string) (market.NodeID, error) { return parseID(s, market.PartnerNode) }

// parseID is ParseID with an example of the kind that is wanted in its error.
func parseID(s string, example market.NodeKind) (market.NodeID, error) {
	if len(s) > MaxID {
		return market.NodeID{}, invalid("must be an id, which has at most %d characters", MaxID)
	}
	kind, code, _ := strings.Cut(s, "_")
	b, err := alphabet.DecodeString(code)
	if err != nil || len(b) != 16 || alphabet.EncodeToString(b) != code {
		return market.NodeID{}, invalid("must be an id that came from this API, such as %s_%s", example, strings.Repeat("0", 26))
	}
	return market.NodeID{Kind: market.NodeKind(kind), UUID: uuid.UUID(b).String()}, nil
}

func errNoString() error { return invalid("must be an id, which is a string") }

func marshalID(kind market.NodeKind, id string) graphql.Marshaler {
	return graphql.WriterFunc(func(w io.Writer) {
		_, _ = io.WriteString(w, `"`+FormatID(kind, id)+`"`)
	})
}

func unmarshalID[T ~string](kind market.NodeKind, v any) (T, error) {
	s, ok := v.(string)
	if !ok {
		return "", errNoString()
	}
	id, err := parseID(s, kind)
	if err != nil {
		return "", err
	}
	if id.Kind != kind {
		return "", invalid("must be the id of a %s, not of a %s", kind, id.Kind)
	}
	return T(id.UUID), nil
}

// MarshalNodeID writes an id of any kind.
func MarshalNodeID(id market.NodeID) graphql.Marshaler { return marshalID(id.Kind, id.UUID) }

// UnmarshalNodeID reads an id of any kind.
func UnmarshalNodeID(v any) (market.NodeID, error) {
	s, ok := v.(string)
	if !ok {
		return market.NodeID{}, errNoString()
	}
	return ParseID(s)
}
