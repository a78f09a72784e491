// In development the demo's people can be chosen in the bar: it signs in as they would,
// through the API, with the code from /dev/sms. A header of the reader's own wins.

const renewAfter = 14 * 60 * 1000; // an access token lives 15 minutes

const sessions = new Map(); // by number
let present = '';

async function call(name, fields, input) {
  const type = name[0].toUpperCase() + name.slice(1);
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      query: `mutation($input: ${type}Input!) { ${name}(input: $input) { ${fields} userErrors { message } } }`,
      variables: { input },
    }),
  });
  const { data, errors } = await response.json();
  const wrong = errors?.[0] ?? data[name].userErrors[0];
  if (wrong) throw new Error(wrong.message);
  return data[name];
}

const tokens = 'tokens { accessToken refreshToken }';

async function signIn(phone) {
  const { challenge } = await call('signInStart', 'challenge', { phone });
  const sms = await fetch('/dev/sms?to=' + encodeURIComponent(phone));
  const { code } = await sms.json();
  return call('signInVerify', tokens, { challenge, code });
}

function keep(phone, answer) {
  sessions.set(phone, { ...answer.tokens, since: Date.now() });
}

// token is that of the person chosen, renewed when it is about to end.
async function token() {
  const session = sessions.get(present);
  if (!session) return '';
  if (Date.now() - session.since > renewAfter) {
    keep(present, await call('sessionRefresh', tokens, { refreshToken: session.refreshToken }));
  }
  return sessions.get(present).accessToken;
}

// withPerson makes a fetcher send the token of the person chosen.
export function withPerson(fetcher) {
  return async (params, options = {}) => {
    const headers = options.headers ?? {};
    const own = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
    const bearer = own ? '' : await token();
    return fetcher(params, bearer === '' ? options : { ...options, headers: { ...headers, Authorization: `Bearer ${bearer}` } });
  };
}

async function choose(box, state) {
  const phone = box.value;
  box.disabled = true;
  state.textContent = '';
  try {
    if (phone !== '' && !sessions.has(phone)) keep(phone, await signIn(phone));
    present = phone;
  } catch (error) {
    box.value = present;
    state.textContent = error.message;
  }
  box.disabled = false;
}

// showPeople fills the box, where the server has people to show.
export async function showPeople() {
  const response = await fetch('people.json');
  if (!response.ok) return;
  const form = document.getElementById('people');
  const box = form.querySelector('select');
  for (const { phone, who } of await response.json()) {
    box.add(new Option(`${who} (${phone})`, phone));
  }
  box.addEventListener('change', () => choose(box, form.querySelector('output')));
  form.hidden = false;
}
