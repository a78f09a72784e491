package market

// Delivery is a message to a person that is being sent.
type Delivery struct {
	ID       DeliveryID          `db:"id"` // also the gateway's idempotency key
	PersonID PersonID            `db:"person_id"`
	Channel  NotificationChannel `db:"channel"`
	Tries    int                 `db:"tries"` // with the present one
	Items    []*DeliveryItem     `db:"-"`
}

// DeliveryItem is one line of a message.
type DeliveryItem struct {
	DeliveryID DeliveryID       `db:"delivery_id"`
	Kind       NotificationKind `db:"kind"`
	PlaceKind  NodeKind         `db:"place_kind"`
	Place      string           `db:"place"`
	Number     PublicNumber     `db:"number"`
	Count      int              `db:"count"`
}

// News is what the line says.
func (i *DeliveryItem) News() News { return News{Kind: i.Kind, Number: i.Number, Count: i.Count} }

// Addressee is where a message goes.
type Addressee struct {
	PersonID PersonID `db:"person_id"`
	Phone    string   `db:"phone"` // E.164
	Email    *string  `db:"email"` // nil unless it was verified
	Locales  []string `db:"locales"`
}

// Wanted leaves of a message what its person still wants to hear by its channel.
func (d *Delivery) Wanted(p *NotificationPreferences) {
	wanted := d.Items[:0]
	for _, item := range d.Items {
		if p.Of(item.Kind).By(d.Channel) {
			wanted = append(wanted, item)
		}
	}
	d.Items = wanted
}
