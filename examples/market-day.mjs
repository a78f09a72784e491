// See market-day.sh. Node's own fetch and WebSocket are all it uses.
const base = process.argv[2].replace(/\/$/, '')
const CLIENT = '+447700900005'
const OWNER = '+447700900002'

function check(holds, sentence) {
  if (!holds) {
    console.error(`FAILED  ${sentence}`)
    process.exit(1)
  }
  console.log(`ok      ${sentence}`)
}

// graphql runs an operation and returns its data; errors end the day.
async function graphql(token, query, variables) {
  const response = await fetch(`${base}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify({ query, variables }),
  })
  const { data, errors } = await response.json()
  if (errors) throw new Error(`${query.trim().split('\n')[0]}: ${JSON.stringify(errors)}`)
  return data
}

// mutate runs a mutation whose only field is name, and returns its payload.
async function mutate(token, name, input, fields) {
  const type = name[0].toUpperCase() + name.slice(1) + 'Input'
  const data = await graphql(token,
    `mutation($input: ${type}!) { ${name}(input: $input) { ${fields} userErrors { field code message } } }`, { input })
  const payload = data[name]
  if (payload.userErrors.length) throw Object.assign(new Error(`${name}: ${JSON.stringify(payload.userErrors)}`), payload.userErrors[0])
  return payload
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms))

// signIn asks for a code, reads it where the development server shows it, and
// exchanges it for a token. A number gets one code a minute.
async function signIn(phone) {
  for (;;) {
    try {
      const { challenge } = await mutate(null, 'signInStart', { phone }, 'challenge')
      const { code } = await (await fetch(`${base}/dev/sms?to=${encodeURIComponent(phone)}`)).json()
      const { tokens } = await mutate(null, 'signInVerify', { challenge, code }, 'tokens { accessToken }')
      return tokens.accessToken
    } catch (error) {
      const [from] = error.code === 'THROTTLED' ? error.message.match(/\d{4}-\S+Z/) ?? [] : []
      const wait = Date.parse(from) - Date.now() // NaN without one
      if (!(wait < 61_000)) throw error // longer than for the next code to the same number
      console.log(`        ${error.message} Waiting for it.`)
      await pause(Math.max(wait, 0) + 500)
    }
  }
}

// subscribe opens a socket (graphql-transport-ws), and resolves once the server has
// taken the subscription; next() waits for an event.
function subscribe(token, query, variables) {
  return new Promise((ready, failed) => {
    const socket = new WebSocket(`${base.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws')
    const events = [], waiting = []
    const next = () => events.length ? Promise.resolve(events.shift()) : new Promise((got) => waiting.push(got))
    const send = (message) => socket.send(JSON.stringify(message))
    socket.onopen = () => send({ type: 'connection_init', payload: token ? { Authorization: `Bearer ${token}` } : {} })
    socket.onerror = () => failed(new Error('the socket failed'))
    socket.onclose = (e) => failed(new Error(`the socket was closed: ${e.code} ${e.reason}`))
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(data)
      switch (message.type) {
        case 'connection_ack':
          send({ id: '1', type: 'subscribe', payload: { query, variables } })
          // The protocol has no acknowledgement of a subscription; a pong tells
          // that the server has read what was sent before the ping.
          send({ type: 'ping' })
          break
        case 'ping':
          send({ type: 'pong' })
          break
        case 'pong':
          setTimeout(() => ready({ next, close: () => socket.close() }), 500)
          break
        case 'next': {
          const [event] = Object.values(message.payload.data)
          waiting.length ? waiting.shift()(event) : events.push(event)
          break
        }
        case 'error':
          failed(new Error(JSON.stringify(message.payload)))
      }
    }
  })
}

function within(ms, promise, sentence) {
  const late = pause(ms).then(() => check(false, sentence))
  return Promise.race([promise, late])
}

const client = await signIn(CLIENT)
const owner = await signIn(OWNER)
check(client && owner, 'a client and a partner sign in by code')

// The client finds the partner.
const { viewer } = await graphql(owner, '{ viewer { organization { partner { id name } } } }')
const own = viewer.organization.partner
const found = await graphql(client, `query($text: String!) {
  partners(filter: { text: $text }) { nodes { id name rating { value count } } } }`, { text: own.name })
const partner = found.partners.nodes.find((p) => p.id === own.id)
check(partner, `the client finds ${own.name} in the directory`)

// A lead arrives on the partner's open socket.
const leads = await subscribe(owner, `subscription($id: ID!) {
  leadAdded(partnerId: $id) { cursor node { id title contact { name } } offer { id state } } }`, { id: partner.id })
const sent = Date.now()
const submitted = await mutate(client, 'leadSubmit', {
  partnerId: partner.id,
  contact: { name: 'Kim Sample', phone: CLIENT, email: 'kim@client.example.com' },
  goal: 'Answer every enquiry within a day',
  size: 'SMALL',
  country: 'GB',
}, 'lead { id number }')
const event = await within(1000, leads.next(), 'the lead arrives within a second')
check(event.node.id === submitted.lead.id, `lead ${submitted.lead.number} arrives on the partner's socket after ${Date.now() - sent} ms`)
check(event.node.contact === null, 'the partner does not see whom to call yet')
const accepted = await mutate(owner, 'leadAccept', { offerId: event.offer.id }, 'offer { state lead { contact { name phone } } }')
check(accepted.offer.lead.contact.phone === CLIENT, 'it accepts, and sees whom to call')
leads.close()

// The client reviews the work.
const reviewed = await mutate(client, 'reviewCreate', {
  partnerId: partner.id, basis: { leadId: submitted.lead.id }, score: 5,
  text: 'They called back within the hour and knew our trade.',
}, 'review { partner { rating { value count } } }')
const rating = reviewed.review.partner.rating
check(rating.count === partner.rating.count + 1 && rating.value !== partner.rating.value,
  `the client reviews, and the rating moves from ${partner.rating.value} to ${rating.value}`)

// A question is asked, and answered.
const { boards } = await graphql(client, '{ boards(locales: ["en"]) { id slug } }')
const board = boards.find((b) => !b.slug.includes('announcements'))
const { thread } = await mutate(client, 'threadCreate', {
  boardId: board.id, title: 'How do we import our contacts?', body: 'We have them in a **CSV** file.',
}, 'thread { id number }')
const replies = await subscribe(client, `subscription($id: ID!) {
  replyAdded(threadId: $id) { cursor node { number body { html } badge { organization licence } } } }`, { id: thread.id })
await mutate(owner, 'replyCreate', { threadId: thread.id, body: 'Choose `Import` in the menu of contacts.' }, 'reply { id }')
const reply = await within(1000, replies.next(), 'the answer arrives within a second')
check(reply.node.body.html.includes('<code>Import</code>'), `the answer to thread ${thread.number} arrives, from ${reply.node.badge.organization}`)
replies.close()

// An invoice is issued, and paid in full to the partner.
const balance = async () => {
  const { viewer } = await graphql(owner, '{ viewer { organization { partner { balance { amount currency } } } } }')
  return Number(viewer.organization.partner.balance.find((m) => m.currency === 'USD')?.amount ?? 0)
}
const before = await balance()
const { invoice } = await mutate(owner, 'invoiceIssue', {
  leadId: submitted.lead.id, idempotencyKey: crypto.randomUUID(),
  lines: [{ description: 'Setting up', unitPrice: { amount: '2000.00', currency: 'USD' } }],
}, 'invoice { id number total { amount } }')
const { payment } = await mutate(client, 'invoicePay', { invoiceId: invoice.id, idempotencyKey: crypto.randomUUID() },
  'payment { state }')
const after = await balance()
check(payment.state === 'SUCCEEDED' && (after - before).toFixed(2) === '2000.00',
  `invoice ${invoice.number} over ${invoice.total.amount} USD is paid, and the partner has all of it`)
process.exit(0)
