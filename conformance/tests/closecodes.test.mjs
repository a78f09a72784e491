// When a socket is closed, and with which code: as graphql-transport-ws says, seen by
// a plain WebSocket; and what the client of graphql-ws makes of it.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { client, graphql, mutate, pause, signIn, socketEndpoint, until, url } from '../lib.mjs'

const subscribe = (id) => ({ id, type: 'subscribe', payload: { query: '{ levels { code } }' } })
const forever = (id) => ({ id, type: 'subscribe', payload: {
  query: 'subscription($id: ID!) { replyAdded(threadId: $id) { cursor } }', variables: { id: thread } } })
const INIT = { type: 'connection_init' }

const thread = (await graphql(null, '{ threads(first: 1) { nodes { id } } }')).threads.nodes[0].id

// closed sends messages, each after the answer of connection_init if there is one, and
// resolves to the code and the reason that the server closes with.
const closed = (...messages) => new Promise((done, failed) => {
  const socket = new WebSocket(socketEndpoint, 'graphql-transport-ws')
  const send = (message) => socket.send(typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message))
  let rest = messages
  const go = () => {
    while (rest.length) {
      const [message, ...others] = rest
      rest = others
      send(message)
      if (message.type === 'connection_init') break // its answer first
    }
  }
  socket.on('open', go)
  socket.on('message', (data) => { if (JSON.parse(data).type === 'connection_ack') go() })
  socket.on('close', (code, reason) => done({ code, reason: reason.toString() }))
  socket.on('error', failed)
  setTimeout(() => { socket.terminate(); failed(new Error('not closed')) }, 12_000).unref()
})

describe('the server closes', () => {
  for (const [name, code, ...messages] of [
    ['what is no JSON', 4400, INIT, 'hello'],
    ['JSON that is no object', 4400, INIT, '[]'],
    ['a message without type', 4400, INIT, { id: '1' }],
    ['a message of an unknown type', 4400, INIT, { type: 'start' }],
    ['a message only servers send', 4400, INIT, { type: 'next', id: '1', payload: {} }],
    ['a subscribe without id', 4400, INIT, { type: 'subscribe', payload: { query: '{ levels { code } }' } }],
    ['a subscribe with an empty id', 4400, INIT, subscribe('')],
    ['a subscribe with a number as id', 4400, INIT, subscribe(1)],
    ['a subscribe without payload', 4400, INIT, { type: 'subscribe', id: '1' }],
    ['a subscribe without query', 4400, INIT, { type: 'subscribe', id: '1', payload: {} }],
    ['a payload of init that is no object', 4400, { ...INIT, payload: 'Bearer x' }],
    ['a subscribe before init', 4401, subscribe('1')],
    ['a token that nobody has', 4403, { ...INIT, payload: { Authorization: 'Bearer nobody' } }],
    ['a second init', 4429, INIT, INIT],
    ['an id that is in use', 4409, INIT, forever('1'), forever('1')],
    ['silence', 4408],
  ]) {
    test(`${name}: ${code}`, async () => {
      const event = await closed(...messages)
      assert.equal(event.code, code, event.reason)
      assert.ok(event.reason, 'and says why')
    })
  }

  test('a session that has ended, within about two seconds: 4403', async (t) => {
    const token = await signIn(url, '+447700900004')
    const socket = new WebSocket(socketEndpoint, 'graphql-transport-ws')
    t.after(() => socket.terminate())
    const end = new Promise((done) => socket.on('close', (code) => done(code)))
    socket.on('open', () => socket.send(JSON.stringify({ ...INIT, payload: { Authorization: `Bearer ${token}` } })))
    await new Promise((done) => socket.on('message', done))
    await mutate(token, 'sessionRevoke', {}, 'sessionId')
    assert.equal(await Promise.race([end, pause(4000)]), 4403)
  })
})

describe('the handshake', () => {
  for (const protocols of [['graphql-ws'], ['soap'], []]) {
    test(`is refused for the subprotocols [${protocols}]`, async () => {
      const socket = new WebSocket(socketEndpoint, protocols)
      const status = await new Promise((done) => {
        socket.on('unexpected-response', (request, response) => { done(response.statusCode); request.destroy() })
        socket.on('close', (code) => done(code))
        socket.on('error', () => {})
      })
      assert.ok([400, 4406].includes(status), String(status))
    })
  }

  test('chooses ours among several subprotocols', async () => {
    const socket = new WebSocket(socketEndpoint, ['graphql-ws', 'graphql-transport-ws'])
    await new Promise((done, failed) => socket.on('open', done).on('error', failed))
    assert.equal(socket.protocol, 'graphql-transport-ws')
    socket.close()
  })
})

for (const [when, ...before] of [['before init'], ['after init', INIT]]) {
  test(`a ping ${when} is answered by a pong`, async (t) => {
    const socket = new WebSocket(socketEndpoint, 'graphql-transport-ws')
    t.after(() => socket.terminate())
    const types = []
    socket.on('message', (data) => types.push(JSON.parse(data).type))
    socket.on('open', () => [...before, { type: 'ping' }].forEach((m) => socket.send(JSON.stringify(m))))
    await until(() => types.includes('pong'), 'a pong arrives', 4000)
  })
}

test('a complete for an id nobody knows is passed over', async (t) => {
  const socket = new WebSocket(socketEndpoint, 'graphql-transport-ws')
  t.after(() => socket.terminate())
  const types = []
  socket.on('message', (data) => {
    types.push(JSON.parse(data).type)
    if (types.length > 1) return
    socket.send(JSON.stringify({ type: 'complete', id: 'nobody' }))
    socket.send(JSON.stringify(subscribe('1')))
  })
  socket.on('open', () => socket.send(JSON.stringify(INIT)))
  await until(() => types.length >= 3, 'the answer arrives')
  assert.deepEqual(types, ['connection_ack', 'next', 'complete'])
})

describe('the client of graphql-ws', () => {
  // subscribed runs a query through a client, and resolves to the result or the error,
  // with the codes that its sockets were closed with.
  async function subscribed(t, options, payload = { query: '{ viewer { phone } }' }) {
    const codes = []
    const connection = createClient({ url: socketEndpoint, webSocketImpl: WebSocket, retryAttempts: 3, retryWait: () => pause(50),
      on: { closed: (event) => codes.push(event.code) }, ...options })
    t.after(() => connection.dispose())
    const outcome = await new Promise((done) => connection.subscribe(payload, {
      next: (result) => done({ result }), error: (error) => done({ error }), complete: () => done({}) }))
    return { ...outcome, codes }
  }

  test('tries again after 4403, with the credentials of then', async (t) => {
    let tries = 0
    const { result, codes } = await subscribed(t, {
      connectionParams: () => ({ Authorization: `Bearer ${tries++ ? client : 'ended'}` }) })
    assert.equal(result.data.viewer.phone, '+447700900005')
    assert.deepEqual(codes, [4403])
  })

  test('gives up at once after 4400', async (t) => {
    const { error, codes } = await subscribed(t, {
      jsonMessageReplacer: (key, value) => (key === 'type' && value === 'subscribe' ? 'start' : value) })
    assert.equal(error.code, 4400)
    assert.deepEqual(codes, [4400])
  })

  test('gives up at once after 4409', async (t) => {
    const codes = []
    const connection = createClient({ url: socketEndpoint, webSocketImpl: WebSocket, retryAttempts: 3, generateID: () => 'same',
      on: { closed: (event) => codes.push(event.code) } })
    t.after(() => connection.dispose())
    const payload = { query: 'subscription($id: ID!) { replyAdded(threadId: $id) { cursor } }', variables: { id: thread } }
    const one = () => new Promise((done) => connection.subscribe(payload, { next() {}, error: done, complete: () => done(null) }))
    const errors = await Promise.all([one(), one()])
    assert.deepEqual(errors.map((e) => e.code), [4409, 4409])
    assert.deepEqual(codes, [4409])
  })
})
