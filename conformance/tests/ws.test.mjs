// The client of graphql-ws on the socket: operations, and coming back without loss.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { REPLIES, client, finance, killServer, loner, moderator, newThread, owner, pause, reply, resuming, socketEndpoint, until } from '../lib.mjs'

// connect is a client of the suite that counts how often it connected.
function connect(t, token, options) {
  const seen = { connected: 0, closed: [] }
  const connection = resuming(createClient({
    url: socketEndpoint,
    webSocketImpl: WebSocket,
    connectionParams: token ? { Authorization: `Bearer ${token}` } : {},
    retryAttempts: 0,
    ...options,
    on: { connected: () => seen.connected++, closed: (event) => seen.closed.push(event.code) },
  }))
  t.after(() => connection.dispose())
  return { connection, seen }
}

// once resolves to the only result of a query, and rejects with its errors.
const once = (connection, payload) => new Promise((done, failed) => {
  let result
  connection.subscribe(payload, { next: (r) => { result = r }, error: failed, complete: () => done(result) })
})

// listen subscribes to replies and collects them.
async function listen(connection, threadId, after = null) {
  const heard = { replies: [], error: null, cursors: [] }
  heard.stop = connection.subscribe({ query: REPLIES, variables: { threadId, after } }, {
    next: ({ data, errors }) => {
      if (errors) { heard.error = errors; return }
      heard.cursors.push(data.replyAdded.cursor)
      heard.replies.push(data.replyAdded.node.body.markdown)
    },
    error: (error) => { heard.error = error },
    complete: () => {},
  })
  await pause(1000) // the protocol does not acknowledge a subscription
  return heard
}

test('a query over the socket, signed in and not', async (t) => {
  const stranger = connect(t).connection
  const { data } = await once(stranger, { query: '{ viewer { phone } solutions(first: 2) { nodes { title } } }' })
  assert.equal(data.viewer, null)
  assert.equal(data.solutions.nodes.length, 2)
  const known = connect(t, client).connection
  assert.equal((await once(known, { query: '{ viewer { phone } }' })).data.viewer.phone, '+447700900005')
})

test('what is wrong with an operation comes as an error of this operation only', async (t) => {
  const { connection, seen } = connect(t)
  await assert.rejects(once(connection, { query: '{ noSuchField }' }), (errors) => {
    assert.equal(errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED')
    return true
  })
  assert.ok((await once(connection, { query: '{ levels { code } }' })).data)
  assert.deepEqual(seen.closed.filter((code) => code !== 1000), [])
})

test('several operations share one socket', async (t) => {
  const { connection, seen } = connect(t, client, { lazyCloseTimeout: 2000 })
  const thread = await newThread(client, 'Several operations at once?')
  const heard = await listen(connection, thread)
  const results = await Promise.all(Array.from({ length: 10 }, (_, i) =>
    once(connection, { query: 'query($n: Int!) { partners(first: $n) { nodes { id } } }', variables: { n: i + 1 } })))
  assert.deepEqual(results.map((r) => r.data.partners.nodes.length), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  await reply(owner, thread, 'Yes, on one socket.')
  await until(() => heard.replies.length === 1, 'the reply arrives')
  assert.deepEqual(heard.replies, ['Yes, on one socket.'])
  assert.equal(seen.connected, 1)
})

test('a mutation over the socket, and its event', async (t) => {
  const { connection } = connect(t, owner)
  const thread = await newThread(client, 'A mutation on a socket?')
  const heard = await listen(connection, thread)
  const { data } = await once(connection, {
    query: 'mutation($input: ReplyCreateInput!) { replyCreate(input: $input) { reply { number } userErrors { code } } }',
    variables: { input: { threadId: thread, body: 'From the socket itself.' } },
  })
  assert.deepEqual(data.replyCreate, { reply: { number: 1 }, userErrors: [] })
  await until(() => heard.replies.length === 1, 'the reply arrives')
})

test('a subscription that is left ends, and the others go on', async (t) => {
  const { connection, seen } = connect(t, client)
  const thread = await newThread(loner, 'Who is still listening?')
  const [leaves, stays] = [await listen(connection, thread), await listen(connection, thread)]
  leaves.stop()
  await pause(200)
  await reply(loner, thread, 'Only one of you.')
  await until(() => stays.replies.length === 1, 'the reply arrives')
  assert.deepEqual(leaves.replies, [])
  assert.equal(seen.connected, 1)
})

for (const [name, signal, code] of [
  ['dies', 'SIGKILL', 1006],
  ['stops in good order, as a socket does at the end of its life', 'SIGTERM', 1001],
]) {
  test(`a server that ${name} costs no event: the client connects again and resumes`, async (t) => {
    const thread = await newThread(finance, 'What if the server is gone?')
    let back
    const { connection, seen } = connect(t, client, {
      retryAttempts: 5,
      retryWait: () => back, // not before there is something to have missed
    })
    const heard = await listen(connection, thread)
    await reply(moderator, thread, 'before')
    await until(() => heard.replies.length === 1, 'the first reply arrives')
    back = (async () => {
      await killServer(signal)
      await reply(finance, thread, 'while away 1')
      await reply(moderator, thread, 'while away 2')
    })()
    await back
    await until(() => heard.replies.length >= 3, 'what was missed arrives')
    await reply(finance, thread, 'after')
    await until(() => heard.replies.length >= 4, 'what follows arrives')
    assert.deepEqual(heard.replies, ['before', 'while away 1', 'while away 2', 'after'])
    assert.equal(new Set(heard.cursors).size, 4)
    assert.equal(seen.connected, 2)
    assert.deepEqual(seen.closed, [code])
    assert.equal(heard.error, null)
  })
}

test('a cut before the first event costs none, where the reading told its cursor', async (t) => {
  const thread = await newThread(finance, 'What if nothing has come yet?')
  let back
  const { connection, seen } = connect(t, client, { retryAttempts: 5, retryWait: () => back })
  const { data } = await once(connection, { query: 'query($id: ID!) { thread(by: {id: $id}) { replyAddedCursor } }', variables: { id: thread } })
  const heard = await listen(connection, thread, data.thread.replyAddedCursor)
  back = (async () => {
    await killServer()
    await reply(finance, thread, 'while away')
  })()
  await back
  await until(() => heard.replies.length >= 1, 'what was missed arrives')
  assert.deepEqual(heard.replies, ['while away'])
  assert.ok(seen.connected >= 2)
  assert.equal(heard.error, null)
})
