// Package widget is the catalogue for partners' own sites: a custom element in one script,
// the documents that it reads by, and pages that show it. The script is built out of src/
// by build/, and checked in.
package widget

import (
	"crypto/sha512"
	"embed"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// Script is what pages load.
//
//go:embed dist/widget.js
var Script []byte

//go:embed dist/documents.json
var manifest []byte

//go:embed demo
var demo embed.FS

// Integrity is by which a page that names the script's hash makes sure of it (SRI).
func Integrity() string {
	sum := sha512.Sum384(Script)
	return "sha384-" + base64.StdEncoding.EncodeToString(sum[:])
}

// Paths of the script: the one stays, and has the newest; the other never changes.
const Path = "/embed/v1/widget.js"

// HashedPath is where this script is, and no other ever will be.
func HashedPath() string {
	sum := sha512.Sum384(Script)
	return "/embed/v1/widget." + hex.EncodeToString(sum[:8]) + ".js"
}

// Documents are those that the script names, by their ids.
func Documents() (map[string]string, error) {
	byID := map[string]string{}
	err := json.Unmarshal(manifest, &byID)
	return byID, err
}

// IsForm reports whether a document is the form's, which writes.
func IsForm(text string) bool { return strings.HasPrefix(text, "mutation ") }

// Demo are the pages that show the widget with a key, by their paths: one as any other, and
// one that does what pages do to what they embed.
func Demo(key string) map[string][]byte {
	pages := map[string][]byte{}
	for path, file := range map[string]string{
		DemoPath: "demo/plain.html", HostilePath: "demo/hostile.html", HostilePath + ".css": "demo/hostile.css", DemoPath + ".css": "demo/plain.css",
	} {
		text, _ := demo.ReadFile(file) // is part of the binary
		pages[path] = []byte(strings.NewReplacer("{{key}}", key, "{{script}}", HashedPath(), "{{integrity}}", Integrity()).Replace(string(text)))
	}
	return pages
}

// The pages of Demo.
const (
	DemoPath    = "/embed/v1/demo"
	HostilePath = "/embed/v1/demo/hostile"
)
