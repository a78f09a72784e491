package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"reflect"
	"testing"

	"partnergraph/store/storetest"
)

// TestSchemaJSON: tools that read the schema from /schema.json learn what those learn
// that ask for it, and pay for it once.
func TestSchemaJSON(t *testing.T) {
	t.Parallel()
	base := "http://" + serving(t, t.TempDir(), "--database-url", storetest.URL(t)).addr
	query, err := os.ReadFile("server/introspection.graphql")
	if err != nil {
		t.Fatal(err)
	}
	var asked, file struct{ Data any }
	answer := client{t, base, ""}.try(string(query), nil)
	if err := json.Unmarshal(answer.Data, &asked.Data); err != nil || len(answer.Errors) > 0 {
		t.Fatal(answer.Errors, err)
	}
	response, err := http.Get(base + "/schema.json")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(response.Body); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(body.Bytes(), &file); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(asked, file) || !bytes.Contains(body.Bytes(), []byte(`"name":"Partner"`)) {
		t.Errorf("/schema.json and introspection differ: %.300s", body.Bytes())
	}
	request, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, base+"/schema.json", nil)
	request.Header.Set("If-None-Match", response.Header.Get("ETag"))
	request.Header.Set("Accept-Encoding", "gzip") // what the client asked for by itself
	if again, err := http.DefaultClient.Do(request); err != nil || again.StatusCode != http.StatusNotModified {
		t.Errorf("sent again to who has it: %v %v", again, err)
	}
}
