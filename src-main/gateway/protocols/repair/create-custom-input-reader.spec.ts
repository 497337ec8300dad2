import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCustomInputReader } from './create-custom-input-reader';

function read(...fragments: readonly string[]): readonly string[] {
  const reader = createCustomInputReader();
  return [...fragments.map((fragment) => reader.push(fragment)), reader.end()];
}

const CHARACTERS = fc.constantFrom(
  '"',
  '\\',
  '\n',
  '\u0001',
  '😀',
  '\ud83d',
  'é',
  '{',
  '}',
  ',',
  ' ',
  'a',
  'u',
);

const cut = (text: string, size: number): readonly string[] =>
  Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, at * size + size));

describe('createCustomInputReader', () => {
  it.each([
    ['the input', '{"input":"*** Begin\\n\\"a\\" \\u00e9"}', '*** Begin\n"a" é'],
    ['spaces', ' { "input" : "a\\/b" } ', 'a/b'],
    ['a property of another name', '{"patch":"*** Begin"}', '*** Begin'],
    ['bare text', '*** Begin Patch\n{"a"}', '*** Begin Patch\n{"a"}'],
    ['a bare JSON string', '"*** Begin\\n"', '*** Begin\n'],
    ['an input among others', '{"path":"p","input":"i"}', 'i'],
    ['the input before others', '{"input":"i","path":"p"}', 'i'],
    ['an input that is JSON', '{"input":{"a":[1]}}', '{"a":[1]}'],
    ['JSON that is the input', '{"a":1,"b":2}', '{"a":1,"b":2}'],
    ['code that begins like JSON', '{ return 1 }', '{ return 1 }'],
    ['an empty input', '{"input":""}', ''],
    ['nothing', '', ''],
    ['an input that is cut off', '{"input":"*** Beg', '*** Beg'],
    ['a cut within an escape', '{"input":"a\\u00', 'a'],
    ['a cut before it began', '{"inp', '{"inp'],
    ['quotes that are not escaped', '{"input":"say "hi" now"}', 'say "hi" now'],
    ['line breaks that are not escaped', '{"input":"a\nb"}', 'a\nb'],
    ['escapes that are none', '{"input":"\\d+\\uzzzz"}', '\\d+\\uzzzz'],
  ])('case 40: reads %s, in one piece or character by character', (_name, args, expected) => {
    expect(read(args).join('')).toBe(expected);
    expect(read(...cut(args, 1)).join('')).toBe(expected);
  });

  it('case 40: gives the text as it comes', () => {
    expect(read('{"in', 'put": "*** Be', 'gin\\', 'n+a', '\\u00e', '9"', '}')).toEqual([
      '',
      '*** Be',
      'gin',
      '\n+a',
      '',
      'é',
      '',
      '',
    ]);
    expect(read('*** ', 'Begin')).toEqual(['*** ', 'Begin', '']);
  });

  it('never gives half a character', () => {
    expect(read('{"input":"\\ud83d', '\\ude00"}')).toEqual(['', '😀', '']);
    expect(read('{"input":"\ud83d', '\ude00"}')).toEqual(['', '😀', '']);
  });

  it('gives back any text, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: CHARACTERS }),
        fc.boolean(),
        fc.integer({ min: 1, max: 9 }),
        (text, pretty, size) => {
          const args = JSON.stringify({ input: text }, null, pretty ? 2 : 0);
          expect(read(...cut(args, size)).join('')).toBe(text);
        },
      ),
    );
  });
});
