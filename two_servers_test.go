package main

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"partnergraph/store/storetest"
)

// TestTwoServers runs two servers on one database: a lead submitted at one arrives
// at a subscriber of the other, also after the connection by which the other
// listens was killed (L14).
func TestTwoServers(t *testing.T) {
	t.Parallel()
	url := storetest.EmptyURL(t)
	here := serving(t, t.TempDir(), "--database-url", url, "--demo")
	there := serving(t, t.TempDir(), "--database-url", url, "--demo")
	buyer := client{t, "http://" + here.addr, ""}.signIn(clientPhone)
	// A code is shown by the server that sent it; the session holds at both.
	seller := client{t, "http://" + here.addr, ""}.signIn(ownerPhone)
	seller.base = "http://" + there.addr

	partner := findPartner(t, buyer, seller)
	live := seller.subscribe(`subscription($id: ID!) { leadAdded(partnerId: $id) { cursor node { id } } }`, map[string]any{"id": partner.ID})
	for _, kill := range []bool{false, true, true} {
		if kill {
			killListeners(t, url)
		}
		lead := submitLead(buyer, partner.ID)
		var event struct {
			LeadAdded struct{ Node struct{ ID string } }
		}
		live.next(&event, 5*time.Second)
		if event.LeadAdded.Node.ID != lead {
			t.Errorf("got lead %s, want %s (killed %v)", event.LeadAdded.Node.ID, lead, kill)
		}
	}
}

// submitted counts leads: a second one of the same address would be merged into the first.
var submitted atomic.Int64

func submitLead(buyer client, partner string) string {
	buyer.t.Helper()
	var answer struct{ Lead struct{ ID string } }
	buyer.mutate(&answer, "leadSubmit", "lead { id }", map[string]any{
		"partnerId": partner, "contact": map[string]any{"name": "Kim Sample", "email": fmt.Sprintf("kim%d@client.example.com", submitted.Add(1))},
	})
	return answer.Lead.ID
}

// killListeners ends the connections by which the servers hear of new events.
func killListeners(t *testing.T, url string) {
	t.Helper()
	db, err := sql.Open("postgres", url)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var killed int
	err = db.QueryRowContext(context.Background(), `
		SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE datname = current_database() AND query LIKE 'LISTEN %'`).Scan(&killed)
	if err != nil || killed < 2 {
		t.Fatalf("killed %d listeners, want one of each server: %v", killed, err)
	}
}
