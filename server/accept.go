package server

import (
	"mime"
	"strconv"
	"strings"
)

// Media types of answers.
const (
	mediaResponse = "application/graphql-response+json"
	mediaJSON     = "application/json"
	mediaStream   = "text/event-stream"
)

// preference is one entry of an Accept header.
type preference struct {
	value string
	q     float64
}

// preferences reads an Accept or Accept-Encoding header. What does not parse is
// left out; a q that does not parse counts as 0.
func preferences(header []string) (list []preference) {
	for entry := range strings.SplitSeq(strings.Join(header, ","), ",") {
		value, params, err := mime.ParseMediaType(strings.TrimSpace(entry))
		if err != nil {
			continue
		}
		p := preference{value, 1}
		if text, ok := params["q"]; ok {
			p.q, _ = strconv.ParseFloat(text, 64)
		}
		list = append(list, p)
	}
	return list
}

// quality is the q of the entry that names value most exactly, and 0 for a value
// that none names. explicit says that it is named without a wildcard.
func quality(list []preference, value string) (q float64, explicit bool) {
	kind, _, _ := strings.Cut(value, "/")
	best := 0
	for _, p := range list {
		rank := 0
		switch p.value {
		case value:
			rank = 3
		case kind + "/*":
			rank = 2
		case "*/*", "*":
			rank = 1
		}
		if rank > best {
			best, q, explicit = rank, p.q, rank == 3
		}
	}
	return q, explicit
}

// answer says in which forms a client takes results.
type answer struct {
	media   string // of one result; the older type unless the client names the newer
	streams bool   // an event stream was asked for by name
	stream  bool   // … and before every other form, even for one result
	none    bool   // no form that we have
}

// negotiate reads Accept with its q-values. A stream is never chosen because of a
// wildcard, or of a client that lists it after JSON as one thing it could read.
func negotiate(header []string) answer {
	if strings.TrimSpace(strings.Join(header, "")) == "" {
		return answer{media: mediaJSON}
	}
	list := preferences(header)
	response, byName := quality(list, mediaResponse)
	json, _ := quality(list, mediaJSON)
	stream, named := quality(list, mediaStream)
	a := answer{media: mediaJSON, streams: named && stream > 0}
	if response > json || response == json && byName {
		a.media = mediaResponse
	}
	a.stream = a.streams && stream > max(response, json)
	a.none = max(response, json) <= 0 && !a.streams
	return a
}
