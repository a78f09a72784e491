// A rule for graphql-inspector: what CHANGELOG.md allows to break, under "Breaking"
// of what is not released yet, fails no check. Each entry allows one path, and is
// itself an error when nothing breaks there, so that none stays behind for later.
import { readFileSync } from 'node:fs';

const changelog = process.env.CHANGELOG ?? 'CHANGELOG.md';

// allowed are the paths of the entries: lines such as "- `Partner.fax`: …".
export function allowed(text) {
  const unreleased = text.split(/^## /m).find((part) => part.startsWith('Unreleased')) ?? '';
  const breaking = unreleased.split(/^### /m).find((part) => part.startsWith('Breaking')) ?? '';
  return [...breaking.matchAll(/^- `([^`]+)`/gm)].map((match) => match[1]);
}

export default function allow({ changes }) {
  const paths = new Set(allowed(readFileSync(changelog, 'utf8')));
  const used = new Set();
  const judged = changes.map((change) => {
    if (change.criticality.level !== 'BREAKING' || !paths.has(change.path)) return change;
    used.add(change.path);
    return { ...change, criticality: { ...change.criticality, level: 'DANGEROUS' }, message: `${change.message} (CHANGELOG.md allows it)` };
  });
  for (const path of paths) {
    if (!used.has(path)) throw new Error(`${changelog} allows \`${path}\` to break, but nothing breaks there: take the entry out.`);
  }
  return judged;
}
