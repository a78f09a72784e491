// Command build makes widget/dist out of widget/src and widget/documents: the script, with
// its styles and the hashes of its documents in it, and the manifest of those. Run it by
// `make generate`.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

func main() {
	if err := build("widget"); err != nil {
		log.Fatal(err)
	}
}

func build(room string) error {
	byName, byID, err := documents(filepath.Join(room, "documents"))
	if err != nil {
		return err
	}
	script, err := bundle(filepath.Join(room, "src", "main.js"), byName)
	if err != nil {
		return err
	}
	manifest, err := json.MarshalIndent(byID, "", "  ")
	if err != nil {
		return err
	}
	dist := filepath.Join(room, "dist")
	return errors.Join(os.WriteFile(filepath.Join(dist, "widget.js"), script, 0o644), //nolint:gosec // public
		os.WriteFile(filepath.Join(dist, "documents.json"), append(manifest, '\n'), 0o644)) //nolint:gosec // public
}

// documents reads the documents of a folder: their ids, which are hashes of their text, by
// name, and their texts by id.
func documents(folder string) (byName, byID map[string]string, err error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.graphql"))
	byName, byID = map[string]string{}, map[string]string{}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, nil, err
		}
		short := shorten(string(text))
		sum := sha256.Sum256([]byte(short))
		id := "sha256:" + hex.EncodeToString(sum[:])
		byName[strings.TrimSuffix(filepath.Base(file), ".graphql")], byID[id] = id, short
	}
	return byName, byID, err
}

// shorten takes comments and white space out of a document that has no texts in it.
func shorten(text string) string {
	words := []string{}
	for line := range strings.Lines(text) {
		code, _, _ := strings.Cut(line, "#")
		words = append(words, strings.Fields(code)...)
	}
	return strings.Join(words, " ")
}

// bundle is the script in one small piece.
func bundle(entry string, documents map[string]string) ([]byte, error) {
	ids, err := json.Marshal(documents)
	if err != nil {
		return nil, err
	}
	result := api.Build(api.BuildOptions{
		EntryPoints: []string{entry}, Bundle: true, Format: api.FormatIIFE, Target: api.ES2022, Charset: api.CharsetUTF8,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone,
		Define: map[string]string{"DOCUMENTS": string(ids)}, Plugins: []api.Plugin{{Name: "styles", Setup: styles}},
		LogLevel: api.LogLevelWarning,
	})
	if len(result.Errors) > 0 || len(result.OutputFiles) != 1 {
		return nil, fmt.Errorf("the script has %d errors", len(result.Errors))
	}
	return result.OutputFiles[0].Contents, nil
}

// styles makes a small text of a style sheet, for the script to adopt.
func styles(b api.PluginBuild) {
	b.OnLoad(api.OnLoadOptions{Filter: `\.css$`}, func(args api.OnLoadArgs) (api.OnLoadResult, error) {
		css, err := os.ReadFile(args.Path)
		small := api.Transform(string(css), api.TransformOptions{Loader: api.LoaderCSS, MinifyWhitespace: true, MinifySyntax: true, Charset: api.CharsetUTF8})
		text := strings.TrimSpace(string(small.Code))
		return api.OnLoadResult{Contents: &text, Loader: api.LoaderText, Errors: small.Errors}, err
	})
}
