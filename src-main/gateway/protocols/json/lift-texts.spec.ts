import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import loadWabt from 'wabt';
import { findStringsModule } from './find-strings-module';
import { liftTexts, type LiftedBody } from './lift-texts';
import { restoreTexts } from './restore-texts';

const LONG = 'All that a tool has printed: "quotes", \\ and\nlines. '.repeat(20);

function lift(json: string): LiftedBody {
  const lifted = liftTexts(Buffer.from(json), 'anthropic-messages');
  if (lifted === null) throw new Error('nothing was lifted');
  return lifted;
}

/** Through a parser and a writer, as a conversion goes, and each text once more within a string. */
function carry(lifted: LiftedBody): { flat: unknown; nested: unknown } {
  const value: unknown = JSON.parse(lifted.rest);
  const text = JSON.stringify({ flat: value, nested: JSON.stringify(value) });
  const restored = restoreTexts(text, lifted);
  const { flat, nested } = JSON.parse(String(restored)) as { flat: unknown; nested: string };
  return { flat, nested: JSON.parse(nested) };
}

describe('liftTexts', () => {
  it('leaves of a long text how it begins and ends', () => {
    const { rest, texts } = lift(JSON.stringify({ content: LONG, other: LONG }));
    const { content, other } = JSON.parse(rest) as { content: string; other: string };
    expect(content.startsWith(LONG.slice(0, 60)) && content.endsWith(LONG.slice(-8))).toBe(true);
    expect(content.length).toBeLessThan(250);
    expect(other).toBe(LONG);
    expect(texts).toHaveLength(1);
  });

  it('gives back every body, whatever its texts hold', () => {
    const piece = fc.oneof(
      { weight: 3, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }) },
      fc.constantFrom('\\', '"', '\\u', '\ud83d\ude00', '\ud83d', '→ naïve 中文', '\u0000', 'x'.repeat(300)),
    );
    const long = fc.array(piece, { minLength: 20, maxLength: 60 }).map((pieces) => pieces.join(''));
    let bodies = 0;
    fc.assert(
      fc.property(
        fc.array(fc.record({ type: fc.constant('text'), text: long, input: fc.record({ content: long }) }), {
          minLength: 1,
          maxLength: 4,
        }),
        fc.boolean(),
        (blocks, ascii) => {
          const json = JSON.stringify({ messages: [{ content: blocks }] });
          const text = ascii ? json.replaceAll(/[^\0-\x7e]/g, escapeUnit) : json;
          const lifted = liftTexts(Buffer.from(text), 'anthropic-messages');
          if (lifted === null) return;
          bodies += 1;
          const { flat, nested } = carry(lifted);
          expect(flat).toEqual(JSON.parse(text));
          expect(nested).toEqual(flat);
        },
      ),
      { numRuns: 400 },
    );
    expect(bodies).toBeGreaterThan(100);
  });

  it.each([
    ['an escape that is none', `{"content":"${'a'.repeat(600)}\\x"}`],
    ['half an escape', `{"content":"${'a'.repeat(600)}\\u12"}`],
    ['a line break in a string', `{"content":"${'a'.repeat(600)}\n"}`],
    ['a string without an end', `{"content":"${'a'.repeat(600)}`],
    ['the mark itself', `{"content":"${'a'.repeat(600)}\x7f"}`],
    ['a text in a list', `{"content":["${'a'.repeat(600)}"]}`],
    ['a text of another member', `{"data":"${'a'.repeat(600)}"}`],
    ['a text of white space', `{"content":"${' '.repeat(600)}"}`],
    ['a text that ends in white space', `{"content":"${'a'.repeat(600)}${'\\n'.repeat(20)}"}`],
    ["the agent's own header", `{"text":"x-anthropic-billing-header: ${'a'.repeat(600)}"}`],
  ])('leaves %s to its reader', (_name, json) => {
    expect(liftTexts(Buffer.from(json), 'anthropic-messages')).toBeNull();
  });

  it('leaves bytes that are no UTF-8 to its reader', () => {
    const body = Buffer.from(`{"content":"${'a'.repeat(600)}é"}`, 'latin1');
    expect(liftTexts(body, 'anthropic-messages')).toBeNull();
  });

  it('reads a body after a larger one, and one of many texts', () => {
    const blocks = Array.from({ length: 5000 }, (_, index) => ({ text: `${index} ${'b'.repeat(600)}` }));
    const large = JSON.stringify({ content: blocks });
    expect(carry(lift(large)).flat).toEqual(JSON.parse(large));
    const small = JSON.stringify({ content: LONG });
    expect(carry(lift(small)).flat).toEqual({ content: LONG });
  });
});

const escapeUnit = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

describe('restoreTexts', () => {
  it('gives up on a text that somebody has cut, or that another process has marked', () => {
    const lifted = lift(JSON.stringify({ content: LONG }));
    const at = lifted.rest.indexOf('\x7f');
    for (const cut of [at + 1, at + 2, at + 3, at + 6, lifted.rest.indexOf('\x7f', at + 1)]) {
      expect(restoreTexts(lifted.rest.slice(0, cut), lifted), String(cut)).toBeNull();
    }
    expect(restoreTexts('{"a":"\x7f\\"0123456789ab0\x7f"}', lifted)).toBeNull();
  });
});

describe('the module', () => {
  it('is made from the source beside it', async () => {
    const source = readFileSync(new URL('find-strings.wat', import.meta.url), 'utf8');
    const wabt = await loadWabt();
    const { buffer } = wabt.parseWat('find-strings.wat', source, { simd: true }).toBinary({});
    expect(Buffer.from(buffer).equals(findStringsModule), 'run `npm run build:wat`').toBe(true);
  });
});
