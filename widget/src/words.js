// What the widget says by itself, in each of its languages. Numbers of things choose
// among plural forms by Intl.PluralRules, in the order one, few, many, other.
const en = {
  search: 'Search', find: 'Find', category: 'Category', all: 'All categories', loading: 'Loading…',
  found: ['# solution', '', '', '# solutions'], none: 'Nothing fits. Try other words or another category.', page: 'Page #',
  next: 'Next page', previous: 'Previous page', back: 'Back to the list', by: 'by #', from: 'from #',
  stars: '# of 5 stars', reviews: ['# review', '', '', '# reviews'], unrated: 'No reviews yet', said: 'What clients say', about: 'about #',
  plans: 'Prices', PER_USER_MONTH: '# a user, each month', FLAT_MONTH: '# a month', ONCE: '# once', PER_HOUR: '# an hour', terms: 'Terms in months: #',
  facts: 'At a glance', industries: 'Made for', trial: 'Free trial', days: ['# day', '', '', '# days'], free: 'A part is free for good', yes: 'Yes', export: 'Export of your data', hosted: 'Hosted in',
  ask: 'Request a quote', asking: 'Request a quote from #', name: 'Your name', email: 'E-mail', phone: 'Telephone', company: 'Company', need: 'What do you need?', optional: 'optional', reach: 'Give an e-mail address or a telephone number.',
  send: 'Send', cancel: 'Cancel', sending: 'Sending…', sent: 'Thank you. # has your request and will call or write to you.', number: 'Your request has the number #.', consent: 'What you write goes to # and to the market place that hands it on, to answer your request.',
  missing: 'Please fill this in.', wrongPhone: 'With the country code, such as +44 7700 900001.', wrongEmail: 'An address such as name@example.com.', mend: 'Please look at the fields that are marked.',
  offline: 'The catalogue cannot be reached. Check your connection.', busy: 'Many people are reading at the moment. We try again by ourselves.', later: 'The catalogue has a rest. Please come back later.', revoked: 'This catalogue is not shown any more.', site: 'This catalogue is not made for this site.', fault: 'Something went wrong on our side.', again: 'Try again', gone: 'This solution is not in the catalogue any more.', site_: 'Website',
};
const de = {
  search: 'Suche', find: 'Suchen', category: 'Kategorie', all: 'Alle Kategorien', loading: 'Wird geladen …',
  found: ['# Lösung', '', '', '# Lösungen'], none: 'Nichts passt. Versuchen Sie andere Wörter oder eine andere Kategorie.', page: 'Seite #',
  next: 'Nächste Seite', previous: 'Vorige Seite', back: 'Zurück zur Liste', by: 'von #', from: 'ab #',
  stars: '# von 5 Sternen', reviews: ['# Bewertung', '', '', '# Bewertungen'], unrated: 'Noch keine Bewertungen', said: 'Was Kunden sagen', about: 'über #',
  plans: 'Preise', PER_USER_MONTH: '# je Nutzer und Monat', FLAT_MONTH: '# im Monat', ONCE: '# einmalig', PER_HOUR: '# je Stunde', terms: 'Laufzeiten in Monaten: #',
  facts: 'Auf einen Blick', industries: 'Gemacht für', trial: 'Kostenloser Test', days: ['# Tag', '', '', '# Tage'], free: 'Ein Teil bleibt kostenlos', yes: 'Ja', export: 'Export Ihrer Daten', hosted: 'Standort der Daten',
  ask: 'Angebot anfragen', asking: 'Angebot von # anfragen', name: 'Ihr Name', email: 'E-Mail', phone: 'Telefon', company: 'Firma', need: 'Was brauchen Sie?', optional: 'freiwillig', reach: 'Geben Sie eine E-Mail-Adresse oder eine Telefonnummer an.',
  send: 'Senden', cancel: 'Abbrechen', sending: 'Wird gesendet …', sent: 'Danke. # hat Ihre Anfrage und meldet sich bei Ihnen.', number: 'Ihre Anfrage hat die Nummer #.', consent: 'Was Sie schreiben, geht an # und an den Marktplatz, der es weiterreicht, um Ihre Anfrage zu beantworten.',
  missing: 'Bitte ausfüllen.', wrongPhone: 'Mit Landesvorwahl, etwa +44 7700 900001.', wrongEmail: 'Eine Adresse wie name@example.com.', mend: 'Bitte sehen Sie die markierten Felder an.',
  offline: 'Der Katalog ist nicht erreichbar. Prüfen Sie Ihre Verbindung.', busy: 'Gerade lesen viele. Wir versuchen es von selbst noch einmal.', later: 'Der Katalog macht eine Pause. Bitte kommen Sie später wieder.', revoked: 'Dieser Katalog wird nicht mehr gezeigt.', site: 'Dieser Katalog ist nicht für diese Seite gemacht.', fault: 'Bei uns ist etwas schiefgegangen.', again: 'Noch einmal versuchen', gone: 'Diese Lösung steht nicht mehr im Katalog.', site_: 'Website',
};
const ru = {
  search: 'Поиск', find: 'Найти', category: 'Категория', all: 'Все категории', loading: 'Загружается…',
  found: ['# решение', '# решения', '# решений', '# решения'], none: 'Ничего не подошло. Попробуйте другие слова или категорию.', page: 'Страница #',
  next: 'Следующая страница', previous: 'Предыдущая страница', back: 'Назад к списку', by: 'от #', from: 'от #',
  stars: '# из 5 звёзд', reviews: ['# отзыв', '# отзыва', '# отзывов', '# отзыва'], unrated: 'Отзывов пока нет', said: 'Что говорят клиенты', about: 'о решении «#»',
  plans: 'Цены', PER_USER_MONTH: '# за пользователя в месяц', FLAT_MONTH: '# в месяц', ONCE: '# один раз', PER_HOUR: '# за час', terms: 'Сроки в месяцах: #',
  facts: 'Коротко', industries: 'Сделано для', trial: 'Бесплатная проба', days: ['# день', '# дня', '# дней', '# дня'], free: 'Часть бесплатна всегда', yes: 'Да', export: 'Выгрузка ваших данных', hosted: 'Где хранятся данные',
  ask: 'Запросить предложение', asking: 'Запросить предложение у #', name: 'Ваше имя', email: 'Эл. почта', phone: 'Телефон', company: 'Компания', need: 'Что вам нужно?', optional: 'необязательно', reach: 'Укажите адрес почты или номер телефона.',
  send: 'Отправить', cancel: 'Отмена', sending: 'Отправляется…', sent: 'Спасибо. # получает ваш запрос и свяжется с вами.', number: 'Номер вашего запроса — #.', consent: 'То, что вы напишете, получат # и площадка, которая передаёт запрос, чтобы на него ответить.',
  missing: 'Пожалуйста, заполните.', wrongPhone: 'С кодом страны, например +44 7700 900001.', wrongEmail: 'Адрес вида name@example.com.', mend: 'Посмотрите, пожалуйста, на отмеченные поля.',
  offline: 'Каталог недоступен. Проверьте соединение.', busy: 'Сейчас много читателей. Мы попробуем ещё раз сами.', later: 'Каталог отдыхает. Зайдите позже.', revoked: 'Этот каталог больше не показывается.', site: 'Этот каталог не для этого сайта.', fault: 'У нас что-то пошло не так.', again: 'Попробовать ещё раз', gone: 'Этого решения больше нет в каталоге.', site_: 'Сайт',
};
const uk = {
  search: 'Пошук', find: 'Знайти', category: 'Категорія', all: 'Усі категорії', loading: 'Завантажується…',
  found: ['# рішення', '# рішення', '# рішень', '# рішення'], none: 'Нічого не підійшло. Спробуйте інші слова чи категорію.', page: 'Сторінка #',
  next: 'Наступна сторінка', previous: 'Попередня сторінка', back: 'Назад до списку', by: 'від #', from: 'від #',
  stars: '# з 5 зірок', reviews: ['# відгук', '# відгуки', '# відгуків', '# відгуку'], unrated: 'Відгуків ще немає', said: 'Що кажуть клієнти', about: 'про «#»',
  plans: 'Ціни', PER_USER_MONTH: '# за користувача на місяць', FLAT_MONTH: '# на місяць', ONCE: '# один раз', PER_HOUR: '# за годину', terms: 'Строки в місяцях: #',
  facts: 'Коротко', industries: 'Створено для', trial: 'Безкоштовна проба', days: ['# день', '# дні', '# днів', '# дня'], free: 'Частина завжди безкоштовна', yes: 'Так', export: 'Вивантаження ваших даних', hosted: 'Де зберігаються дані',
  ask: 'Запитати пропозицію', asking: 'Запитати пропозицію у #', name: 'Ваше ім’я', email: 'Ел. пошта', phone: 'Телефон', company: 'Компанія', need: 'Що вам потрібно?', optional: 'необов’язково', reach: 'Вкажіть адресу пошти або номер телефону.',
  send: 'Надіслати', cancel: 'Скасувати', sending: 'Надсилається…', sent: 'Дякуємо. # має ваш запит і зв’яжеться з вами.', number: 'Номер вашого запиту — #.', consent: 'Те, що ви напишете, отримають # і майданчик, який передає запит, щоб на нього відповісти.',
  missing: 'Будь ласка, заповніть.', wrongPhone: 'З кодом країни, наприклад +44 7700 900001.', wrongEmail: 'Адреса на зразок name@example.com.', mend: 'Подивіться, будь ласка, на позначені поля.',
  offline: 'Каталог недоступний. Перевірте з’єднання.', busy: 'Зараз багато читачів. Ми спробуємо ще раз самі.', later: 'Каталог відпочиває. Завітайте пізніше.', revoked: 'Цей каталог більше не показується.', site: 'Цей каталог не для цього сайту.', fault: 'У нас щось пішло не так.', again: 'Спробувати ще раз', gone: 'Цього рішення вже немає в каталозі.', site_: 'Сайт',
};
export const languages = { en, de, ru, uk };

// speak chooses the language and says its words: t(name, value).
export function speak(wanted) {
  const lang = Object.keys(languages).find((l) => wanted.toLowerCase().split('-')[0] === l) || 'en';
  const words = languages[lang], plural = new Intl.PluralRules(lang);
  const t = (name, value) => {
    let text = words[name];
    if (Array.isArray(text)) text = text[['one', 'few', 'many', 'other'].indexOf(plural.select(value))] || text[3];
    return value === undefined ? text : text.replace('#', () => value);
  };
  t.lang = lang;
  t.number = (n, options) => n.toLocaleString(lang, options);
  t.money = ({ amount, currency }) => Number(amount).toLocaleString(lang, { style: 'currency', currency, minimumFractionDigits: amount.includes('.') && !/\.0*$/.test(amount) ? 2 : 0 });
  t.country = (code) => { try { return new Intl.DisplayNames([lang], { type: 'region' }).of(code); } catch { return code; } };
  t.day = (at) => new Date(at).toLocaleDateString(lang, { dateStyle: 'medium' });
  return t;
}
