// What the Relay tests ask for. relay-compiler reads the documents in this file and
// writes __generated__/, where the tag finds what became of each. Apps use a plugin of
// their bundler for that; there is none here.
const graphql = ([text]) => require(`./__generated__/${/(?:query|fragment|mutation|subscription) (\w+)/.exec(text)[1]}.graphql.js`)

exports.documentsCatalogueQuery = graphql`
  query documentsCatalogueQuery($count: Int!) {
    ...documentsCatalogue_list @arguments(count: $count)
  }
`

exports.documentsCatalogue = graphql`
  fragment documentsCatalogue_list on Query
  @refetchable(queryName: "documentsCatalogueNextQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 3 }, cursor: { type: "String" }) {
    solutions(orderBy: TITLE, first: $count, after: $cursor) @connection(key: "documentsCatalogue_solutions") {
      edges {
        node {
          id
          title
        }
      }
    }
  }
`

exports.documentsThreadQuery = graphql`
  query documentsThreadQuery($id: ID!) {
    node(id: $id) {
      __typename
      ...documentsThread_replies @alias(as: "thread")
    }
  }
`

// Replies hang on a thread: Relay asks for more of them by node(id:).
exports.documentsThread = graphql`
  fragment documentsThread_replies on Thread
  @refetchable(queryName: "documentsThreadNextQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 2 }, cursor: { type: "String" }) {
    title
    replies(first: $count, after: $cursor) @connection(key: "documentsThread_replies") {
      edges {
        node {
          id
          number
        }
      }
    }
  }
`

exports.documentsMottoMutation = graphql`
  mutation documentsMottoMutation($input: PersonUpdateInput!) {
    personUpdate(input: $input) {
      person {
        id
        motto
      }
      userErrors {
        field
        code
      }
    }
  }
`

exports.documentsViewerQuery = graphql`
  query documentsViewerQuery {
    viewer {
      person {
        id
        motto
      }
    }
  }
`
