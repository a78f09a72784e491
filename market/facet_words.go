package market

// facetLocales are the languages that facetWords are in, in their order there.
var facetLocales = []string{"en", "de", "ru", "uk"}

// FacetWord is what a value of a facet is called in the first of the languages that
// there are words in, or in English; "" where it has no words of its own.
func FacetWord(facet FacetName, value string, locales []string) string {
	if facet == FacetRatings {
		return value + "+"
	}
	words, ok := facetWords[facet][value]
	if !ok {
		return ""
	}
	for _, locale := range locales {
		for i, known := range facetLocales {
			if BaseLanguage(locale) == known {
				return words[i]
			}
		}
	}
	return words[0]
}

// facetWords are the values of facets that are words of the contract, as people say
// them.
var facetWords = map[FacetName]map[string][4]string{
	FacetKinds: {
		"INTEGRATOR":    {"Integrators", "Integratoren", "Интеграторы", "Інтегратори"},
		"FREELANCER":    {"Freelancers", "Freiberufler", "Фрилансеры", "Фрилансери"},
		"SUBCONTRACTOR": {"Subcontractors", "Subunternehmer", "Субподрядчики", "Субпідрядники"},
		"MARKETING":     {"Marketing partners", "Marketingpartner", "Маркетинговые партнёры", "Маркетингові партнери"},
		"DEVELOPER":     {"Developers", "Entwickler", "Разработчики", "Розробники"},
		"MAINTAINER":    {"Infrastructure", "Infrastruktur", "Инфраструктура", "Інфраструктура"},
		"RECRUITER":     {"Recruiters of partners", "Partnerwerber", "Поиск партнёров", "Пошук партнерів"},
	},
	FacetServices: {
		"IMPLEMENTATION":    {"Implementation", "Einführung", "Внедрение", "Впровадження"},
		"INTEGRATION":       {"Integration", "Integration", "Интеграция", "Інтеграція"},
		"CUSTOMISING":       {"Customising", "Anpassung", "Доработка", "Доопрацювання"},
		"SUPPORT":           {"Support", "Support", "Поддержка", "Підтримка"},
		"AUDIT":             {"Business analysis", "Geschäftsanalyse", "Анализ бизнеса", "Аналіз бізнесу"},
		"IN_HOUSE_SYSTEMS":  {"Clients' own systems", "Hauseigene Systeme", "Собственные системы клиента", "Власні системи клієнта"},
		"MOBILE_APPS":       {"Mobile apps", "Mobile Apps", "Мобильные приложения", "Мобільні застосунки"},
		"MIGRATION":         {"Data migration", "Datenmigration", "Перенос данных", "Перенесення даних"},
		"HOSTING":           {"Hosting", "Hosting", "Хостинг", "Хостинг"},
		"DEMO_INSTALLATION": {"Demonstration", "Demo-Installation", "Демонстрация", "Демонстрація"},
		"TRAINING":          {"Training", "Schulung", "Обучение", "Навчання"},
	},
	FacetCompetences: {
		"THIS_PRODUCT":   {"Has implemented this product", "Hat dieses Produkt eingeführt", "Внедрял этот продукт", "Впроваджував цей продукт"},
		"OTHER_SOFTWARE": {"Has implemented other software", "Hat andere Software eingeführt", "Внедрял другие программы", "Впроваджував інші програми"},
		"NEWCOMER":       {"New to the trade", "Neu in der Branche", "Новичок", "Новачок"},
	},
	FacetPriceModels: {
		"PER_USER_MONTH": {"Per user and month", "Je Nutzer und Monat", "За пользователя в месяц", "За користувача на місяць"},
		"FLAT_MONTH":     {"Per month", "Je Monat", "В месяц", "На місяць"},
		"ONCE":           {"Once", "Einmalig", "Разово", "Одноразово"},
		"PER_HOUR":       {"Per hour", "Je Stunde", "За час", "За годину"},
	},
	FacetHasTrial: {
		"true":  {"Free trial", "Kostenlose Testphase", "Пробный период", "Пробний період"},
		"false": {"No trial", "Keine Testphase", "Без пробного периода", "Без пробного періоду"},
	},
	FacetIsFreemium: {
		"true":  {"A part is free for good", "Teilweise dauerhaft kostenlos", "Часть бесплатна навсегда", "Частина безкоштовна назавжди"},
		"false": {"Paid", "Kostenpflichtig", "Платно", "Платно"},
	},
	FacetHasExport: {
		"true":  {"Exports data by itself", "Eigener Datenexport", "Свой экспорт данных", "Власний експорт даних"},
		"false": {"No export of its own", "Kein eigener Export", "Без своего экспорта", "Без власного експорту"},
	},
}
