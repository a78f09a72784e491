// An app in TypeScript whose operations are typed by the contract and known to the
// server by their ids: see persisted-documents.json.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { useFragment, graphql } from './generated/index.js'

export const SolutionCard = graphql(`
  fragment SolutionCard on Solution {
    id
    title
    publishedAt
    plans {
      prices {
        model
        amount {
          amount
          currency
        }
      }
    }
  }
`)

export const Catalogue = graphql(`
  query Catalogue($first: Int!, $after: String, $order: SolutionOrder!) {
    solutions(first: $first, after: $after, orderBy: $order) {
      nodes {
        ...SolutionCard
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

export const SetMotto = graphql(`
  mutation SetMotto($input: PersonUpdateInput!) {
    personUpdate(input: $input) {
      person {
        motto
      }
      userErrors {
        field
        code
      }
    }
  }
`)

type Answer<Data> = { data?: Data | null; errors?: { message: string; extensions: { code: string } }[] }

// App calls the server with ids in the place of documents.
export class App {
  constructor(readonly endpoint: string, readonly token?: string) {}

  // byGet reads; caches may keep the answer.
  async byGet<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables) {
    const query = new URLSearchParams({ documentId: idOf(document), variables: JSON.stringify(variables) })
    return this.answer<Data>(`${this.endpoint}?${query}`, {})
  }

  async byPost<Data, Variables>(document: TypedDocumentNode<Data, Variables>, variables: Variables) {
    return this.answer<Data>(this.endpoint, {
      method: 'POST',
      body: JSON.stringify({ documentId: idOf(document), variables }),
      headers: { 'content-type': 'application/json' },
    })
  }

  private async answer<Data>(url: string, init: RequestInit) {
    const headers = { ...init.headers, ...(this.token && { authorization: `Bearer ${this.token}` }) }
    const response = await fetch(url, { ...init, headers })
    return { response, ...((await response.json()) as Answer<Data>) }
  }
}

function idOf(document: TypedDocumentNode<never, never> | object): string {
  const { hash } = (document as { __meta__: { hash: string } }).__meta__
  return hash
}

// cheapest shows that what arrives has the contract's types, fragments and all.
export async function cheapest(app: App): Promise<{ title: string; amount: number; currency: string }[]> {
  const { data } = await app.byGet(Catalogue, { first: 5, order: 'RATING' })
  return useFragment(SolutionCard, data!.solutions.nodes).map(({ title, plans }) => {
    const { amount, currency } = plans[0].prices[0].amount
    return { title, amount: Number(amount), currency }
  })
}

// What the contract does not allow does not compile.
export async function mistakes(app: App) {
  // @ts-expect-error There is no such order.
  await app.byGet(Catalogue, { first: 5, order: 'COLOUR' })
  // @ts-expect-error The variable first is needed.
  await app.byGet(Catalogue, { order: 'TITLE' })
  const { data } = await app.byPost(SetMotto, { input: { motto: 'Typed' } })
  // @ts-expect-error A person can be null: there may be userErrors instead.
  return data?.personUpdate.person.motto
}
