import { describe, expect, it } from 'vitest';
import { DirectoryOwnedError } from '#main/data-directory/data-directory-error';
import { StoreError } from '#main/store/store-error';
import { createTranslator } from '#shared/i18n/create-translator';
import { channelNotFound, invalidInput } from '#main/api/api-error';
import { describeError } from './describe-error';

const EN = createTranslator('en');
const ZH = createTranslator('zh');

describe('describeError', () => {
  it('gives what the contract refused its own exit code and words', () => {
    const error = invalidInput({ field: 'weight', reason: 'weight_invalid', channel: 'Mine' }, 'unused');
    expect(describeError(error, EN)).toEqual({
      code: 'INVALID_INPUT',
      exitCode: 2,
      message: 'The weight of channel “Mine” must be a finite number, 0 or more.',
    });
    expect(describeError(channelNotFound('ch_1'), ZH)).toMatchObject({
      exitCode: 1,
      message: expect.stringContaining('没有渠道“ch_1”'),
    });
  });

  it('names the owner of a data directory as far as it is known', () => {
    const owner = { pid: 42, address: 'http://127.0.0.1:1', startedAt: 0, version: null };
    expect(describeError(new DirectoryOwnedError('/data', owner), EN).message).toContain(
      'process 42, at http://127.0.0.1:1',
    );
    expect(
      describeError(new DirectoryOwnedError('/data', { ...owner, address: null }), EN).message,
    ).toContain('process 42.');
    expect(describeError(new DirectoryOwnedError('/data', null), EN)).toMatchObject({
      code: 'DIRECTORY_OWNED',
      message: expect.not.stringContaining('process'),
    });
  });

  it('leaves no placeholder open where a detail is unknown', () => {
    const details = { path: '/data/routex.db', found: 9, supported: 1, backup: null };
    const { code, message } = describeError(new StoreError('database_newer', 'unused', details), EN);
    expect(code).toBe('DATABASE_NEWER');
    expect(message).not.toMatch(/\{\{|null/);
  });

  it('says the reason of an unknown error', () => {
    expect(describeError(new Error('the disk is on fire'), EN)).toMatchObject({
      code: 'INTERNAL',
      exitCode: 1,
      message: expect.stringContaining('the disk is on fire'),
    });
  });
});
