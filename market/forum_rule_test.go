package market_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"partnergraph/market"
)

func code(err error) market.Code {
	var many market.Errors
	if errors.As(err, &many) {
		return many[0].Code
	}
	var one *market.Error
	if errors.As(err, &one) {
		return one.Code
	}
	return ""
}

func TestMayPost(t *testing.T) {
	for name, test := range map[string]struct {
		name   string
		recent int
		want   market.Code
	}{
		"the first post":   {"Alma", 0, ""},
		"the tenth":        {"Alma", market.PostsPerMinute - 1, ""},
		"the eleventh":     {"Alma", market.PostsPerMinute, market.Throttled},
		"without a name":   {"", 0, market.Conflict},
		"neither is right": {"", market.PostsPerMinute, market.Conflict},
	} {
		t.Run(name, func(t *testing.T) {
			badge := market.Badge{Name: test.name}
			if got := code(badge.MayPost(test.recent)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
	badge := market.Badge{}
	if err := badge.MayPost(0); !strings.Contains(err.Error(), "personUpdate") {
		t.Errorf("%q does not say what to do", err)
	}
}

func TestMayChange(t *testing.T) {
	author := market.Viewer{Person: "a"}
	for name, test := range map[string]struct {
		v                 market.Viewer
		revisions, recent int
		want              market.Code
	}{
		"the author":        {v: author},
		"another":           {v: market.Viewer{Person: "b"}, want: market.Forbidden},
		"nobody":            {want: market.Forbidden},
		"a moderator":       {v: market.Viewer{Person: "b", Organization: "h", IsHouse: true, Role: market.Moderator}},
		"the house's owner": {v: market.Viewer{Person: "b", Organization: "h", IsHouse: true, Role: market.Owner}},
		"a programme manager": {v: market.Viewer{Person: "b", Organization: "h", IsHouse: true, Role: market.ProgrammeManager},
			want: market.Forbidden},
		"the hundredth change":     {v: author, revisions: market.MaxRevisions - 1},
		"one more than a hundred":  {v: author, revisions: market.MaxRevisions, want: market.Conflict},
		"the tenth in a minute":    {v: author, revisions: 9, recent: market.PostsPerMinute - 1},
		"the eleventh in a minute": {v: author, revisions: 10, recent: market.PostsPerMinute, want: market.Throttled},
	} {
		t.Run(name, func(t *testing.T) {
			reply := market.Reply{AuthorID: "a"}
			if got := code(reply.MayChange(test.v, test.revisions, test.recent)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

func TestMayAccept(t *testing.T) {
	asker := market.Viewer{Person: "a"}
	for name, test := range map[string]struct {
		v        market.Viewer
		count    int
		accepted bool // already
		accept   bool
		want     market.Code
	}{
		"who asked":                       {v: asker, accept: true},
		"another":                         {v: market.Viewer{Person: "b"}, accept: true, want: market.Forbidden},
		"the last there is room for":      {v: asker, count: market.MaxAccepted - 1, accept: true},
		"one too many":                    {v: asker, count: market.MaxAccepted, accept: true, want: market.Conflict},
		"one of a full thread, again":     {v: asker, count: market.MaxAccepted, accepted: true, accept: true},
		"taking one from a full thread":   {v: asker, count: market.MaxAccepted, accepted: true},
		"taking one that has none":        {v: asker, count: market.MaxAccepted},
		"another takes one from a thread": {v: market.Viewer{Person: "b"}, count: 1, accepted: true, want: market.Forbidden},
	} {
		t.Run(name, func(t *testing.T) {
			thread := market.Thread{AuthorID: "a", AcceptedCount: test.count}
			if got := code(thread.MayAccept(test.v, &market.Reply{IsAccepted: test.accepted}, test.accept)); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}

// A post is rendered only when it may be stored: rendering costs more the longer
// a text is.
func TestRefusedPostIsNotRendered(t *testing.T) {
	render := func(string) string { t.Error("rendered"); return "" }
	for _, body := range []string{"", "x", strings.Repeat("x", 20_001), "a\x00b", "a\xffb"} {
		_, err := market.ReplyCreateInput{Body: body}.Post(render)
		if code(err) != market.Invalid {
			t.Errorf("%.10q: %v, want Invalid", body, err)
		}
	}
}

// All that is wrong with an input comes at once.
func TestThreadInputErrorsComeTogether(t *testing.T) {
	_, _, err := market.ThreadCreateInput{Title: "Hm", Body: "?"}.Post(func(s string) string { return s })
	var errs market.Errors
	if !errors.As(err, &errs) || len(errs) != 2 || errs[0].Field[0] != "title" || errs[1].Field[0] != "body" {
		t.Errorf("errors %v, want title and body", err)
	}
}

func TestPostTimesAreToTheMinute(t *testing.T) {
	at := time.Date(2026, 11, 21, 9, 30, 59, 999_999_000, time.UTC)
	minute := time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC)
	thread, reply := market.Thread{OpenedAt: at, LastPostAt: at.Add(time.Second)}, market.Reply{WrittenAt: at}
	if !thread.CreatedAt().Equal(minute) || !thread.ActiveAt().Equal(minute.Add(time.Minute)) || !reply.CreatedAt().Equal(minute) {
		t.Errorf("%s, %s, %s", thread.CreatedAt(), thread.ActiveAt(), reply.CreatedAt())
	}
}
