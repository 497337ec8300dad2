import { expect, it } from 'vitest';
import { createConversionDesk, type ReadJob } from '#main/gateway/conversion/conversion-desk';
import { answerConversionCall } from './answer-conversion-call';

/** As it comes from another thread: plain bytes, in no Buffer. */
function readJob(json: string): ReadJob {
  const bytes = new TextEncoder().encode(json);
  const body = { chunks: [bytes], length: bytes.length };
  return { id: 'rq_1', protocol: 'openai-chat', body, headers: {}, fromPath: null, client: 'other' };
}

const JOB = readJob('{"model":"m","messages":[{"role":"user","content":"Grüße"}]}');

it('reads bytes that came from another thread', () => {
  const desk = createConversionDesk();
  expect(answerConversionCall(desk, { type: 'read', job: JOB })).toMatchObject({
    type: 'read',
    result: { request: { model: 'm' } },
  });
  expect(answerConversionCall(desk, { type: 'messages', id: 'rq_1' })).toMatchObject({
    type: 'messages',
    messages: [{ role: 'user', parts: [{ type: 'text', text: 'Grüße' }] }],
  });
});

it('answers what a client did wrong as what it is', () => {
  const answer = answerConversionCall(createConversionDesk(), { type: 'read', job: readJob('{') });
  expect(answer).toMatchObject({ type: 'refused', kind: 'invalid_request' });
});

it('answers any other error too, instead of ending the thread, and keeps nothing of the request', () => {
  const desk = createConversionDesk();
  const failing = {
    ...desk,
    read: (job: ReadJob) => ({
      ...desk.read(job),
      inputTokens: () => {
        throw new RangeError('Maximum call stack size exceeded');
      },
    }),
  };
  expect(answerConversionCall(failing, { type: 'read', job: JOB })).toEqual({
    type: 'failed',
    message: 'Maximum call stack size exceeded',
    stack: expect.stringContaining('RangeError'),
  });
  expect(answerConversionCall(failing, { type: 'messages', id: 'rq_1' })).toEqual({ type: 'unknown' });
});
