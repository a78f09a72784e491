package store_test

import (
	"bytes"
	"context"
	"flag"
	"os"
	"testing"

	"partnergraph/store/storetest"
)

var update = flag.Bool("update", false, "write the files that the tests compare with")

// TestSchemaFile keeps schema.sql true: it is what the migrations make, for people
// to read in one place.
func TestSchemaFile(t *testing.T) {
	got, err := storetest.New(t).DescribeSchema(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("schema.sql", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("schema.sql")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal([]byte(got), want) {
		t.Error("schema.sql is not what the migrations make; run go test ./store -run TestSchemaFile -update")
	}
}
