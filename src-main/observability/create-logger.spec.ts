import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createLogger, type LogLevel } from './create-logger';

function setUp(level: LogLevel = 'debug', pretty = false) {
  const lines: string[] = [];
  const logger = createLogger({ level, pretty, destination: { write: (line) => lines.push(line) } });
  const parsed = (): Record<string, unknown>[] =>
    lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { logger, lines, parsed };
}

describe('createLogger', () => {
  it('writes one JSON object a line', () => {
    const { logger, lines, parsed } = setUp();
    logger.info({ port: 8080 }, 'listening\nnow');
    logger.error(new Error('broken'), 'failed');
    expect(lines.every((line) => line.indexOf('\n') === line.length - 1)).toBe(true);
    expect(parsed()).toMatchObject([
      { level: 'info', port: 8080, msg: 'listening\nnow', time: expect.stringMatching(/^\d{4}-.*Z$/) },
      { level: 'error', err: { type: 'Error', message: 'broken' }, msg: 'failed' },
    ]);
  });

  it('carries the fields of child loggers on every line', () => {
    const { logger, parsed } = setUp();
    const child = logger.child({ requestId: 'r1' }).child({ channelId: 'c1' });
    child.warn({ status: 500 }, 'attempt failed');
    child.debug({ channelId: 'c2' }, 'own fields win');
    expect(parsed()).toMatchObject([
      { requestId: 'r1', channelId: 'c1', status: 500 },
      { requestId: 'r1', channelId: 'c2' },
    ]);
  });

  it('changes its level at run time, for children that exist as well', () => {
    const { logger, parsed } = setUp('warn');
    const child = logger.child({ requestId: 'r1' });
    child.info({}, 'too early');
    logger.setLevel('info');
    child.info({}, 'now');
    child.debug({}, 'still too detailed');
    logger.setLevel('silent');
    child.error({}, 'silenced');
    expect(parsed().map(({ msg }) => msg)).toEqual(['now']);
  });

  it('never writes a secret, wherever it hides', () => {
    const secrets = [
      'sk-ant-api03-SECRETSECRET',
      'sk-proj-SECRETSECRET',
      'AIzaSySECRETSECRETSECRETSECRET',
      'rtx_SECRETSECRETSECRETSECRETSECRETSECRET',
      'rtxa_SECRETSECRETSECRETSECRETSECRETSECRET',
      'opaque-SECRET',
    ];
    const { logger, lines } = setUp();
    for (const secret of secrets) {
      const inner = new Error(`401 for Bearer ${secret}`);
      const error = Object.assign(
        new Error(`request to https://x.example/v1?key=${secret} failed`, { cause: inner }),
        { headers: { 'x-api-key': secret }, config: { auth: { password: secret } } },
      );
      const child = logger.child({ requestId: 'r1', apiKey: secret, note: `api_key=${secret}` });
      child.info(
        { key: secret, token: secret, credentials: [{ secret }], [`Bearer ${secret}`]: 1 },
        'fields',
      );
      child.info(
        {
          headers: {
            Authorization: `Bearer ${secret}`,
            'x-api-key': secret,
            'api-key': secret,
            'x-goog-api-key': secret,
            'proxy-authorization': secret,
            'x-routex-token': secret,
            cookie: `session=${secret}`,
            'set-cookie': [`session=${secret}`],
          },
          rawHeaders: ['x-api-key', secret],
          web: new Headers({ authorization: secret }),
        },
        'headers',
      );
      child.warn({ url: `https://${secret}:${secret}@x.example/?api_key=${secret}` }, 'url');
      child.error({ err: error }, `message with Bearer ${secret}`);
      child.error({ error, list: [[{ error }]] }, `x-api-key: ${secret}`);
      child.error(error, `https://x.example/?key=${secret}`);
      child.debug({ body: JSON.stringify({ api_key: secret }), bytes: Buffer.from(secret) }, 'body');
    }
    expect(lines).toHaveLength(secrets.length * 7);
    for (const line of lines) {
      expect(line).not.toContain('SECRET');
      expect(line).toContain('"requestId":"r1"');
    }
  });

  it('writes readable lines when asked, redacted all the same', () => {
    const { logger, lines } = setUp('info', true);
    logger.info({ requestId: 'r1', apiKey: 'opaque' }, 'hello');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/INFO.*hello[\s\S]*requestId[\s\S]*r1[\s\S]*\n$/);
    expect(lines[0]).not.toContain('opaque');
  });

  it('appends to a private file and has written everything when closed', () => {
    const directory = mkdtempSync(join(tmpdir(), 'routex-log-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const file = join(directory, 'logs', 'routex.log');
    for (const run of [1, 2]) {
      const logger = createLogger({ level: 'info', destination: { file } });
      for (let line = 0; line < 500; line++) logger.info({ run, line }, 'filling');
      logger.close();
      logger.info({}, 'after the end');
      logger.close();
    }
    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { line: number }).line)).toEqual(
      Array.from({ length: 1000 }, (_, index) => index % 500),
    );
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});

function setUpFile() {
  const directory = mkdtempSync(join(tmpdir(), 'routex-log-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, 'routex.log');
  const logger = createLogger({ level: 'info', destination: { file } });
  const messages = (): unknown[] =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { msg: unknown }).msg);
  return { logger, messages, file };
}

describe('a logger that writes into a file', () => {
  it('keeps the order of lines that wait and of lines that do not', () => {
    const { logger, messages } = setUpFile();
    logger.info({ requestId: 'r1' }, 'first');
    logger.warn({ failure: { kind: 'timeout' } }, 'second');
    logger.info({}, 'third');
    logger.error({}, 'fourth');
    expect(messages()).toEqual(['first', 'second', 'third', 'fourth']);
    logger.close();
  });

  it('says when a line was logged, not when it was written, and loses none at its close', async () => {
    const { logger, file } = setUpFile();
    const before = Date.now();
    logger.info({}, 'waits');
    const after = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    logger.close();
    const { time } = JSON.parse(readFileSync(file, 'utf8')) as { time: string };
    expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(time)).toBeLessThanOrEqual(after);
  });

  it('shows an object as it was when it was logged', () => {
    const { logger, file } = setUpFile();
    const counts = { queue: { length: 1 } };
    logger.info(counts, 'counted');
    counts.queue.length = 99;
    logger.close();
    expect(readFileSync(file, 'utf8')).toContain('"length":1');
  });
});
