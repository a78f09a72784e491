// The client of graphql-sse, in the mode of distinct connections.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from 'graphql-sse'
import { bearer, client, editor, endpoint, finance, newThread, pause, REPLIES, reply, until } from '../lib.mjs'

function connect(t, token, options) {
  const connection = createClient({ url: endpoint, fetchFn: fetch, retryAttempts: 0, headers: bearer(token), ...options })
  t.after(() => connection.dispose())
  return connection
}

const once = (connection, payload) => new Promise((done, failed) => {
  let result
  connection.subscribe(payload, { next: (r) => { result = r }, error: failed, complete: () => done(result) })
})

function listen(connection, payload) {
  const heard = { replies: [], cursors: [], error: null, completed: false }
  heard.stop = connection.subscribe(payload, {
    next: ({ data }) => {
      heard.cursors.push(data.replyAdded.cursor)
      heard.replies.push(data.replyAdded.node.body.markdown)
    },
    error: (error) => { heard.error = error },
    complete: () => { heard.completed = true },
  })
  return heard
}

test('a query as a stream of one', async (t) => {
  const { data } = await once(connect(t, client), { query: '{ viewer { phone } }' })
  assert.equal(data.viewer.phone, '+447700900005')
})

test('a mutation as a stream of one', async (t) => {
  const { data } = await once(connect(t, client), {
    query: 'mutation { personUpdate(input: {motto: "Streams of one"}) { person { motto } userErrors { code } } }' })
  assert.deepEqual(data.personUpdate, { person: { motto: 'Streams of one' }, userErrors: [] })
})

test('what is wrong with an operation comes as its result', async (t) => {
  const { errors, data } = await once(connect(t), { query: '{ noSuchField }' })
  assert.equal(errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED')
  assert.equal(data, undefined)
})

test('a token that nobody has fails the client, with the status', async (t) => {
  await assert.rejects(once(connect(t, 'nobody'), { query: '{ levels { code } }' }), (error) => error.response.status === 401)
})

test('events arrive, until the client leaves', async (t) => {
  const thread = await newThread(editor, 'Do events arrive by SSE?')
  const heard = listen(connect(t, client), { query: REPLIES, variables: { threadId: thread } })
  await pause(1000)
  await reply(editor, thread, 'one')
  await reply(editor, thread, 'two')
  await until(() => heard.replies.length === 2, 'both arrive')
  heard.stop()
  await until(() => heard.completed, 'the client has left')
  await reply(editor, thread, 'three')
  await pause(500)
  assert.deepEqual(heard.replies, ['one', 'two'])
})

test('who comes back with the last cursor has missed nothing', async (t) => {
  const thread = await newThread(editor, 'What of a stream that breaks?')
  const first = listen(connect(t, client), { query: REPLIES, variables: { threadId: thread } })
  await pause(1000)
  await reply(editor, thread, 'one')
  await until(() => first.replies.length === 1, 'the first arrives')
  first.stop()
  await reply(editor, thread, 'two')
  const second = listen(connect(t, client), { query: REPLIES, variables: { threadId: thread, after: first.cursors[0] } })
  await until(() => second.replies.length === 1, 'what was missed arrives')
  assert.deepEqual(second.replies, ['two'])
})

test('who comes back with Last-Event-ID, as an EventSource does, has missed nothing', async (t) => {
  const thread = await newThread(editor, 'And an EventSource?')
  const open = async (last) => {
    const left = new AbortController()
    t.after(() => left.abort())
    const response = await fetch(endpoint, {
      method: 'POST', signal: left.signal,
      headers: { 'content-type': 'application/json', accept: 'text/event-stream', ...(last && { 'last-event-id': last }) },
      body: JSON.stringify({ query: REPLIES, variables: { threadId: thread } }),
    })
    assert.equal(response.headers.get('content-type').split(';')[0], 'text/event-stream')
    const stream = { text: '', left }
    void (async () => {
      try {
        for await (const part of response.body.pipeThrough(new TextDecoderStream())) stream.text += part
      } catch { /* aborted by the test */ }
    })()
    return stream
  }
  const first = await open()
  await pause(1000)
  await reply(finance, thread, 'one')
  await until(() => first.text.includes('one'), 'the first arrives')
  first.left.abort()
  const ids = [...first.text.matchAll(/^id: ?(.+)$/gm)].map(([, id]) => id)
  assert.equal(ids.length, 2, `the stream begins with an id, and its event has one: ${first.text}`)
  const [begun, id] = ids
  await reply(finance, thread, 'two')
  const second = await open(id)
  await until(() => second.text.includes('two'), 'what was missed arrives')
  assert.ok(!second.text.includes('"one"'), second.text)
  const third = await open(begun) // as if it had been cut before its first event
  await until(() => third.text.includes('two'), 'all that was missed arrives')
  assert.ok(third.text.includes('"one"'), third.text)
})
