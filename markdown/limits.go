package markdown

import "strings"

// The limits of what is read as Markdown. People do not come near them; some texts
// beyond would take a minute to render, or become a page of 80 MB.
const (
	maxMarks = 3000   // signs of emphasis, links and code: pairing them costs their square
	maxDepth = 30     // quotes and lists begun in one line, one in another
	maxCells = 20_000 // lines times the bars of the fullest line: a row of a table is filled up to its header
)

// isOutlandish reports whether the text is beyond a limit.
func isOutlandish(text string) bool {
	marks, lines, bars := 0, 0, 0
	for line := range strings.Lines(text) {
		lines++
		bars = max(bars, strings.Count(line, "|"))
		if depth(line) > maxDepth {
			return true
		}
		for _, r := range line {
			if strings.ContainsRune("*_[]~`", r) {
				marks++
			}
		}
	}
	return marks > maxMarks || lines*bars > maxCells
}

// depth is how many quotes and lists the line may begin, one in another: it counts
// their signs before the first letter. That of a list stands before a space or tab, so a
// rule of dashes is none.
func depth(line string) int {
	n := 0
	for i, r := range line {
		switch {
		case r == '>', strings.ContainsRune("-+*.)", r) && strings.IndexAny(line[i+1:], " \t") == 0:
			n++
		case !strings.ContainsRune("-+*.) \t0123456789", r):
			return n
		}
	}
	return n
}
