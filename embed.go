package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"partnergraph/auth"
	"partnergraph/demo"
	"partnergraph/market"
	"partnergraph/server"
	"partnergraph/store"
	"partnergraph/widget"
)

// embedKey is the key with a text that is in force at now, or nil.
func embedKey(ctx context.Context, s *store.Store, text string, now time.Time) (*server.EmbedKey, error) {
	if !auth.LooksLikeEmbedKey(text) {
		return nil, nil
	}
	key, err := s.EmbedKeyInForce(ctx, text, now)
	if key == nil || err != nil {
		return nil, err
	}
	return &server.EmbedKey{
		ID: string(key.ID), Origins: key.Origins, Again: key.Again(key.ReadsToday, now),
		Variables: map[string]any{"embedKey": text},
	}, nil
}

// widgetDocuments are those that the widget reads and asks by.
func widgetDocuments() ([]server.Document, error) {
	texts, err := widget.Documents()
	all := make([]server.Document, 0, len(texts))
	for id, text := range texts {
		all = append(all, server.Document{ID: id, Text: text, From: "the widget", Form: widget.IsForm(text)})
	}
	return all, err
}

// widgetFiles are the widget's script and, where the demo is, the pages that show it.
func widgetFiles(demonstrated bool) []server.File {
	files := []server.File{
		{Path: widget.Path, Body: widget.Script, Cache: server.CacheBriefly, Anywhere: true},
		{Path: widget.HashedPath(), Body: widget.Script, Cache: server.CacheForever, Anywhere: true},
	}
	if !demonstrated {
		return files
	}
	for path, body := range widget.Demo(demo.EmbedKey) {
		files = append(files, server.File{Path: path, Body: body, Policy: demoPolicy})
	}
	return files
}

// demoPolicy is as strict as a page can have it that shows the widget.
const demoPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types partnergraph"

// embedReads counts what pages read by embed keys, and writes it down every second: a
// statement for each read would cost more than the read. So a key can be read for a
// second or two longer than its share, and a server that is killed forgets a second.
type embedReads struct {
	store interface {
		CountEmbedReads(context.Context, map[market.EmbedKeyID]int, time.Time) error
	}
	now func() time.Time

	mu    sync.Mutex
	reads map[market.EmbedKeyID]int
}

func newEmbedReads(db *opened) *embedReads {
	return &embedReads{store: db.Store, now: db.Now, reads: map[market.EmbedKeyID]int{}}
}

func (r *embedReads) add(id string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reads[market.EmbedKeyID(id)]++
}

// write writes down what was counted. What cannot be written is counted on.
func (r *embedReads) write(ctx context.Context) {
	r.mu.Lock()
	reads := r.reads
	r.reads = map[market.EmbedKeyID]int{}
	r.mu.Unlock()
	if len(reads) == 0 {
		return
	}
	if err := r.store.CountEmbedReads(ctx, reads, r.now()); err != nil {
		slog.WarnContext(ctx, "what pages have read could not be counted", "error", err)
		r.mu.Lock()
		defer r.mu.Unlock()
		for id, n := range reads {
			r.reads[id] += n
		}
	}
}

// run writes every second until ctx ends, and once more then.
func (r *embedReads) run(ctx context.Context) {
	for tick := time.NewTicker(time.Second); ; {
		select {
		case <-tick.C:
			r.write(ctx)
		case <-ctx.Done():
			tick.Stop()
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			r.write(last)
			return
		}
	}
}
