import { h } from './dom.js';

// phoneOf writes a number as the server reads it: + and digits.
export const phoneOf = (text) => text.replace(/[\s().\/-]/g, '').replace(/^00/, '+');

const checks = {
  name: (t, v) => !v && t('missing'),
  email: (t, v) => v && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(v) && t('wrongEmail'),
  phone: (t, v) => v && !/^\+[1-9]\d{6,14}$/.test(phoneOf(v)) && t('wrongPhone'),
};

// fields are what the form asks for, each with the name by which browsers fill it in.
const fields = [
  ['name', 'name', 'text', true, 120], ['email', 'email', 'email', false, 254], ['phone', 'tel', 'tel', false, 24],
  ['company', 'organization', 'text', false, 120],
];

// form asks for whom to call and what is needed. submit gets that, and answers with the
// errors that are left, by field.
export function form(t, partner, { submit, cancel, say }) {
  const inputs = {}, notes = {};
  const field = (name, input, label) => {
    inputs[name] = input;
    notes[name] = h('p.wrong', { id: `wrong-${name}`, hidden: true });
    input.setAttribute('aria-describedby', [`wrong-${name}`, name === 'email' || name === 'phone' ? 'reach' : ''].join(' ').trim());
    return h('div', null, h('label', null, label, input), notes[name]);
  };
  const mark = (errors) => {
    for (const name in notes) {
      const wrong = errors[name];
      notes[name].hidden = !wrong;
      notes[name].textContent = wrong || '';
      if (wrong) inputs[name].setAttribute('aria-invalid', 'true');
      else inputs[name].removeAttribute('aria-invalid');
    }
    const first = Object.keys(inputs).find((name) => errors[name]);
    if (first) {
      say(t('mend'));
      inputs[first].focus();
    }
    return !first;
  };
  const trap = h('input', { name: 'website', tabindex: -1, autocomplete: 'off' });
  const button = h('button.button.main', { type: 'submit', part: 'button primary' }, t('send'));
  const optional = (name) => [t(name), ' ', h('span.soft', null, `(${t('optional')})`)];
  const onsubmit = async (event) => {
    event.preventDefault();
    const value = (name) => inputs[name].value.trim(), errors = {};
    for (const name in checks) errors[name] = checks[name](t, value(name));
    if (!value('email') && !value('phone')) errors.email = t('reach');
    if (!mark(errors)) return;
    button.disabled = true;
    button.textContent = t('sending');
    const left = await submit({
      trap: trap.value || undefined, goal: value('need') || undefined,
      contact: { name: value('name'), email: value('email') || undefined, phone: phoneOf(value('phone')) || undefined, company: value('company') || undefined },
    });
    button.disabled = false;
    button.textContent = t('send');
    if (left) mark(left);
  };
  return h('form.fields', { submit: onsubmit, novalidate: true, part: 'form' },
    fields.map(([name, complete, type, needed, max]) => [
      name === 'email' && h('p.soft', { id: 'reach' }, t('reach')),
      field(name, h('input', { type, name, autocomplete: complete, maxlength: max, 'aria-required': needed && 'true', part: 'field' }), needed || name !== 'company' ? t(name) : optional(name)),
    ]),
    field('need', h('textarea', { name: 'need', maxlength: 5000, part: 'field' }), optional('need')),
    h('div.trap', { 'aria-hidden': 'true' }, h('label', null, t('site_'), trap)),
    h('p.soft', null, t('consent', partner)),
    h('div.bar', null, button, h('button.button', { type: 'button', part: 'button', click: cancel }, t('cancel'))));
}
