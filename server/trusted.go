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
	// Form marks a mutation that pages with an embed key may send.
	Form bool
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
		documents = append(documents, Document{ID: id, Text: texts[id], From: name})
	}
	return documents, nil
}

// trust is the documents by each id that they have: the manifest's and the hash of
// their text. It fails, naming the document, when one could not run: it is better not
// to start than to find out from the clients.
func trust(c *Config) (map[string]string, error) {
	byID := map[string]string{}
	for _, d := range c.Documents {
		if err := d.check(c); err != nil {
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

func (d Document) check(c *Config) error {
	id, isHash := strings.CutPrefix(d.ID, hashPrefix)
	if !documentID.MatchString(id) {
		return errors.New(`an id has at most 64 letters, digits and "-._~", or is "sha256:" and the hash of its text`)
	}
	if (isHash || isSHA256(id)) && id != hashOf(d.Text) {
		return errors.New("its id is not the SHA-256 of its text")
	}
	size, err := guard.Measure(d.Text, c.Limits.Tokens)
	if err == nil {
		err = c.Limits.Check(size, true)
	}
	if err != nil {
		return err
	}
	doc, errs := gqlparser.LoadQueryWithRules(c.Schema.Schema(), d.Text, nil)
	if errs != nil {
		return errs
	}
	for _, op := range doc.Operations {
		if err := c.runs(op); err != nil {
			return err
		}
	}
	return nil
}

// runs fails when an operation breaks a limit with whatever variables.
func (c *Config) runs(op *ast.OperationDefinition) error {
	if err := c.Limits.CheckArguments(op, nil); err != nil {
		return err
	}
	if err := c.crowded(op); err != nil {
		return err
	}
	if cost := c.Limits.LeastOf(c.Schema.Schema(), op); cost > c.Limits.Cost {
		return fmt.Errorf("an operation of it costs %d points at least; the limit is %d", cost, c.Limits.Cost)
	}
	return nil
}
