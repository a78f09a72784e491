// A socket ends after its life, and the client of graphql-ws goes on by itself: shown on
// a server of its own, whose sockets live two seconds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { REPLIES, newThread, pause, reply, signIn, until } from '../lib.mjs'
import { freeAddress, ready, serve, stop } from '../server.mjs'

test('a subscription outlives its sockets, without loss', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'partnergraph-lifetime-'))
  chmodSync(directory, 0o755) // Postgres is another user when we are root
  const address = await freeAddress()
  const server = serve(process.env.PARTNERGRAPH_BINARY, directory, address, '--limit', 'time-socket=2s')
  t.after(async () => { await stop(server); rmSync(directory, { recursive: true, force: true }) })
  await ready(address, directory)
  const at = `http://${address}/graphql`
  const token = await signIn(`http://${address}`, '+447700900005')
  const threadId = await newThread(token, 'How long does a socket live?', at)

  const closed = [], heard = [], variables = { threadId, after: null }
  const connection = createClient({ url: at.replace('http', 'ws'), webSocketImpl: WebSocket, retryWait: () => pause(100),
    connectionParams: { Authorization: `Bearer ${token}` }, on: { closed: (event) => closed.push(event.code) } })
  // Between two sockets there is nothing to dispose of, which graphql-ws throws as an event.
  t.after(async () => { await Promise.resolve(connection.dispose()).catch(() => {}) })
  connection.subscribe({ query: REPLIES, variables }, {
    next: ({ data }) => { variables.after = data.replyAdded.cursor; heard.push(data.replyAdded.node.number) },
    error: (error) => heard.push(error), complete: () => {} })
  await pause(1000)
  for (let n = 1; n <= 8; n++) {
    await reply(token, threadId, `Reply ${n}`, at)
    await pause(700)
  }
  await until(() => heard.length >= 8, 'all replies arrive')
  assert.deepEqual(heard, [1, 2, 3, 4, 5, 6, 7, 8])
  assert.ok(closed.length >= 2 && closed.every((code) => code === 1001), String(closed))
})
