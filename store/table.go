package store

import (
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// tables is what is known of the tables and functions of the schema: which tables tell of
// their changes, and what a statement reads and writes, judged by the words in it. A word
// that is a table's name counts as the table, wherever it stands; so it may seem that
// more is read than is, and never less.
type tables struct {
	announced map[string][]string // the columns that a table names its changed rows by
	others    map[string]bool     // the tables that do not tell of changes
	functions map[string]words    // of the schema
	changes   map[string][]string // what else a change of a table calls: functions, and tables by cascades

	uses sync.Map // by the text of a statement
	size atomic.Int32
}

// use is what a statement does with tables.
type use struct {
	reads  map[string]int // tables that tell of changes, and how often each is named
	closed bool           // it reads what nobody tells of changes of, or changes something
	timed  bool           // it asks what time it is
	writes bool           // it may change rows of a table that tells of it
}

// LearnTables makes the store know which tables tell of their changes. Without it nothing
// that is read is known to last; see Reading.
func (s *Store) LearnTables(ctx context.Context) error {
	t := &tables{announced: map[string][]string{}, others: map[string]bool{}, functions: map[string]words{}, changes: map[string][]string{}}
	rows, err := all[struct{ Kind, Name, Text string }](ctx, s.vital(), `
		SELECT 'table' AS kind, relname AS name, coalesce((
			SELECT split_part(encode(tgargs, 'escape'), '\000', 1) FROM pg_trigger g
			WHERE g.tgrelid = c.oid AND tgname = 'announces_update' AND tgenabled <> 'D'
				AND 4 = (SELECT count(*) FROM pg_trigger h WHERE h.tgrelid = c.oid AND h.tgenabled <> 'D' AND h.tgname IN
					('announces_insert', 'announces_update', 'announces_delete', 'announces_truncate'))), '') AS text
		FROM pg_class c WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
		UNION ALL
		SELECT 'function', proname, CASE WHEN lanname IN ('sql', 'plpgsql') THEN coalesce(nullif(prosrc, ''), pg_get_function_sqlbody(p.oid), 'execute') ELSE 'execute' END
		FROM pg_proc p JOIN pg_language l ON l.oid = prolang WHERE pronamespace = 'public'::regnamespace
		UNION ALL
		SELECT 'trigger', c.relname, p.proname
		FROM pg_trigger g JOIN pg_class c ON c.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid WHERE NOT tgisinternal
		UNION ALL
		SELECT 'cascade', confrelid::regclass::text, conrelid::regclass::text
		FROM pg_constraint WHERE contype = 'f' AND (confdeltype IN ('c', 'n', 'd') OR confupdtype IN ('c', 'n', 'd'))`)
	if err != nil {
		return err
	}
	for _, row := range rows {
		switch {
		case row.Kind == "table" && row.Text != "":
			t.announced[row.Name] = strings.Split(row.Text, ",")
		case row.Kind == "table":
			t.others[row.Name] = true
		case row.Kind == "function":
			t.functions[row.Name] = append(t.functions[row.Name], wordsOf(row.Text)...)
		default:
			t.changes[row.Name] = append(t.changes[row.Name], row.Text)
		}
	}
	s.watch.tables.Store(t)
	return nil
}

// maxUses bounds the memory for what is known of statements; others are looked at anew.
const maxUses = 2000

// use is what a statement does.
func (t *tables) use(query string) *use {
	if u, ok := t.uses.Load(query); ok {
		return u.(*use)
	}
	u := &use{reads: map[string]int{}}
	t.look(wordsOf(query), u, map[string]bool{})
	if t.size.Load() < maxUses {
		t.size.Add(1)
		t.uses.Store(query, u)
	}
	return u
}

// look adds what the words of a statement or function do, and what the functions do that
// they call.
func (t *tables) look(text words, u *use, seen map[string]bool) {
	for i, word := range text {
		switch {
		case timeWords[word]:
			u.timed = true
		case closedWords[word] || strings.HasPrefix(word, "pg_"):
			u.closed = true
		case anyWords[word] || word == "do" && i == 0:
			u.closed, u.writes = true, true
		case t.others[word]:
			u.closed = true
			u.writes = u.writes || text.changes(i) && t.announces(word, map[string]bool{})
		case t.announced[word] != nil:
			u.reads[word]++
			u.writes = u.writes || text.changes(i)
		case t.functions[word] != nil && !seen[word]:
			seen[word] = true
			t.look(t.functions[word], u, seen)
		}
	}
}

// announces reports whether a change of a table, or what a function does, may change a
// table that tells of it.
func (t *tables) announces(name string, seen map[string]bool) bool {
	if t.announced[name] != nil {
		return true
	}
	if seen[name] {
		return false
	}
	seen[name] = true
	text := t.functions[name]
	for i, word := range text {
		if anyWords[word] || (t.functions[word] != nil || text.changes(i)) && t.announces(word, seen) {
			return true
		}
	}
	return slices.ContainsFunc(t.changes[name], func(next string) bool { return t.announces(next, seen) })
}

func set(list ...string) map[string]bool {
	m := make(map[string]bool, len(list))
	for _, word := range list {
		m[word] = true
	}
	return m
}

var (
	// timeWords ask for the time.
	timeWords = set("now", "current_timestamp", "current_date", "current_time", "localtime", "localtimestamp", "clock_timestamp",
		"statement_timestamp", "transaction_timestamp", "timeofday", "age")
	// closedWords read what is no table's, or change something.
	closedWords = set("current_setting", "set_config", "random", "gen_random_uuid", "nextval", "currval", "lastval", "setval", "current_user",
		"session_user", "current_role", "txid_current", "information_schema", "insert", "update", "delete", "merge")
	// anyWords can do everything.
	anyWords = set("execute", "truncate", "copy", "call", "alter", "create", "drop")
)

// words are those of a statement that may name something, in small letters; names after a
// dot are columns', unless it is the schema's dot, and names before one are aliases or
// stand elsewhere by themselves.
type words []string

func wordsOf(text string) (list words) {
	text = strings.ToLower(text)
	dotted, before := false, "" // whether a dot came last, and the name before it
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case isLetter(c):
			end := i + 1
			for end < len(text) && (isLetter(text[end]) || text[end] >= '0' && text[end] <= '9' || text[end] == '$') {
				end++
			}
			word := text[i:end]
			if followed := strings.HasPrefix(strings.TrimLeft(text[end:], `" `+"\t\n"), "."); !followed && (!dotted || before == "public" || before == "pg_catalog") {
				list = append(list, word)
			}
			dotted, before, i = false, word, end
			continue
		case c == '.':
			dotted = true
		case c != '"' && c != ' ' && c != '\t' && c != '\n':
			dotted = false
		}
		i++
	}
	return list
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c == '_' || c >= 0x80 }

// changes reports whether the word at i is what a statement changes.
func (w words) changes(i int) bool {
	for i--; i >= 0 && (w[i] == "only" || w[i] == "table"); i-- {
	}
	return i >= 0 && (w[i] == "into" || w[i] == "update" || w[i] == "from" && i > 0 && w[i-1] == "delete")
}
