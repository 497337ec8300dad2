import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { isFileFailure, isSystemFailure } from './file-failure';

function catchError(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}

const OF_SQLITE = catchError(() => new Database('/'));
const OF_THE_STATEMENT = catchError(() => new Database(':memory:').exec('SELEKT'));
const OF_THE_SYSTEM = catchError(() => readFileSync('/nowhere/at/all'));
/** With a code, as many of Node's own are. */
const OF_THE_PROGRAM = catchError(() => readFileSync({} as string));

it('tells a file that is at fault from a program that is', () => {
  const errors = [OF_SQLITE, OF_THE_STATEMENT, OF_THE_SYSTEM, OF_THE_PROGRAM, new TypeError('x'), null];
  expect(errors.map(isFileFailure)).toEqual([true, false, false, false, false, false]);
  expect(errors.map(isSystemFailure)).toEqual([false, false, true, false, false, false]);
});
