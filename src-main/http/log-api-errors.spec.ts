import { ORPCError } from '@orpc/contract';
import { describe, expect, it } from 'vitest';
import { createApiError } from '#main/api/api-error';
import type { Logger } from '#main/gateway/ports';
import { createErrorLog } from './log-api-errors';

const FAULT = new TypeError('x is not iterable');

function open() {
  const lines: [string, object][] = [];
  const note =
    (level: string) =>
    (fields: object): void =>
      void lines.push([level, fields]);
  const logger: Logger = {
    debug: note('debug'),
    info: note('info'),
    warn: note('warn'),
    error: note('error'),
    child: () => logger,
  };
  const intercept = createErrorLog(logger);
  const call = (next: () => unknown): Promise<unknown> => intercept({ path: ['domain', 'verb'], next });
  return { call, lines };
}

describe('createErrorLog', () => {
  it('logs a fault of Routex and passes it on', async () => {
    const { call, lines } = open();
    await expect(call(() => Promise.reject(FAULT))).rejects.toBe(FAULT);
    expect(lines).toEqual([['error', { err: FAULT, procedure: 'domain.verb' }]]);
  });

  it.each([
    ['the caller’s fault', new ORPCError('BAD_REQUEST'), []],
    ['no fault of the contract', new ORPCError('INTERNAL_SERVER_ERROR'), ['error']],
    ['what the contract says may happen', createApiError('STORE_UNUSABLE', 'no room', {}), ['debug']],
    ['what only looks like it', new ORPCError('toString', { status: 503 }), ['error']],
  ])('does not cry out over %s', async (_, error, levels) => {
    const { call, lines } = open();
    await expect(call(() => Promise.reject(error))).rejects.toBe(error);
    expect(lines.map(([level]) => level)).toEqual(levels);
  });

  it('logs what ends a stream that has begun, and passes its events on', async () => {
    const { call, lines } = open();
    const stream = (await call(async function* () {
      yield 'first';
      throw FAULT;
    })) as AsyncIterable<unknown>;
    const events: unknown[] = [];
    const reading = (async () => {
      for await (const event of stream) events.push(event);
    })();
    await expect(reading).rejects.toBe(FAULT);
    expect(events).toEqual(['first']);
    expect(lines).toEqual([['error', { err: FAULT, procedure: 'domain.verb' }]]);
  });

  it('ends a stream at once when its reader leaves', async () => {
    const { call, lines } = open();
    let ended = false;
    const silent: AsyncIterator<unknown> & AsyncIterable<unknown> = {
      next: () => new Promise(() => {}),
      return: () => {
        ended = true;
        return Promise.resolve({ done: true, value: undefined });
      },
      [Symbol.asyncIterator]: () => silent,
    };
    const stream = (await call(() => silent)) as AsyncIterator<unknown>;
    void stream.next();
    await stream.return?.();
    expect(ended).toBe(true);
    expect(lines).toEqual([]);
  });
});
