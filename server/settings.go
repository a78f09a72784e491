package server

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"partnergraph/market"
)

// Setting is a limit that an operator may change, by its name.
type Setting struct {
	Name, Default, Meaning string
}

// setting is a limit with its place in the Config: a number or a time.
type setting struct {
	name, meaning string
	number        func(*Config) *int
	span          func(*Config) *time.Duration
	most          int // of a number; 0 for no bound
}

// settings are all limits that can be set, in the order of the README.
var settings = []setting{
	{"tokens", "tokens of a document", func(c *Config) *int { return &c.Limits.Tokens }, nil, 0},
	{"tokens-nobody", "the same, for nobody signed in", func(c *Config) *int { return &c.Limits.AnonymousTokens }, nil, 0},
	{"depth", "levels of nested fields", func(c *Config) *int { return &c.Limits.Depth }, nil, 0},
	{"selections", "fields and spreads of an operation, with its fragments in place", func(c *Config) *int { return &c.Limits.Selections }, nil, 0},
	{"aliases", "aliases in a document", func(c *Config) *int { return &c.Limits.Aliases }, nil, 0},
	{"alias", "bytes of an alias", func(c *Config) *int { return &c.Limits.Alias }, nil, 0},
	{"directives", "directives in a document", func(c *Config) *int { return &c.Limits.Directives }, nil, 0},
	{"fragments", "fragments in a document", func(c *Config) *int { return &c.Limits.Fragments }, nil, 0},
	{"operations", "operations in a document", func(c *Config) *int { return &c.Limits.Operations }, nil, 0},
	{"variables", "variables of an operation", func(c *Config) *int { return &c.Limits.Variables }, nil, 0},
	{"introspection-depth", "depth below `__schema` and `__type`, which counts apart", func(c *Config) *int { return &c.Limits.IntrospectionDepth }, nil, 0},
	{"introspection-selections", "selections there", func(c *Config) *int { return &c.Limits.IntrospectionSelections }, nil, 0},
	{"mutation-fields", "fields of a mutation", func(c *Config) *int { return &c.Limits.RootMutations }, nil, 0},
	{"mutation-fields-alone", "the same, where one of them signs in or takes an `idempotencyKey`", func(c *Config) *int { return &c.Limits.RootAlone }, nil, 0},
	{"page", "items of a page (`first`, `last`; 20, or this if it is less, where neither is given)", func(c *Config) *int { return &c.Limits.Page }, nil, market.MaxPage},
	{"nodes", "ids of `nodes(ids)`", func(c *Config) *int { return &c.Limits.Nodes }, nil, market.MaxPage},
	{"list", "items of a list in the input", func(c *Config) *int { return &c.Limits.Items }, nil, 0},
	{"cursor", "bytes of a cursor (`after`, `before`)", func(c *Config) *int { return &c.Limits.Cursor }, nil, 512},
	{"id", "bytes of an id", func(c *Config) *int { return &c.Limits.ID }, nil, 64},
	{"cost", "points an operation may cost, see below", func(c *Config) *int { return &c.Limits.Cost }, nil, 0},
	{"cost-event", "points of what a subscription selects of each event", func(c *Config) *int { return &c.Limits.EventCost }, nil, 0},

	{"points-address", "points in the bucket of an address, for nobody signed in", func(c *Config) *int { return &c.Allowances.Address.Capacity }, nil, 0},
	{"refill-address", "points a second into it", func(c *Config) *int { return &c.Allowances.Address.PerSecond }, nil, 0},
	{"points-person", "points in the bucket of a person signed in", func(c *Config) *int { return &c.Allowances.Person.Capacity }, nil, 0},
	{"refill-person", "points a second into it", func(c *Config) *int { return &c.Allowances.Person.PerSecond }, nil, 0},
	{"points-token", "points in the bucket of an API token", func(c *Config) *int { return &c.Allowances.Token.Capacity }, nil, 0},
	{"refill-token", "points a second into it", func(c *Config) *int { return &c.Allowances.Token.PerSecond }, nil, 0},
	{"points-refusal", "tokens and embed keys that are none, which an address may send", func(c *Config) *int { return &c.Allowances.Refusal.Capacity }, nil, 0},
	{"refill-refusal", "of those a second", func(c *Config) *int { return &c.Allowances.Refusal.PerSecond }, nil, 0},

	{"body", "bytes of the body of a request", func(c *Config) *int { return &c.Sizes.Body }, nil, 0},
	{"header", "bytes of the header of a request, with its first line", func(c *Config) *int { return &c.Sizes.Header }, nil, 0},
	{"message", "bytes of a message on a socket", func(c *Config) *int { return &c.Sizes.Message }, nil, 0},
	{"answer", "bytes of the data of an answer, or of an event", func(c *Config) *int { return &c.Sizes.Answer }, nil, 0},

	{"time-header", "for the header of a request to arrive", nil, func(c *Config) *time.Duration { return &c.Times.Header }, 0},
	{"time-read", "for a whole request to arrive", nil, func(c *Config) *time.Duration { return &c.Times.Read }, 0},
	{"time-operation", "for a query or mutation to finish; each statement has 5 s", nil, func(c *Config) *time.Duration { return &c.Times.Operation }, 0},
	{"time-turn", "for a query or mutation to wait for others; then it is answered with THROTTLED or UNAVAILABLE", nil, func(c *Config) *time.Duration { return &c.Times.Turn }, 0},
	{"time-write", "for a reader to take a whole answer", nil, func(c *Config) *time.Duration { return &c.Times.Write }, 0},
	{"time-frame", "for a reader of events to take one; who is cut resumes with the cursor", nil, func(c *Config) *time.Duration { return &c.Times.Frame }, 0},
	{"time-idle", "between requests on a connection", nil, func(c *Config) *time.Duration { return &c.Times.Idle }, 0},
	{"time-init", "for a socket to send `connection_init`", nil, func(c *Config) *time.Duration { return &c.Times.Init }, 0},
	{"time-ping", "between signs of life on a stream or socket", nil, func(c *Config) *time.Duration { return &c.Times.Ping }, 0},
	{"time-socket", "that a socket lives", nil, func(c *Config) *time.Duration { return &c.Times.Life }, 0},

	{"operations-payer", "queries and mutations at once of whoever pays for them, at each server; others wait", func(c *Config) *int { return &c.Counts.Payer }, nil, 0},
	{"operations-server", "the same, of all; others wait, payer by payer", func(c *Config) *int { return &c.Counts.Server }, nil, 0},
	{"socket-operations", "operations at once on a socket; one more is answered with THROTTLED", func(c *Config) *int { return &c.Counts.Operations }, nil, 0},
	{"socket-messages", "messages a second on a socket, each of its frames for itself; five times as many may come at once, and one more closes it with 4429", func(c *Config) *int { return &c.Counts.Frames }, nil, 1_000_000},
	{"sockets-address", "sockets at once from an address, at each server; one more is closed with 4429", func(c *Config) *int { return &c.Counts.Sockets }, nil, 0},
	{"sockets-person", "the same, of a person or API token", func(c *Config) *int { return &c.Counts.SocketsPerson }, nil, 0},
	{"streams-address", "streams of events at once from an address, at each server; one more is answered with 429", func(c *Config) *int { return &c.Counts.Streams }, nil, 0},

	{"codes", "codes sent by SMS in an hour, in all; see below", func(c *Config) *int { return &c.Ceilings.All }, nil, 0},
	{"codes-country", "the same, to the numbers of a calling code, such as +44", func(c *Config) *int { return &c.Ceilings.CallingCode }, nil, 0},
	{"codes-network", "codes asked for in an hour from a /24 of IPv4 or a /48 of IPv6", func(c *Config) *int { return &c.Ceilings.Network }, nil, 0},
	{"codes-address", "the same, from an address; in development 100", func(c *Config) *int { return &c.Ceilings.Address }, nil, 0},
}

// Settings lists the limits that can be set.
func Settings() []Setting {
	c, list := &Config{}, []Setting{}
	c.limitDefaults()
	for _, s := range settings {
		list = append(list, Setting{s.name, s.text(c), s.meaning})
	}
	return list
}

// text is the value of a setting as it is written.
func (s setting) text(c *Config) string {
	if s.number != nil {
		return strconv.Itoa(*s.number(c))
	}
	text := s.span(c).String()
	for _, zero := range []string{"m0s", "h0m"} { // 1m0s is 1m
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}

// CheckLimits fails with everything there is to mend, unless each pair is NAME=VALUE
// of a limit, and they go together.
func CheckLimits(pairs []string) error {
	c := &Config{Set: pairs}
	c.limitDefaults()
	return c.applySet()
}

// Ceilings are those of codes, with the limits that were set by pairs which CheckLimits
// has passed.
func Ceilings(pairs []string) market.Ceilings {
	c := &Config{Set: pairs}
	c.limitDefaults()
	_ = c.applySet() // which New fails with as well
	return c.Ceilings
}

// PageLimit is the limit of pages by the pairs, which CheckLimits has found right.
func PageLimit(pairs []string) int {
	c := &Config{Set: pairs}
	c.limitDefaults()
	_ = c.applySet()
	return c.Limits.Page
}

// applySet puts the limits that were set into their places.
func (c *Config) applySet() error {
	if len(c.Set) == 0 {
		return nil
	}
	var errs []error
	for _, pair := range c.Set {
		name, value, _ := strings.Cut(pair, "=")
		i := slices.IndexFunc(settings, func(s setting) bool { return s.name == strings.TrimSpace(name) })
		if i < 0 {
			errs = append(errs, fmt.Errorf("there is no limit %q: write NAME=VALUE with a name of the README's table, such as depth=20", name))
			continue
		}
		errs = append(errs, settings[i].set(c, strings.TrimSpace(value)))
	}
	return errors.Join(append(errs, c.fitting()...)...)
}

// set reads a value.
func (s setting) set(c *Config, value string) error {
	if s.span != nil {
		d, err := time.ParseDuration(value)
		if err != nil || d < time.Millisecond || d > 24*time.Hour {
			return fmt.Errorf("limit %s: %q is no time from 1ms to 24h, such as %s", s.name, value, s.text(c))
		}
		*s.span(c) = d
		return nil
	}
	most := s.most
	if most == 0 {
		most = 1_000_000_000
	}
	n, err := strconv.Atoi(value)
	if err != nil || n < 1 || n > most {
		return fmt.Errorf("limit %s: %q is no number from 1 to %d", s.name, value, most)
	}
	*s.number(c) = n
	return nil
}

// fitting says which limits contradict each other.
func (c *Config) fitting() (errs []error) {
	if c.Limits.AnonymousTokens > c.Limits.Tokens {
		errs = append(errs, errors.New("limit tokens-nobody is above tokens"))
	}
	if c.Sizes.Header <= headerSlop {
		errs = append(errs, fmt.Errorf("limit header is too low: requests of browsers need more than %d bytes", headerSlop))
	}
	for name, a := range map[string]market.Allowance{"address": c.Allowances.Address, "person": c.Allowances.Person, "token": c.Allowances.Token, "refusal": c.Allowances.Refusal} {
		if name != "refusal" && a.Capacity < c.Limits.Cost {
			errs = append(errs, fmt.Errorf("limit points-%s is below cost: the dearest operations could never be paid", name))
		}
		if a.Wait(0, a.Capacity) > time.Hour {
			errs = append(errs, fmt.Errorf("limit refill-%s is too low: the bucket must be full within an hour", name))
		}
	}
	return errs
}
