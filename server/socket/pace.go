package socket

import (
	"errors"
	"time"
)

// errHasty is why no more is read from a client that sends frames faster than its
// pace.
var errHasty = errors.New("too many frames")

// haste is how many seconds' frames a client may send at once.
const haste = 5

// pace counts the frames of a client, of whatever kind: parts of messages that are
// empty, and answers to pings that nobody sent, are work as well. Only who reads the
// socket uses it.
type pace struct {
	left float64
	at   time.Time // of the last frame
}

// step takes a frame, of which there may be so many a second. It fails with errHasty.
func (p *pace) step(perSecond int, now time.Time) error {
	full := float64(haste * perSecond)
	if p.at.IsZero() {
		p.left = full
	} else {
		p.left = min(full, p.left+now.Sub(p.at).Seconds()*float64(perSecond))
	}
	p.at = now
	if p.left < 1 {
		return errHasty
	}
	p.left--
	return nil
}
