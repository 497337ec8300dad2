import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkAnswer } from './support/check-answer';
import { connectRaw, type RawConnection } from './support/connect-raw';
import { CAN_FUZZ, shareOfRuns, TIME_LIMIT_MS } from './support/fuzz-settings';
import { fuzzRequests, type FuzzRequest } from './support/generate-request';
import { isAnswerTo, knownGood, type KnownGood } from './support/known-good';
import type { WireAnswer } from './support/parse-answers';
import { runUntil } from './support/run-until';
import { startTarget, type FuzzTarget } from './support/start-target';

const MAX_BATCH = 24;

let target: FuzzTarget;

beforeAll(async () => {
  if (CAN_FUZZ) target = await startTarget();
});
afterAll(async () => {
  await target?.gateway.stop();
});

/** Sends a batch and a request that must be answered behind it, as far as connections last, on one. */
async function playBatch(batch: readonly FuzzRequest[], pipelined: boolean): Promise<void> {
  const good = knownGood(target.gateway);
  let connection = connectRaw(target.gateway.url);
  try {
    if (pipelined) {
      const end = batch.findIndex((request) => request.closes) + 1;
      return await playPipelined(connection, end === 0 ? batch : batch.slice(0, end), good);
    }
    for (const request of batch) {
      connection.note(request.method === 'HEAD');
      connection.send(request.bytes);
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      if (!check(request, await connection.next()).last) continue;
      connection.destroy();
      connection = connectRaw(target.gateway.url);
    }
    connection.send(good.bytes);
    checkGood(good, await connection.next());
  } finally {
    connection.destroy();
  }
}

async function playPipelined(
  connection: RawConnection,
  batch: readonly FuzzRequest[],
  good: KnownGood,
): Promise<void> {
  for (const request of batch) connection.note(request.method === 'HEAD');
  const bytes = batch.map((request) => request.bytes);
  const closes = batch.at(-1)?.closes === true;
  connection.send(Buffer.concat(closes ? bytes : [...bytes, good.bytes]));
  for (const [index, request] of batch.entries()) {
    // oxlint-disable-next-line no-await-in-loop -- answers come in order
    if (!check(request, await connection.next()).last) continue;
    // What was sent behind the last answer of a connection is not answered any more.
    for (let cut = index; cut < batch.length; cut += 1) target.noteCut();
    return;
  }
  if (!closes) checkGood(good, await connection.next());
}

function checkGood(good: KnownGood, answer: WireAnswer | null): void {
  target.count('known-good');
  if (answer === null || !isAnswerTo(good, answer))
    throw new Error(`a good request was answered with ${JSON.stringify(answer?.body.toString())}`);
  target.note(answer, good.marker);
}

function check(request: FuzzRequest, answer: WireAnswer | null): WireAnswer {
  if (answer === null) throw new Error('the connection ended without an answer');
  target.count('generated');
  target.note(answer, request.marker);
  checkAnswer(answer, request.area, target.secrets);
  if (request.statuses !== null && !request.statuses.includes(answer.status))
    throw new Error(
      `status ${answer.status} instead of ${request.statuses.join(' or ')}: ${answer.body.toString()}`,
    );
  if (request.answered && !answer.body.includes(request.marker))
    throw new Error(`another request's answer: ${answer.body.toString()}`);
  if (request.refused && target.reached.has(request.marker))
    throw new Error('refused, and sent on all the same');
  return answer;
}

describe.runIf(CAN_FUZZ)('well-formed requests with anything in them', () => {
  it(
    'that take the process down, get a wrong answer, or reach an upstream they must not',
    async () => {
      const { url, token, adminToken } = target.gateway;
      const requests = fuzzRequests({ url, token, adminToken });
      const batches = fc.array(requests, { minLength: 1, maxLength: MAX_BATCH, size: 'max' });
      await runUntil(
        () => (target.sent['generated'] ?? 0) >= shareOfRuns(0.4),
        () => fc.asyncProperty(batches, fc.boolean(), playBatch),
      );
      expect(target.sent['generated']).toBeGreaterThanOrEqual(shareOfRuns(0.4));
    },
    TIME_LIMIT_MS + 60_000,
  );

  it('that leave something behind', async () => {
    expect(await target.finish()).toBeGreaterThan(0);
  });
});
