package socket

import (
	"testing"
	"time"
)

func TestPace(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		frames int // at once
		later  time.Duration
		more   int // then
		fails  bool
	}{
		"as many as may come at once":          {frames: 500},
		"one more":                             {frames: 501, fails: true},
		"one more, when it is due":             {frames: 500, later: 10 * time.Millisecond, more: 1},
		"two more, when one is due":            {frames: 500, later: 10 * time.Millisecond, more: 2, fails: true},
		"as many again, after a rest":          {frames: 500, later: 5 * time.Second, more: 500},
		"no more for a longer rest":            {frames: 500, later: time.Hour, more: 501, fails: true},
		"a clock that goes back gives nothing": {frames: 500, later: -time.Hour, more: 1, fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := pace{}, error(nil)
			for i := range test.frames + test.more {
				now := start
				if i >= test.frames {
					now = start.Add(test.later)
				}
				if err != nil {
					t.Fatalf("frame %d was refused", i)
				}
				err = p.step(100, now)
			}
			if (err != nil) != test.fails {
				t.Errorf("the last: %v", err)
			}
		})
	}
}
