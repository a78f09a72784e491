// h makes an element: attributes by name, functions as listeners, and children.
export function h(tag, attributes, ...children) {
  const [name, ...classes] = tag.split('.');
  const e = document.createElement(name);
  if (classes.length) e.className = classes.join(' ');
  for (const [k, v] of Object.entries(attributes || {})) {
    if (typeof v === 'function') e.addEventListener(k, v);
    else if (v === true) e.setAttribute(k, '');
    else if (v !== false && v != null) e.setAttribute(k, v);
  }
  e.append(...children.flat(2).filter((c) => c || c === 0));
  return e;
}

// markup puts what the server has sanitised into an element, also on pages that demand
// trusted types; where they forbid even that, its text alone.
let policy;
export function markup(e, html) {
  try {
    policy ||= window.trustedTypes ? trustedTypes.createPolicy('partnergraph', { createHTML: (s) => s }) : { createHTML: (s) => s };
    e.innerHTML = policy.createHTML(html);
  } catch {
    e.textContent = html.replace(/<[^>]*>/g, ' ');
  }
  for (const a of e.querySelectorAll('a')) Object.assign(a, { target: '_blank', rel: 'noopener nofollow ugc' });
  return e;
}

// stars says a rating to eyes and to readers of screens.
export function stars(t, { value, count }) {
  if (!count) return h('span.soft', null, t('unrated'));
  const n = t.number(value, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  return h('span', null,
    h('span.stars', { 'aria-hidden': 'true' }, `★ ${n}`), h('span.hidden', null, t('stars', n)),
    h('span.soft', null, ` (${t('reviews', count)})`));
}

// onAccent is black or white, whichever is read better on a colour #rrggbb.
export function onAccent(colour) {
  const [r, g, b] = [1, 3, 5].map((i) => {
    const c = parseInt(colour.slice(i, i + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? '#000' : '#fff';
}
