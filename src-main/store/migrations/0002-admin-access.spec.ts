import Database from 'better-sqlite3';
import { expect, it, onTestFinished } from 'vitest';
import { attemptSchema } from '#shared/domain/request-record';
import { initial } from './0001-initial';
import { adminAccess } from './0002-admin-access';

const REQUEST = `INSERT INTO requests (
    id, started_at, protocol, operation, stream, client, model, outcome, status, request_bytes, response_bytes, total_ms,
    warnings
  ) VALUES (?, 1, 'gemini', 'generate', 0, 'sdk', 'm', 'success', 200, 1, 1, 1, '[]')`;

const ATTEMPT = `INSERT INTO attempts (
    request_id, position, channel_id, channel_name, upstream_model, reason, started_at, outcome
  ) VALUES (?, ?, 'ch', 'Channel', 'm', 'pinned', 1, ?)`;

function openFirstVersion() {
  const database = new Database(':memory:');
  onTestFinished(() => void database.close());
  database.exec(initial.sql);
  return database;
}

it('keeps the attempts of requests that are there, and counts the failed ones', () => {
  const database = openFirstVersion();
  for (const id of ['none', 'over', 'at once']) database.prepare(REQUEST).run(id);
  const attempt = database.prepare(ATTEMPT);
  attempt.run('over', 0, 'failed');
  attempt.run('over', 1, 'failed');
  attempt.run('over', 2, 'success');
  attempt.run('at once', 0, 'success');
  database.exec(adminAccess.sql);
  expect(database.prepare('SELECT id, failed_attempts AS failed FROM requests ORDER BY id').all()).toEqual([
    { id: 'at once', failed: 0 },
    { id: 'none', failed: 0 },
    { id: 'over', failed: 2 },
  ]);
  const attempts = database.prepare<[string], string>('SELECT attempts FROM requests WHERE id = ?').pluck();
  expect(JSON.parse(attempts.get('none') ?? '')).toEqual([]);
  const over: unknown = JSON.parse(attempts.get('over') ?? '');
  expect(over).toMatchObject([{ outcome: 'failed' }, { outcome: 'failed' }, { outcome: 'success' }]);
  // What the record's own schema says of them holds for those that were converted, too.
  expect(attemptSchema.array().parse(over)).toEqual(over);
});

it('gives gateway tokens that are there a first revision', () => {
  const database = openFirstVersion();
  database.exec(`INSERT INTO gateway_tokens VALUES ('tk', 'Default', 1, 'wxyz', 'digest', 'sealed', 1234)`);
  database.exec(adminAccess.sql);
  expect(database.prepare('SELECT revision, created_at, updated_at FROM gateway_tokens').get()).toEqual({
    revision: 1,
    created_at: 1234,
    updated_at: 1234,
  });
});
