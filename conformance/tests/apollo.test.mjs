// Apollo Client 4, as an app would set it up: cache, errors, pages, socket.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { createRequire } from 'node:module'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { bearer, client, endpoint, killServer, loner, newThread, owner, pause, reply, resuming, socketEndpoint, until } from '../lib.mjs'

const require = createRequire(import.meta.url)
const { ApolloClient, ApolloLink, CombinedGraphQLErrors, HttpLink, InMemoryCache, ServerError, gql } = require('@apollo/client')
const { createPersistedQueryLink } = require('@apollo/client/link/persisted-queries')
const { GraphQLWsLink } = require('@apollo/client/link/subscriptions')
const { relayStylePagination } = require('@apollo/client/utilities')

// app is a client with what its requests were answered with.
function app(t, { token, link, headers } = {}) {
  const answers = []
  const http = new HttpLink({ uri: endpoint, headers: { ...bearer(token), ...headers }, fetch: async (...request) => {
    const response = await fetch(...request)
    answers.push(response)
    return response
  } })
  const apollo = new ApolloClient({
    link: link ? ApolloLink.from([link, http]) : http,
    cache: new InMemoryCache({
      possibleTypes: { Node: ['Partner', 'Solution', 'Thread', 'Person'] },
      typePolicies: { Query: { fields: { solutions: relayStylePagination(['filter', 'orderBy']) } } },
    }),
  })
  t.after(() => apollo.stop())
  return { apollo, answers }
}

const SOLUTIONS = gql`query Solutions($first: Int!, $after: String) {
  solutions(first: $first, after: $after, orderBy: TITLE) {
    edges { cursor node { id title partner { id name } } }
    pageInfo { hasNextPage endCursor hasPreviousPage startCursor }
  }
}`

test('a query, and the same again from the cache', async (t) => {
  const { apollo, answers } = app(t)
  const query = gql`{ partners(first: 3) { nodes { id name rating { value count } } } }`
  const { data } = await apollo.query({ query })
  assert.equal(data.partners.nodes.length, 3)
  assert.deepEqual((await apollo.query({ query })).data, data)
  assert.equal(answers.length, 1)
  assert.match(answers[0].headers.get('content-type'), /^application\/graphql-response\+json/)
})

test('pages grow in the cache, without a gap or a repetition', async (t) => {
  const { apollo, answers } = app(t)
  const list = apollo.watchQuery({ query: SOLUTIONS, variables: { first: 4 } })
  let seen
  const watching = list.subscribe(({ data }) => { seen = data })
  t.after(() => watching.unsubscribe())
  await until(() => seen?.solutions, 'the first page arrives')
  for (const length of [8, 12]) {
    await list.fetchMore({ variables: { after: seen.solutions.pageInfo.endCursor } })
    await until(() => seen.solutions.edges.length === length, `${length} solutions`)
  }
  const { data } = await app(t).apollo.query({ query: SOLUTIONS, variables: { first: 12 } })
  assert.deepEqual(seen.solutions.edges.map((e) => e.node.id), data.solutions.edges.map((e) => e.node.id))
  assert.equal(seen.solutions.pageInfo.hasNextPage, data.solutions.pageInfo.hasNextPage)
  assert.equal(answers.length, 3)
  const { data: cached } = await apollo.query({ query: SOLUTIONS, variables: { first: 12 }, fetchPolicy: 'cache-only' })
  assert.equal(cached.solutions.edges.length, 12)
})

test('an object is one in the cache, by whichever way it came', async (t) => {
  const { apollo } = app(t)
  const { data } = await apollo.query({ query: SOLUTIONS, variables: { first: 1 } })
  const { id, title } = data.solutions.edges[0].node
  const again = await apollo.query({ query: gql`query($id: ID!) { node(id: $id) { id ... on Solution { title slug } } }`, variables: { id } })
  assert.equal(again.data.node.title, title)
  const held = apollo.cache.extract()
  assert.equal(held[`Solution:${id}`].slug, again.data.node.slug)
})

test('a mutation changes what is shown, and what the user can mend comes as data', async (t) => {
  const { apollo } = app(t, { token: client })
  const viewer = gql`{ viewer { person { id motto } } }`
  const set = (motto) => apollo.mutate({ variables: { input: { motto } },
    mutation: gql`mutation($input: PersonUpdateInput!) { personUpdate(input: $input) { person { id motto } userErrors { field code message } } }` })
  await apollo.query({ query: viewer })
  const { data } = await set('Seen through a cache')
  assert.deepEqual(data.personUpdate.userErrors, [])
  assert.equal(apollo.readQuery({ query: viewer }).viewer.person.motto, 'Seen through a cache')
  const refused = (await set('x'.repeat(121))).data.personUpdate
  assert.equal(refused.person, null)
  assert.deepEqual(refused.userErrors.map(({ field, code }) => [field, code]), [[['motto'], 'INVALID']])
  assert.match(refused.userErrors[0].message, /120/)
})

test('a refusal is a GraphQL error, with its code and a request id', async (t) => {
  const { apollo } = app(t)
  const error = await apollo.query({ query: gql`{ leads { nodes { id } } }` }).catch((e) => e)
  assert.ok(CombinedGraphQLErrors.is(error), String(error))
  assert.equal(error.errors[0].extensions.code, 'UNAUTHENTICATED')
  assert.ok(error.errors[0].extensions.requestId)
})

test('errors beside data arrive with the data, where they are asked for', async (t) => {
  const { apollo } = app(t, { token: client })
  const { data, error } = await apollo.query({ errorPolicy: 'all', query: gql`{ levels { code } lead(id: "partner_x") { id } }` })
  assert.ok(data.levels.length)
  assert.equal(data.lead, null)
  assert.equal(error.errors[0].extensions.code, 'BAD_USER_INPUT')
  assert.deepEqual(error.errors[0].path, ['lead'])
})

test('a token that has ended is a refusal, not a failure of the network', async (t) => {
  const { apollo } = app(t, { token: 'ended' })
  const error = await apollo.query({ query: gql`{ levels { code } }` }).catch((e) => e)
  assert.ok(CombinedGraphQLErrors.is(error) || ServerError.is(error), String(error))
  if (CombinedGraphQLErrors.is(error)) assert.equal(error.errors[0].extensions.code, 'UNAUTHENTICATED')
  else assert.equal(error.statusCode, 401)
})

test('a subscription goes on after the server died, without a loss', async (t) => {
  const thread = await newThread(loner, 'Does Apollo come back?')
  let back, connected = 0
  const socket = createClient({ url: socketEndpoint, webSocketImpl: WebSocket, retryAttempts: 10, retryWait: () => back,
    connectionParams: { Authorization: `Bearer ${client}` }, on: { connected: () => connected++ } })
  t.after(() => socket.dispose())
  const apollo = new ApolloClient({ link: new GraphQLWsLink(resuming(socket)), cache: new InMemoryCache() })
  const heard = []
  const subscription = apollo.subscribe({
    query: gql`subscription($threadId: ID!, $after: String) { replyAdded(threadId: $threadId, after: $after) { cursor node { id body { html } } } }`,
    variables: { threadId: thread },
  }).subscribe({ next: ({ data, error }) => heard.push(error ?? data.replyAdded.node.body.html), error: (e) => heard.push(e) })
  t.after(() => subscription.unsubscribe())
  await pause(1000)
  await reply(loner, thread, 'before')
  await until(() => heard.length === 1, 'the first arrives')
  back = (async () => {
    await killServer()
    await reply(owner, thread, 'while away')
  })()
  await back
  await until(() => heard.length === 2, 'what was missed arrives')
  await reply(owner, thread, 'after')
  await until(() => heard.length === 3, 'what follows arrives')
  assert.deepEqual(heard, ['<p>before</p>\n', '<p>while away</p>\n', '<p>after</p>\n'])
  assert.equal(connected, 2)
})

test('persisted queries by hash, over GET: sent whole once, by anybody', async (t) => {
  const query = gql`query Persisted${Date.now()} { categories { slug name } }`
  const persisted = () => createPersistedQueryLink({ useGETForHashedQueries: true,
    sha256: (text) => createHash('sha256').update(text).digest('hex') })
  const first = app(t, { link: persisted() })
  assert.ok((await first.apollo.query({ query })).data.categories.length)
  assert.equal(first.answers.length, 2) // the hash, of which the server knows nothing yet, and the text
  const second = app(t, { link: persisted() })
  await second.apollo.query({ query })
  assert.equal(second.answers.length, 1)
  const [answer] = second.answers
  assert.match(answer.url, /\?.*extensions=/)
  assert.doesNotMatch(answer.url, /categories/)
  assert.match(answer.headers.get('cache-control'), /^public/)
  assert.ok(answer.headers.get('etag'))
})
