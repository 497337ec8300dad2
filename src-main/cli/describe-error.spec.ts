import { describe, expect, it } from 'vitest';
import { DirectoryOwnedError } from '#main/data-directory/data-directory-error';
import { SecretSourceError } from '#main/secrets/secret-error';
import { StoreError } from '#main/store/store-error';
import { createTranslator } from '#shared/i18n/create-translator';
import { channelNotFound, conflict, createApiError, invalidInput } from '#main/api/api-error';
import { CONFLICT_REASONS } from '#shared/contract/errors';
import { STORE_PROBLEMS } from '#shared/domain/store-problem';
import { createCommandLine } from './command-line';
import { describeError } from './describe-error';

const INSTALLED = createCommandLine({});
const EN = { ...createTranslator('en'), ...INSTALLED };
const ZH = { ...createTranslator('zh'), ...INSTALLED };

const describeStale = (kind: 'channel' | 'gateway_token' | 'settings'): string =>
  describeError(conflict({ reason: 'stale_revision', kind, name: 'Mine' }, 'unused'), EN).message;

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

  it.each(CONFLICT_REASONS)('has words of its own for the conflict %s, in both languages', (reason) => {
    for (const kind of ['channel', 'gateway_token', 'settings', 'gateway'] as const) {
      const error = conflict({ reason, kind, name: 'Mine' }, 'unused');
      for (const context of [EN, ZH]) {
        const { code, message } = describeError(error, context);
        expect(code).toBe('CONFLICT');
        expect(message).not.toMatch(/\{\{|errors\.|unused/);
      }
    }
  });

  it('tells a channel, a token and the settings apart', () => {
    expect(describeStale('channel')).toBe('Channel “Mine” was changed meanwhile. Try again.');
    expect(describeStale('gateway_token')).toBe('Gateway token “Mine” was changed meanwhile. Try again.');
    expect(describeStale('settings')).toBe('The settings were changed meanwhile. Try again.');
  });

  it.each(STORE_PROBLEMS)('says over the wire what it says at home of %s', (reason) => {
    const details = { path: '/data/routex.db', backup: null, row: 'ch_1', reason: 'said by SQLite' };
    const data = { reason, path: details.path, backup: null, row: 'ch_1', detail: 'said by SQLite' };
    const overTheWire = describeError(createApiError('STORE_UNUSABLE', 'unused', data), ZH);
    expect(overTheWire.message).toBe(describeError(new StoreError(reason, 'unused', details), ZH).message);
    expect(overTheWire.message).not.toMatch(/\{\{|null/);
  });

  it('writes the commands it names as they are typed here', () => {
    const checkout = { ...EN, ...createCommandLine({ npm_lifecycle_event: 'routex' }) };
    const details = { path: '/data/routex.db', backup: '/data/backups/b.db', reason: 'said by SQLite' };
    for (const error of [
      new StoreError('database_corrupt', 'unused', details),
      createApiError('STORE_UNUSABLE', 'unused', {
        reason: 'database_corrupt',
        path: details.path,
        backup: details.backup,
        row: null,
        detail: details.reason,
      }),
    ]) {
      expect(describeError(error, checkout).message).toContain(
        'npm run -s routex -- restore "/data/backups/b.db"',
      );
      expect(describeError(error, ZH).message).toContain('routex restore "/data/backups/b.db"');
    }
    expect(describeError(channelNotFound('x'), checkout).message).toContain(
      'npm run -s routex -- channel list',
    );
  });

  it.each([EN, ZH])('names no command to restore a backup that is not there', (context) => {
    for (const code of ['database_newer', 'database_corrupt'] as const) {
      const { message } = describeError(new StoreError(code, 'unused', { path: '/data/routex.db' }), context);
      expect(message).not.toMatch(/restore|\{\{/);
    }
  });

  it.each(['data_key_unreadable', 'admin_token_unreadable'] as const)(
    'says what the system said of %s',
    (code) => {
      const reason = 'EROFS: read-only file system';
      const error = new SecretSourceError(code, '/data/x', 'unused', { reason, cause: null });
      for (const context of [EN, ZH]) {
        const { message } = describeError(error, context);
        expect(message).toContain('/data/x');
        expect(message).toContain(reason);
        expect(message).toMatch(/ROUTEX_(DATA_KEY|ADMIN_TOKEN)/);
      }
    },
  );

  it('says the reason of an unknown error', () => {
    expect(describeError(new Error('the disk is on fire'), EN)).toMatchObject({
      code: 'INTERNAL',
      exitCode: 1,
      message: expect.stringContaining('the disk is on fire'),
    });
  });
});
