package socket

import (
	"runtime"
	"sync"
	"syscall"
)

// writers empty the queues of a server's sockets: a goroutine for each processor while
// anything is queued, none while nothing is. They never wait for a client; what one does
// not take at once goes on, by a goroutine of its own, as fast as it does.
type writers struct {
	mu      sync.Mutex
	due     []*Conn
	running int
}

// add makes them write to a socket, which has marked itself as being written to.
func (w *writers) add(c *Conn) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.due = append(w.due, c)
	if w.running < runtime.GOMAXPROCS(0) {
		w.running++
		go w.work()
	}
}

// handful is how many sockets a writer takes at once.
const handful = 16

// next moves some sockets into taken, or ends a writer.
func (w *writers) next(taken []*Conn) []*Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	n := copy(taken, w.due)
	clear(w.due[:n])
	if w.due = w.due[n:]; len(w.due) == 0 {
		w.due = nil
	}
	if n == 0 {
		w.running--
	}
	return taken[:n]
}

func (w *writers) work() {
	p := pen{buffer: make([]byte, 0, batch)}
	p.try = p.once
	some := make([]*Conn, handful)
	for taken := w.next(some); len(taken) > 0; taken = w.next(some) {
		for _, c := range taken {
			p.empty(c)
		}
		clear(taken)
	}
}

// pen writes without waiting.
type pen struct {
	buffer []byte
	try    func(fd uintptr) bool // once, made only once
	n      int
	err    error
}

// roomy is what is copied for the sake of one call; more is worth a goroutine.
const roomy = 64 << 10

// empty writes what is queued for a socket, as far as its client takes it at once.
func (p *pen) empty(c *Conn) {
	for messages := c.dequeue(); messages != nil; messages = c.dequeue() {
		if c.raw == nil || messages[0].size() > roomy {
			go c.writeWaiting(messages, 0)
			return
		}
		p.buffer = p.buffer[:0]
		for i := range messages {
			p.buffer = messages[i].append(p.buffer)
		}
		p.n, p.err = 0, nil
		if err := c.raw.Write(p.try); err != nil {
			p.err = err
		}
		if p.err == nil && p.n < len(p.buffer) {
			go c.writeWaiting(messages, p.n)
			return
		}
		if !c.wrote(messages, p.err) {
			return
		}
	}
}

// once writes as much as there is room for, and is done.
func (p *pen) once(fd uintptr) bool {
	for {
		n, err := syscall.Write(int(fd), p.buffer)
		switch err {
		case nil:
			p.n = n
		case syscall.EINTR:
			continue
		case syscall.EAGAIN: // there is none
		default:
			p.err = err
		}
		return true
	}
}
