import { threadId } from 'node:worker_threads';
import type { ConversionAnswer, ConversionCall } from '#main/worker-threads/answer-conversion-call';
import { answerCalls } from '#main/worker-threads/answer-calls';

/** Bodies that are orders to the thread. */
export const ORDERS = { die: 'die', hang: 'hang', fail: 'fail' } as const;

const texts = new Map<string, string>();

/** Speaks as a conversion thread does, and converts nothing: a body is written as it was read. */
answerCalls((call: ConversionCall): ConversionAnswer => {
  if (call.type === 'read') return read(call);
  const id = call.type === 'write' ? call.job.id : call.id;
  const text = texts.get(id);
  if (text === undefined) return { type: 'unknown' };
  switch (call.type) {
    case 'write':
      return {
        type: 'write',
        result: {
          body: Buffer.from(text),
          headers: { 'x-thread': String(threadId) },
          warnings: [],
          restoration: {} as never,
        },
      };
    case 'messages':
      return { type: 'messages', messages: [] };
    case 'mediaUrls':
      return { type: 'mediaUrls', urls: [text] };
    case 'forget':
      texts.delete(id);
      return { type: 'forgotten' };
  }
});

function read({ job }: Extract<ConversionCall, { type: 'read' }>): ConversionAnswer {
  const text = Buffer.concat(job.body.chunks).toString();
  switch (text) {
    case ORDERS.die:
      process.exit(3);
    case ORDERS.hang:
      for (;;);
    case ORDERS.fail:
      return { type: 'failed', message: 'too deep', stack: 'RangeError: too deep\n    at worker.ts:1:1' };
    default:
      texts.set(job.id, text);
      return {
        type: 'read',
        result: { request: {} as never, callIds: [], warnings: [String(threadId)] },
        inputTokens: text.length,
      };
  }
}
