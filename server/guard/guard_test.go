package guard_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"partnergraph/server/guard"
)

func TestMeasure(t *testing.T) {
	for name, test := range map[string]struct {
		query string
		want  guard.Size
	}{
		"one field": {
			query: `{ a }`,
			want:  guard.Size{Tokens: 3, Operations: 1, Depth: 1, Selections: 1},
		},
		"comments are tokens": {
			query: "# one\n{ a } # two",
			want:  guard.Size{Tokens: 5, Operations: 1, Depth: 1, Selections: 1},
		},
		"an alias to the same name renames nothing": {
			query: `{ a: a b: a }`,
			want:  guard.Size{Tokens: 8, Operations: 1, Aliases: 1, Alias: 1, Depth: 1, Selections: 2},
		},
		"fragments are counted at every spread": {
			query: `{ a { ...F } b { ...F } } fragment F on T { c { d } e }`,
			want:  guard.Size{Tokens: 23, Operations: 1, Fragments: 1, Depth: 3, Selections: 10},
		},
		"an inline fragment is a selection and no level": {
			query: `{ ... on T { ... { a } } }`,
			want:  guard.Size{Tokens: 11, Operations: 1, Depth: 1, Selections: 3},
		},
		"directives everywhere": {
			query: `query ($v: Int @d) @d { a @d ... @d { b } ...F @d } fragment F on T @d { c }`,
			want: guard.Size{Tokens: 35, Operations: 1, Fragments: 1, Variables: 1, Directives: 6,
				Depth: 1, Selections: 5},
		},
		"the largest of several operations": {
			query: `query A($a: Int, $b: Int) { a } query B($c: Int) { a { b } }`,
			want:  guard.Size{Tokens: 29, Operations: 2, Variables: 2, Depth: 2, Selections: 2},
		},
		"root fields of a mutation, through fragments": {
			query: `mutation { a { x } ...F ... { d } } fragment F on Mutation { b c }`,
			want: guard.Size{Tokens: 21, Operations: 1, Fragments: 1, Depth: 2, Selections: 7,
				RootMutations: 4},
		},
		"introspection apart": {
			query: `{ a { b } __schema { types { ...T } } } fragment T on __Type { name ofType { name } }`,
			want: guard.Size{Tokens: 25, Operations: 1, Fragments: 1, Depth: 2, Selections: 2,
				IntrospectionDepth: 4, IntrospectionSelections: 6},
		},
		"a fragment that nothing spreads": {
			query: `{ a } fragment F on T { b { c } }`,
			want:  guard.Size{Tokens: 13, Operations: 1, Fragments: 1, Depth: 2, Selections: 2},
		},
		"the second of two fragments with one name": {
			query: `{ ...F } fragment F on T { b } fragment F on T { b { c { d } } }`,
			want:  guard.Size{Tokens: 24, Operations: 1, Fragments: 2, Depth: 3, Selections: 4},
		},
		"a spread of nothing": {
			query: `{ ...F }`,
			want:  guard.Size{Tokens: 4, Operations: 1, Selections: 1},
		},
		"a cycle": {
			query: `{ ...F } fragment F on T { a { ...G } } fragment G on T { b { ...F } }`,
			want: guard.Size{Tokens: 26, Operations: 1, Fragments: 2, Depth: 2, Selections: 5,
				Cycle: "F"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := guard.Measure(test.query, 2000)
			if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("\n got %+v\nwant %+v", got, test.want)
			}
		})
	}
}

func TestMeasureSyntaxError(t *testing.T) {
	for _, query := range []string{`{`, `{ a(`, `query`, `"`, "\x00", `{ a }}`} {
		if _, err := guard.Measure(query, 2000); err == nil {
			t.Errorf("%q: no error", query)
		}
	}
}

// Each limit is met exactly, and then passed by one.
func TestLimits(t *testing.T) {
	nest := func(n int) string { return strings.Repeat("{a", n) + strings.Repeat("}", n) }
	few := guard.Limits{
		Tokens: 60, AnonymousTokens: 40, Operations: 3, Fragments: 3, Variables: 3, Aliases: 3, Alias: 5,
		Directives: 3, Depth: 3, Selections: 8, IntrospectionDepth: 4, IntrospectionSelections: 6,
		RootMutations: 3,
	}
	for limit, test := range map[string]struct {
		query func(n int) string
		max   int
	}{
		"tokens":                     {func(n int) string { return "{a(v:" + "[" + strings.Repeat("1 ", n-9) + "])}" }, few.Tokens},
		"operations":                 {func(n int) string { return repeat(n, "query Q%d {a}") }, few.Operations},
		"fragments":                  {func(n int) string { return "{a}" + repeat(n, "fragment F%d on T {a}") }, few.Fragments},
		"variables in one operation": {func(n int) string { return "query (" + repeat(n, "$v%d: Int") + ") {a}" }, few.Variables},
		"aliases":                    {func(n int) string { return "{" + repeat(n, "a%d: a ") + "}" }, few.Aliases},
		"bytes in one alias":         {func(n int) string { return "{" + strings.Repeat("b", n) + ": a}" }, few.Alias},
		"directives":                 {func(n int) string { return "{a" + repeat(n, "@d%d") + "}" }, few.Directives},
		"levels of nested fields":    {nest, few.Depth},
		"selections with its fragments in place": {
			func(n int) string { return "{" + repeat(n-6, "a%d ") + "...F ...F} fragment F on T {b c}" }, few.Selections},
		"levels of nested fields in introspection": {
			func(n int) string { return "{__schema" + nest(n-1) + "}" }, few.IntrospectionDepth},
		"selections in introspection with its fragments in place": {
			func(n int) string { return "{__schema {" + repeat(n-1, "a%d ") + "}}" }, few.IntrospectionSelections},
		"fields in one mutation": {func(n int) string { return "mutation {" + repeat(n, "a%d ") + "}" }, few.RootMutations},
	} {
		t.Run(limit, func(t *testing.T) {
			if err := check(t, few, test.query(test.max), true); err != nil {
				t.Errorf("at the limit: %v", err)
			}
			err := check(t, few, test.query(test.max+1), true)
			want := guard.Excess{Limit: limit, Got: test.max + 1, Max: test.max}
			var excess *guard.Excess
			if !errors.As(err, &excess) || *excess != want {
				t.Errorf("past the limit: got %v, want %v", err, &want)
			}
		})
	}
	t.Run("fewer tokens for nobody signed in", func(t *testing.T) {
		query := "{" + strings.Repeat("a ", 39) + "}"
		few := few
		few.Selections = 100
		if err := check(t, few, query, true); err != nil {
			t.Errorf("signed in: %v", err)
		}
		err := check(t, few, query, false)
		if want := "This document has 41 tokens; the limit is 40."; err == nil || err.Error() != want {
			t.Errorf("nobody: got %v, want %s", err, want)
		}
	})
}

func TestCycle(t *testing.T) {
	err := check(t, guard.Defaults(), `{...A} fragment A on T {...A}`, true)
	if want := "The fragment A spreads itself. Take the spread out."; err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// The introspection query of graphql-js with all its options on, as GraphiQL and
// the code generators send it.
func TestIntrospectionPasses(t *testing.T) {
	query, err := os.ReadFile("testdata/introspection.graphql")
	if err != nil {
		t.Fatal(err)
	}
	if err := check(t, guard.Defaults(), string(query), false); err != nil {
		t.Error(err)
	}
}

// Documents that keep a naive walk busy for longer than anybody waits.
func TestHostile(t *testing.T) {
	for name, query := range map[string]string{
		"40 fragments that double":      doubling(40),
		"fragments that spread 20 each": fanning(90, 20),
		"a long ring of fragments":      ring(150),
		"nesting":                       strings.Repeat("{a", 600) + strings.Repeat("}", 600),
		"inline fragments":              strings.Repeat("{...", 600) + "{a}" + strings.Repeat("}", 600),
		"a body full of braces":         strings.Repeat("{", 100_000),
		"a body full of comments":       strings.Repeat("#\n", 50_000),
		"overlapping fields":            "{" + strings.Repeat("a{b}", 400) + "}",
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			size, err := guard.Measure(query, guard.Defaults().Tokens)
			if err == nil {
				err = guard.Defaults().Check(size, true)
			}
			if err == nil {
				t.Errorf("passes: %+v", size)
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("took %v for %d bytes", took, len(query))
			}
		})
	}
}

// No text makes the measure panic, or measures more than it can hold: whatever is in
// the text is bounded by its tokens, and what fragments multiply by where counting
// stops. The same text always measures the same, also with its spaces changed.
func FuzzMeasure(f *testing.F) {
	f.Add(`query ($v: Int) { a: b(c: [$v, {d: "e"}]) @skip(if: true) { ...F ... on T { g } } } fragment F on T { h }`)
	f.Add(doubling(3))
	f.Add(ring(3))
	f.Add(fanning(3, 3))
	f.Fuzz(func(t *testing.T, query string) {
		size, err := guard.Measure(query, 2000)
		again, _ := guard.Measure(query, 2000)
		if size != again {
			t.Errorf("%q measures %+v and %+v", query, size, again)
		}
		if size.Tokens > len(query) {
			t.Errorf("%q has %d tokens in %d bytes", query, size.Tokens, len(query))
		}
		written := []int{size.Operations, size.Fragments, size.Variables, size.Aliases, size.Directives}
		if size.Cycle == "" {
			written = append(written, size.Depth, size.IntrospectionDepth)
		}
		for _, n := range written {
			if n < 0 || n > size.Tokens {
				t.Errorf("%q measures more than its tokens: %+v", query, size)
			}
		}
		for _, n := range []int{size.Selections, size.IntrospectionSelections, size.RootMutations} {
			if n < 0 || n > 1<<30 {
				t.Errorf("%q has counted too far: %+v", query, size)
			}
		}
		if err != nil {
			return
		}
		if spaced, err := guard.Measure(" ,\n"+query+"\n", 2000); err != nil || spaced != size {
			t.Errorf("%q measures %+v, and with spaces around it %+v, %v", query, size, spaced, err)
		}
	})
}

// Ten times the document is ten times the work, also where fragments spread others
// twice: each is walked once.
func TestMeasureIsLinear(t *testing.T) {
	work := func(query string) float64 {
		return testing.AllocsPerRun(5, func() {
			if _, err := guard.Measure(query, 100_000); err != nil {
				t.Fatal(err)
			}
		})
	}
	for name, of := range map[string]func(n int) string{
		"fragments that double": doubling,
		"a ring of fragments":   ring,
		"nesting":               func(n int) string { return strings.Repeat("{a", n) + strings.Repeat("}", n) },
		"fields":                func(n int) string { return "{" + strings.Repeat("a{b} ", n) + "}" },
	} {
		if small, large := work(of(50)), work(of(500)); large > 12*small {
			t.Errorf("%s: %v allocations, and %v for ten times as much", name, small, large)
		}
	}
}

func check(t *testing.T, limits guard.Limits, query string, signedIn bool) error {
	t.Helper()
	size, err := guard.Measure(query, limits.Tokens)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return limits.Check(size, signedIn)
}

// repeat joins n copies of format, each with its number in it.
func repeat(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

func doubling(n int) string {
	var b strings.Builder
	b.WriteString("{...F0}")
	for i := range n {
		fmt.Fprintf(&b, "fragment F%d on T{...F%d ...F%d}", i, i+1, i+1)
	}
	fmt.Fprintf(&b, "fragment F%d on T{a}", n)
	return b.String()
}

func fanning(n, spreads int) string {
	var b strings.Builder
	b.WriteString("{...F0}")
	for i := range n {
		fmt.Fprintf(&b, "fragment F%d on T{%s}", i, strings.Repeat(fmt.Sprintf("...F%d ", i+1), spreads))
	}
	fmt.Fprintf(&b, "fragment F%d on T{a}", n)
	return b.String()
}

func ring(n int) string {
	var b strings.Builder
	b.WriteString("{...F0}")
	for i := range n {
		fmt.Fprintf(&b, "fragment F%d on T{...F%d}", i, (i+1)%n)
	}
	return b.String()
}
