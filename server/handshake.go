package server

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"partnergraph/server/socket"
)

// checkHandshake says why a request begins no socket (RFC 6455, 4.2.1), in the words of
// all other faults; nil when it does.
func checkHandshake(r *http.Request) *fault {
	switch version := r.Header.Get("Sec-WebSocket-Version"); {
	case r.Method != http.MethodGet, !r.ProtoAtLeast(1, 1), r.Host == "":
		return badRequest("A WebSocket begins with GET, in HTTP/1.1, and with a Host.")
	case !offers([]string{strings.ToLower(strings.Join(r.Header.Values("Connection"), ","))}, "upgrade"):
		return badRequest("Connection must be Upgrade to begin a WebSocket.")
	case version == "":
		return badRequest("Sec-WebSocket-Version is missing; it is 13.")
	case version != "13":
		f := &fault{status: http.StatusUpgradeRequired, code: codeInput, message: "Sec-WebSocket-Version must be 13."}
		f.header = http.Header{"Sec-Websocket-Version": {"13"}, "Connection": {"Upgrade"}, "Upgrade": {"websocket"}}
		return f
	case !isNonce(r.Header.Values("Sec-WebSocket-Key")):
		return badRequest("Sec-WebSocket-Key must be given once, 16 bytes in base64.")
	case !offers(r.Header.Values("Sec-WebSocket-Protocol"), socket.Protocol):
		return badRequest("Offer the subprotocol " + socket.Protocol + ".")
	}
	return nil
}

func isNonce(keys []string) bool {
	if len(keys) != 1 {
		return false
	}
	nonce, err := base64.StdEncoding.DecodeString(keys[0])
	return err == nil && len(nonce) == 16
}

// offers says whether a list header holds a token.
func offers(header []string, token string) bool {
	return slices.ContainsFunc(strings.Split(strings.Join(header, ","), ","), func(s string) bool {
		return strings.TrimSpace(s) == token
	})
}
