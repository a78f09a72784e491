import css from './style.css';
import { connect } from './api.js';
import { h, markup, onAccent, stars } from './dom.js';
import { form } from './form.js';
import { speak } from './words.js';

const base = new URL(document.currentScript?.src || location.href).origin;
const pageSize = 6;

// Catalogue is the element <partnergraph-catalogue key lang theme>. All it shows stands in
// its shadow; what the page wrote inside is for readers without scripts.
class Catalogue extends HTMLElement {
  static observedAttributes = ['key', 'lang', 'theme', 'src'];

  connectedCallback() {
    if (!this.root) this.build();
    this.dark.addEventListener('change', this.paint);
    this.start();
  }

  disconnectedCallback() {
    this.stop();
    this.dark.removeEventListener('change', this.paint);
  }

  attributeChangedCallback(name, before, now) {
    if (!this.root || !this.isConnected || before === now) return;
    if (name === 'theme') this.paint();
    else this.start();
  }

  build() {
    const shadow = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet(); // which no policy of the page forbids
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
    this.status = h('p.hidden', { role: 'status' });
    this.view = h('div.stack');
    this.root = h('div.pg', { part: 'root' }, this.status, this.view);
    this.dark = matchMedia('(prefers-color-scheme: dark)');
    this.paint = this.paint.bind(this);
    shadow.append(this.root);
  }

  stop() {
    clearTimeout(this.timer);
    this.abort?.abort();
    this.abort = new AbortController();
  }

  // say tells readers of screens what has changed.
  say(text) { this.status.textContent = text; }

  // paint chooses light or dark, and the key's colours.
  paint() {
    const { scheme = 'AUTO', accent, radius } = this.frame?.theme || {};
    const wanted = (this.getAttribute('theme') || scheme).toLowerCase();
    this.root.classList.toggle('dark', wanted === 'dark' || (wanted !== 'light' && this.dark.matches));
    const set = (name, value) => (value == null ? this.root.style.removeProperty(name) : this.root.style.setProperty(name, value));
    set('--key-accent', accent);
    set('--key-on-accent', accent && onAccent(accent));
    set('--key-radius', radius == null ? null : `${radius}px`);
  }

  async start() {
    this.stop();
    const lang = this.getAttribute('lang') || this.closest('[lang]')?.lang || navigator.language || 'en';
    this.t = speak(lang);
    this.root.lang = this.t.lang;
    this.api = connect(this.getAttribute('src') || base, this.getAttribute('key') || '', this.t.lang);
    Object.assign(this, { frame: null, text: '', category: '', cursors: [null], opened: null });
    this.paint();
    this.view.replaceChildren(h('p.soft', null, this.t('loading')));
    await this.attempt(async (signal) => {
      this.frame = await this.api.read('Frame', {}, signal);
      this.paint();
      await this.list();
    });
  }

  // attempt does something that may fail, and says so kindly where it would have stood.
  // What fails because many read is done again by itself.
  async attempt(f, place = this.view) {
    clearTimeout(this.timer);
    const { signal } = this.abort;
    place.classList.add('busy');
    place.setAttribute('aria-busy', 'true');
    try {
      await f(signal);
    } catch (e) {
      if (signal.aborted || e.name === 'AbortError') return;
      const kind = e.kind || 'fault', retry = () => this.attempt(f, place);
      const again = ['offline', 'busy', 'later', 'fault'].includes(kind);
      if (kind === 'busy') this.timer = setTimeout(retry, e.wait * 1000);
      place.replaceChildren(h('div.card.note.bad.stack', { part: 'note' }, h('p', { role: 'alert' }, this.t(kind)),
        again && h('button.button', { type: 'button', click: retry, part: 'button' }, this.t('again'))));
    } finally {
      place.classList.remove('busy');
      place.removeAttribute('aria-busy');
    }
  }

  may(part) { return this.frame.shows.includes(part); }

  // heading is what a view begins with, and where the focus goes.
  heading(text, hidden) { return h(hidden ? 'h2.hidden' : 'h2', { tabindex: -1, part: 'title' }, text); }

  show(...parts) {
    this.view.replaceChildren(...parts.flat().filter(Boolean));
    this.root.scrollIntoView?.({ block: 'nearest' });
  }

  askButton(solution) {
    return this.may('LEAD_FORM') && h('button.button.main', { type: 'button', part: 'button primary', click: () => this.ask(solution) }, this.t('ask'));
  }

  partnerCard() {
    const p = this.frame.partner, t = this.t;
    if (!p) return this.may('LEAD_FORM') && h('div', null, this.heading(this.frame.partnerName), this.askButton());
    return h('section.card.partner', { part: 'card partner', 'aria-label': p.name },
      h('div', null, h('h2', { part: 'title' }, p.name), h('p', null, stars(t, p.rating)),
        h('p', null, p.summary), h('p.soft', null, [p.level.licence, p.city, t.country(p.country)].filter(Boolean).join(' · '))),
      this.askButton());
  }

  // list is the first view: the partner, what to search by, a page, and reviews.
  async list() {
    const t = this.t;
    this.results = h('div.stack');
    this.show(this.partnerCard() || this.heading(t('search'), true), this.may('SOLUTIONS') && this.searchBar(), this.results,
      this.reviews(this.frame.reviews));
    if (this.may('SOLUTIONS')) await this.page();
  }

  searchBar() {
    const t = this.t;
    const words = h('input', { type: 'search', value: this.text, maxlength: 200, part: 'field' });
    const pick = h('select', { part: 'field' }, h('option', { value: '' }, t('all')),
      this.frame.categories.map((c) => h('option', { value: c.slug, selected: c.slug === this.category }, c.name)));
    const search = (event) => {
      event.preventDefault();
      Object.assign(this, { text: words.value.trim(), category: pick.value, cursors: [null] });
      this.page();
    };
    pick.addEventListener('change', search);
    return h('form.bar', { role: 'search', submit: search, part: 'search' },
      h('label', null, t('search'), words),
      this.frame.categories.length > 1 && h('label.pick', null, t('category'), pick),
      h('button.button', { type: 'submit', part: 'button' }, t('find')));
  }

  // page reads the page whose cursor is the last, and forgets an older read of one.
  page(focus) {
    this.stop();
    const { t, text, category, cursors } = this;
    return this.attempt(async (signal) => {
      const { solutions } = await this.api.read('Shelf',
        { text: text || undefined, category: category || undefined, first: pageSize, after: cursors.at(-1) || undefined }, signal);
      const { nodes, pageInfo, totalCount } = solutions;
      const count = totalCount ? t('found', totalCount) : t('none');
      const turn = (label, to, on) => h('button.button', { type: 'button', part: 'button', disabled: !on, click: () => { this.cursors = to; this.page(true); } }, t(label));
      const head = h('p.soft', { tabindex: -1 }, count, cursors.length > 1 || pageInfo.hasNextPage ? ` · ${t('page', cursors.length)}` : '');
      this.results.replaceChildren(head, h('ul.grid', { role: 'list' }, nodes.map((s) => h('li', null, this.card(s)))),
        ...(cursors.length > 1 || pageInfo.hasNextPage ? [h('nav.pager', { 'aria-label': t('page', cursors.length) },
          turn('previous', cursors.slice(0, -1), cursors.length > 1), turn('next', [...cursors, pageInfo.endCursor], pageInfo.hasNextPage))] : []));
      this.say(head.textContent);
      if (focus) head.focus();
    }, this.results);
  }

  card(s) {
    const t = this.t, price = s.plans[0]?.prices[0];
    return h('article.card.item', { part: 'card', lang: s.locale },
      h('p.soft', null, s.category.name),
      h('h3', null, h('button.open', { type: 'button', 'data-slug': s.slug, click: () => this.open(s.slug) }, s.title)),
      h('p', null, s.summary),
      !this.frame.partner && h('p.soft', null, t('by', s.partner.name)),
      h('div.foot', { lang: t.lang }, stars(t, s.rating), price && h('span.soft', null, t('from', t(price.model, t.money(price.amount))))));
  }

  back() {
    return h('button.button', { type: 'button', part: 'button', click: async () => {
      this.stop();
      await this.list();
      this.root.querySelector(`[data-slug="${CSS.escape(this.opened || '')}"]`)?.focus();
    } }, `← ${this.t('back')}`);
  }

  open(slug) {
    this.stop();
    this.opened = slug;
    return this.attempt(async (signal) => {
      const { solution: s, reviews } = await this.api.read('Item', { slug }, signal);
      if (!s) return this.show(this.back(), h('p', { role: 'alert' }, this.t('gone')));
      const head = this.heading(s.title);
      this.show(this.back(), this.solution(s, head), this.reviews(reviews));
      this.say(s.title);
      head.focus();
    });
  }

  solution(s, head) {
    const t = this.t;
    const facts = [[t('industries'), s.industries.map((i) => i.name).join(', ')], [t('trial'), s.trialDays && t('days', s.trialDays)],
      [t('free'), s.isFreemium && t('yes')], [t('export'), s.hasExport && t('yes')], [t('hosted'), s.hostingCountry && t.country(s.hostingCountry)]].filter(([, v]) => v);
    return h('article.stack', { part: 'detail' },
      h('div', null, h('p.soft', null, s.category.name), head, h('p', null, stars(t, s.rating), ' ', h('span.soft', null, t('by', s.partner.name)))),
      h('p', { lang: s.locale }, s.summary),
      this.askButton(s),
      markup(h('div.text', { lang: s.locale }), s.description),
      s.plans.length > 0 && h('h3', null, t('plans')),
      h('div.plans', null, s.plans.map((p) => h('section.card', { part: 'card', 'aria-label': p.name }, h('h4', null, p.name),
        p.prices.map((price) => h('p', null, t(price.model, t.money(price.amount)))), h('p.soft', null, t('terms', p.terms.join(', ')))))),
      facts.length > 0 && h('h3', null, t('facts')),
      facts.length > 0 && h('dl.facts', null, facts.map(([k, v]) => [h('dt', null, k), h('dd', null, v)])));
  }

  reviews(page) {
    const t = this.t;
    if (!page?.totalCount) return null;
    return h('section.stack', { part: 'reviews', 'aria-label': t('said') }, h('h3', null, t('said'), ' ', h('span.soft', null, t('reviews', page.totalCount))),
      h('div.grid', null, page.nodes.map((r) => h('figure.card.item', { part: 'card' },
        h('p', null, h('span.stars', { 'aria-hidden': 'true' }, '★'.repeat(r.score)), h('span.hidden', null, t('stars', r.score))),
        h('blockquote', { lang: r.locale }, r.text),
        h('figcaption.soft', null, [r.author.name, t.day(r.createdAt), r.solution && t('about', r.solution.title)].filter(Boolean).join(' · '))))));
  }

  // ask shows the form. Its token comes with it, so that it tells how long somebody wrote.
  ask(solution) {
    this.stop();
    const t = this.t, name = this.frame.partnerName;
    const away = () => (solution ? this.open(solution.slug) : this.list());
    return this.attempt(async () => {
      let token = await this.api.token();
      const submit = async (given) => {
        try {
          let sent = await this.api.ask({ token, solution: solution?.slug, ...given });
          if (sent.userErrors.some((e) => e.field?.[0] === 'token')) {
            token = await this.api.token();
            sent = await this.api.ask({ token, solution: solution?.slug, ...given });
          }
          if (sent.userErrors.length) return this.errors(sent.userErrors, problem);
          this.thank(name, sent.number);
        } catch (e) {
          problem.hidden = false;
          problem.textContent = t(e.kind || 'fault');
        }
        return null;
      };
      const problem = h('p.card.note.bad', { role: 'alert', hidden: true, part: 'note' });
      const head = this.heading(t('asking', name));
      this.show(head, solution && h('p.soft', null, solution.title), problem, form(t, name, { submit, cancel: away, say: (text) => this.say(text) }));
      head.focus();
    });
  }

  // errors are the server's, by field of the form; what belongs to none is said above.
  errors(list, problem) {
    const t = this.t, own = { email: t('wrongEmail'), phone: t('wrongPhone'), name: t('missing') }, left = {};
    for (const e of list) {
      const field = { contact: e.field?.[1], goal: 'need' }[e.field?.[0]];
      if (field && e.code === 'INVALID') left[field] = own[field] || e.message;
      else {
        problem.hidden = false;
        problem.textContent = e.code === 'THROTTLED' ? t('later') : e.message;
      }
    }
    return left;
  }

  thank(name, number) {
    const t = this.t, head = this.heading(t('sent', name));
    this.show(h('div.card.note.stack', { part: 'note' }, head, number && h('p', null, t('number', number))), this.back());
    head.focus();
    this.dispatchEvent(new CustomEvent('partnergraph:lead', { bubbles: true, composed: true, detail: { number } }));
  }
}

if (!customElements.get('partnergraph-catalogue')) customElements.define('partnergraph-catalogue', Catalogue);
