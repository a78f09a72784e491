/* global DOCUMENTS */

// Trouble is why an answer did not come: a word of words.js, and the seconds after which
// another try is worth it.
export class Trouble extends Error {
  constructor(kind, wait) {
    super(kind);
    Object.assign(this, { kind, wait });
  }
}

const reasons = { EMBED_KEY_ENDED: 'revoked', EMBED_SITE: 'site' };

async function send(url, init) {
  let answer;
  try {
    answer = await fetch(url, { mode: 'cors', credentials: 'omit', ...init });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Trouble('offline');
  }
  const body = await answer.json().catch(() => ({}));
  if (answer.ok && body.data !== null) return body.data || body;
  const wait = Number(answer.headers.get('Retry-After')) || 0;
  if (answer.status === 429) throw new Trouble(wait > 60 ? 'later' : 'busy', wait > 60 ? 0 : Math.max(wait, 1));
  throw new Trouble(reasons[body.errors?.[0]?.extensions?.reason] || 'fault');
}

// connect reads, and sends the form, by a key. Documents are named by their hashes: the
// server runs no others for a key, and sets its variable itself.
export function connect(base, key, lang) {
  const at = (path) => `${base}${path}?embedKey=${encodeURIComponent(key)}`;
  const vars = (given) => ({ lang, ...given });
  return {
    async read(name, given, signal) {
      const query = `&documentId=${DOCUMENTS[name]}&variables=${encodeURIComponent(JSON.stringify(vars(given)))}`;
      const { embed } = await send(at('/graphql') + query, { signal, headers: { Accept: 'application/json' } });
      if (!embed) throw new Trouble('revoked');
      return embed;
    },
    token: async () => (await send(at('/embed/v1/form'))).token,
    async ask(given) {
      const body = JSON.stringify({ documentId: DOCUMENTS.Ask, variables: vars(given) });
      return (await send(at('/graphql'), { method: 'POST', body, headers: { 'Content-Type': 'application/json', Accept: 'application/json' } })).embedLeadSubmit;
    },
  };
}
