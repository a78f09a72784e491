package main

import (
	"strings"
	"testing"

	"partnergraph/market"
	"partnergraph/store/storetest"
)

const anotherSecret = "another one of thirty-two characters"

// A server that could not read whom to call does not start, and says what to do: after
// reseal the new secret suffices.
func TestAServerWithAnotherSecretDoesNotStart(t *testing.T) {
	t.Parallel()
	url := storetest.URL(t)
	storetest.Lead(t, storetest.Open(t, url), market.Viewer{}, storetest.Now) // sealed with the tests' secret
	for name, environment := range map[string][]string{
		"another":               {"PARTNERGRAPH_SECRET=" + anotherSecret},
		"another and an older":  {"PARTNERGRAPH_SECRET=" + anotherSecret, "PARTNERGRAPH_OLD_SECRETS=an older one, of thirty-two characters"},
		"that of a development": nil,
	} {
		p := command(t, "--database-url", url, "--addr", freeAddress(t), "--data", t.TempDir())
		p.Env = append(p.Env, environment...)
		if err := p.Run(); err == nil || !strings.Contains(p.said.String(), "set PARTNERGRAPH_SECRET to that of the database, or name the earlier one in PARTNERGRAPH_OLD_SECRETS") {
			t.Errorf("with %s it ended with %v:\n%s", name, err, p.said)
		}
	}
	reseal := command(t, "reseal", "--database-url", url)
	reseal.Env = append(reseal.Env, "PARTNERGRAPH_SECRET="+anotherSecret, "PARTNERGRAPH_OLD_SECRETS=no secret of it,the secret of tests")
	if err := reseal.Run(); err != nil || !strings.Contains(reseal.said.String(), "about 1 people") {
		t.Errorf("reseal ended with %v:\n%s", err, reseal.said)
	}
	p := command(t)
	p.addr = freeAddress(t)
	p.Args = append(p.Args, "--database-url", url, "--addr", p.addr, "--data", t.TempDir())
	p.Env = append(p.Env, "PARTNERGRAPH_SECRET="+anotherSecret)
	if err := p.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Process.Kill(); p.Wait() })
	p.await(t)
}
