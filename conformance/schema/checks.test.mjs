// The checks of the schema refuse what they are there for: run by .ci/schema.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';

const root = join(import.meta.dirname, '..', '..');
const bin = join(import.meta.dirname, 'node_modules', '.bin');
const contract = readFileSync(join(root, 'schema.graphqls'), 'utf8');
const dir = mkdtempSync(join(root, '.schema-check-'));
after(() => rmSync(dir, { recursive: true }));

function file(name, text) {
  writeFileSync(join(dir, name), text);
  return join(dir, name);
}

function run(program, args, env) {
  const done = spawnSync(join(bin, program), args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } });
  return { code: done.status, said: done.stdout + done.stderr };
}

function lint(text) {
  const schema = file('schema.graphqls', text);
  return run('eslint', ['--config', 'conformance/schema/eslint.config.js', schema], { SCHEMA: schema });
}

function diff(before, now, changelog) {
  return run('graphql-inspector',
    ['diff', file('old.graphqls', before), file('new.graphqls', now), '--rule', join(import.meta.dirname, 'allowed.mjs')],
    { CHANGELOG: file('CHANGELOG.md', changelog) });
}

const empty = '# Changes\n\n## Unreleased\n\n## 2026-01-01\n';
const breaking = (line) => `# Changes\n\n## Unreleased\n\n### Breaking\n\n${line}\n\n## 2026-01-01\n`;

test('the contract as it is passes', () => {
  const { code, said } = lint(contract);
  assert.equal(code, 0, said);
});

for (const [what, [rule, added]] of Object.entries({
  'a type without a description': ['require-description', 'type Stone { "Its id." id: ID! }\nextend type Query { "A stone." stone: Stone }'],
  'a field without a description': ['require-description', '"A stone."\ntype Stone { id: ID! }\nextend type Query { "A stone." stone: Stone }'],
  'an argument without a description': ['require-description', 'extend type Query { "A stone." stone(id: ID!): Boolean }'],
  'a value without a description': ['require-description', '"A colour."\nenum Colour { RED }\nextend type Query { "A colour." colour: Colour }'],
  'a root field without a description': ['require-description', 'extend type Query { stone: Boolean }'],
  'a deprecation without a reason': ['require-deprecation-reason', 'extend type Query { "A stone." stone: Boolean @deprecated }'],
  'a connection without edges': ['relay-connection-types', '"Stones."\ntype StoneConnection { "The page." pageInfo: PageInfo! }\nextend type Query { "Stones." stones("How many." first: Int "From." after: String): StoneConnection }'],
  'a type that nothing leads to': ['no-unreachable-types', '"A stone."\ntype Stone { "Its id." id: ID! }'],
})) {
  test(`${what} is refused`, () => {
    const { code, said } = lint(`${contract}\n${added}\n`);
    assert.equal(code, 1, said);
    assert.match(said, new RegExp(`@graphql-eslint/${rule}$`, 'm'));
  });
}

test('an addition breaks nothing', () => {
  const { code, said } = diff(contract, `${contract}\nextend type Query { "A stone." stone: Boolean }`, empty);
  assert.equal(code, 0, said);
});

const earlier = contract.replace('type Money {', 'type Money {\n  "What was."\n  old: Int');

test('a field that is taken away fails, and is named', () => {
  const { code, said } = diff(earlier, contract, empty);
  assert.equal(code, 1, said);
  assert.match(said, /Field old was removed from object type Money/);
});

test('a deliberate break that the changelog names passes', () => {
  const { code, said } = diff(earlier, contract, breaking('- `Money.old`: deprecated since 2025-01-01, use `amount`.'));
  assert.equal(code, 0, said);
});

test('an entry for another field does not help', () => {
  const { code } = diff(earlier, contract, breaking('- `Money.currency`: by mistake.'));
  assert.equal(code, 1);
});

test('an entry of an earlier release does not help', () => {
  const { code } = diff(earlier, contract, `${empty}\n### Breaking\n\n- \`Money.old\`: long ago.\n`);
  assert.equal(code, 1);
});

test('an entry for nothing fails', () => {
  const { code, said } = diff(contract, contract, breaking('- `Money.old`: left behind.'));
  assert.equal(code, 1, said);
});

test('an argument that becomes required fails', () => {
  const { code, said } = diff(contract, contract.replace('id: ID!\n  ): Node', 'id: ID!\n    "More." more: Int!\n  ): Node'), empty);
  assert.equal(code, 1, said);
});
