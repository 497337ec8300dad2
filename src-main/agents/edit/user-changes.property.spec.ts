import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { expect, it } from 'vitest';
import { FORMATS } from './formats';
import { applyKeyEdits, revertKeyEdits } from './key-edits';
import type { KeyPath } from './settings-format';
import { CORPORA } from './testing/corpus';
import { TEST_EDITS } from './testing/edits';

const RUNS = 1500;
const keyName = fc.constantFrom(
  'a',
  'model',
  'hooks',
  'statusLine',
  'ANTHROPIC_MODEL',
  'ANTHROPIC_BASE_URL',
  'x y',
  'é.ü',
);
const jsonPath = fc.oneof(
  fc.tuple(keyName),
  fc.tuple(fc.constantFrom('env', 'permissions', 'provider'), keyName),
);
const value = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(['a', { b: 1 }]),
  fc.constant({ c: 'd' }),
);
const change = fc.record({ path: jsonPath, value, remove: fc.boolean() });

/** Every leaf of a document, by its path. */
function listLeaves(node: unknown, path: KeyPath = []): Map<string, unknown> {
  if (typeof node !== 'object' || node === null || Array.isArray(node) || Object.keys(node).length === 0)
    return new Map([[JSON.stringify(path), node]]);
  return new Map(Object.entries(node).flatMap(([key, inner]) => [...listLeaves(inner, [...path, key])]));
}

it('JSON: whatever a user changes between connect and undo is still there after undo', () => {
  expect.hasAssertions();
  const documents = Object.values(CORPORA.json).map((text) => text.replace('\uFEFF', ''));
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.array(change, { maxLength: 6 }), (document, changes) => {
      const start = document.trim() === '' ? '{}' : document;
      const { text, keys } = applyKeyEdits(FORMATS.json, start, TEST_EDITS.json);
      let edited = text;
      for (const { path, value: given, remove } of changes) {
        try {
          edited = remove ? FORMATS.json.remove(edited, path) : FORMATS.json.set(edited, path, given);
        } catch {
          // The document has something else than an object there: the user could not do this either.
        }
      }
      const { text: undone } = revertKeyEdits(FORMATS.json, edited, keys);
      const ours = new Map(TEST_EDITS.json.map(({ path, value: written }) => [path, written]));
      const after = listLeaves(FORMATS.json.find(undone, [])?.value);
      for (const [path, leaf] of listLeaves(FORMATS.json.find(edited, [])?.value)) {
        const parsed: unknown = JSON.parse(path);
        const isOurs = [...ours].some(
          ([own, written]) =>
            Array.isArray(parsed) &&
            isDeepStrictEqual(parsed.slice(0, own.length), own) &&
            isDeepStrictEqual(FORMATS.json.find(edited, own)?.value, written),
        );
        // An empty object is what undo may leave of one that had nothing but ours, or take away where setup made it.
        if (!isOurs && !isDeepStrictEqual(leaf, {})) expect(after.get(path)).toEqual(leaf);
      }
    }),
    { numRuns: RUNS, seed: 8 },
  );
});

it('TOML: lines a user adds, and values a user changes, survive undo', () => {
  const documents = Object.values(CORPORA.toml).map((text) => text.replace('\uFEFF', ''));
  const lines = fc.array(
    fc.constantFrom('# mine\n', '[profiles.x]\nmodel = "y"\n', '[zz]\nq = 1\n', '\n', '[[runs]]\nn = 1\n'),
    { maxLength: 3 },
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...documents),
      fc.uniqueArray(fc.nat(TEST_EDITS.toml.length - 1)),
      lines.filter((some) => new Set(some).size === some.length),
      (document, touched, added) => {
        const { text, keys } = applyKeyEdits(FORMATS.toml, document, TEST_EDITS.toml);
        let edited = text;
        for (const index of touched)
          edited = FORMATS.toml.set(edited, TEST_EDITS.toml[index]?.path ?? [], 'user');
        edited += added.join('');
        const { text: undone, undone: keyed } = revertKeyEdits(FORMATS.toml, edited, keys);
        for (const [index, { path }] of TEST_EDITS.toml.entries()) {
          const found = FORMATS.toml.find(undone, path)?.value;
          if (touched.includes(index)) expect(found).toBe('user');
          else expect(found).toEqual(FORMATS.toml.find(document, path)?.value);
          expect(keyed[index]?.outcome).toBe(touched.includes(index) ? 'kept' : 'restored');
        }
        for (const line of added) expect(undone).toContain(line.trim());
      },
    ),
    { numRuns: RUNS, seed: 8 },
  );
});
