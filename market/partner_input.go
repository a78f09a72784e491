package market

import (
	"slices"
	"strings"
)

// The most languages that texts can be written in, and that a list can hold.
const (
	maxTexts = 40
	maxItems = 100
)

// Changes are the input as changes of an empty profile, so that applying and
// editing obey the same rules.
func (in PartnerApplyInput) Changes() PartnerUpdateInput {
	return PartnerUpdateInput{
		Name: &in.Name, Kinds: given(in.Kinds), Competence: &in.Competence, Services: given(in.Services),
		Industries: given(in.Industries), Languages: given(in.Languages), Country: &in.Country, City: &in.City,
		Latitude: in.Latitude, Longitude: in.Longitude, Website: in.Website, Texts: given(in.Texts),
	}
}

// given is the list, never nil: nil means left out.
func given[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// Change puts what the input gives into the profile, but for texts, which stand
// apart. industries are the codes there are. It fails with all that is wrong, and
// then the profile is of no use.
func (in PartnerUpdateInput) Change(p *Partner, industries []string) error {
	var errs Errors
	in.Cleared.check(&errs, "website", "latitude", "longitude")
	if in.Name != nil {
		p.Name = checkLine(&errs, "name", *in.Name, 2, 120)
	}
	if in.Competence != nil {
		p.Competence = *in.Competence
	}
	p.Kinds = change(&errs, "kinds", p.Kinds, in.Kinds, 1)
	p.Services = change(&errs, "services", p.Services, in.Services, 0)
	p.Languages = change(&errs, "languages", p.Languages, in.Languages, 1)
	p.IndustryCodes = change(&errs, "industries", p.IndustryCodes, in.Industries, 0)
	checkKnown(&errs, "industries", in.Industries, industries)
	in.move(&errs, p)
	in.checkTexts(&errs)
	if in.IsPaused != nil {
		errs.take(p.Rest(*in.IsPaused), "isPaused")
	}
	return errs.Err()
}

// move changes where the partner is found: on the map and in the net.
func (in PartnerUpdateInput) move(errs *Errors, p *Partner) {
	if in.Country != nil {
		p.Country = *in.Country
	}
	if in.City != nil {
		p.City = checkLine(errs, "city", *in.City, 1, 80)
	}
	p.Latitude = changeOptional(p.Latitude, in.Latitude, in.Cleared, "latitude")
	p.Longitude = changeOptional(p.Longitude, in.Longitude, in.Cleared, "longitude")
	p.Website = changeOptional(p.Website, in.Website, in.Cleared, "website")
	errs.Add(p.Latitude == nil || -90 <= *p.Latitude && *p.Latitude <= 90, "latitude", "latitude must be from -90 to 90 degrees.")
	errs.Add(p.Longitude == nil || -180 <= *p.Longitude && *p.Longitude <= 180, "longitude", "longitude must be from -180 to 180 degrees.")
	errs.Add((p.Latitude == nil) == (p.Longitude == nil), "longitude", "latitude and longitude go together: give both or none.")
}

func (in PartnerUpdateInput) checkTexts(errs *Errors) {
	if in.Texts == nil {
		return
	}
	locales := make([]string, len(in.Texts))
	for i, t := range in.Texts {
		at := pathOf("texts", i)
		locales[i] = t.Locale
		t.Summary = checkLine(errs, at+".summary", t.Summary, 10, 200)
		t.Description = checkText(errs, at+".description", t.Description, 0, 10_000)
	}
	checkLocales(errs, locales)
}

// checkLocales refuses texts without an original, or with two in one language.
func checkLocales(errs *Errors, locales []string) {
	errs.Add(len(locales) >= 1 && len(locales) <= maxTexts, "texts", "texts must be in 1 to %d languages; these are in %d.", maxTexts, len(locales))
	for i, l := range locales {
		errs.Add(slices.Index(locales, l) == i, pathOf("texts", i)+".locale", "There are two texts in %s; give each language once.", l)
	}
}

// Check refuses a reason that says nothing to the applicant.
func (in *PartnerRejectInput) Check() error {
	var errs Errors
	in.Reason = checkText(&errs, "reason", in.Reason, 10, 2_000)
	return errs.Err()
}

// Check refuses a text or a list that is too long to be looked for.
func (f PartnerFilter) Check() error {
	var errs Errors
	checkNeedle(&errs, f.Text)
	for field, n := range map[string]int{
		"countries": len(f.Countries), "languages": len(f.Languages), "industries": len(f.Industries), "kinds": len(f.Kinds),
		"services": len(f.Services), "competences": len(f.Competences), "levels": len(f.Levels),
	} {
		checkLength(&errs, field, n)
	}
	if f.City != nil {
		checkText(&errs, "filter.city", *f.City, 1, 80)
	}
	f.Near.check(&errs)
	return errs.Err()
}

// checkNeedle refuses a text to look for that is too long.
func checkNeedle(errs *Errors, text *string) {
	if text != nil {
		checkText(errs, "filter.text", *text, 0, 200)
	}
}

// maxChoices bounds a list in a filter: there are not more countries.
const maxChoices = 300

func checkLength(errs *Errors, field string, n int) {
	errs.Add(n <= maxChoices, "filter."+field, "%s can have at most %d.", field, maxChoices)
}

// SearchWords are the words of a text to look for, in the order given, each once,
// at most ten. A word is letters and digits; everything else parts words.
func SearchWords(text string) []string {
	words := []string{}
	for _, word := range strings.FieldsFunc(text, partsWords) {
		if !slices.Contains(words, word) && len(words) < 10 {
			words = append(words, word)
		}
	}
	return words
}
