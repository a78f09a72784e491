package live

import "context"

// slots bound how many do something at once. Who waits is served in turn, so that a
// group comes again only after all others that wait.
type slots chan struct{}

// with does something in a slot, and says whether there was one before the context
// ended.
func (s slots) with(ctx context.Context, do func()) bool {
	select {
	case s <- struct{}{}:
	case <-ctx.Done():
		return false
	}
	defer func() { <-s }()
	do()
	return true
}
