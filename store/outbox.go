package store

import "context"

// The topics of events. The key of a topic says who listens.
const (
	LeadTopic  = "lead"  // key: the partner; subject: the offer
	ReplyTopic = "reply" // key: the thread; subject: the reply
)

// emit records an event in the transaction of its fact. Listeners are woken after
// the commit.
func (s *Store) emit(ctx context.Context, topic, key, subject string) error {
	s.emits = true
	_, err := s.exec(ctx, `INSERT INTO outbox (topic, key, subject) VALUES ($1, $2, $3)`, topic, key, subject)
	return err
}
