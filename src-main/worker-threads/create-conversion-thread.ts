import type { ConversionDesk, ReadJob } from '#main/gateway/conversion/conversion-desk';
import { GatewayError } from '#main/gateway/errors';
import type { ConversionAnswer, ConversionCall } from './conversion-worker';
import { createWorkerClient } from './create-worker-client';
import { selectWorkerUrl } from './worker-url';

export interface ConversionThread extends ConversionDesk {
  /** Ends the thread; what it was asked for is given up. */
  close(): Promise<void>;
}

type AnswerTo<Type extends ConversionAnswer['type']> = Extract<ConversionAnswer, { type: Type }>;

/**
 * A desk in a thread of its own. Bodies are handed over, not copied. The thread starts with the first large request and ends
 * a while after the last.
 */
export function createConversionThread(
  options: { readonly url?: URL; readonly idleMs?: number } = {},
): ConversionThread {
  const { url = selectWorkerUrl('worker-threads/conversion-worker') } = options;
  const worker = createWorkerClient<ConversionCall, ConversionAnswer>({ ...options, url });

  /** Of running requests: a thread that ends while an answer takes its time has forgotten them. */
  const jobs = new Map<string, ReadJob>();

  async function call<Type extends ConversionAnswer['type']>(
    asked: ConversionCall,
    expected: Type,
    transfers: readonly ArrayBuffer[] = [],
  ): Promise<AnswerTo<Type> | null> {
    const answer = await worker.call(asked, transfers);
    if (answer.type === 'unknown') return null;
    if (answer.type === 'refused') {
      throw new GatewayError(answer.kind, answer.message, { code: answer.code });
    }
    if (answer.type !== expected) throw new Error(`the conversion thread answered ${answer.type}`);
    return answer as AnswerTo<Type>;
  }

  async function read(job: ReadJob): Promise<AnswerTo<'read'>> {
    // Of its own, so that it can be handed over: the client's bytes may be needed for another channel.
    const body = new Uint8Array(job.body);
    return told(await call({ type: 'read', job: { ...job, body } }, 'read', [body.buffer]));
  }

  /** Asks about a request that was read before, if need be by another thread. */
  async function ask<Type extends 'write' | 'messages' | 'mediaUrls'>(
    id: string,
    expected: Type,
    asked: ConversionCall,
  ): Promise<AnswerTo<Type>> {
    const answer = await call(asked, expected);
    if (answer !== null) return answer;
    const job = jobs.get(id);
    if (job === undefined) throw new Error(`request ${id} has not been read`);
    await read(job);
    return told(await call(asked, expected));
  }

  return {
    async read(job) {
      jobs.set(job.id, job);
      try {
        const { result, inputTokens } = await read(job);
        return { ...result, inputTokens: () => inputTokens };
      } catch (error) {
        jobs.delete(job.id);
        throw error;
      }
    },
    async write(job) {
      const { result } = await ask(job.id, 'write', { type: 'write', job });
      // Between threads a Buffer is a plain array of bytes.
      const { buffer, byteOffset, byteLength } = result.body;
      return { ...result, body: Buffer.from(buffer, byteOffset, byteLength) };
    },
    messages: async (id) => (await ask(id, 'messages', { type: 'messages', id })).messages,
    mediaUrls: async (id, target) => (await ask(id, 'mediaUrls', { type: 'mediaUrls', id, target })).urls,
    forget(id) {
      jobs.delete(id);
      // A thread that has ended has forgotten.
      if (worker.running) call({ type: 'forget', id }, 'forgotten').catch(() => undefined);
    },
    close: () => worker.close(),
  };
}

function told<Answer>(answer: Answer | null): Answer {
  if (answer === null) throw new Error('the conversion thread forgot a request at once');
  return answer;
}
