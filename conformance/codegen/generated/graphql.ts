/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** Input of `personUpdate`. What is left out stays. */
export type PersonUpdateInput = {
  /** The languages the person reads, best first, at most ten. */
  locales?: Array<string> | null | undefined;
  /** The motto, at most 120 characters. */
  motto?: string | null | undefined;
  /** The name, 1 to 80 characters. */
  name?: string | null | undefined;
};

/** What a price is for. */
export type PriceModel =
  /** Each month. */
  | 'FLAT_MONTH'
  /** Once, at the start. */
  | 'ONCE'
  /** Each hour of work. */
  | 'PER_HOUR'
  /** Each user, each month. */
  | 'PER_USER_MONTH';

/** The order of solutions. */
export type SolutionOrder =
  /** Most recently published first; those never published, most recently changed first. */
  | 'NEWEST'
  /** Cheapest first, by the lowest price of the model and currency of `filter.price`, which it needs. */
  | 'PRICE'
  /** Best rating first. */
  | 'RATING'
  /** By the title in its original language, A to Z. */
  | 'TITLE';

/** Kinds of errors that a user can mend. */
export type UserErrorCode =
  /** The state of things does not allow it, or somebody else was faster. */
  | 'CONFLICT'
  /** The payment provider declined. */
  | 'DECLINED'
  /** Its time is over. */
  | 'EXPIRED'
  /** The value is not acceptable. */
  | 'INVALID'
  /** What the input names does not exist, or the viewer may not see it. */
  | 'NOT_FOUND'
  /** Too many tries; the message says when to try again. */
  | 'THROTTLED';

export type SolutionCardFragment = { id: string, title: string, publishedAt: string | null, plans: Array<{ prices: Array<{ model: PriceModel, amount: { amount: string, currency: string } }> }> } & { ' $fragmentName'?: 'SolutionCardFragment' };

export type CatalogueQueryVariables = Exact<{
  first: number;
  after?: string | null | undefined;
  order: SolutionOrder;
}>;


export type CatalogueQuery = { solutions: { nodes: Array<{ ' $fragmentRefs'?: { 'SolutionCardFragment': SolutionCardFragment } }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } };

export type SetMottoMutationVariables = Exact<{
  input: PersonUpdateInput;
}>;


export type SetMottoMutation = { personUpdate: { person: { motto: string } | null, userErrors: Array<{ field: Array<string> | null, code: UserErrorCode }> } };

export const SolutionCardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SolutionCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Solution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"publishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"plans"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"prices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]}}]}}]} as unknown as DocumentNode<SolutionCardFragment, unknown>;
export const CatalogueDocument = {"__meta__":{"hash":"sha256:6ecf3ec99e83fd64789a2865b7aba9fd1e20ceb7370b98e2711b439b11f18a45"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Catalogue"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"order"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"SolutionOrder"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"solutions"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"orderBy"},"value":{"kind":"Variable","name":{"kind":"Name","value":"order"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"SolutionCard"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"SolutionCard"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Solution"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"publishedAt"}},{"kind":"Field","name":{"kind":"Name","value":"plans"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"prices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"amount"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}}]}}]}}]} as unknown as DocumentNode<CatalogueQuery, CatalogueQueryVariables>;
export const SetMottoDocument = {"__meta__":{"hash":"sha256:f6d279b653601189a0cca4d971ac3ca3ee39b7f07d9237fe1469e298d7bff58f"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"SetMotto"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"PersonUpdateInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"personUpdate"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"person"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"motto"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"code"}}]}}]}}]}}]} as unknown as DocumentNode<SetMottoMutation, SetMottoMutationVariables>;