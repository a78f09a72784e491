// urql with the settings it comes with.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Client, cacheExchange, fetchExchange, gql, subscriptionExchange } from '@urql/core'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { bearer, client, endpoint, loner, moderator, newThread, pause, reply, socketEndpoint, until } from '../lib.mjs'

// app is a client with what its requests were answered with.
function app(token, options) {
  const seen = []
  const urql = new Client({ url: endpoint, exchanges: [cacheExchange, fetchExchange], ...options, fetchOptions: { headers: bearer(token) },
    fetch: async (at, options) => {
      const response = await fetch(at, options)
      seen.push({ method: options.method, accept: options.headers.accept, type: response.headers.get('content-type'), status: response.status })
      return response
    } })
  return { urql, seen }
}

const PARTNERS = gql`query Partners($first: Int!) { partners(first: $first) { nodes { id name } } }`

test('what it accepts by default names event streams too, and it gets JSON', async () => {
  const { urql, seen } = app()
  const { data, error } = await urql.query(PARTNERS, { first: 2 }).toPromise()
  assert.equal(error, undefined)
  assert.equal(data.partners.nodes.length, 2)
  assert.match(seen[0].accept, /text\/event-stream/)
  assert.match(seen[0].accept, /multipart\/mixed/)
  assert.match(seen[0].type, /^application\/(graphql-response\+)?json/)
})

test('the same query by GET', async () => {
  const { urql, seen } = app()
  const { data } = await urql.query(PARTNERS, { first: 2 }, { preferGetMethod: 'force' }).toPromise()
  assert.equal(data.partners.nodes.length, 2)
  assert.equal(seen[0].method, 'GET')
  assert.match(seen[0].type, /^application\/(graphql-response\+)?json/)
})

test('a mutation, and what the user can mend', async () => {
  const { urql, seen } = app(client)
  const update = gql`mutation($input: PersonUpdateInput!) { personUpdate(input: $input) { person { id motto } userErrors { field code } } }`
  const { data, error } = await urql.mutation(update, { input: { motto: 'By urql' } }).toPromise()
  assert.equal(error, undefined)
  assert.equal(data.personUpdate.person.motto, 'By urql')
  const refused = await urql.mutation(update, { input: { name: '' } }).toPromise()
  assert.deepEqual(refused.data.personUpdate.userErrors.map(({ field, code }) => ({ field, code })), [{ field: ['name'], code: 'INVALID' }])
  assert.ok(seen.every(({ method }) => method === 'POST'))
})

test('errors are GraphQL errors with their codes, never failures of the network', async () => {
  const { urql } = app()
  for (const [query, code] of [
    [gql`{ leads { nodes { id } } }`, 'UNAUTHENTICATED'],
    [gql`{ noSuchField }`, 'GRAPHQL_VALIDATION_FAILED'],
    [gql`{ partners(first: 101) { nodes { id } } }`, 'BAD_USER_INPUT'],
  ]) {
    const { error } = await urql.query(query, {}).toPromise()
    assert.equal(error.networkError, undefined)
    assert.equal(error.graphQLErrors[0].extensions.code, code)
  }
})

test('a subscription over fetch, with event streams', async (t) => {
  const thread = await newThread(loner, 'Does urql subscribe by fetch?')
  const { urql, seen } = app(client, { fetchSubscriptions: true })
  await subscribed(t, urql, thread)
  assert.match(seen[0].type, /^text\/event-stream/)
})

test('a subscription over a socket', async (t) => {
  const thread = await newThread(loner, 'Does urql subscribe by socket?')
  const socket = createClient({ url: socketEndpoint, webSocketImpl: WebSocket })
  t.after(() => socket.dispose())
  const { urql } = app(client, { exchanges: [cacheExchange, subscriptionExchange({
    forwardSubscription: (request) => ({ subscribe: (sink) => ({ unsubscribe: socket.subscribe(request, sink) }) }) })] })
  await subscribed(t, urql, thread)
})

async function subscribed(t, urql, threadId) {
  const heard = []
  const { unsubscribe } = urql.subscription(
    gql`subscription($threadId: ID!) { replyAdded(threadId: $threadId) { cursor node { body { markdown } } } }`, { threadId })
    .subscribe(({ data, error }) => heard.push(error ?? data.replyAdded.node.body.markdown))
  t.after(unsubscribe)
  await pause(1000)
  await reply(moderator, threadId, 'one')
  await reply(moderator, threadId, 'two')
  await until(() => heard.length === 2, 'both arrive')
  assert.deepEqual(heard, ['one', 'two'])
}
