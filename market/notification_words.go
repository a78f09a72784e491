package market

// notificationLanguage is a language that people are told things in.
type notificationLanguage struct {
	// plural chooses the form for a count, after the rules of Unicode's CLDR.
	plural      func(int) int
	kinds       map[NotificationKind]notificationWords
	events      []string // what several kinds are together
	stop        string   // says how to get no more mails
	codeSubject string
	code        string // the mail with a code
}

// notificationWords are what a kind is called, what follows its count in each form of
// plural, and what follows that for the one number that it is about.
type notificationWords struct {
	name  string
	forms []string
	where string
}

// two forms, as in English and German.
func onePlural(n int) int {
	if n == 1 {
		return 0
	}
	return 1
}

// three forms, as in Russian and Ukrainian: 1, 21, 101; 2 to 4, 22; 5 to 20, 111.
func slavicPlural(n int) int {
	ones, tens := n%10, n%100
	switch {
	case ones == 1 && tens != 11:
		return 0
	case ones >= 2 && ones <= 4 && (tens < 12 || tens > 14):
		return 1
	}
	return 2
}

var notificationLanguages = map[string]notificationLanguage{
	"en": {
		plural: onePlural,
		kinds: map[NotificationKind]notificationWords{
			NotifyLeadOffered:    {"Leads offered", []string{"new lead for you", "new leads for you"}, ": number %s"},
			NotifyLeadReminder:   {"Reminders of leads", []string{"lead waits for your answer", "leads wait for your answer"}, ": number %s"},
			NotifyLeadOnBoard:    {"Leads on the board", []string{"new lead on the board", "new leads on the board"}, ""},
			NotifyLeadAccepted:   {"Requests taken", []string{"partner takes on your request", "partners take on your request"}, " %s"},
			NotifyLeadUpdated:    {"Progress of requests", []string{"step forward with your request", "steps forward with your request"}, " %s"},
			NotifyLeadComplaint:  {"Complaints of clients", []string{"client says that nobody has called", "clients say that nobody has called"}, ": lead %s"},
			NotifyLeadReturned:   {"Leads returned", []string{"sold lead was returned", "sold leads were returned"}, ": number %s"},
			NotifyLeadQueue:      {"Leads in the queue", []string{"lead waits for the house", "leads wait for the house"}, ": number %s"},
			NotifyDealConflict:   {"Conflicts of deals", []string{"conflict about a deal", "conflicts about deals"}, ": lead %s"},
			NotifyThreadReply:    {"Replies in the forum", []string{"new reply", "new replies"}, " in thread %s"},
			NotifyReviewReceived: {"Reviews", []string{"new review", "new reviews"}, ""},
			NotifyInvoiceIssued:  {"Invoices received", []string{"new invoice for you", "new invoices for you"}, ": number %s"},
			NotifyInvoicePaid:    {"Invoices paid", []string{"invoice was paid", "invoices were paid"}, ": number %s"},
		},
		events:      []string{"piece of news", "pieces of news"},
		stop:        "You chose to get these mails. To get no more of a kind:",
		codeSubject: "Your Partnergraph code",
		code:        "{code} proves that this address is yours. It works for 5 minutes. If you have not asked for it, do nothing.\n",
	},
	"de": {
		plural: onePlural,
		kinds: map[NotificationKind]notificationWords{
			NotifyLeadOffered:    {"Angebotene Leads", []string{"neuer Lead für Sie", "neue Leads für Sie"}, ": Nummer %s"},
			NotifyLeadReminder:   {"Erinnerungen an Leads", []string{"Lead wartet auf Ihre Antwort", "Leads warten auf Ihre Antwort"}, ": Nummer %s"},
			NotifyLeadOnBoard:    {"Leads am Brett", []string{"neuer Lead am Brett", "neue Leads am Brett"}, ""},
			NotifyLeadAccepted:   {"Angenommene Anfragen", []string{"Partner übernimmt Ihre Anfrage", "Partner übernehmen Ihre Anfrage"}, " %s"},
			NotifyLeadUpdated:    {"Fortschritt von Anfragen", []string{"Schritt weiter mit Ihrer Anfrage", "Schritte weiter mit Ihrer Anfrage"}, " %s"},
			NotifyLeadComplaint:  {"Beschwerden von Kunden", []string{"Kunde sagt, dass niemand angerufen hat", "Kunden sagen, dass niemand angerufen hat"}, ": Lead %s"},
			NotifyLeadReturned:   {"Zurückgegebene Leads", []string{"verkaufter Lead wurde zurückgegeben", "verkaufte Leads wurden zurückgegeben"}, ": Nummer %s"},
			NotifyLeadQueue:      {"Leads in der Warteschlange", []string{"Lead wartet auf das Haus", "Leads warten auf das Haus"}, ": Nummer %s"},
			NotifyDealConflict:   {"Konflikte um Projekte", []string{"Konflikt um ein Projekt", "Konflikte um Projekte"}, ": Lead %s"},
			NotifyThreadReply:    {"Antworten im Forum", []string{"neue Antwort", "neue Antworten"}, " im Thema %s"},
			NotifyReviewReceived: {"Bewertungen", []string{"neue Bewertung", "neue Bewertungen"}, ""},
			NotifyInvoiceIssued:  {"Erhaltene Rechnungen", []string{"neue Rechnung für Sie", "neue Rechnungen für Sie"}, ": Nummer %s"},
			NotifyInvoicePaid:    {"Bezahlte Rechnungen", []string{"Rechnung wurde bezahlt", "Rechnungen wurden bezahlt"}, ": Nummer %s"},
		},
		events:      []string{"Neuigkeit", "Neuigkeiten"},
		stop:        "Sie haben diese Mails gewählt. So bekommen Sie keine mehr von einer Art:",
		codeSubject: "Ihr Partnergraph-Code",
		code:        "{code} beweist, dass diese Adresse Ihre ist. Der Code gilt 5 Minuten. Wenn Sie nicht danach gefragt haben, tun Sie nichts.\n",
	},
	"ru": {
		plural: slavicPlural,
		kinds: map[NotificationKind]notificationWords{
			NotifyLeadOffered:    {"Предложенные лиды", []string{"новый лид для вас", "новых лида для вас", "новых лидов для вас"}, ": номер %s"},
			NotifyLeadReminder:   {"Напоминания о лидах", []string{"лид ждёт вашего ответа", "лида ждут вашего ответа", "лидов ждут вашего ответа"}, ": номер %s"},
			NotifyLeadOnBoard:    {"Лиды на доске", []string{"новый лид на доске", "новых лида на доске", "новых лидов на доске"}, ""},
			NotifyLeadAccepted:   {"Принятые заявки", []string{"партнёр берётся за вашу заявку", "партнёра берутся за вашу заявку", "партнёров берутся за вашу заявку"}, " %s"},
			NotifyLeadUpdated:    {"Ход заявок", []string{"шаг вперёд по вашей заявке", "шага вперёд по вашей заявке", "шагов вперёд по вашей заявке"}, " %s"},
			NotifyLeadComplaint:  {"Жалобы клиентов", []string{"клиент говорит, что никто не позвонил", "клиента говорят, что никто не позвонил", "клиентов говорят, что никто не позвонил"}, ": лид %s"},
			NotifyLeadReturned:   {"Возвращённые лиды", []string{"проданный лид возвращён", "проданных лида возвращены", "проданных лидов возвращены"}, ": номер %s"},
			NotifyLeadQueue:      {"Лиды в очереди", []string{"лид ждёт решения", "лида ждут решения", "лидов ждут решения"}, ": номер %s"},
			NotifyDealConflict:   {"Споры о сделках", []string{"спор о сделке", "спора о сделках", "споров о сделках"}, ": лид %s"},
			NotifyThreadReply:    {"Ответы на форуме", []string{"новый ответ", "новых ответа", "новых ответов"}, " в теме %s"},
			NotifyReviewReceived: {"Отзывы", []string{"новый отзыв", "новых отзыва", "новых отзывов"}, ""},
			NotifyInvoiceIssued:  {"Полученные счета", []string{"новый счёт для вас", "новых счёта для вас", "новых счетов для вас"}, ": номер %s"},
			NotifyInvoicePaid:    {"Оплаченные счета", []string{"счёт оплачен", "счёта оплачены", "счетов оплачены"}, ": номер %s"},
		},
		events:      []string{"новость", "новости", "новостей"},
		stop:        "Вы выбрали эти письма. Чтобы больше не получать писем одного вида:",
		codeSubject: "Ваш код Partnergraph",
		code:        "{code} — код, который подтверждает, что это ваш адрес. Он действует 5 минут. Если вы его не запрашивали, ничего не делайте.\n",
	},
	"uk": {
		plural: slavicPlural,
		kinds: map[NotificationKind]notificationWords{
			NotifyLeadOffered:    {"Запропоновані ліди", []string{"новий лід для вас", "нові ліди для вас", "нових лідів для вас"}, ": номер %s"},
			NotifyLeadReminder:   {"Нагадування про ліди", []string{"лід чекає на вашу відповідь", "ліди чекають на вашу відповідь", "лідів чекають на вашу відповідь"}, ": номер %s"},
			NotifyLeadOnBoard:    {"Ліди на дошці", []string{"новий лід на дошці", "нові ліди на дошці", "нових лідів на дошці"}, ""},
			NotifyLeadAccepted:   {"Прийняті заявки", []string{"партнер береться за вашу заявку", "партнери беруться за вашу заявку", "партнерів беруться за вашу заявку"}, " %s"},
			NotifyLeadUpdated:    {"Перебіг заявок", []string{"крок уперед за вашою заявкою", "кроки вперед за вашою заявкою", "кроків уперед за вашою заявкою"}, " %s"},
			NotifyLeadComplaint:  {"Скарги клієнтів", []string{"клієнт каже, що ніхто не зателефонував", "клієнти кажуть, що ніхто не зателефонував", "клієнтів кажуть, що ніхто не зателефонував"}, ": лід %s"},
			NotifyLeadReturned:   {"Повернені ліди", []string{"проданий лід повернено", "продані ліди повернено", "проданих лідів повернено"}, ": номер %s"},
			NotifyLeadQueue:      {"Ліди в черзі", []string{"лід чекає на рішення", "ліди чекають на рішення", "лідів чекають на рішення"}, ": номер %s"},
			NotifyDealConflict:   {"Суперечки про угоди", []string{"суперечка про угоду", "суперечки про угоди", "суперечок про угоди"}, ": лід %s"},
			NotifyThreadReply:    {"Відповіді на форумі", []string{"нова відповідь", "нові відповіді", "нових відповідей"}, " у темі %s"},
			NotifyReviewReceived: {"Відгуки", []string{"новий відгук", "нові відгуки", "нових відгуків"}, ""},
			NotifyInvoiceIssued:  {"Отримані рахунки", []string{"новий рахунок для вас", "нові рахунки для вас", "нових рахунків для вас"}, ": номер %s"},
			NotifyInvoicePaid:    {"Сплачені рахунки", []string{"рахунок сплачено", "рахунки сплачено", "рахунків сплачено"}, ": номер %s"},
		},
		events:      []string{"новина", "новини", "новин"},
		stop:        "Ви обрали ці листи. Щоб більше не отримувати листів одного виду:",
		codeSubject: "Ваш код Partnergraph",
		code:        "{code} — код, який підтверджує, що це ваша адреса. Він діє 5 хвилин. Якщо ви його не запитували, нічого не робіть.\n",
	},
}
