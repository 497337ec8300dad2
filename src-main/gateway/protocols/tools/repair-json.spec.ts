import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { repairJson } from './repair-json';

describe('repairJson', () => {
  it.each([
    ['a comma before a brace', '{"a": 1, }', '{"a": 1}'],
    ['a comma before a bracket', '{"a": [1, 2,\n]}', '{"a": [1,2]}'],
    ['single quotes', "{'path': 'it\\'s \"here\"'}", '{"path": "it\'s \\"here\\""}'],
    ['curly quotes', '{\u201Ca\u201D: \u201Cb\u201D}', '{"a": "b"}'],
    ['bare keys', '{path: "a", _n$1: 2}', '{"path": "a","_n$1": 2}'],
    ['raw line breaks in strings', '{"a": "x\ny\tz"}', '{"a": "x\\ny\\tz"}'],
    ['escapes JSON does not know', '{"re": "\\d+\\w"}', '{"re": "\\\\d+\\\\w"}'],
    ["Python's literals", "{'a': True, 'b': None, 'c': [False]}", '{"a": true,"b": null,"c": [false]}'],
    ['numbers with exponents', '{"a": 1e5, "b": -2E-3,}', '{"a": 1e5,"b": -2E-3}'],
  ])('repairs %s', (_name, text, expected) => {
    expect(repairJson(text)).toBe(expected);
  });

  it.each([
    ['a cut string', '{"command": "ls -'],
    ['a cut object', '{"command": "ls"'],
    ['prose', 'I would call ls here'],
    ['two values', '{}{}'],
    ['nothing', ''],
  ])('does not complete or invent: %s', (_name, text) => {
    expect(repairJson(text)).toBeNull();
  });

  it('keeps the meaning of valid JSON, and never throws', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(repairJson(text) ?? '')).toEqual(JSON.parse(text));
      }),
    );
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('{', '}', '"', "'", ',', ':', '\\', 'a', '1', '\n', '[') }),
        (text) => {
          const repaired = repairJson(text);
          expect(repaired === null || JSON.stringify(JSON.parse(repaired)) !== undefined).toBe(true);
        },
      ),
    );
  });
});
