// graphql-codegen's client preset, with documents that are sent by their ids only.
const scalars = Object.fromEntries(
  ['DateTime', 'Date', 'Decimal', 'CurrencyCode', 'CountryCode', 'Locale', 'PhoneNumber', 'HTML', 'URL'].map((name) => [name, 'string']))

export default {
  schema: 'schema.graphql',
  documents: 'codegen/app.ts',
  generates: {
    'codegen/generated/': {
      preset: 'client',
      presetConfig: { persistedDocuments: { hashAlgorithm: 'sha256' } },
      config: { scalars, strictScalars: true, useTypeImports: true, enumsAsTypes: true },
    },
  },
}
