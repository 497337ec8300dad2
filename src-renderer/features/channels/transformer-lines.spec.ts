import { describe, expect, it } from 'vitest';
import { readTransformers, writeTransformers } from './transformer-lines';

describe('lines of transformers', () => {
  it('are read as they are written', () => {
    const use = [
      'cleancache',
      ['maxtoken', { max_tokens: 8192 }],
      ['/home/me/my transformers/shout.mjs', { loud: { very: true } }],
      '/home/me/my transformers/plain.mjs',
    ] satisfies Parameters<typeof writeTransformers>[0];
    expect(readTransformers(writeTransformers(use))).toEqual(use);
  });

  it('may be empty, and indented', () => {
    expect(readTransformers('\n  cleancache  \n\n')).toEqual(['cleancache']);
    expect(readTransformers('')).toEqual([]);
  });

  it.each(['maxtoken {', 'maxtoken {"a": }', 'cleancache\nmaxtoken {1}'])(
    'are refused with options that are none: %j',
    (text) => {
      expect(readTransformers(text)).toBeNull();
    },
  );
});
