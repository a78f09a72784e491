package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"

	"partnergraph/server/guard"
)

// Document is one that clients may name by an id, without sending it.
type Document struct {
	ID   string // as in the manifest
	Text string
	From string // the manifest, for messages
}

// ReadDocuments reads a manifest: a JSON object of documents by their ids, as the
// client preset of graphql-codegen (persisted-documents.json, with "sha256:" before
// its hashes) and relay-compiler write it. name is for messages.
func ReadDocuments(name string, manifest []byte) ([]Document, error) {
	texts := map[string]string{}
	if err := json.Unmarshal(manifest, &texts); err != nil {
		return nil, fmt.Errorf("%s is no manifest of documents: it must be a JSON object of texts by ids", name)
	}
	documents := make([]Document, 0, len(texts))
	for _, id := range slices.Sorted(maps.Keys(texts)) {
		documents = append(documents, Document{id, texts[id], name})
	}
	return documents, nil
}

// trust is the documents by each id that they have: the manifest's and the hash of
// their text. It fails, naming the document, when one could not run: it is better not
// to start than to find out from the clients.
func trust(documents []Document, schema *ast.Schema, limits guard.Limits) (map[string]string, error) {
	byID := map[string]string{}
	for _, d := range documents {
		if err := d.check(schema, limits); err != nil {
			return nil, fmt.Errorf("document %.64q of %s: %w", d.ID, d.From, err)
		}
		for _, id := range []string{strings.TrimPrefix(d.ID, hashPrefix), hashOf(d.Text)} {
			if other, taken := byID[id]; taken && other != d.Text {
				return nil, fmt.Errorf("document %q of %s: another document has the same id", d.ID, d.From)
			}
			byID[id] = d.Text
		}
	}
	return byID, nil
}

func (d Document) check(schema *ast.Schema, limits guard.Limits) error {
	id, isHash := strings.CutPrefix(d.ID, hashPrefix)
	if !documentID.MatchString(id) {
		return errors.New(`an id has at most 64 letters, digits and "-._~", or is "sha256:" and the hash of its text`)
	}
	if (isHash || isSHA256(id)) && id != hashOf(d.Text) {
		return errors.New("its id is not the SHA-256 of its text")
	}
	size, err := guard.Measure(d.Text, limits.Tokens)
	if err == nil {
		err = limits.Check(size, true)
	}
	if err != nil {
		return err
	}
	_, errs := gqlparser.LoadQueryWithRules(schema, d.Text, nil)
	if errs != nil {
		return errs
	}
	return nil
}
