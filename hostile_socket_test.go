package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

// plainSocket is a WebSocket without a library's care for the protocol.
type plainSocket struct {
	net.Conn
	*bufio.Reader
}

// Kinds of frames.
const (
	more   = 0x0 // the next part of a message
	text   = 0x1
	binry  = 0x2
	ending = 0x8
	ping   = 0x9
	final  = 0x80 // the last part of a message
)

// dial opens a socket from an address; the answer is the handshake's.
func (t *target) dial(from string, headers ...string) (*plainSocket, reply) {
	connection, err := net.Dial("tcp", t.addr)
	if err != nil {
		t.Error(err)
		return nil, reply{}
	}
	_ = connection.SetDeadline(time.Now().Add(25 * time.Second))
	if headers == nil {
		headers = []string{"Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol: graphql-transport-ws"}
	}
	fmt.Fprintf(connection, "GET /graphql HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Forwarded-For: %s\r\n%s\r\n\r\n", from, strings.Join(headers, "\r\n"))
	in := bufio.NewReader(connection)
	response, err := http.ReadResponse(in, nil)
	if err != nil {
		connection.Close()
		return nil, reply{body: err.Error()}
	}
	if response.StatusCode != http.StatusSwitchingProtocols {
		body, _ := io.ReadAll(response.Body)
		connection.Close()
		return nil, reply{response.StatusCode, response.Header, string(body)}
	}
	return &plainSocket{connection, in}, reply{status: response.StatusCode}
}

// frame writes a frame, masked with zeros as clients must mask.
func (s *plainSocket) frame(head byte, payload []byte) error {
	b := []byte{head}
	switch n := len(payload); {
	case n < 126:
		b = append(b, 0x80|byte(n))
	case n < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, 0x80|126), uint16(n))
	default:
		b = binary.BigEndian.AppendUint64(append(b, 0x80|127), uint64(n))
	}
	_, err := s.Write(append(append(b, 0, 0, 0, 0), payload...))
	return err
}

func (s *plainSocket) Write(b []byte) (int, error) { return s.Conn.Write(b) }

func (s *plainSocket) Read(b []byte) (int, error) { return s.Reader.Read(b) }

// next is the next message, or the close of the socket as its code and reason.
func (s *plainSocket) next() (message string, closed *reply) {
	var head [2]byte
	if _, err := io.ReadFull(s.Reader, head[:]); err != nil {
		return "", &reply{body: "cut off"}
	}
	length := uint64(head[1] & 0x7f)
	switch length {
	case 126:
		var b [2]byte
		_, _ = io.ReadFull(s.Reader, b[:])
		length = uint64(binary.BigEndian.Uint16(b[:]))
	case 127:
		var b [8]byte
		_, _ = io.ReadFull(s.Reader, b[:])
		length = binary.BigEndian.Uint64(b[:])
	}
	payload := make([]byte, length)
	_, _ = io.ReadFull(s.Reader, payload)
	if head[0]&0xf == ending {
		is := &reply{status: 1005}
		if len(payload) >= 2 {
			is.status, is.body = int(binary.BigEndian.Uint16(payload)), string(payload[2:])
		}
		return "", is
	}
	return string(payload), nil
}

// last reads to the end of the socket: its close, with the last message before it when
// the reason says nothing.
func (s *plainSocket) last() reply {
	defer s.Close()
	for {
		if _, closed := s.next(); closed != nil {
			return *closed
		}
	}
}

// answers reads messages until one holds the text.
func (s *plainSocket) answers(part string) reply {
	defer s.Close()
	for {
		message, closed := s.next()
		if closed != nil {
			return *closed
		}
		if strings.Contains(message, part) {
			return reply{status: 1, body: inner(message)}
		}
	}
}

// inner is an error message of the protocol as the body of an answer.
func inner(message string) string {
	var m struct{ Payload json.RawMessage }
	if json.Unmarshal([]byte(message), &m) == nil && bytes.HasPrefix(m.Payload, []byte("[")) {
		return `{"errors":` + string(m.Payload) + "}"
	}
	return message
}

func (s *plainSocket) say(message string) { _ = s.frame(final|text, []byte(message)) }

const initialise = `{"type":"connection_init"}`

func subscribe(id, document string) string {
	return fmt.Sprintf(`{"type":"subscribe","id":%q,"payload":%s}`, id, query(document))
}

// hostileSockets are sockets that break the protocol, or keep it to do harm.
func hostileSockets(t *target) []attack {
	listen := `subscription { replyAdded(threadId: "` + t.thread + `") { cursor } }`
	socket := func(name string, want int, says string, do func(s *plainSocket) reply) attack {
		return attack{name: name, want: want, says: says, code: anyCode, run: func(t *target) reply {
			s, refused := t.dial(address(name))
			if s == nil {
				return refused
			}
			return do(s)
		}}
	}
	saying := func(name string, want int, says string, messages ...string) attack {
		return socket(name, want, says, func(s *plainSocket) reply {
			for _, m := range messages {
				s.say(m)
			}
			return s.last()
		})
	}
	frames := func(name string, want int, write func(s *plainSocket)) attack {
		return socket(name, want, "", func(s *plainSocket) reply { s.say(initialise); write(s); return s.last() })
	}
	handshake := func(name string, want int, headers ...string) attack {
		return attack{name: name, want: want, code: "BAD_USER_INPUT", run: func(t *target) reply { _, is := t.dial(address(name), headers...); return is }}
	}
	nonce := "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
	return []attack{
		handshake("an unknown subprotocol", 400, "Sec-WebSocket-Version: 13", nonce, "Sec-WebSocket-Protocol: graphql-ws"),
		handshake("no subprotocol", 400, "Sec-WebSocket-Version: 13", nonce),
		handshake("a version that nobody has", 426, "Sec-WebSocket-Version: 99", nonce, "Sec-WebSocket-Protocol: graphql-transport-ws"),
		handshake("no key", 400, "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: graphql-transport-ws"),
		saying("an operation before init", 4401, "", subscribe("1", "{ levels { code } }")),
		saying("two inits", 4429, "", initialise, initialise),
		saying("a thousand inits", 4429, "", strings.Split(strings.Repeat(initialise+"\n", 1000), "\n")...),
		saying("an init with a payload nested 20,000 times", 4400, "", `{"type":"connection_init","payload":`+strings.Repeat(`[`, 20_000)+strings.Repeat(`]`, 20_000)+`}`),
		saying("a token that nobody has", 4403, "", `{"type":"connection_init","payload":{"Authorization":"Bearer ' OR 1=1 --"}}`),
		saying("no JSON", 4400, "", initialise, "hello"),
		saying("a message nested 30,000 times", 4400, "", initialise, strings.Repeat("[", 30_000)),
		saying("a null byte", 4400, "", initialise, "{\"type\":\x00\"ping\"}"),
		saying("one id twice", 4409, "", initialise, subscribe("1", listen), subscribe("1", listen)),
		{name: "silence, 80 sockets at once", waits: true, want: 4408, code: anyCode, run: func(t *target) reply {
			return crowd(80, func() reply { s, is := t.dial("2001:db8:aaaa::1"); return lastOf(s, is) })
		}},
		{name: "the 101st socket of an address", want: 4429, code: anyCode, run: func(t *target) reply {
			var open []*plainSocket
			defer func() {
				for _, s := range open {
					s.Close()
				}
			}()
			for range 100 {
				if s, _ := t.dial("2001:db8:bbbb::1"); s != nil {
					s.say(initialise)
					open = append(open, s)
				}
			}
			s, is := t.dial("2001:db8:bbbb::1")
			if s != nil {
				s.say(initialise)
			}
			return lastOf(s, is)
		}},
		frames("a binary frame", 4400, func(s *plainSocket) { _ = s.frame(final|binry, []byte(`{"type":"ping"}`)) }),
		frames("a message of 64 kB and a byte", 1009, func(s *plainSocket) { s.say(strings.Repeat(" ", 64<<10+1)) }),
		frames("a frame that announces 2^62 bytes", 1009, func(s *plainSocket) {
			_, _ = s.Write([]byte{final | text, 0x80 | 127, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'x'})
		}),
		frames("a frame with a length below zero", 1002, func(s *plainSocket) {
			_, _ = s.Write([]byte{final | text, 0x80 | 127, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 'x'})
		}),
		frames("a message in 70,000 parts", 4429, func(s *plainSocket) {
			_ = s.frame(text, []byte(" "))
			part := bytes.Repeat([]byte{more, 0x81, 0, 0, 0, 0, ' '}, 1000)
			for range 70 {
				if _, err := s.Write(part); err != nil {
					return
				}
			}
		}),
		frames("a message in a message", 1002, func(s *plainSocket) { _ = s.frame(text, []byte("{")); s.say("{}") }),
		frames("a part of no message", 1002, func(s *plainSocket) { _ = s.frame(final|more, []byte("{}")) }),
		frames("a frame without a mask", 1002, func(s *plainSocket) { _, _ = s.Write([]byte{final | text, 2, '{', '}'}) }),
		frames("a frame of a kind that nobody knows", 1002, func(s *plainSocket) { _ = s.frame(final|0x5, []byte("{}")) }),
		frames("reserved bits", 1002, func(s *plainSocket) { _ = s.frame(final|0x70|text, []byte("{}")) }),
		frames("a ping in parts", 1002, func(s *plainSocket) { _ = s.frame(ping, []byte("a")) }),
		frames("a ping of 126 bytes", 1002, func(s *plainSocket) { _ = s.frame(final|ping, make([]byte, 126)) }),
		frames("invalid UTF-8", 1007, func(s *plainSocket) { s.say("{\"type\":\"ping\",\"payload\":{\"a\":\"\xff\xfe\"}}") }),
		frames("a close with a code that is none", 1002, func(s *plainSocket) { _ = s.frame(final|ending, []byte{0, 1}) }),
		frames("a close with half a code", 1002, func(s *plainSocket) { _ = s.frame(final|ending, []byte{3}) }),
		frames("a close that says there is no code", 1002, func(s *plainSocket) { _ = s.frame(final|ending, []byte{1005 >> 8, 1005 & 0xff}) }),
		frames("100,000 pings", 4429, func(s *plainSocket) { s.flood([]byte{final | ping, 0x80, 0, 0, 0, 0}) }),
		frames("100,000 empty parts of a message", 4429, func(s *plainSocket) {
			_ = s.frame(text, []byte("{"))
			s.flood([]byte{more, 0x80, 0, 0, 0, 0})
		}),
		frames("100,000 messages that want nothing", 4429, func(s *plainSocket) {
			s.flood(append([]byte{final | text, 0x80 | 15, 0, 0, 0, 0}, `{"type":"pong"}`...))
		}),
		frames("700 pings of 56 kB", 4429, func(s *plainSocket) {
			large := `{"type":"ping","payload":{"a":"` + strings.Repeat("x", 56_000) + `"}}`
			for range 700 {
				if s.frame(final|text, []byte(large)) != nil {
					return
				}
			}
		}),
		frames("completes of 2,000 ids that nobody knows", 4429, func(s *plainSocket) {
			for i := range 2000 {
				s.say(fmt.Sprintf(`{"type":"complete","id":"%d"}`, i))
			}
		}),
		socket("completes of 400 ids that nobody knows", 1, "levels", func(s *plainSocket) reply {
			s.say(initialise)
			for i := range 400 {
				s.say(fmt.Sprintf(`{"type":"complete","id":"%d"}`, i))
			}
			s.say(subscribe("1", "{ levels { code } }"))
			return s.answers(`"next"`)
		}),
		socket("21 subscriptions", 1, "20", func(s *plainSocket) reply {
			s.say(initialise)
			for i := range 21 {
				s.say(subscribe(fmt.Sprint("s", i), listen))
			}
			return s.answers("THROTTLED")
		}),
		socket("an id of 60 kB", 1, "levels", func(s *plainSocket) reply {
			s.say(initialise)
			s.say(subscribe(strings.Repeat("i", 60_000), "{ levels { code } }"))
			s.say(subscribe("1", "{ levels { code } }"))
			return s.answers(`"id":"1"`)
		}),
		socket("a fragment in a circle", 1, "spreads itself", func(s *plainSocket) reply {
			s.say(initialise)
			s.say(subscribe("1", "{ ...a } fragment a on Query { ...a }"))
			return s.answers(`"error"`)
		}),
		socket("the leads of somebody else", 1, "UNAUTHENTICATED", func(s *plainSocket) reply {
			s.say(initialise)
			s.say(subscribe("1", `subscription { leadAdded(partnerId: "`+t.partner+`") { cursor } }`))
			return s.answers("extensions")
		}),
		socket("a cursor of an event that is none", 1, "cursor", func(s *plainSocket) reply {
			s.say(initialise)
			s.say(subscribe("1", `subscription { replyAdded(threadId: "`+t.thread+`", after: "AAAA") { cursor } }`))
			return s.answers("BAD_USER_INPUT")
		}),
		{name: "readers that stop", waits: true, want: 0, code: anyCode, run: stoppedReaders, also: cutOff},
		{name: "200 sockets that are torn", want: 0, code: anyCode, run: func(t *target) reply {
			return crowd(200, func() reply {
				s, is := t.dial(address(fmt.Sprint("torn", rand.Int())))
				if s == nil {
					return reply{body: is.body}
				}
				s.say(initialise)
				s.say(subscribe("1", listen))
				_ = s.Conn.(*net.TCPConn).SetLinger(0)
				s.Close()
				return reply{}
			})
		}},
	}
}

// flood sends a frame 100,000 times, or until the server takes no more.
func (s *plainSocket) flood(frame []byte) {
	many := bytes.Repeat(frame, 1000)
	for range 100 {
		if _, err := s.Write(many); err != nil {
			return
		}
	}
}

func lastOf(s *plainSocket, refused reply) reply {
	if s == nil {
		return refused
	}
	return s.last()
}

// stoppedReaders ask for much and read nothing, until the server has had enough of them.
func stoppedReaders(t *target) reply {
	return crowd(2, func() reply {
		s, refused := t.dial(address(fmt.Sprint("stopped", rand.Int())))
		if s == nil {
			return refused
		}
		defer s.Close()
		_ = s.Conn.(*net.TCPConn).SetReadBuffer(4 << 10)
		s.say(initialise)
		for i := 0; ; i++ {
			err := s.frame(final|text, []byte(subscribe(fmt.Sprint(i), `{ __schema { types { name description fields { name description } } } }`)))
			if errors.Is(err, os.ErrDeadlineExceeded) {
				return reply{body: stillOpen}
			} else if err != nil {
				return reply{}
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
}

// cutOff says that the server ended what would not end by itself.
func cutOff(t *target, is reply) {
	if is.body != "" {
		t.Errorf("after 25 s: %.200s", is.body)
	}
}
