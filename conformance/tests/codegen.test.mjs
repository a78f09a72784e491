// The client preset of graphql-codegen: codegen/app.ts, compiled, against a server that
// was started with the documents it generated. That the types hold, and refuse what the
// contract does not allow, is shown by tsc.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readFileSync } from 'node:fs'
import { client, endpoint, graphql } from '../lib.mjs'

const { App, Catalogue, SetMotto, cheapest } = await import('../build/app.js')

test('every document has the id that the manifest knows it by', () => {
  const manifest = JSON.parse(readFileSync(new URL('../codegen/generated/persisted-documents.json', import.meta.url)))
  assert.deepEqual(Object.keys(manifest).sort(), [Catalogue, SetMotto].map((d) => d.__meta__.hash).sort())
})

test('a query by its id alone, for shared caches', async () => {
  const { response, data, errors } = await new App(endpoint).byGet(Catalogue, { first: 3, order: 'TITLE' })
  assert.equal(errors, undefined)
  const { solutions } = await graphql(null, '{ solutions(first: 3, orderBy: TITLE) { nodes { id } } }')
  assert.deepEqual(data.solutions.nodes.map((n) => n.id), solutions.nodes.map((n) => n.id))
  assert.match(response.headers.get('cache-control'), /^public, max-age=60/)
  const again = await fetch(response.url, { headers: { 'if-none-match': response.headers.get('etag') } })
  assert.equal(again.status, 304)
})

test('typed use, through a masked fragment', async () => {
  const cards = await cheapest(new App(endpoint))
  assert.equal(cards.length, 5)
  for (const { title, amount, currency } of cards) assert.ok(title && amount >= 0 && /^[A-Z]{3}$/.test(currency))
})

test('a mutation by its id: by POST for who is signed in, never by GET', async () => {
  const app = new App(endpoint, client)
  const { data } = await app.byPost(SetMotto, { input: { motto: 'By id' } })
  assert.deepEqual(data.personUpdate, { person: { motto: 'By id' }, userErrors: [] })
  const { response } = await app.byGet(SetMotto, { input: { motto: 'By GET' } })
  assert.equal(response.status, 405)
})

test('an id that nobody knows is refused by name', async () => {
  const { response, errors } = await new App(endpoint).byPost({ __meta__: { hash: `sha256:${'0'.repeat(64)}` } }, {})
  assert.equal(errors[0].extensions.code, 'PERSISTED_QUERY_NOT_FOUND')
  assert.ok([200, 400, 404].includes(response.status))
})
