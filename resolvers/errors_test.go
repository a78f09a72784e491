package resolvers_test

import "testing"

// TestErrorsNameTheArgument: what cannot be read is told by the argument's path,
// as the caller wrote it, never by a type of Go.
func TestErrorsNameTheArgument(t *testing.T) {
	w := newWorld(t)
	for request, want := range map[string]string{
		`{ node(id: "x") { id } }`:                                    "id: must be an id that came from this API, such as partner_00000000000000000000000000",
		`{ nodes(ids: ["<partner 1>", "x"]) { id } }`:                 "ids[1]: must be an id that came from this API, such as partner_00000000000000000000000000",
		`{ alias: partner(by: {id: "<lead 1>"}) { id } }`:             "by.id: must be the id of a partner, not of a lead",
		`{ partners(filter: {countries: ["XX"]}) { totalCount } }`:    "filter.countries[0]: must be a country such as UA (ISO 3166-1 alpha-2, in capitals)",
		`{ partners(first: 0) { totalCount } }`:                       "first must be from 1 to 100.",
		`{ partners(first: 101) { totalCount } }`:                     "first must be from 1 to 100.",
		`{ partners(first: 1, last: 1) { totalCount } }`:              "first and last cannot both be given.",
		`mutation { signInStart(input: {phone: "1"}) { challenge } }`: "input.phone: must be an international telephone number such as +447700900001",
		`query @inContext(locale: "??") { levels { code } }`:          "@inContext(locale:) must be a language tag such as de or pt-BR (BCP 47)",
	} {
		response, _ := w.ask(t.Context(), "client", request)
		if len(response.Errors) != 1 || response.Errors[0].Message != want || response.Errors[0].Extensions["code"] != "BAD_USER_INPUT" {
			t.Errorf("%s\n got %v\nwant %s", request, response.Errors, want)
		}
	}
}
