import { expect, it } from 'vitest';
import { findStored } from './find-stored';

const MINE = { id: 'ch_1', name: 'Mine' };
const UNNAMED = { id: 'ch_2', name: null };
const NAMED_AS_AN_ID = { id: 'ch_3', name: 'ch_1' };

it.each([
  ['ch_1', MINE],
  [' mINE ', MINE],
  ['ch_2', UNNAMED],
  ['CH_1', NAMED_AS_AN_ID],
  ['null', undefined],
  ['', undefined],
])('%j is the right one', (reference, found) => {
  expect(findStored([NAMED_AS_AN_ID, UNNAMED, MINE], reference)).toBe(found);
});
