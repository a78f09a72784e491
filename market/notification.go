package market

import (
	"slices"
	"time"
)

// NotificationKind is what people are told of.
type NotificationKind string

// The kinds of notifications.
const (
	NotifyLeadOffered    NotificationKind = "LEAD_OFFERED"
	NotifyLeadReminder   NotificationKind = "LEAD_REMINDER"
	NotifyLeadOnBoard    NotificationKind = "LEAD_ON_BOARD"
	NotifyLeadAccepted   NotificationKind = "LEAD_ACCEPTED"
	NotifyLeadUpdated    NotificationKind = "LEAD_UPDATED"
	NotifyLeadComplaint  NotificationKind = "LEAD_COMPLAINT"
	NotifyLeadReturned   NotificationKind = "LEAD_RETURNED"
	NotifyLeadQueue      NotificationKind = "LEAD_QUEUE"
	NotifyDealConflict   NotificationKind = "DEAL_CONFLICT"
	NotifyThreadReply    NotificationKind = "THREAD_REPLY"
	NotifyReviewReceived NotificationKind = "REVIEW_RECEIVED"
	NotifyInvoiceIssued  NotificationKind = "INVOICE_ISSUED"
	NotifyInvoicePaid    NotificationKind = "INVOICE_PAID"
)

// NotificationKinds are all of them, as the contract lists them.
var NotificationKinds = []NotificationKind{
	NotifyLeadOffered, NotifyLeadReminder, NotifyLeadOnBoard, NotifyLeadAccepted, NotifyLeadUpdated, NotifyLeadComplaint,
	NotifyLeadReturned, NotifyLeadQueue, NotifyDealConflict, NotifyThreadReply, NotifyReviewReceived, NotifyInvoiceIssued, NotifyInvoicePaid,
}

// NotificationChannel is a way by which people are told.
type NotificationChannel string

// The channels.
const (
	ByApp  NotificationChannel = "APP"
	BySMS  NotificationChannel = "SMS"
	ByMail NotificationChannel = "MAIL"
)

// NotificationKept is how long a notification is kept, and DeliveryKept how long it is
// known that a message was sent.
const (
	NotificationKept = 365 * 24 * time.Hour
	DeliveryKept     = 30 * 24 * time.Hour
)

// Notification tells a person that something happened, once or several times in the
// same place. It holds nothing of people: a kind, a place, a number and a count.
type Notification struct {
	ID        NotificationID   `db:"id"`
	PersonID  PersonID         `db:"person_id"`
	Kind      NotificationKind `db:"kind"`
	PlaceKind NodeKind         `db:"place_kind"`
	Place     string           `db:"place"` // the UUID of what it is about
	Number    PublicNumber     `db:"number"`
	Count     int              `db:"count"`
	CreatedAt time.Time        `db:"created_at"` // of the first event
	LatestAt  time.Time        `db:"latest_at"`  // of the last one
	ReadAt    *time.Time       `db:"read_at"`
}

// IsNode marks an object with an identity.
func (*Notification) IsNode() {}

// News is what the notification says, as a message does.
func (n *Notification) News() News { return News{Kind: n.Kind, Number: n.Number, Count: n.Count} }

// NotificationFilter keeps the notifications that meet all of what is given.
type NotificationFilter struct {
	Unread *bool
	Kinds  []NotificationKind
}

// maxRead is how many notifications are marked by their ids at once.
const maxRead = 100

// NotificationsReadInput is the input of notificationsRead: exactly one is given.
type NotificationsReadInput struct {
	IDs  []NotificationID
	UpTo *string // the cursor of an edge
}

// Check refuses an input that names nothing, or more than can be read at once.
func (in NotificationsReadInput) Check() error {
	var errs Errors
	errs.Add((in.IDs == nil) != (in.UpTo == nil), "ids", "Give either ids, or upTo: the cursor of the newest one that was read.")
	errs.Add(len(in.IDs) <= maxRead, "ids", "At most %d can be named at once; upTo marks as many as there are.", maxRead)
	return errs.Err()
}

// defaultChannels are those of each kind until a person chooses: SMS only for what
// waits for an answer, since it costs money; no mail for what is frequent.
var defaultChannels = map[NotificationKind][]NotificationChannel{
	NotifyLeadOffered:    {ByApp, BySMS, ByMail},
	NotifyLeadReminder:   {ByApp, BySMS, ByMail},
	NotifyLeadOnBoard:    {ByApp},
	NotifyLeadAccepted:   {ByApp, ByMail},
	NotifyLeadUpdated:    {ByApp},
	NotifyLeadComplaint:  {ByApp, ByMail},
	NotifyLeadReturned:   {ByApp, ByMail},
	NotifyLeadQueue:      {ByApp},
	NotifyDealConflict:   {ByApp, ByMail},
	NotifyThreadReply:    {ByApp, ByMail},
	NotifyReviewReceived: {ByApp, ByMail},
	NotifyInvoiceIssued:  {ByApp, ByMail},
	NotifyInvoicePaid:    {ByApp, ByMail},
}

// NotificationPreference says how a person is told of a kind.
type NotificationPreference struct {
	Kind     NotificationKind      `db:"kind"`
	Channels []NotificationChannel `db:"channels"`
}

// By reports whether the channel is among those chosen.
func (p NotificationPreference) By(c NotificationChannel) bool { return slices.Contains(p.Channels, c) }

// NotificationPreferences are all choices of a person.
type NotificationPreferences struct {
	Kinds      []*NotificationPreference
	QuietHours QuietHours
}

// Preferences are the choices of a person who has made those given: for the other kinds
// the defaults hold.
func Preferences(chosen []*NotificationPreference, quiet *QuietHours) *NotificationPreferences {
	p := &NotificationPreferences{QuietHours: DefaultQuietHours}
	if quiet != nil {
		p.QuietHours = *quiet
	}
	for _, kind := range NotificationKinds {
		preference := &NotificationPreference{Kind: kind, Channels: defaultChannels[kind]}
		for _, c := range chosen {
			if c.Kind == kind {
				preference = c
			}
		}
		p.Kinds = append(p.Kinds, preference)
	}
	return p
}

// Of is the choice for a kind. For a kind of another version it is none.
func (p *NotificationPreferences) Of(kind NotificationKind) NotificationPreference {
	for _, k := range p.Kinds {
		if k.Kind == kind {
			return *k
		}
	}
	return NotificationPreference{Kind: kind}
}

// NotificationPreferencesSetInput is the input of notificationPreferencesSet; what is
// left out stays as it is.
type NotificationPreferencesSetInput struct {
	Kinds      []*NotificationPreferenceInput
	QuietHours *QuietHoursInput
}

// NotificationPreferenceInput is a choice for one kind.
type NotificationPreferenceInput struct {
	Kind     NotificationKind
	Channels []NotificationChannel
}

// QuietHoursInput are the hours in which nothing is sent.
type QuietHoursInput struct {
	From, Until, TimeZone string
}

// Check refuses what cannot be kept, and returns what is to be kept: each kind once,
// with each channel once; the quiet hours are nil when they stay.
func (in NotificationPreferencesSetInput) Check() (kinds []*NotificationPreference, quiet *QuietHours, err error) {
	var errs Errors
	seen := map[NotificationKind]bool{}
	for _, k := range in.Kinds {
		errs.Add(!seen[k.Kind], "kinds", "%s is given twice; give each kind once.", k.Kind)
		seen[k.Kind] = true
		channels := append([]NotificationChannel{}, slices.Compact(slices.Sorted(slices.Values(k.Channels)))...)
		kinds = append(kinds, &NotificationPreference{k.Kind, channels})
	}
	if in.QuietHours != nil {
		quiet = in.QuietHours.check(&errs)
	}
	return kinds, quiet, errs.Err()
}

// Without is the choice without a channel.
func (p NotificationPreference) Without(c NotificationChannel) NotificationPreference {
	left := slices.DeleteFunc(slices.Clone(p.Channels), func(chosen NotificationChannel) bool { return chosen == c })
	return NotificationPreference{p.Kind, append([]NotificationChannel{}, left...)}
}

// NotificationAddedEvent tells of a notification that is new, or counts one more.
type NotificationAddedEvent struct {
	Kind   EventKind
	Cursor string
	Node   *Notification
}
