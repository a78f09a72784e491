// The search box finds types and fields by their names. Without this file the page
// is the same, but for the box. "/" leads to it, the arrows walk through what was
// found, Escape leads back.
const form = document.getElementById('search');
const words = document.getElementById('words');
const found = document.getElementById('found');
const names = [...document.querySelectorAll('[data-entry]')].map((e) => e.id);
const most = 30;

// On a phone the contents would push everything else away.
const contents = document.querySelector('.contents details');
if (matchMedia('(max-width: 50rem)').matches) contents.open = false;
form.hidden = false;

// rank puts what is called so before what begins so, and that before what holds it.
function rank(name, text) {
  const low = name.toLowerCase();
  const own = low.slice(low.indexOf('.') + 1);
  if (low === text || own === text) return 0;
  if (low.startsWith(text) || own.startsWith(text)) return 1;
  return low.includes(text) ? 2 : 3;
}

function search() {
  const text = words.value.trim().toLowerCase();
  const hits = text === '' ? [] : names
    .map((name) => [rank(name, text), name])
    .filter(([r]) => r < 3)
    .sort((a, b) => a[0] - b[0] || a[1].length - b[1].length)
    .slice(0, most);
  found.replaceChildren(...hits.map(([, name]) => {
    const item = document.createElement('li');
    const link = item.appendChild(document.createElement('a'));
    link.href = '#' + name;
    link.textContent = name;
    return item;
  }));
  if (text !== '' && hits.length === 0) {
    found.appendChild(document.createElement('li')).textContent = 'Nothing is called so.';
  }
  found.hidden = text === '';
}

function close() {
  found.hidden = true;
  words.value = '';
}

function move(step) {
  const stops = [words, ...found.querySelectorAll('a')];
  const next = stops.indexOf(document.activeElement) + step;
  stops[Math.max(0, Math.min(next, stops.length - 1))].focus();
}

words.addEventListener('input', search);
found.addEventListener('click', close);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  found.querySelector('a')?.click();
});
form.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') { close(); words.blur(); }
  if (event.key === 'ArrowDown') { event.preventDefault(); move(1); }
  if (event.key === 'ArrowUp') { event.preventDefault(); move(-1); }
});
document.addEventListener('keydown', (event) => {
  if (event.key === '/' && document.activeElement !== words && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    words.focus();
  }
});
document.addEventListener('click', (event) => {
  if (!form.contains(event.target)) found.hidden = true;
});
