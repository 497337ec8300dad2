import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createArgsScanner } from './create-args-scanner';

function scan(...pieces: string[]) {
  const scanner = createArgsScanner();
  const passed = pieces.map((piece) => scanner.push(piece)).join('');
  return { passed, held: scanner.heldBack(), dropped: scanner.hasDropped() };
}

describe('createArgsScanner', () => {
  it.each([
    ['a whole object', ['{"a":1}'], '{"a":1}', false],
    ['white space around it', [' \n{"a":1}', ' \n'], '{"a":1}', false],
    ['a second object', ['{}', '{"a":1}'], '{}', true],
    ['garbage in the same piece', ['{"a":{"b":[]}}<|end|>'], '{"a":{"b":[]}}', true],
    ['braces in strings', ['{"a":"}', '\\"}', '"}x'], '{"a":"}\\"}"}', true],
    ['an escape torn apart', ['{"a":"\\', '"}"}'], '{"a":"\\"}"}', false],
    ['what breaks off', ['{"a":"b'], '{"a":"b', false],
    ['nothing', ['', '  '], '', false],
  ])('passes on one object: %s', (_name, pieces, passed, dropped) => {
    expect(scan(...pieces)).toEqual({ passed, held: null, dropped });
  });

  it('holds back all that does not begin as an object', () => {
    expect(scan(' ', '[1', ']')).toEqual({ passed: '', held: '[1]', dropped: false });
    expect(scan('"{\\"a\\"', ':1}"')).toMatchObject({ passed: '', held: '"{\\"a\\":1}"' });
  });

  it('passes on any object whole, however it is cut, and nothing after it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.nat(20),
        fc.string(),
        (value, size, rest) => {
          const json = JSON.stringify(value);
          const pieces = `${json}${rest}`.match(new RegExp(`.{1,${size + 1}}`, 'gsu')) ?? [];
          expect(scan(...pieces).passed).toBe(json);
        },
      ),
    );
  });
});
