package main

import (
	"fmt"
	"hash/fnv"
	"strings"
)

// whole are queries for what would be there twice or by half: each is to find nothing.
var whole = map[string]string{
	"leads that are there twice":       `SELECT title FROM lead WHERE title LIKE 'Crash %' GROUP BY title HAVING count(*) > 1`,
	"leads without whom to call":       `SELECT title FROM lead l WHERE title LIKE 'Crash %' AND (SELECT count(*) FROM lead_contact c WHERE c.lead_id = l.id) <> 1`,
	"leads that are not handed out":    `SELECT title FROM lead l WHERE title LIKE 'Crash %' AND NOT EXISTS (SELECT FROM lead_distribution d WHERE d.lead_id = l.id)`,
	"leads that were not submitted":    `SELECT title FROM lead l WHERE title LIKE 'Crash %' AND (SELECT count(*) FROM lead_history h WHERE h.lead_id = l.id AND h.kind = 'SUBMITTED') <> 1`,
	"leads that count as spam or once": `SELECT title || ' ' || state FROM lead WHERE title LIKE 'Crash %' AND state IN ('HELD', 'MERGED')`,
	"leads handed out in two ways at once": `SELECT lead_id::text FROM lead_distribution
		WHERE state = 'RUNNING' GROUP BY lead_id HAVING count(*) > 1`,
	"leads that came to a partner twice": `SELECT lead_id::text FROM lead_offer GROUP BY lead_id, partner_id HAVING count(*) > 1`,
	"answers without their history, or with more": `SELECT l.title FROM lead_offer o JOIN lead l ON l.id = o.lead_id
		WHERE l.title LIKE 'Crash %' AND (SELECT count(*) FROM lead_history h WHERE h.lead_id = o.lead_id AND h.partner_id = o.partner_id
			AND h.kind IN ('ACCEPTED', 'CLAIMED', 'SOLD')) <> (o.state = 'ACCEPTED')::int`,
	"changes without their event, or with more": `SELECT l.title FROM lead l
		WHERE l.title LIKE 'Crash %' AND (SELECT count(*) FROM lead_history h WHERE h.lead_id = l.id)
			<> (SELECT count(*) FROM outbox e WHERE e.topic = 'lead_update' AND e.key = l.id)`,
	"journals that do not sum to zero": `SELECT journal_id::text FROM entry GROUP BY journal_id, currency HAVING sum(minor) <> 0`,
	"books that do not sum to zero":    `SELECT currency FROM entry GROUP BY currency HAVING sum(minor) <> 0`,
	"purchases not booked once on each side": `SELECT l.title FROM lead_offer o JOIN lead l ON l.id = o.lead_id LEFT JOIN journal j ON j.offer_id = o.id
		WHERE o.price_minor IS NOT NULL AND l.title LIKE 'Crash %'
		GROUP BY o.id, l.title HAVING count(*) FILTER (WHERE j.kind = 'LEAD_BOUGHT') <> 1 OR count(*) FILTER (WHERE j.kind = 'LEAD_SOLD') <> 1`,
	"journals of another amount than the price": `SELECT j.id::text FROM journal j JOIN entry e ON e.journal_id = j.id JOIN lead_offer o ON o.id = j.offer_id
		WHERE abs(e.minor) <> o.price_minor OR e.currency <> o.price_currency`,
}

// checkWrites says what was acknowledged and is not there once, and what is there by half.
func (c *crash) checkWrites() {
	c.Helper()
	for what, query := range whole {
		if rows := c.texts(query); len(rows) > 0 {
			c.Errorf("there are %s:\n%s", what, strings.Join(rows, "\n"))
		}
	}
	for write, titles := range c.done {
		c.checkEach(write, titles)
	}
	if got, want := c.pennies(), c.spendable-price*int64(len(c.done[wasBought])); got != want {
		c.Errorf("the buyer has %d pennies, want %d: %d purchases were acknowledged", got, want, len(c.done[wasBought]))
	}
}

// checkEach looks at one kind of writes: of its history each lead has one.
func (c *crash) checkEach(write string, titles []string) {
	c.Helper()
	times := map[string]int{}
	for _, title := range c.texts(fmt.Sprintf(`SELECT l.title FROM lead_history h JOIN lead l ON l.id = h.lead_id WHERE h.kind = '%s' AND l.title LIKE 'Crash %%'`, write)) {
		times[title]++
	}
	for _, title := range titles {
		if times[title] != 1 {
			c.Errorf("%s was acknowledged as %s, and is there %d times", title, write, times[title])
		}
	}
	c.Logf("%d were acknowledged as %s, %d are there", len(titles), write, len(times))
}

// texts are the rows of a query of one column.
func (c *crash) texts(query string) (texts []string) {
	c.Helper()
	rows, err := c.db.Query(query)
	if err != nil {
		c.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			c.Fatal(err)
		}
		texts = append(texts, text)
	}
	if err := rows.Err(); err != nil {
		c.Fatal(err)
	}
	return texts
}

func upperFirst(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// addressOf is an address that few others share, of those for documentation.
func addressOf(title string) string {
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(title))
	return fmt.Sprintf("2001:db8:%x:%x::1", sum.Sum32()>>16, sum.Sum32()&0xffff)
}
