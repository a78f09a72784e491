package demo

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"time"
)

// question is a thread as it is written in content/forum: somebody asks, several
// answer, the one who asked asks back, and the best answer's author replies.
type question struct {
	key     string
	topic   string
	titles  []template
	ask     template
	best    template
	answers []template
	back    template
	then    template
}

// topics are the boards of the forum that questions are asked on; the slug of a
// board is its topic and its language.
var topics = []string{"data", "rights", "sales", "contact", "stock", "money", "automation", "rollout", "marketing"}

// Thread is an invented question with its replies.
type Thread struct {
	Index   int
	Board   string // slug
	Lang    Lang
	Title   string
	Body    string // Markdown
	Author  int    // index of the person
	At      time.Time
	Replies []Reply
}

// Reply is an invented answer.
type Reply struct {
	Author   int
	Body     string // Markdown
	At       time.Time
	Accepted bool
}

// loadForum reads what is asked in one language. All languages have the same
// questions, which a test sees to.
func (c *content) loadForum(l Lang) error {
	for _, topic := range topics {
		name := fmt.Sprintf("forum/%s.%s.txt", topic, l)
		entries, err := read(name)
		if err != nil {
			return err
		}
		for _, e := range entries {
			q, err := newQuestion(e, topic)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			c.questions[l] = append(c.questions[l], q)
		}
	}
	slots, err := read(fmt.Sprintf("forum/slots.%s.txt", l))
	c.slots[l] = map[string][]string{}
	for _, e := range slots {
		c.slots[l][e.Key] = e.all("value")
	}
	return err
}

func newQuestion(e entry, topic string) (q question, err error) {
	q = question{key: e.Key, topic: topic}
	if q.titles, err = templates(e.all("title")); err != nil {
		return q, err
	}
	if q.answers, err = templates(e.all("answer")); err != nil {
		return q, err
	}
	for name, to := range map[string]*template{"ask": &q.ask, "best": &q.best, "back": &q.back, "then": &q.then} {
		text, err := e.one(name)
		if err != nil {
			return q, err
		}
		if *to, err = compile(text); err != nil {
			return q, fmt.Errorf("entry %q: %w", e.Key, err)
		}
	}
	return q, nil
}

// lengths are the replies of ten threads one after the other, a hundred in all.
var lengths = [10]int{6, 12, 9, 11, 14, 8, 1, 14, 10, 15}

// Thread is the i-th thread, older ones first. A question comes again only after
// all others of its language, and then with other numbers and another title.
func (w *World) Thread(i int) Thread {
	r := w.rand(streamThread, i)
	l := Lang(i % len(Langs))
	questions := w.content.questions[l]
	n := i / len(Langs)
	round := n / len(questions)
	at := (n*7 + round*3) % len(questions)
	q := &questions[at]
	bound := w.bind(q, l, round)
	t := Thread{Index: i, Lang: l, Author: w.asker(r, q, l), At: w.spaced(i, w.Size.Threads, r)}
	t.Board = q.topic + "-" + l.String()
	if a := w.announced(n, l); a != nil {
		w.announce(r, a, &t, lengths[i%len(lengths)])
	} else {
		t.Title, t.Body = w.opening(r, q, l, round, bound)
		t.Replies = w.talk(r, q, &t, lengths[i%len(lengths)], bound)
	}
	w.date(r, &t)
	return t
}

// opening is the title and the question. It differs from that of the rounds before:
// by the title first, then by the size of the company that asks.
func (w *World) opening(r *rand.Rand, q *question, l Lang, round int, with binding) (title, body string) {
	title = q.titles[round%len(q.titles)].filled(r, with)
	if round >= len(q.titles) {
		title += " (" + w.content.lines[l]["forum/scale"][0].filled(r, with) + ")"
	}
	hello := w.content.lines[l]["forum/hello"]
	greeting := hello[(round+len(q.key))%len(hello)].filled(r, with)
	return title, greeting + "\n\n" + q.ask.filled(r, with)
}

// spaced is the time of the i-th of n things that happened one after the other over
// two years, the last of them some hours ago.
func (w *World) spaced(i, n int, r *rand.Rand) time.Time {
	const while = 2 * 365 * 24 * time.Hour
	step := while / time.Duration(n)
	at := time.Duration(i)*step + time.Duration(r.Int64N(int64(step)+1))
	return w.Now.Add(-while - 5*time.Hour).Add(at).Truncate(time.Minute)
}

// bind gives each slot a value, another one in each round.
func (w *World) bind(q *question, l Lang, round int) binding {
	with := binding{}
	for slot, values := range w.content.slots[l] {
		h := fnv.New32a()
		h.Write([]byte(q.key + slot))
		with[slot] = values[(int(h.Sum32()>>1)+round)%len(values)]
	}
	return with
}

// asker is somebody who reads the language: a client twice as often as a partner,
// but for questions of partners among themselves.
func (w *World) asker(r *rand.Rand, q *question, l Lang) int {
	speakers := w.speakers()
	if c := speakers.clients[l]; len(c) > 0 && q.topic != "marketing" && chance(r, 67) {
		return w.Size.Buyer(pick(r, c))
	}
	return w.Size.Member(pick(r, speakers.partners[l]), 1)
}

// helpers are n people of partners who write the language, one of the house's now
// and then. They are different people, unless the world is too small for that.
func (w *World) helpers(r *rand.Rand, l Lang, n, except int) []int {
	from := w.speakers().partners[l]
	var list []int
	for try := 0; len(list) < n; try++ {
		p := w.Size.Member(pick(r, from), r.IntN(2))
		if l == English && chance(r, 5) {
			p = HouseManager
		}
		if p != except && !slices.Contains(list, p) || try > 20*n {
			list = append(list, p)
		}
	}
	return list
}

// talk is a conversation of n replies.
func (w *World) talk(r *rand.Rand, q *question, t *Thread, n int, with binding) []Reply {
	who := w.helpers(r, t.Lang, 9, t.Author)
	say := func(author int, text template) Reply { return Reply{Author: author, Body: text.filled(r, with)} }
	small := func(author int, kind string, k int) Reply {
		lines := w.content.lines[t.Lang]["forum/"+kind]
		return say(author, lines[k%len(lines)])
	}
	if n == 1 {
		return []Reply{say(who[0], q.answers[0])}
	}
	k := r.IntN(20)
	var talk []Reply
	if n == 8 || n > 9 {
		talk = append(talk, small(who[5], "metoo", k))
	}
	if n > 8 {
		talk = append(talk, small(who[1], "ask-back", k), small(t.Author, "reply-back", k))
	}
	answers := []Reply{say(who[0], q.answers[0]), say(who[1], q.best), say(who[2], q.answers[1]), say(who[3], q.answers[2])}
	talk = append(talk, ordered(r, answers, k%2 == 1, n == 6)...)
	if n > 10 {
		talk = append(talk, small(who[4], "agree", k))
	}
	then := say(who[1], q.then)
	then.Accepted = chance(r, 15)
	talk = append(talk, say(t.Author, q.back), then, small(t.Author, "thanks", k))
	for extra, kind := range []string{"later", "agree", "later", "agree"} {
		if n > 11+extra {
			talk = append(talk, small(who[(extra+6)%9], kind, k+extra+1))
		}
	}
	return talk
}

// ordered are the answers of a thread as they came: the best one first or second, and
// accepted most of the time.
func ordered(r *rand.Rand, answers []Reply, bestFirst, short bool) []Reply {
	answers[1].Accepted = chance(r, 80)
	if short {
		answers = answers[:3]
	}
	if bestFirst {
		answers[0], answers[1] = answers[1], answers[0]
	}
	return answers
}

// date spreads the replies: the first come within hours, the last within weeks, all
// of them before now.
func (w *World) date(r *rand.Rand, t *Thread) {
	at, left := t.At, len(t.Replies)
	for i := range t.Replies {
		pause := time.Duration(3+r.IntN(30<<min(i, 8))) * time.Minute
		pause = min(pause, w.Now.Sub(at)/time.Duration(left-i+1))
		at = at.Add(pause).Truncate(time.Minute)
		t.Replies[i].At = at
	}
}
