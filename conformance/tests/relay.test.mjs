// Relay on the contract: its compiler read the documents of relay/, and its hooks page
// through connections, refetch by node, and keep one object of each id.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createRequire } from 'node:module'
import { bearer, client, endpoint, graphql, loner, newThread, owner, reply, until } from '../lib.mjs'
import documents from '../relay/documents.js'

const require = createRequire(import.meta.url)
const { Suspense, createElement: h } = require('react')
const { create } = require('react-test-renderer')
const { Environment, Network, RecordSource, Store, commitMutation, fetchQuery } = require('relay-runtime')
const { RelayEnvironmentProvider, useLazyLoadQuery, usePaginationFragment } = require('react-relay')

// app is an environment that counts what it asked for.
function app(token) {
  const asked = []
  const environment = new Environment({
    store: new Store(new RecordSource()),
    network: Network.create(async (operation, variables) => {
      asked.push({ name: operation.name, text: operation.text, variables })
      const response = await fetch(endpoint, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...bearer(token) },
        body: JSON.stringify({ query: operation.text, operationName: operation.name, variables }),
      })
      return response.json()
    }),
  })
  return { environment, asked }
}

// page renders a query with its paginated fragment, and is what the hook gave last.
async function page(t, environment, query, variables, fragment, of = (data) => data) {
  const shown = {}
  const List = ({ of }) => { Object.assign(shown, usePaginationFragment(fragment, of)); return null }
  const Page = () => h(List, { of: of(useLazyLoadQuery(query, variables)) })
  const tree = create(h(RelayEnvironmentProvider, { environment }, h(Suspense, { fallback: null }, h(Page))))
  t.after(() => tree.unmount())
  await until(() => shown.data, 'the first page arrives')
  const done = (start) => new Promise((resolve, reject) => start({ onComplete: (error) => (error ? reject(error) : resolve()) }))
  shown.more = async (count, holds) => {
    await done((options) => shown.loadNext(count, options))
    await until(() => holds(shown.data), 'the next page is shown')
  }
  shown.again = (variables) => done((options) => shown.refetch(variables, { fetchPolicy: 'network-only', ...options }))
  return shown
}

test('a list of the root grows page by page, as one long page would be', async (t) => {
  const { environment, asked } = app()
  const shown = await page(t, environment, documents.documentsCatalogueQuery, { count: 3 }, documents.documentsCatalogue)
  assert.equal(shown.data.solutions.edges.length, 3)
  assert.ok(shown.hasNext)
  await shown.more(3, ({ solutions }) => solutions.edges.length === 6)
  await shown.more(2, ({ solutions }) => solutions.edges.length === 8)
  const { solutions } = await graphql(null, '{ solutions(orderBy: TITLE, first: 8) { nodes { id } } }')
  assert.deepEqual(shown.data.solutions.edges.map((e) => e.node.id), solutions.nodes.map((n) => n.id))
  assert.deepEqual(asked.map((a) => a.name), ['documentsCatalogueQuery', 'documentsCatalogueNextQuery', 'documentsCatalogueNextQuery'])
})

test('a list of an object is read on by node(id:), to its end', async (t) => {
  const thread = await newThread(loner, 'Does Relay read on?')
  for (const token of [owner, client, owner, client, owner]) await reply(token, thread, 'One of five.')
  const { environment, asked } = app()
  const shown = await page(t, environment, documents.documentsThreadQuery, { id: thread }, documents.documentsThread, (data) => data.node.thread)
  await shown.more(2, ({ replies }) => replies.edges.length === 4)
  assert.ok(shown.hasNext)
  await shown.more(2, ({ replies }) => replies.edges.length > 4)
  assert.deepEqual(shown.data.replies.edges.map((e) => e.node.number), [1, 2, 3, 4, 5])
  assert.equal(shown.hasNext, false)
  assert.match(asked[1].text, /node\(id: \$id\)/)
  assert.equal(asked[1].variables.id, thread)
  await reply(client, thread, 'The sixth.')
  await shown.again({ count: 10 })
  await until(() => shown.data.replies.edges.length === 6, 'all six are shown')
})

test('a mutation changes the object wherever it is shown', async () => {
  const { environment, asked } = app(client)
  const read = () => fetchQuery(environment, documents.documentsViewerQuery, {}, { fetchPolicy: 'store-or-network' }).toPromise()
  await read()
  const answer = await new Promise((done, failed) => commitMutation(environment, {
    mutation: documents.documentsMottoMutation, variables: { input: { motto: 'By Relay' } },
    onCompleted: done, onError: failed }))
  assert.deepEqual(answer.personUpdate.userErrors, [])
  assert.equal((await read()).viewer.person.motto, 'By Relay')
  assert.deepEqual(asked.map((a) => a.name), ['documentsViewerQuery', 'documentsMottoMutation'])
})
