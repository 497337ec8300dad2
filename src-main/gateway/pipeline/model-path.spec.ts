import { describe, expect, it } from 'vitest';
import { modelPath } from './model-path';

describe('modelPath', () => {
  it.each([
    ['gemini-3-pro', '/models/gemini-3-pro'],
    ['publishers/google/x y', '/models/publishers/google/x%20y'],
    ['tunedModels/mine', '/tunedModels/mine'],
    ['a:b?c#d', '/models/a%3Ab%3Fc%23d'],
    ['..a/b..', '/models/..a/b..'],
  ])('%s', (model, path) => {
    expect(modelPath(null, model)).toBe(path);
  });

  it.each(['../../v1/files', 'a/../b', '..', '.', 'a\\..\\b', 'lone \ud800'])(
    'refuses %j, which leads elsewhere',
    (model) => {
      expect(() => modelPath(null, model)).toThrow(expect.objectContaining({ kind: 'invalid_request' }));
    },
  );
});
