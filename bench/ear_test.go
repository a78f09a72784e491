//go:build linux

package bench_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/gobwas/ws"
)

// ear hears the sockets of all listeners on one thread, by epoll and without a look
// into what they get but for the number: the machine is the server's as well, and a
// goroutine for each would cost more than the server does.
type ear struct {
	epoll int
	want  int // who have to hear

	mu    sync.Mutex
	files map[int32]*os.File
	begun map[int32][]byte // frames that have not arrived whole
	heard map[int]int
}

func newEar(want int) *ear {
	epoll, err := syscall.EpollCreate1(0)
	must(err)
	return &ear{epoll: epoll, want: want, files: map[int32]*os.File{}, begun: map[int32][]byte{}, heard: map[int]int{}}
}

// keep holds a socket open.
func (e *ear) keep(f *os.File) int32 {
	e.mu.Lock()
	defer e.mu.Unlock()
	fd := int32(f.Fd())
	e.files[fd] = f
	return fd
}

// add listens to a socket.
func (e *ear) add(f *os.File) {
	fd := e.keep(f)
	must(syscall.EpollCtl(e.epoll, syscall.EPOLL_CTL_ADD, int(fd), &syscall.EpollEvent{Events: syscall.EPOLLIN, Fd: fd}))
}

func (e *ear) listen() {
	ready, buffer := make([]syscall.EpollEvent, 256), make([]byte, 64<<10)
	for {
		n, err := syscall.EpollWait(e.epoll, ready, -1)
		if err == syscall.EINTR {
			continue
		}
		must(err)
		for _, r := range ready[:n] {
			n, err := syscall.Read(int(r.Fd), buffer)
			if err != nil || n == 0 { // the benchmark then waits in vain
				must(syscall.EpollCtl(e.epoll, syscall.EPOLL_CTL_DEL, int(r.Fd), nil))
				continue
			}
			data := buffer[:n]
			if begun := e.begun[r.Fd]; begun != nil {
				data = append(begun, data...)
				delete(e.begun, r.Fd)
			}
			if rest := e.frames(r.Fd, data); len(rest) > 0 {
				e.begun[r.Fd] = bytes.Clone(rest)
			}
		}
	}
}

// frames takes the whole frames, and returns what is left.
func (e *ear) frames(fd int32, data []byte) []byte {
	for len(data) >= 4 {
		head, length := 2, int(data[1])
		switch length {
		case 126:
			head, length = 4, int(binary.BigEndian.Uint16(data[2:]))
		case 127:
			panic("a frame that nobody wants")
		}
		if len(data) < head+length {
			break
		}
		e.hear(fd, ws.OpCode(data[0]&15), data[head:head+length])
		data = data[head+length:]
	}
	return data
}

var number = []byte(`"number":`)

func (e *ear) hear(fd int32, kind ws.OpCode, text []byte) {
	if kind != ws.OpText {
		return
	}
	if bytes.Contains(text, []byte(`"type":"ping"`)) {
		e.mu.Lock()
		f := e.files[fd]
		e.mu.Unlock()
		say(f, `{"type":"pong"}`)
		return
	}
	_, rest, ok := bytes.Cut(text, number)
	if !ok {
		panic(string(text))
	}
	digits, _, _ := bytes.Cut(rest, []byte(","))
	n, err := strconv.Atoi(string(digits))
	must(err)
	if e.heard[n]++; e.heard[n] == e.want {
		fmt.Println(n, time.Now().UnixNano(), int64(used()))
	}
}

// used is the CPU that the process has used.
func used() time.Duration {
	var u syscall.Rusage
	must(syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
