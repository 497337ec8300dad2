import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import loadWabt from 'wabt';
import { ENVELOPE_MARKS, wrapEnvelope } from '../protocols/reasoning/envelope';
import { createJsonSkipper } from './skip-json';
import { skipJsonModule } from './skip-json-module';

/** Where a skipper finds the end, when the text comes cut at these places. */
function findEnd(text: Buffer, cuts: readonly number[]): number {
  const skipper = createJsonSkipper();
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((a, b) => a - b), text.length];
  for (const [index, start] of places.entries()) {
    const chunk = text.subarray(start, places[index + 1] ?? text.length);
    if (chunk.length === 0) continue;
    skipper.take(chunk);
    const end = skipper.skip(0);
    skipper.drop();
    if (end !== -1) return start + end;
  }
  return -1;
}

const json = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.array(fc.jsonValue(), { maxLength: 5 }),
  fc.dictionary(fc.string(), fc.jsonValue()),
);

describe('createJsonSkipper', () => {
  it('finds the end of every value, however it is cut and whatever follows', () => {
    fc.assert(
      fc.property(
        json,
        fc.array(fc.nat(500), { maxLength: 6 }),
        fc.constantFrom('', ',', '}]"', '\\"x'),
        (value, cuts, rest) => {
          const text = Buffer.from(JSON.stringify(value));
          expect(findEnd(Buffer.concat([text, Buffer.from(rest)]), cuts)).toBe(text.length);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('finds it where a window, a vector or an escape ends', () => {
    const ends = [14, 15, 16, 17, 63, 64, 65, 65_534, 65_535, 65_536, 65_537, 131_072];
    for (const length of ends) {
      for (const tail of ['"', '\\"', '\\\\', '\\\\\\"', '}', 'Y_y\u007f']) {
        const text = Buffer.from(JSON.stringify([`${'x'.repeat(length)}${tail}`, { y: tail }]));
        expect(findEnd(Buffer.concat([text, text]), []), `${length} ${tail}`).toBe(text.length);
        expect(findEnd(text, [length, length + 1, length + 2]), `${length} ${tail}, cut`).toBe(text.length);
      }
    }
  });

  it('reads one value after the other of a chunk, and goes on after others have used the window', () => {
    const chunk = Buffer.from('{"a":[1]}"text"["' + 'long'.repeat(50) + '"]');
    const skipper = createJsonSkipper();
    skipper.take(chunk);
    expect(skipper.skip(0)).toBe(9);
    expect(skipper.skip(9)).toBe(15);
    findEnd(Buffer.from('[["another"]]'), [3]);
    skipper.take(chunk);
    expect(skipper.skip(15)).toBe(chunk.length);
  });

  it('says that a value goes on, for as long as it does', () => {
    expect(findEnd(Buffer.from('{"a":"b\\'), [])).toBe(-1);
    expect(findEnd(Buffer.from('[[1,2,{"a":[]}]'), [3, 6])).toBe(-1);
  });
});

describe('the module', () => {
  it('is made from the source beside it', async () => {
    const source = readFileSync(new URL('skip-json.wat', import.meta.url), 'utf8');
    const wabt = await loadWabt();
    const { buffer } = wabt.parseWat('skip-json.wat', source, { simd: true }).toBinary({});
    expect(Buffer.from(buffer).equals(skipJsonModule), 'run `npm run build:wat`').toBe(true);
  });
});

const saw = (text: string, chunkBytes: number): boolean => {
  const bytes = Buffer.from(text);
  const skipper = createJsonSkipper();
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    skipper.take(bytes.subarray(at, at + chunkBytes));
    skipper.skip(0);
    skipper.drop();
  }
  return skipper.sawEnvelope();
};

describe('sawEnvelope', () => {
  it.each([
    ['anthropic-messages', false],
    ['openai-responses', false],
    ['gemini', true],
    ['openai-chat', true],
  ] as const)('sees what was wrapped for %s, however it is cut', (protocol, base64) => {
    const origin = { protocol: 'gemini', channelId: 'c', model: 'm' } as const;
    const envelope = wrapEnvelope({ origin, state: { kind: 'signature', data: 'x' } }, base64);
    expect(envelope.startsWith(ENVELOPE_MARKS[protocol])).toBe(true);
    const pad = 'x'.repeat(65_500);
    for (const chunkBytes of [1, 2, 3, 5, 11, 1000, 1_000_000]) {
      expect(saw(`[{"signature":"${envelope}"}]`, chunkBytes), `${chunkBytes}`).toBe(true);
      expect(saw('[{"signature":"EqQBCgIYAhIM1gbcDa9GJwZA"}]', chunkBytes), `${chunkBytes}`).toBe(false);
    }
    // Where one window ends and the next begins.
    for (let shift = 0; shift < 40; shift += 1) {
      expect(saw(`["${pad}${'y'.repeat(shift)}","${envelope}"]`, 1_000_000), `${shift}`).toBe(true);
    }
  });
});
