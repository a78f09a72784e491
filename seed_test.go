package main

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"partnergraph/demo"
)

// asked is the answer to a query, as text.
func (p program) asked(t *testing.T, query string) string {
	t.Helper()
	status, body := p.get("/graphql?query=" + query)
	if status != http.StatusOK {
		t.Fatalf("%s: %d %s", query, status, body)
	}
	return body
}

const count = "{partners{totalCount}}"

// The demo is there after the first start, once, and the start says whom to be.
func TestDemo(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	for range 2 {
		p := serving(t, data, "--demo")
		if got := p.asked(t, count); !strings.Contains(got, `"totalCount":192`) {
			t.Errorf("the demo has %s", got)
		}
		for _, who := range demo.SignIns {
			if !strings.Contains(p.said.String(), who.Phone) {
				t.Errorf("the start does not name %s:\n%s", who.Phone, p.said)
			}
		}
		p.end(t)
	}
}

func TestNoDemo(t *testing.T) {
	t.Parallel()
	p := serving(t, dataDir(t), "--no-demo")
	if got := p.asked(t, count); !strings.Contains(got, `"totalCount":0`) {
		t.Errorf("without the demo there are %s", got)
	}
	p.end(t)
}

// A load fills an empty database, and leaves alone one that is not.
func TestSeed(t *testing.T) {
	t.Parallel()
	data := dataDir(t)
	p := command(t, "seed", "--scale", "0.001", "--data", data)
	if err := p.Run(); err != nil || !strings.Contains(p.said.String(), "Seeded 20 partners, 50 solutions, 400 reviews, 100 threads and 1000 replies") {
		t.Errorf("seed: %v\n%s", err, p.said)
	}
	if !strings.Contains(p.said.String(), strings.Repeat("#", width)) {
		t.Errorf("the bar does not come to its end:\n%s", p.said)
	}
	again := command(t, "seed", "--scale", "0.001", "--data", data)
	if err := again.Run(); err == nil || !strings.Contains(again.said.String(), "there are people in this database already") {
		t.Errorf("seed again: %v\n%s", err, again.said)
	}
	none := command(t, "seed", "--scale", "0", "--data", data)
	if err := none.Run(); err == nil || !strings.Contains(none.said.String(), "--scale must be above 0") {
		t.Errorf("seed of nothing: %v\n%s", err, none.said)
	}
}

func TestBar(t *testing.T) {
	t.Parallel()
	var said strings.Builder
	b := newBar(&said)
	b.show("partner", 0.5)
	b.show("partner", 0.6) // too soon
	b.next = time.Time{}
	b.show("reply", 1)
	b.end()
	for _, want := range []string{"[" + strings.Repeat("#", width/2) + strings.Repeat(".", width/2) + "]  50 %  partner", "] 100 %  reply"} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("%q lacks %q", said.String(), want)
		}
	}
	if strings.Contains(said.String(), "60 %") {
		t.Errorf("%q is drawn too often", said.String())
	}
}
