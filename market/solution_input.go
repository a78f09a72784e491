package market

import "time"

// Changes are the input as changes of an empty draft, so that creating and editing
// obey the same rules.
func (in SolutionCreateInput) Changes() SolutionUpdateInput {
	return SolutionUpdateInput{
		Texts: given(in.Texts), CategoryID: &in.CategoryID, Plans: given(in.Plans), Industries: given(in.Industries),
		MinimumUsers: in.MinimumUsers, MaximumUsers: in.MaximumUsers, HostingCountry: in.HostingCountry,
		HasExport: &in.HasExport, TrialDays: &in.TrialDays, IsFreemium: &in.IsFreemium,
	}
}

// Change puts what the input gives into the draft, which is then to be submitted
// anew. categories and industries are those there are. It fails with all that is
// wrong, and then the draft is of no use.
func (in SolutionUpdateInput) Change(d *SolutionDraft, categories []CategoryID, industries []string, now time.Time) error {
	var errs Errors
	in.Cleared.check(&errs, "minimumUsers", "maximumUsers", "hostingCountry")
	d.IsSubmitted, d.UpdatedAt = false, now
	if in.Texts != nil {
		d.Texts = in.readTexts(&errs)
	}
	if in.CategoryID != nil {
		d.CategoryID = *in.CategoryID
		checkCategory(&errs, d.CategoryID, categories)
	}
	if in.Plans != nil {
		d.Plans = readPlans(&errs, in.Plans)
	}
	d.IndustryCodes = change(&errs, "industries", d.IndustryCodes, in.Industries, 0)
	checkKnown(&errs, "industries", in.Industries, industries)
	in.fit(&errs, d)
	in.offer(&errs, d)
	return errs.Err()
}

// readTexts makes the texts of the input.
func (in SolutionUpdateInput) readTexts(errs *Errors) []*SolutionText {
	texts, locales := []*SolutionText{}, []string{}
	for i, t := range in.Texts {
		at := pathOf("texts", i)
		locales = append(locales, t.Locale)
		texts = append(texts, &SolutionText{
			Locale:      t.Locale,
			Title:       checkLine(errs, at+".title", t.Title, 3, 120),
			Summary:     checkLine(errs, at+".summary", t.Summary, 10, 200),
			Description: checkText(errs, at+".description", t.Description, 0, 20_000),
		})
	}
	checkLocales(errs, locales)
	return texts
}

func checkCategory(errs *Errors, id CategoryID, categories []CategoryID) {
	for _, c := range categories {
		if c == id {
			return
		}
	}
	errs.Add(false, "categoryId", "There is no such category; the query categories lists what there is.")
}

// fit changes whom the solution is made for, by the number of users.
func (in SolutionUpdateInput) fit(errs *Errors, d *SolutionDraft) {
	d.MinimumUsers = changeOptional(d.MinimumUsers, in.MinimumUsers, in.Cleared, "minimumUsers")
	d.MaximumUsers = changeOptional(d.MaximumUsers, in.MaximumUsers, in.Cleared, "maximumUsers")
	errs.Add(isUsers(d.MinimumUsers), "minimumUsers", "minimumUsers must be from 1 to %d.", maxUsers)
	errs.Add(isUsers(d.MaximumUsers), "maximumUsers", "maximumUsers must be from 1 to %d.", maxUsers)
	errs.Add(d.MinimumUsers == nil || d.MaximumUsers == nil || *d.MinimumUsers <= *d.MaximumUsers, "maximumUsers", "maximumUsers cannot be below minimumUsers.")
}

// maxUsers bounds the size of a company, in users.
const maxUsers = 10_000_000

func isUsers(n *int) bool { return n == nil || *n >= 1 && *n <= maxUsers }

// offer changes what comes with the solution.
func (in SolutionUpdateInput) offer(errs *Errors, d *SolutionDraft) {
	d.HostingCountry = changeOptional(d.HostingCountry, in.HostingCountry, in.Cleared, "hostingCountry")
	if in.HasExport != nil {
		d.HasExport = *in.HasExport
	}
	if in.IsFreemium != nil {
		d.IsFreemium = *in.IsFreemium
	}
	if in.TrialDays != nil {
		d.TrialDays = *in.TrialDays
		errs.Add(d.TrialDays >= 0 && d.TrialDays <= 90, "trialDays", "trialDays must be from 0 to 90.")
	}
}

// Check refuses a text or a list that is too long to be looked for.
func (f SolutionFilter) Check() error {
	var errs Errors
	checkNeedle(&errs, f.Text)
	for field, n := range map[string]int{
		"categories": len(f.Categories), "languages": len(f.Languages), "industries": len(f.Industries),
		"priceModels": len(f.PriceModels), "hostingCountries": len(f.HostingCountries),
	} {
		checkLength(&errs, field, n)
	}
	errs.Add(f.Users == nil || *f.Users >= 1, "filter.users", "users must be at least 1.")
	f.Price.check(&errs)
	return errs.Err()
}

// AllCategories are the categories that are looked for, by slug.
func (f SolutionFilter) AllCategories() []string {
	if f.Category == nil {
		return f.Categories
	}
	return append([]string{*f.Category}, f.Categories...)
}

// InState is the state that is looked for.
func (f SolutionFilter) InState() SolutionState {
	if f.State == nil {
		return SolutionPublished
	}
	return *f.State
}
