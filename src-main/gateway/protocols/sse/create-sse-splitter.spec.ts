import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutAt, isSseBoundary } from '../testing/describe-stream-tap';
import { createSseSplitter } from './create-sse-splitter';
import { readSseData, readSseName } from './read-sse-event';

type Event = readonly [name: string | null, data: string];

function split(...pieces: readonly (string | Uint8Array)[]): Event[] {
  const events: Event[] = [];
  const splitter = createSseSplitter((raw) => events.push([readSseName(raw), readSseData(raw)]));
  for (const piece of pieces) splitter.push(Buffer.from(piece));
  splitter.end();
  expect(splitter.countEvents()).toBe(events.length);
  return events;
}

/** A second opinion, over the whole text at once. */
function splitText(text: string): Event[] {
  const blocks: string[][] = [[]];
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    if (line === '') blocks.push([]);
    else blocks.at(-1)?.push(line);
  }
  return blocks
    .filter((lines) => lines.some((line) => !line.startsWith(':')))
    .map((lines) => {
      const field = (name: string): string[] =>
        lines
          .filter((line) => line === name || line.startsWith(`${name}:`))
          .map((line) => line.slice(name.length + 1).replace(/^ /, ''));
      return [field('event').at(-1) ?? null, field('data').join('\n')];
    });
}

describe('createSseSplitter', () => {
  it.each([
    ['LF', 'event: a\ndata: 1\n\ndata: 2\n\n'],
    ['CRLF', 'event: a\r\ndata: 1\r\n\r\ndata: 2\r\n\r\n'],
    ['CR', 'event: a\rdata: 1\r\rdata: 2\r\r'],
    ['mixed', 'event: a\r\ndata: 1\n\rdata: 2\r\n\n'],
    ['blank lines to spare', '\n\nevent: a\ndata: 1\n\n\n\r\n\rdata: 2\n\n\n'],
    ['byte order mark', '\uFEFFevent: a\ndata: 1\n\ndata: 2\n\n'],
    ['comment blocks', ': hello\n\nevent: a\ndata: 1\n\n: x\n:y\n\ndata: 2\n\n: bye\n\n'],
    ['comments glued to events', ': x\nevent: a\n:y\ndata: 1\n\ndata: 2\n:z\n\n'],
    ['no space after the colon', 'event:a\ndata:1\n\ndata:2\n\n'],
    ['unknown fields', 'id: 7\nevent: a\nretry: 5\ndata: 1\nfoo\n\ndatum: 8\ndata: 2\n\n'],
    ['last event without its blank line', 'event: a\ndata: 1\n\ndata: 2'],
    ['last event with one line end', 'event: a\ndata: 1\n\ndata: 2\n'],
  ])('cuts: %s', (_name, text) => {
    const expected = [
      ['a', '1'],
      [null, '2'],
    ];
    expect(split(text)).toEqual(expected);
    expect(split(...[...Buffer.from(text)].map((byte) => Uint8Array.of(byte)))).toEqual(expected);
  });

  it('joins data lines, keeps one leading space of two, takes a field without a colon as empty', () => {
    expect(split('data: a\ndata:  b\ndata\ndata:c\n\n')).toEqual([[null, 'a\n b\n\nc']]);
  });

  it('keeps characters whole that were cut between chunks', () => {
    const bytes = Buffer.from('data: 👋🏽é\n\n');
    for (let i = 0; i <= bytes.length; i += 1) {
      expect(split(bytes.subarray(0, i), bytes.subarray(i))).toEqual([[null, '👋🏽é']]);
    }
  });

  it('takes a CRLF that was cut in two for one line end, not for a blank line', () => {
    expect(split('data: a\r', '\ndata: b\r', '\n\r', '\ndata: c\r\n\r\n')).toEqual([
      [null, 'a\nb'],
      [null, 'c'],
    ]);
  });

  it('agrees with a line-by-line reading of any text in any chunks', () => {
    const token = fc.constantFrom(
      'data: x',
      'data:é😀',
      'event: e',
      ': c',
      'id',
      '\n',
      '\n',
      '\r\n',
      '\r',
      ' ',
      '\uFEFF',
    );
    fc.assert(
      fc.property(
        fc.array(token, { maxLength: 40 }),
        fc.array(fc.nat(500), { maxLength: 12 }),
        (tokens, cuts) => {
          const text = tokens.join('');
          expect(split(...cutAt(Buffer.from(text), cuts))).toEqual(splitText(text));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('knows after every byte of any text whether an event may follow', () => {
    const token = fc.constantFrom('data: x', ': c', '\n', '\n', '\r\n', '\r\n', '\r', '\uFEFF', 'é');
    fc.assert(
      fc.property(
        fc.array(token, { maxLength: 25 }),
        fc.array(fc.nat(200), { maxLength: 30 }),
        (tokens, cuts) => {
          const bytes = Buffer.from(tokens.join(''));
          const splitter = createSseSplitter(() => {});
          expect(splitter.isAtBoundary()).toBe(true);
          let read = 0;
          for (const piece of cutAt(bytes, cuts)) {
            splitter.push(piece);
            read += piece.length;
            expect([read, splitter.isAtBoundary()]).toEqual([read, isSseBoundary(bytes.subarray(0, read))]);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('waits for the LF of a CRLF before it calls an event ended', () => {
    const splitter = createSseSplitter(() => {});
    splitter.push(Buffer.from('data: a\r\n\r'));
    expect(splitter.isAtBoundary()).toBe(false);
    splitter.push(Buffer.from('\n'));
    expect(splitter.isAtBoundary()).toBe(true);
  });

  it('passes over an event too large to keep, counts it and goes on', () => {
    const seen: string[] = [];
    const splitter = createSseSplitter((raw) => seen.push(readSseData(raw)), { maxEventBytes: 64 });
    splitter.push(Buffer.from(`data: ${'x'.repeat(100)}\n\ndata: a\n\n`));
    for (let i = 0; i < 100; i += 1) splitter.push(Buffer.from(i === 0 ? 'data: ' : 'xx'));
    expect(splitter.isAtBoundary()).toBe(false);
    splitter.push(Buffer.from('\n'));
    splitter.push(Buffer.from('\ndata: b\n\n'));
    expect(splitter.isAtBoundary()).toBe(true);
    expect(seen).toEqual(['a', 'b']);
    expect(splitter.countEvents()).toBe(4);
  });

  it('puts a large event together from thousands of small chunks', () => {
    const text = 'äöü'.repeat(20_000);
    const bytes = Buffer.from(`data: ${text}\n\n`);
    const pieces = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) =>
      bytes.subarray(i * 7, i * 7 + 7),
    );
    expect(split(...pieces)).toEqual([[null, text]]);
  });

  it('leaves an event already handed out untouched by later chunks', () => {
    const kept: Buffer[] = [];
    const splitter = createSseSplitter((raw) => kept.push(raw));
    for (const piece of ['data: a', '1\n\nda', 'ta: b', '2\n\n']) splitter.push(Buffer.from(piece));
    expect(kept.map(readSseData)).toEqual(['a1', 'b2']);
  });
});
