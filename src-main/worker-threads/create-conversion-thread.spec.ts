import { setImmediate } from 'node:timers/promises';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ReadJob, WriteJob } from '#main/gateway/conversion/conversion-desk';
import { createConversionThread, type ConversionThreadOptions } from './create-conversion-thread';
import { selectWorkerUrl } from './worker-url';

const url = selectWorkerUrl('worker-threads/testing/test-conversion-worker');

function createThread(options: ConversionThreadOptions = {}) {
  const thread = createConversionThread({ url, ...options });
  onTestFinished(() => thread.close());
  return thread;
}

/** Of a request that came in these pieces. */
function readJob(id: string, ...pieces: readonly string[]): ReadJob {
  const chunks = pieces.map((piece) => Buffer.from(piece));
  return {
    id,
    protocol: 'openai-chat',
    body: { chunks, length: Buffer.concat(chunks).length },
    headers: {},
    fromPath: null,
    client: 'other',
  };
}

const writeJob = (id: string) => ({ id }) as WriteJob;

it('a request is read from the pieces it came in, which stay the client’s', async () => {
  const thread = createThread();
  const job = readJob('a', 'one ', 'two ', 'three');
  expect((await thread.read(job)).inputTokens()).toBe(13);
  expect((await thread.write(writeJob('a'))).body).toEqual(Buffer.from('one two three'));
  expect(job.body.chunks).toEqual(['one ', 'two ', 'three'].map((piece) => Buffer.from(piece)));
});

it('a request is read again from its pieces when the thread that knew it has ended', async () => {
  const thread = createThread({ idleMs: 1 });
  const read = await thread.read(readJob('a', 'one ', 'two'));
  await vi.waitFor(async () => {
    const { body, headers } = await thread.write(writeJob('a'));
    expect(body).toEqual(Buffer.from('one two'));
    expect(headers['x-thread']).not.toBe(read.warnings[0]);
  });
});

it('a request that the thread fails at is told why, and costs no other the thread', async () => {
  const thread = createThread();
  const before = await thread.read(readJob('a', 'one'));
  const [failed, after] = await Promise.allSettled([
    thread.read(readJob('bad', 'fail')),
    thread.read(readJob('b', 'two')),
  ]);
  expect(failed).toMatchObject({ status: 'rejected', reason: { name: 'Error', message: 'too deep' } });
  expect(String((failed as PromiseRejectedResult).reason.stack)).toContain('worker.ts:1:1');
  expect(after).toMatchObject({ status: 'fulfilled', value: { warnings: before.warnings } });
});

describe('a request that ends the thread', () => {
  it.each([
    ['by dying', 'die', 'worker_failed'],
    ['by hanging', 'hang', 'worker_time_limit'],
  ])('%s takes along none of those that waited behind it', async (_, order, code) => {
    const thread = createThread({ timeLimitMs: 2000 });
    const known = await thread.read(readJob('known', 'known'));
    const [bad, write, urls, read] = await Promise.allSettled([
      thread.read(readJob('bad', order)),
      thread.write(writeJob('known')),
      thread.mediaUrls('known', {} as never),
      thread.read(readJob('new', 'new')),
    ]);
    expect(bad).toMatchObject({ status: 'rejected', reason: { code } });
    expect(write).toMatchObject({ status: 'fulfilled', value: { body: Buffer.from('known') } });
    expect(urls).toMatchObject({ status: 'fulfilled', value: ['known'] });
    expect(read).toMatchObject({ status: 'fulfilled' });
    expect((read as PromiseFulfilledResult<typeof known>).value.warnings).not.toEqual(known.warnings);
  });

  it('is not tried again itself', async () => {
    const thread = createThread();
    await expect(thread.read(readJob('bad', 'die'))).rejects.toMatchObject({ code: 'worker_failed' });
    expect((await thread.read(readJob('a', 'one'))).inputTokens()).toBe(3);
  });
});

it('nothing is asked again of a thread that was closed', async () => {
  const thread = createThread();
  const calls = Promise.allSettled([thread.read(readJob('a', 'hang')), thread.read(readJob('b', 'one'))]);
  await setImmediate();
  await thread.close();
  for (const call of await calls) {
    expect(call).toMatchObject({ status: 'rejected', reason: { code: 'worker_closed' } });
  }
});
