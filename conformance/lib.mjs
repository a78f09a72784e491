// What the suites share: where the server is, who is signed in, and plain requests to
// set the scene with.
import { readFileSync } from 'node:fs'

export const url = process.env.PARTNERGRAPH_URL
export const endpoint = `${url}/graphql`
export const socketEndpoint = endpoint.replace(/^http/, 'ws')

// Access tokens of people of the demo, see the README.
export const client = process.env.PARTNERGRAPH_CLIENT
export const owner = process.env.PARTNERGRAPH_OWNER
export const editor = process.env.PARTNERGRAPH_EDITOR
export const loner = process.env.PARTNERGRAPH_LONER
export const moderator = process.env.PARTNERGRAPH_MODERATOR
export const finance = process.env.PARTNERGRAPH_FINANCE

export const pause = (ms) => new Promise((done) => setTimeout(done, ms))

export const bearer = (token) => (token ? { authorization: `Bearer ${token}` } : {})

// graphql runs an operation and returns its data; errors are thrown.
export async function graphql(token, query, variables, at = endpoint) {
  const response = await fetch(at, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...bearer(token) },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = await response.json()
  if (errors) throw new Error(`${query}: ${JSON.stringify(errors)}`)
  return data
}

// mutate runs a mutation whose only field is name, and returns its payload.
export async function mutate(token, name, input, fields, at) {
  const type = `${name[0].toUpperCase()}${name.slice(1)}Input`
  const data = await graphql(token,
    `mutation($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { field code message } } }`, { input }, at)
  const payload = data[name]
  if (payload.userErrors.length) throw new Error(`${name}: ${JSON.stringify(payload.userErrors)}`)
  return payload
}

// signIn exchanges the code that a development server shows for an access token.
export async function signIn(base, phone) {
  const at = `${base}/graphql`
  const { challenge } = await mutate(null, 'signInStart', { phone }, 'challenge', at)
  const { code } = await (await fetch(`${base}/dev/sms?to=${encodeURIComponent(phone)}`)).json()
  const { tokens } = await mutate(null, 'signInVerify', { challenge, code }, 'tokens { accessToken }', at)
  return tokens.accessToken
}

// newThread opens a thread for a test to reply in, and returns its id.
export async function newThread(token, title, at) {
  const { boards } = await graphql(token, '{ boards(locales: ["en"]) { id isAnnouncements } }', {}, at)
  const board = boards.find((b) => !b.isAnnouncements)
  const { thread } = await mutate(token, 'threadCreate', { boardId: board.id, title, body: 'Asked by a test of a client.' }, 'thread { id }', at)
  return thread.id
}

export const reply = (token, threadId, body, at) => mutate(token, 'replyCreate', { threadId, body }, 'reply { id number }', at)

export const REPLIES = `subscription Replies($threadId: ID!, $after: String) {
  replyAdded(threadId: $threadId, after: $after) { cursor node { number body { markdown } } }
}`

// resuming makes a client of graphql-ws go on where it was cut, as the README has it: it
// moves the payload's "after" along, which the client sends again when it connects anew.
export const resuming = (client) => ({
  ...client,
  subscribe(payload, sink) {
    const variables = { ...payload.variables }
    return client.subscribe({ ...payload, variables }, {
      next(result) {
        variables.after = Object.values(result.data ?? {})[0]?.cursor ?? variables.after
        sink.next(result)
      },
      error: (reason) => sink.error(reason),
      complete: () => sink.complete(),
    })
  },
})

const serverPid = () => Number(readFileSync(process.env.PARTNERGRAPH_PID, 'utf8'))

// killServer ends the server, as a crash does or with SIGTERM in good order, and
// resolves when its supervisor has started it again.
export async function killServer(signal = 'SIGKILL') {
  const pid = serverPid()
  process.kill(pid, signal)
  await until(async () => serverPid() !== pid && (await fetch(`${url}/readyz`).catch(() => null))?.ok, 'the server is back', 60_000)
}

// until resolves when what is looked for is there.
export async function until(holds, sentence, ms = 15_000) {
  for (const end = Date.now() + ms; Date.now() < end; await pause(20)) {
    if (await holds()) return
  }
  throw new Error(`after ${ms} ms still not: ${sentence}`)
}
