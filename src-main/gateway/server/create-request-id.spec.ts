import { expect, it } from 'vitest';
import { createRequestId } from './create-request-id';

it('makes ids that are all different and sort by time', () => {
  const times = [0, 1, 15, 16, 1_795_000_000_000, 1_795_000_000_001.7, 2 ** 48 - 1];
  const ids = times.map((time) => createRequestId(time));
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^req_[0-9a-f]{32}$/);
  // More than are drawn at a time.
  expect(new Set(Array.from({ length: 10_000 }, () => createRequestId(1))).size).toBe(10_000);
});
