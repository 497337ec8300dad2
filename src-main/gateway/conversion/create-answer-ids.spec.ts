import { expect, it } from 'vitest';
import { createAnswerIds } from './create-answer-ids';

const take = (answerId: string): readonly string[] => {
  const newId = createAnswerIds(answerId);
  return [newId(24), newId(24), newId(8)];
};

it('gives an answer the same ids each time it is written, and no two of one', () => {
  const ids = take('a');
  expect(ids.map((id) => /^[0-9A-Za-z]+$/.test(id) && id.length)).toEqual([24, 24, 8]);
  expect(take('a')).toEqual(ids);
  expect(new Set([...ids, ...take('b')]).size).toBe(6);
});
