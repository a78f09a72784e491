package server

import (
	"context"
	"log/slog"
	"regexp"
)

// LogHandler adds the request id to what is logged with the context of a request, in
// whichever package. It blackens what looks like a telephone number, an e-mail address
// or a token: nobody logs them on purpose, but errors of other people's libraries may
// quote what they choked on.
func LogHandler(h slog.Handler) slog.Handler { return logHandler{h} }

type logHandler struct{ slog.Handler }

func (h logHandler) Handle(ctx context.Context, record slog.Record) error {
	clean := slog.NewRecord(record.Time, record.Level, blacken(record.Message), record.PC)
	record.Attrs(func(a slog.Attr) bool {
		clean.AddAttrs(blackened(a))
		return true
	})
	if id := RequestID(ctx); id != "" {
		clean.AddAttrs(slog.String("request", id))
	}
	return h.Handler.Handle(ctx, clean)
}

func (h logHandler) WithAttrs(attrs []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = blackened(a)
	}
	return logHandler{h.Handler.WithAttrs(clean)}
}

func (h logHandler) WithGroup(name string) slog.Handler {
	return logHandler{h.Handler.WithGroup(name)}
}

// personal is what says something of a person, or lets somebody act as one: numbers in
// E.164 or as long, addresses, bearer tokens. Versions of modules in stacks, such as
// pq@v1.12.3, are no addresses.
var personal = regexp.MustCompile(`\+[0-9]{7,15}\b|\b[0-9]{10,15}\b|[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b|Bearer +[^\s"]+|\bpg_[A-Za-z0-9]{20,}`)

// shortest is the length of the shortest text that personal matches: a@b.cd.
const shortest = 6

func blacken(text string) string {
	if len(text) < shortest {
		return text
	}
	return personal.ReplaceAllLiteralString(text, "█")
}

// blackened reads texts and errors; other values are numbers and times.
func blackened(a slog.Attr) slog.Attr {
	switch v := a.Value.Resolve(); v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, blacken(v.String()))
	case slog.KindGroup:
		clean := []any{}
		for _, inner := range v.Group() {
			clean = append(clean, blackened(inner))
		}
		return slog.Group(a.Key, clean...)
	case slog.KindAny:
		if err, ok := v.Any().(error); ok {
			return slog.String(a.Key, blacken(err.Error()))
		}
		return slog.String(a.Key, blacken(v.String()))
	default:
		return a
	}
}
