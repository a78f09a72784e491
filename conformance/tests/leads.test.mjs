// What happens to leads, and being told of it, as other people's clients hear it: kind,
// resuming after a cursor, and what an absence of more than a day ends with. On a server
// of its own, because its events are made a day older than they are.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createClient as createSocket } from 'graphql-ws'
import { createClient as createStream } from 'graphql-sse'
import WebSocket from 'ws'
import { bearer, graphql, mutate, pause, signIn, until } from '../lib.mjs'
import { freeAddress, ready, serve, stop } from '../server.mjs'

const require = createRequire(import.meta.url)
const { ApolloClient, InMemoryCache, gql } = require('@apollo/client')
const { GraphQLWsLink } = require('@apollo/client/link/subscriptions')
const urql = require('@urql/core')

const socketTo = (at, token) => createSocket({ url: at.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams: { Authorization: `Bearer ${token}` } })

// How each client subscribes: hear is called with the data of each event, and what is
// returned ends it.
const clients = {
  apollo(at, token, query, variables, hear) {
    const socket = socketTo(at, token)
    const apollo = new ApolloClient({ link: new GraphQLWsLink(socket), cache: new InMemoryCache() })
    apollo.subscribe({ query: gql(query), variables, fetchPolicy: 'no-cache' }).subscribe({ next: ({ data, error }) => hear(error ?? data), error: hear })
    return () => { apollo.stop(); return socket.dispose() }
  },
  ws(at, token, query, variables, hear) {
    const socket = socketTo(at, token)
    socket.subscribe({ query, variables }, { next: ({ data, errors }) => hear(errors ?? data), error: hear, complete: () => {} })
    return () => socket.dispose()
  },
  sse(at, token, query, variables, hear) {
    const stream = createStream({ url: at, fetchFn: fetch, headers: bearer(token), retryAttempts: 0 })
    stream.subscribe({ query, variables }, { next: ({ data, errors }) => hear(errors ?? data), error: () => {}, complete: () => {} })
    return () => stream.dispose()
  },
  urql(at, token, query, variables, hear) {
    const client = new urql.Client({ url: at, exchanges: [urql.fetchExchange], fetchSubscriptions: true, fetchOptions: { headers: bearer(token) } })
    return client.subscription(query, variables).subscribe(({ data, error }) => { if (data) hear(data); else hear(error) }).unsubscribe
  },
}

const queries = {
  leadAdded: 'subscription($after: String) { event: leadAdded(partnerId: "PARTNER", after: $after) { kind cursor node { title } offer { state } } }',
  leadUpdated: 'subscription($after: String) { event: leadUpdated(after: $after) { kind cursor change node { title } } }',
  notificationAdded: 'subscription($after: String) { event: notificationAdded(after: $after) { kind cursor node { kind text } } }',
}

const streams = [['leadAdded', 'apollo'], ['leadAdded', 'urql'], ['leadUpdated', 'ws'], ['leadUpdated', 'urql'],
  ['notificationAdded', 'apollo'], ['notificationAdded', 'sse']]

test('leads and notifications: kind, resuming, and RESYNC after more than a day', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'partnergraph-leads-'))
  chmodSync(directory, 0o755) // Postgres is another user when we are root
  const address = await freeAddress()
  const at = `http://${address}/graphql`
  let server = serve(process.env.PARTNERGRAPH_BINARY, directory, address)
  t.after(async () => { await stop(server); rmSync(directory, { recursive: true, force: true }) })
  await ready(address, directory)
  const client = await signIn(`http://${address}`, '+447700900005'), owner = await signIn(`http://${address}`, '+447700900002')
  const { viewer } = await graphql(owner, '{ viewer { organization { partner { id } } } }', {}, at)
  const partnerId = viewer.organization.partner.id
  let n = 0
  const submit = (title) => mutate(client, 'leadSubmit', { title, partnerId, contact: { name: 'Kim Sample', email: `kim${n++}@client${n}.example.com` } }, 'lead { id }', at)

  // listen opens a stream and collects its events.
  const listen = ([name, by], after) => {
    const heard = []
    const stopped = clients[by](at, owner, queries[name].replace('PARTNER', partnerId), { after: after ?? null }, (data) => heard.push(data?.event ?? data))
    const leave = async () => { await Promise.resolve(stopped()).catch(() => {}) }
    return { name: `${name} by ${by}`, heard, leave }
  }
  const all = (of) => Promise.all(of)

  const first = streams.map((s) => listen(s))
  await pause(1500) // the protocols do not acknowledge a subscription
  await submit('First')
  const cursors = []
  for (const s of first) {
    await until(() => s.heard.length > 0, `${s.name} hears of the first`)
    assert.equal(s.heard[0].kind, s.name.startsWith('leadUpdated') ? 'UPDATED' : 'ADDED', s.name)
    assert.ok(s.heard[0].node && s.heard[0].cursor, s.name)
    cursors.push(s.heard.at(-1).cursor)
  }
  await all(first.map((s) => s.leave()))

  await submit('Second')
  const resumed = streams.map((s, i) => listen(s, cursors[i]))
  for (const s of resumed) {
    await until(() => s.heard.some((e) => e.node?.title === 'Second' || e.node?.text), `${s.name} hears what it missed`)
    assert.ok(s.heard.every((e) => e.kind !== 'RESYNC'), s.name)
  }
  await all(resumed.map((s) => s.leave()))

  await aDayLater(directory)
  await stop(server)
  server = serve(process.env.PARTNERGRAPH_BINARY, directory, address)
  await ready(address, directory)
  await until(() => query(directory, 'SELECT count(*) FROM outbox_pruned WHERE xid::text::bigint > 0') === '1', 'old events are deleted', 40_000)
  const late = streams.map((s, i) => listen(s, cursors[i]))
  const places = []
  for (const s of late) {
    await until(() => s.heard.length > 0, `${s.name} is told`)
    const { kind, cursor, node } = s.heard[0]
    assert.deepEqual([kind, node], ['RESYNC', null], s.name)
    places.push(cursor)
  }
  await submit('Third')
  for (const s of late) {
    await until(() => s.heard.length > 1, `${s.name} goes on`)
    assert.ok(s.heard.slice(1).every((e) => e.node && e.kind !== 'RESYNC'), s.name)
  }
  await all(late.map((s) => s.leave()))
  for (const [i, of] of streams.entries()) {
    const again = listen(of, places[i])
    await until(() => again.heard.length > 0, `${again.name} resumes from where it was told`)
    assert.ok(again.heard[0].node && again.heard[0].kind !== 'RESYNC', again.name)
    await again.leave()
  }
})

// query asks the server's database, at the address that the server tells.
function query(directory, statement) {
  const [, database] = readFileSync(join(directory, 'log'), 'utf8').match(/.*psql '([^']+)'(?![\s\S]*psql ')/)
  return execFileSync('psql', [database, '-qAtc', statement], { encoding: 'utf8' }).trim()
}

const aDayLater = (directory) => query(directory, "UPDATE outbox SET created_at = created_at - interval '25 hours'")
