package store

import "context"

// Emit lets tests write an event, as the store's verbs do.
func (s *Store) Emit(ctx context.Context, topic, key, subject string) error {
	return s.emit(ctx, topic, key, subject)
}
