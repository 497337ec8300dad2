import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAt } from '../testing/describe-stream-tap';
import { createJsonArraySplitter } from './create-json-array-splitter';

function split(...pieces: readonly (string | Uint8Array)[]): unknown[] {
  const objects: unknown[] = [];
  const splitter = createJsonArraySplitter((raw) => objects.push(JSON.parse(raw.toString())));
  for (const piece of pieces) splitter.push(Buffer.from(piece));
  splitter.end();
  return objects;
}

describe('createJsonArraySplitter', () => {
  it('is not misled by brackets, quotes and escapes inside strings', () => {
    const objects = [{ a: ']}"\\' }, { b: [{ c: '{[\\"' }, ['}']] }, {}];
    expect(split(JSON.stringify(objects))).toEqual(objects);
  });

  it('hands out an object that stands in no array', () => {
    expect(split('{"error":', '{"code":429}}\n')).toEqual([{ error: { code: 429 } }]);
  });

  it('agrees with JSON.parse for any objects in any chunks', () => {
    const object = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { noNullPrototype: true });
    const space = fc.constantFrom(undefined, 2);
    fc.assert(
      fc.property(
        fc.array(object, { maxLength: 6 }),
        space,
        fc.array(fc.nat(2000), { maxLength: 12 }),
        (objects, indent, cuts) => {
          const text = JSON.stringify(objects, null, indent);
          expect(split(...cutAt(Buffer.from(text), cuts))).toEqual(JSON.parse(text));
        },
      ),
    );
  });

  it('knows where it stands after each piece', () => {
    const splitter = createJsonArraySplitter(() => {});
    const seen = [' \n', '[', '{"a":', '1}', '\n', ',', '{}', ']', '\n'].map((piece) => {
      splitter.push(Buffer.from(piece));
      return [splitter.arrayPosition(), splitter.isAtBoundary()];
    });
    expect(seen).toEqual([
      ['start', true],
      ['opened', true],
      ['inside', false],
      ['after-element', true],
      ['after-element', true],
      ['after-comma', true],
      ['after-element', true],
      ['closed', false],
      ['closed', false],
    ]);
  });

  it('offers no place for an element in what is no array', () => {
    for (const text of ['{"a":1}', 'upstream', '<html>']) {
      const splitter = createJsonArraySplitter(() => {});
      splitter.push(Buffer.from(text));
      expect(splitter.isAtBoundary()).toBe(false);
    }
  });

  it('passes over an object too large to keep, and counts it', () => {
    const seen: string[] = [];
    const splitter = createJsonArraySplitter((raw) => seen.push(raw.toString()), { maxEventBytes: 32 });
    splitter.push(Buffer.from(`[{"a":"${'x'.repeat(50)}"},{"b":"`));
    for (let i = 0; i < 20; i += 1) splitter.push(Buffer.from('xxxx'));
    splitter.push(Buffer.from('"},{"c":1}]'));
    expect(seen).toEqual(['{"c":1}']);
    expect(splitter.countEvents()).toBe(3);
  });

  it('never throws on bytes that are no JSON', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const splitter = createJsonArraySplitter(() => {});
        splitter.push(bytes);
        splitter.end();
        expect(splitter.countEvents()).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
