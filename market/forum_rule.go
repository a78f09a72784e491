package market

// The limits of the forum. They bound what one person can pile up, not what
// people write.
const (
	PostsPerMinute = 10  // threads and replies of a person, and changes of a reply
	MaxRevisions   = 100 // changes of a reply
	MaxAccepted    = 20  // accepted replies of a thread
)

// Moderates reports whether the viewer is a moderator of the house.
func (v Viewer) Moderates() bool { return v.Is(Audience(Moderator)) }

// MayPost fails with Conflict for a person without a name, which stands beside each
// post, and with Throttled for one who has written recent posts in the last minute
// and so as many as allowed.
func (b *Badge) MayPost(recent int) error {
	if b.Name == "" {
		return Errorf(Conflict, "Give your name first, with personUpdate: it stands beside what you write.")
	}
	return unhurried(recent)
}

func unhurried(recent int) error {
	if recent >= PostsPerMinute {
		return Errorf(Throttled, "You may write %d posts a minute. Wait a minute.", PostsPerMinute)
	}
	return nil
}

// MayOpen fails with Forbidden when a viewer who is not of the house wants to open
// a thread among its announcements (F7).
func (b *Board) MayOpen(v Viewer) error {
	if b.IsAnnouncements && !v.IsHouse {
		return Errorf(Forbidden, "Only the house opens threads among its announcements. Reply there, or ask on another board.")
	}
	return nil
}

// MayChange fails with Forbidden unless the viewer has written the reply or is a
// moderator; with Throttled when it was changed recent times in the last minute and
// so too often; and with Conflict when it was changed as often as possible.
func (r *Reply) MayChange(v Viewer, revisions, recent int) error {
	if v.Self() != r.AuthorID && !v.Moderates() {
		return Errorf(Forbidden, "Only who wrote a reply may change it, and moderators.")
	}
	if revisions >= MaxRevisions {
		return Errorf(Conflict, "This reply was changed %d times, which is all it can be. Write a new one.", revisions)
	}
	return unhurried(recent)
}

// MayAccept fails with Forbidden unless the viewer has asked or is a moderator, and
// with Conflict when one more reply is to be accepted than the thread can have.
func (t *Thread) MayAccept(v Viewer, r *Reply, accept bool) error {
	if v.Self() != t.AuthorID && !v.Moderates() {
		return Errorf(Forbidden, "Only who asked may accept a reply, and moderators.")
	}
	if accept && !r.IsAccepted && t.AcceptedCount >= MaxAccepted {
		return Errorf(Conflict, "A thread can have %d accepted replies. Take the mark from another first.", MaxAccepted)
	}
	return nil
}
