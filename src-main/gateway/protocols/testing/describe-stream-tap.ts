import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Protocol, StreamFacts, StreamFraming, StreamTap } from '../types';

const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';

/** Facts as they are now, lazy ones worked out. */
export function snapshot(tap: StreamTap): StreamFacts {
  const { facts } = tap;
  return {
    atBoundary: facts.atBoundary,
    contentSeen: facts.contentSeen,
    ending: facts.ending,
    error: facts.error,
    usage: facts.usage,
    model: facts.model,
    responseId: facts.responseId,
    stopReason: facts.stopReason,
    sequenceNumber: facts.sequenceNumber,
    events: facts.events,
    createdAt: facts.createdAt,
    arrayPosition: facts.arrayPosition,
  };
}

/** Facts after a stream that arrived in the given pieces. */
export function readStream(tap: StreamTap, ...pieces: readonly (string | Uint8Array)[]): StreamFacts {
  for (const piece of pieces) tap.push(Buffer.from(piece));
  tap.end();
  return snapshot(tap);
}

/** Cuts bytes at the given places, in any order and with repeats. */
export function cutAt(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...places].map((start, index) => bytes.subarray(start, places[index] ?? bytes.length));
}

/** A second opinion on `atBoundary`, by splitting the whole prefix into lines. */
export function isSseBoundary(prefix: Buffer): boolean {
  const text = prefix.toString('latin1');
  if (text !== '' && text.length < BYTE_ORDER_MARK.length && BYTE_ORDER_MARK.startsWith(text)) return false;
  if (text.endsWith('\r') && text.includes('\r\n')) return false;
  const body = text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
  const lines = body.split(/\r\n|\r|\n/);
  return lines.at(-1) === '' && (lines.at(-2) ?? '') === '';
}

export const toCrlf = (text: string): string => text.replace(/\r?\n/g, '\r\n');
export const toCr = (text: string): string => text.replace(/\r?\n/g, '\r');

/** What holds for every protocol's tap, shown on one of its streams. */
export function describeStreamTap(protocol: Protocol, framing: StreamFraming, stream: string): void {
  const createTap = (): StreamTap => protocol.createStreamTap(framing);

  describe('any stream', () => {
    it.each([
      ['LF', stream],
      ['CRLF', framing === 'sse' ? toCrlf(stream) : stream],
      ['CR', framing === 'sse' ? toCr(stream) : stream],
      ['byte order mark', `\ufeff${stream}`],
    ])('says the same however the network cut it: %s', (_name, text) => {
      const bytes = Buffer.from(text);
      const whole = readStream(createTap(), bytes);
      expect({ ...whole, atBoundary: null }).toEqual({
        ...readStream(createTap(), stream),
        atBoundary: null,
      });
      fc.assert(
        fc.property(fc.array(fc.nat(bytes.length), { maxLength: 60 }), (cuts) => {
          expect(readStream(createTap(), ...cutAt(bytes, cuts))).toEqual(whole);
        }),
        { numRuns: 60 },
      );
    });

    it('says the same byte by byte, read after every byte', () => {
      const tap = createTap();
      for (const byte of Buffer.from(stream)) {
        tap.push(Uint8Array.of(byte));
        snapshot(tap);
      }
      tap.end();
      expect(snapshot(tap)).toEqual(readStream(createTap(), stream));
    });

    it('never throws on bytes that are no stream', () => {
      const near = fc.constantFrom(
        'data: ',
        'event: error',
        '\n\n',
        '\r',
        '{',
        '}',
        '[',
        ']',
        '"',
        '\\',
        ',',
        'null',
        '{}',
      );
      const json = fc.json().map((text) => `data: ${text}\n\n`);
      const piece = fc.oneof(
        fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
        near.map((text) => Buffer.from(text)),
        json.map((text) => Buffer.from(text)),
      );
      fc.assert(
        fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
          const facts = readStream(createTap(), ...pieces);
          expect(facts.sequenceNumber).toBeGreaterThanOrEqual(-1);
        }),
      );
    });

    it('never throws, and keeps counts whole, when members have the wrong type', () => {
      const cuts = [...stream.matchAll(/":/g)].map((match) => match.index + 2);
      fc.assert(
        fc.property(fc.constantFrom(...cuts), fc.json({ maxDepth: 2 }), (place, value) => {
          const broken = stream.slice(0, place) + stream.slice(place).replace(/^\s*[^,}\]\n]*/, () => value);
          const usage = readStream(createTap(), broken).usage;
          expect(
            Object.values(usage ?? {}).every((count) => Number.isInteger(count) && Number(count) >= 0),
          ).toBe(true);
        }),
      );
    });
  });
}
