package resolvers_test

import (
	"bytes"
	"fmt"
	"slices"
	"sync"
	"testing"
)

// TestViewersShareNothingThatWasLoaded lets all roles ask at once, in one process and
// over one database, for the same objects by the same ids, so that loaders of many
// viewers wait for the same keys. Each is told what it is told alone.
func TestViewersShareNothingThatWasLoaded(t *testing.T) {
	t.Parallel()
	g, schema := newGuarded(t), contract(t)
	fragments, request := whole(schema), "{ leads { totalCount nodes { id contact { name } } } invoices { totalCount nodes { id } }"
	for _, kind := range []string{"lead", "offer", "invoice", "journal", "payment", "partner", "solution", "organization", "reply", "token", "notification"} {
		for _, n := range objects[kind] {
			request += fmt.Sprintf(` %s%d: node(id: "<%s %d>") { %s }`, kind, n, kind, n, fragments[typeOf(t, schema, kind).Name])
		}
	}
	request += " }"
	alone := map[string][]byte{}
	for _, role := range columns {
		alone[role] = sorted(g.answer(role, request, longest))
	}
	var asking sync.WaitGroup
	for range 3 {
		for _, role := range columns {
			asking.Go(func() {
				if got := sorted(g.answer(role, request, longest)); !bytes.Equal(got, alone[role]) {
					t.Errorf("%s is told something else when others ask:\n%s\nalone\n%s", role, got, alone[role])
				}
			})
		}
	}
	asking.Wait()
	if bytes.Equal(alone["owner"], alone["other"]) {
		t.Error("the owner is told what another partner is")
	}
}

// sorted are the bytes of an answer in an order of their own: errors come in that in
// which fields were done.
func sorted(answer []byte) []byte {
	answer = slices.Clone(answer)
	slices.Sort(answer)
	return answer
}
