-- +goose Up
-- The catalogue's categories (PRODUCT S3) and the industries of the directory, with
-- their names in English, German, Russian and Ukrainian. They are data of every
-- installation, not of the demo: without them no solution could be listed. What
-- refers to them is the slug or code, so names may change. Only rows are
-- added: nothing waits.

CREATE TEMPORARY TABLE named (
    position serial,
    slug     text,
    parent   text,
    en       text,
    de       text,
    ru       text,
    uk       text
) ON COMMIT DROP;

INSERT INTO named (slug, parent, en, de, ru, uk) VALUES
    ('sales-marketing', NULL, 'Sales and marketing', 'Vertrieb und Marketing', 'Продажи и маркетинг', 'Продажі та маркетинг'),
    ('lead-capture', 'sales-marketing', 'Lead capture', 'Leadgewinnung', 'Сбор заявок', 'Збирання заявок'),
    ('campaigns', 'sales-marketing', 'Campaigns and mailings', 'Kampagnen und Mailings', 'Кампании и рассылки', 'Кампанії та розсилки'),
    ('quotes', 'sales-marketing', 'Quotes and price lists', 'Angebote und Preislisten', 'Предложения и прайс-листы', 'Пропозиції та прайс-листи'),
    ('crm', NULL, 'CRM and customer management', 'CRM und Kundenmanagement', 'CRM и управление клиентами', 'CRM і керування клієнтами'),
    ('contact-base', 'crm', 'Customer base', 'Kundenstamm', 'Клиентская база', 'Клієнтська база'),
    ('deal-tracking', 'crm', 'Deals and funnels', 'Deals und Vertriebstrichter', 'Сделки и воронки', 'Угоди та воронки'),
    ('loyalty', 'crm', 'Loyalty programmes', 'Kundenbindung', 'Программы лояльности', 'Програми лояльності'),
    ('finance', NULL, 'Finance and accounting', 'Finanzen und Buchhaltung', 'Финансы и бухгалтерия', 'Фінанси та бухгалтерія'),
    ('invoicing', 'finance', 'Invoicing and payments', 'Rechnungen und Zahlungen', 'Счета и оплата', 'Рахунки та оплата'),
    ('cash-flow', 'finance', 'Cash flow and budgets', 'Liquidität und Budgets', 'Движение денег и бюджеты', 'Рух коштів і бюджети'),
    ('expenses', 'finance', 'Expenses and travel', 'Spesen und Reisen', 'Расходы и командировки', 'Витрати та відрядження'),
    ('hr', NULL, 'Human resources', 'Personalwesen', 'Управление персоналом', 'Керування персоналом'),
    ('recruiting', 'hr', 'Recruiting', 'Bewerbermanagement', 'Подбор персонала', 'Добір персоналу'),
    ('leave', 'hr', 'Absences and shifts', 'Abwesenheiten und Schichten', 'Отпуска и смены', 'Відпустки та зміни'),
    ('onboarding', 'hr', 'Onboarding and training', 'Einarbeitung und Schulung', 'Адаптация и обучение', 'Адаптація та навчання'),
    ('erp-logistics', NULL, 'ERP and logistics', 'ERP und Logistik', 'ERP и логистика', 'ERP і логістика'),
    ('warehouse', 'erp-logistics', 'Warehouse', 'Lager', 'Склад', 'Склад'),
    ('purchasing', 'erp-logistics', 'Purchasing', 'Einkauf', 'Закупки', 'Закупівлі'),
    ('production', 'erp-logistics', 'Production', 'Produktion', 'Производство', 'Виробництво'),
    ('delivery', 'erp-logistics', 'Delivery and transport', 'Lieferung und Transport', 'Доставка и перевозки', 'Доставлення та перевезення'),
    ('communication', NULL, 'Communication and collaboration', 'Kommunikation und Zusammenarbeit', 'Коммуникации и совместная работа', 'Комунікації та спільна робота'),
    ('telephony', 'communication', 'Telephony', 'Telefonie', 'Телефония', 'Телефонія'),
    ('team-chat', 'communication', 'Chats and team work', 'Chats und Teamarbeit', 'Чаты и командная работа', 'Чати й командна робота'),
    ('helpdesk', 'communication', 'Customer service', 'Kundenservice', 'Обслуживание клиентов', 'Обслуговування клієнтів'),
    ('analytics', NULL, 'Analytics and business intelligence', 'Analyse und Business Intelligence', 'Аналитика и бизнес-анализ', 'Аналітика та бізнес-аналіз'),
    ('dashboards', 'analytics', 'Reports and dashboards', 'Berichte und Dashboards', 'Отчёты и панели показателей', 'Звіти й панелі показників'),
    ('forecasting', 'analytics', 'Forecasts', 'Prognosen', 'Прогнозы', 'Прогнози'),
    ('data-quality', 'analytics', 'Data quality', 'Datenqualität', 'Качество данных', 'Якість даних'),
    ('office', NULL, 'Office and administration', 'Büro und Verwaltung', 'Офис и администрирование', 'Офіс та адміністрування'),
    ('documents', 'office', 'Documents', 'Dokumente', 'Документы', 'Документи'),
    ('contracts', 'office', 'Contracts and signatures', 'Verträge und Unterschriften', 'Договоры и подписи', 'Договори та підписи'),
    ('meetings', 'office', 'Meetings and rooms', 'Sitzungen und Räume', 'Встречи и переговорные', 'Зустрічі та переговорні'),
    ('security', NULL, 'Antivirus and security', 'Virenschutz und Sicherheit', 'Антивирусы и безопасность', 'Антивіруси та безпека'),
    ('endpoint', 'security', 'Device protection', 'Geräteschutz', 'Защита устройств', 'Захист пристроїв'),
    ('access', 'security', 'Sign-in and access', 'Anmeldung und Zugriff', 'Вход и доступ', 'Вхід і доступ'),
    ('audit-log', 'security', 'Logs and audits', 'Protokolle und Prüfungen', 'Журналы и проверки', 'Журнали та перевірки'),
    ('storage', NULL, 'Online storage and backup', 'Onlinespeicher und Sicherung', 'Онлайн-хранение и резервные копии', 'Онлайн-сховища та резервні копії'),
    ('backup', 'storage', 'Backup', 'Datensicherung', 'Резервное копирование', 'Резервне копіювання'),
    ('file-sharing', 'storage', 'File sharing', 'Dateiaustausch', 'Обмен файлами', 'Обмін файлами'),
    ('archive', 'storage', 'Archiving', 'Archivierung', 'Архивы', 'Архіви');

-- Identifiers follow from the slug, so that all installations agree on them.
INSERT INTO category (id, parent_id, slug, position)
SELECT md5('category/' || slug)::uuid, md5('category/' || parent)::uuid, slug, position FROM named ORDER BY position;

INSERT INTO category_name (category_id, locale, name)
SELECT md5('category/' || slug)::uuid, locale, name
FROM named, LATERAL (VALUES ('en', en), ('de', de), ('ru', ru), ('uk', uk)) AS n (locale, name);

DELETE FROM named;
INSERT INTO named (slug, en, de, ru, uk) VALUES
    ('retail', 'Retail', 'Einzelhandel', 'Розничная торговля', 'Роздрібна торгівля'),
    ('wholesale', 'Wholesale', 'Großhandel', 'Оптовая торговля', 'Оптова торгівля'),
    ('manufacturing', 'Manufacturing', 'Produktion', 'Производство', 'Виробництво'),
    ('construction', 'Construction', 'Bau', 'Строительство', 'Будівництво'),
    ('real-estate', 'Real estate', 'Immobilien', 'Недвижимость', 'Нерухомість'),
    ('healthcare', 'Health care', 'Gesundheitswesen', 'Здравоохранение', 'Охорона здоров''я'),
    ('education', 'Education', 'Bildung', 'Образование', 'Освіта'),
    ('logistics', 'Transport and logistics', 'Transport und Logistik', 'Перевозки и логистика', 'Перевезення та логістика'),
    ('banking', 'Banking', 'Banken', 'Банки', 'Банки'),
    ('insurance', 'Insurance', 'Versicherungen', 'Страхование', 'Страхування'),
    ('hospitality', 'Hotels and restaurants', 'Hotels und Gastronomie', 'Гостиницы и рестораны', 'Готелі та ресторани'),
    ('travel', 'Travel', 'Reisen', 'Туризм', 'Туризм'),
    ('law', 'Law and tax advice', 'Recht und Steuern', 'Право и налоги', 'Право та податки'),
    ('agriculture', 'Agriculture', 'Landwirtschaft', 'Сельское хозяйство', 'Сільське господарство'),
    ('energy', 'Energy', 'Energie', 'Энергетика', 'Енергетика'),
    ('media', 'Media and advertising', 'Medien und Werbung', 'СМИ и реклама', 'Медіа та реклама'),
    ('software', 'Software and IT', 'Software und IT', 'Программное обеспечение и ИТ', 'Програмне забезпечення та ІТ'),
    ('automotive', 'Vehicles and workshops', 'Fahrzeuge und Werkstätten', 'Автомобили и автосервис', 'Автомобілі та автосервіс'),
    ('nonprofit', 'Associations and charities', 'Vereine und Stiftungen', 'Некоммерческие организации', 'Неприбуткові організації'),
    ('beauty', 'Beauty and sport', 'Kosmetik und Sport', 'Красота и спорт', 'Краса та спорт');

INSERT INTO industry (code) SELECT slug FROM named;

INSERT INTO industry_name (industry, locale, name)
SELECT slug, locale, name
FROM named, LATERAL (VALUES ('en', en), ('de', de), ('ru', ru), ('uk', uk)) AS n (locale, name);
