// The audits of graphql-http, for GraphQL over HTTP. A notice or a warning is a
// failure here: the server is to do what the specification recommends as well.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { serverAudits } from 'graphql-http'
import { endpoint } from '../lib.mjs'

const audits = serverAudits({ url: endpoint, fetchFn: fetch })

test('there are 61 audits', () => assert.equal(audits.length, 61))

for (const audit of audits) {
  test(audit.name, async () => {
    const result = await audit.fn()
    assert.equal(result.status, 'ok', result.reason)
  })
}
