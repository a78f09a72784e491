/* eslint-disable */
import * as types from './graphql';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "\n  fragment SolutionCard on Solution {\n    id\n    title\n    publishedAt\n    plans {\n      prices {\n        model\n        amount {\n          amount\n          currency\n        }\n      }\n    }\n  }\n": typeof types.SolutionCardFragmentDoc,
    "\n  query Catalogue($first: Int!, $after: String, $order: SolutionOrder!) {\n    solutions(first: $first, after: $after, orderBy: $order) {\n      nodes {\n        ...SolutionCard\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": typeof types.CatalogueDocument,
    "\n  mutation SetMotto($input: PersonUpdateInput!) {\n    personUpdate(input: $input) {\n      person {\n        motto\n      }\n      userErrors {\n        field\n        code\n      }\n    }\n  }\n": typeof types.SetMottoDocument,
};
const documents: Documents = {
    "\n  fragment SolutionCard on Solution {\n    id\n    title\n    publishedAt\n    plans {\n      prices {\n        model\n        amount {\n          amount\n          currency\n        }\n      }\n    }\n  }\n": types.SolutionCardFragmentDoc,
    "\n  query Catalogue($first: Int!, $after: String, $order: SolutionOrder!) {\n    solutions(first: $first, after: $after, orderBy: $order) {\n      nodes {\n        ...SolutionCard\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n": types.CatalogueDocument,
    "\n  mutation SetMotto($input: PersonUpdateInput!) {\n    personUpdate(input: $input) {\n      person {\n        motto\n      }\n      userErrors {\n        field\n        code\n      }\n    }\n  }\n": types.SetMottoDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment SolutionCard on Solution {\n    id\n    title\n    publishedAt\n    plans {\n      prices {\n        model\n        amount {\n          amount\n          currency\n        }\n      }\n    }\n  }\n"): (typeof documents)["\n  fragment SolutionCard on Solution {\n    id\n    title\n    publishedAt\n    plans {\n      prices {\n        model\n        amount {\n          amount\n          currency\n        }\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Catalogue($first: Int!, $after: String, $order: SolutionOrder!) {\n    solutions(first: $first, after: $after, orderBy: $order) {\n      nodes {\n        ...SolutionCard\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"): (typeof documents)["\n  query Catalogue($first: Int!, $after: String, $order: SolutionOrder!) {\n    solutions(first: $first, after: $after, orderBy: $order) {\n      nodes {\n        ...SolutionCard\n      }\n      pageInfo {\n        hasNextPage\n        endCursor\n      }\n    }\n  }\n"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  mutation SetMotto($input: PersonUpdateInput!) {\n    personUpdate(input: $input) {\n      person {\n        motto\n      }\n      userErrors {\n        field\n        code\n      }\n    }\n  }\n"): (typeof documents)["\n  mutation SetMotto($input: PersonUpdateInput!) {\n    personUpdate(input: $input) {\n      person {\n        motto\n      }\n      userErrors {\n        field\n        code\n      }\n    }\n  }\n"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;