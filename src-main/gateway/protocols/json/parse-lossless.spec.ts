import { describe, expect, it } from 'vitest';
import { parseLossless, readPlainNumber } from './parse-lossless';
import { isFilled, isRecord, parseJson, readCount, readRecord } from './read';
import { replaceKeptNumbers } from './replace-kept-numbers';

const ID = '1234567890123456789';

describe('parseLossless', () => {
  it.each([
    `{"id":${ID}}`,
    `{"id":-${ID}}`,
    `[1,${ID}]`,
    `[[${ID}]]`,
    ID,
    `-${ID}`,
    `{"huge":${'9'.repeat(400)},"limit":9223372036854775807}`,
    `{"__proto__":{"id":${ID}},"a":1}`,
    `{"text":"${ID}","id":${ID},"rawJSON":"1"}`,
  ])('whole numbers of any size are written as they came: %s', (text) => {
    expect(JSON.stringify(parseLossless(text))).toBe(text);
  });

  it('finds them behind white space', () => {
    expect(JSON.stringify(parseLossless(`{"id" :\n\t${ID} }`))).toBe(`{"id":${ID}}`);
  });

  it('leaves all that JavaScript can hold as it is', () => {
    const text = `{"a":[9007199254740991,0.30000000000000004,1e21,"${ID}",true,null,-0],"__proto__":{}}`;
    expect(parseLossless(text)).toEqual(JSON.parse(text));
    expect(Object.keys(parseLossless(text) as object)).toEqual(['a', '__proto__']);
  });

  it('takes what is nested deeper than calls can be', () => {
    const depth = 200_000;
    const text = `${'['.repeat(depth)}${ID}${']'.repeat(depth)}`;
    expect(Array.isArray(parseLossless(text))).toBe(true);
  });

  it('refuses what is not JSON', () => {
    expect(() => parseLossless(`{"id":${ID}`)).toThrow(SyntaxError);
    expect(() => parseLossless('{')).toThrow(SyntaxError);
    expect(parseJson(`[${ID}`)).toBeUndefined();
  });
});

describe('a kept number', () => {
  const value = parseLossless(`{"id":${ID},"list":[{"n":${ID}}],"small":3}`);
  const id = isRecord(value) ? value['id'] : null;

  it('is no object, and stands where a number is expected', () => {
    expect(isRecord(id)).toBe(false);
    expect(readRecord(value, 'id')).toBeNull();
    expect(isFilled(id)).toBe(true);
    expect(readPlainNumber(id)).toBe(Number(ID));
    expect(readPlainNumber('7')).toBe('7');
    expect(readCount(value, 'id')).toBe(0);
    expect(readCount(value, 'small')).toBe(3);
  });

  it('is told from an object that only looks like one', () => {
    expect(isRecord(parseLossless('{"rawJSON":"1"}'))).toBe(true);
  });

  it('is replaced by a plain one where the value goes to another thread', () => {
    expect(() => structuredClone(value)).toThrow('could not be cloned');
    const replaced = replaceKeptNumbers(value);
    expect(structuredClone(replaced)).toEqual({
      id: Number(ID),
      list: [{ n: Number(ID) }],
      small: 3,
    });
    expect(JSON.stringify(value)).toContain(`"id":${ID}`);
  });

  it('costs no copy of a value that holds none', () => {
    const plain = { a: [1, { b: null }], c: undefined };
    expect(replaceKeptNumbers(plain)).toBe(plain);
    let deep: unknown = [];
    for (let depth = 0; depth < 200_000; depth += 1) deep = [deep];
    expect(replaceKeptNumbers(deep)).toBe(deep);
  });

  it('keeps a member called __proto__ a member when it is replaced', () => {
    const replaced = replaceKeptNumbers(parseLossless(`{"__proto__":{"id":${ID}}}`));
    expect(Object.keys(replaced as object)).toEqual(['__proto__']);
  });
});
