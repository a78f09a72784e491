package market

import (
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// reservedDomains are ends of domains at which nobody has a mailbox (RFC 2606, 6761, 6762,
// 7686, 9476, and ICANN's for private use). example.com, .org and .net are left: they stand
// in documents, as the numbers from +44 7700 900000 on do, and reach nobody either.
var reservedDomains = []string{"alt", "arpa", "example", "home", "internal", "invalid", "lan", "local", "localdomain", "localhost", "onion", "test"}

// domainLabel is a part of a domain, also of one in another script.
var domainLabel = regexp.MustCompile(`^[\p{L}\p{N}](?:[\p{L}\p{M}\p{N}-]*[\p{L}\p{M}\p{N}])?$`)

// checkEmail refuses what is no e-mail address that mail can be sent to: another text, and
// one at a domain that nobody has. nil is none.
func checkEmail(errs *Errors, field string, email *string) {
	switch {
	case email == nil:
	case !isEmail(*email):
		errs.Add(false, field, "email must be an address such as name@example.com.")
	default:
		end := strings.ToLower((*email)[strings.LastIndexByte(*email, '.')+1:])
		errs.Add(!slices.Contains(reservedDomains, end), field, "email is at a domain that reaches nobody: no mail goes to .%s. Check what stands after the @.", end)
	}
}

// isEmail reports whether the text is an e-mail address and nothing else, within the
// lengths of RFC 5321: 64 bytes before the sign, 254 in all, 63 for each part of the domain,
// of which there are two at least, the last with a letter. Names and quoted forms are none,
// nor are numbers of hosts: nobody types those into a form.
func isEmail(text string) bool {
	address, err := mail.ParseAddress(text)
	at := strings.LastIndexByte(text, '@')
	if err != nil || address.Address != text || at > 64 || len(text) > 254 {
		return false
	}
	labels := strings.Split(text[at+1:], ".")
	for _, label := range labels {
		if len(label) > 63 || !domainLabel.MatchString(label) {
			return false
		}
	}
	return len(labels) > 1 && strings.IndexFunc(labels[len(labels)-1], unicode.IsLetter) >= 0
}
