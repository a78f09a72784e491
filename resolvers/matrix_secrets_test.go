package resolvers_test

import (
	"regexp"
	"slices"
	"strings"
)

// secret is what testdata plants, and who may read it.
type secret struct {
	pattern *regexp.Regexp
	readers []string
}

// The readers of several secrets: of Lumeridge its members, those who see to its
// leads and money, and its owner; of the house who sees to partners, and to money.
var (
	drafting  = []string{"owner", "manager", "editor", "support"}
	managing  = []string{"owner", "manager"}
	inviting  = []string{"owner"}
	directing = []string{"programme", "house"}
	paying    = []string{"finance", "house"}
)

// secrets are looked for in every answer of the matrix, also in messages of errors. A
// reader is who may be told by some request of the matrix.
var secrets = []secret{
	{numbers("02"), []string{"owner"}},
	{numbers("04"), []string{"other"}},
	{numbers("05"), []string{"client"}},
	{numbers("03"), []string{"editor", "other"}}, // Quillhaven has invited the number
	{numbers("0[167]"), []string{"house"}},
	{numbers("731"), managing[1:]},
	{numbers("732"), []string{"support"}},
	{numbers("733"), []string{"stranger"}},
	{numbers("734"), []string{"marketer"}},
	{numbers("735"), []string{"programme"}},
	{numbers("736"), []string{"moderator"}},
	{numbers("737"), []string{"finance"}},
	{numbers("741"), inviting},

	{planted("(access|refresh|token) hash"), nil},
	{planted("token"), []string{"other"}},
	{regexp.MustCompile(`FixtureFixtureFixture003`), []string{"other"}},
	{regexp.MustCompile(`pLaN`), []string{"other"}},
	{planted("(rejected|reason of rejection)"), directing},
	{planted("applicant"), directing},
	{planted("(draft title|draft summary|draft-slug)"), slices.Concat(drafting, directing)},
	{planted("(submitted title|submitted summary|submitted-slug)"), append([]string{"other"}, directing...)},
	{planted("(title|summary|description) of stock-desk"), append([]string{"owner", "editor"}, directing...)},
	{planted("plan"), append([]string{"owner", "editor", "other"}, directing...)},
	{regexp.MustCompile(`7351\.99`), append([]string{"owner", "editor", "other"}, directing...)},
	{planted("(title|summary|description) of test-room"), append([]string{"other"}, directing...)},

	// Whoever accepts a lead may call.
	{contactOf("1", "753"), slices.Concat([]string{"client", "token"}, managing, directing)},
	{contactOf("2", "754"), slices.Concat(managing, directing)},
	{contactOf("3", "755"), directing},
	{contactOf("4", "756"), append([]string{"other"}, directing...)},
	{contactOf("31", "751"), append([]string{"stranger", "other"}, directing...)},
	{contactOf("32", "752"), append([]string{"client", "marketer"}, directing...)},
	{contactOf("33", "757"), slices.Concat([]string{"marketer", "token"}, managing, directing)},
	{planted("(lead for sale|terms)"), slices.Concat([]string{"marketer", "other", "token"}, managing, directing)},
	{planted("return note"), append([]string{"marketer", "other"}, directing...)},
	{planted("reason of the house"), directing},
	{planted("lead of a person"), append([]string{"client", "marketer"}, directing...)},
	{planted("house note"), directing},
	{planted("shared note"), slices.Concat([]string{"stranger", "other", "token"}, managing, directing)},
	{planted("partner note"), append([]string{"other"}, directing...)},
	{regexp.MustCompile(`(?i)planted[ -]note`), append([]string{"other"}, directing...)},
	{regexp.MustCompile(`(?i)planted[ -]deal|900761`), append([]string{"other"}, directing...)},
	{planted("own company"), slices.Concat([]string{"token"}, managing, directing)},
	{planted("reason of loss"), append([]string{"other"}, directing...)},
	{regexp.MustCompile(`7351\.6[01]`), append([]string{"other"}, directing...)},
	{regexp.MustCompile(`0\.7351`), append([]string{"other"}, directing...)}, // the chance in a trace
	{regexp.MustCompile(`Europe/Paris`), slices.Concat([]string{"other", "token"}, managing, directing)},

	{planted("(line|journal|failure)"), append([]string{"stranger", "other"}, paying...)},
	{planted("journal"), append([]string{"other"}, paying...)},
	{planted("reference"), nil},
	{regexp.MustCompile(`7351\.5[234]|14703\.05`), append([]string{"stranger", "other"}, paying...)},
	{regexp.MustCompile(`7351\.50`), slices.Concat([]string{"stranger", "other", "token"}, managing, directing)},
	{regexp.MustCompile(`7351\.51`), append([]string{"client", "marketer"}, directing...)},
	{regexp.MustCompile(`plantedmail05`), []string{"client"}},
	{regexp.MustCompile(`plantedmail33`), []string{"stranger"}},
	{planted("insult"), []string{"other", "moderator", "house"}},
}

// numbers are the telephone numbers of persons that end so.
func numbers(end string) *regexp.Regexp {
	return regexp.MustCompile(`\+44770090*` + end + `\b`)
}

// planted is a text of testdata/matrix.sql, as a text or as a slug.
func planted(what string) *regexp.Regexp {
	return regexp.MustCompile(`(?i)planted[ -]` + strings.ReplaceAll(what, " ", "[ -]"))
}

// contactOf is what can be known of whom to call about a lead.
func contactOf(lead, number string) *regexp.Regexp {
	return regexp.MustCompile(`Planted (contact|company) ` + lead + `\b|planted` + lead + `@|\+447700900` + number)
}

// noSecrets fails when an answer says what its reader must not know, and did not say
// itself.
func (g *guarded) noSecrets(role, request string, answer []byte) {
	g.Helper()
	said := strings.ReplaceAll(request, " ", "")
	for _, s := range secrets {
		if told := s.pattern.Find(answer); told != nil && !slices.Contains(s.readers, role) && !strings.Contains(said, string(told)) {
			g.Errorf("%s is told %q\n%s\n%s", role, told, request, answer)
		}
	}
}
