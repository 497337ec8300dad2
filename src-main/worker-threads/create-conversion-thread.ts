import type { ConversionDesk, ReadJob } from '#main/gateway/conversion/conversion-desk';
import { GatewayError } from '#main/gateway/errors';
import type { BodyPieces } from '#main/gateway/request-body';
import type { ConversionAnswer, ConversionCall } from './answer-conversion-call';
import { createWorkerClient } from './create-worker-client';
import { WorkerError } from './worker-error';
import { selectWorkerUrl } from './worker-url';

export interface ConversionThread extends ConversionDesk {
  /** Ends the thread; what it was asked for is given up. */
  close(): Promise<void>;
}

export interface ConversionThreadOptions {
  readonly url?: URL;
  readonly idleMs?: number;
  readonly timeLimitMs?: number;
}

type AnswerTo<Type extends ConversionAnswer['type']> = Extract<ConversionAnswer, { type: Type }>;

interface Outgoing {
  readonly asked: ConversionCall;
  readonly transfers: readonly ArrayBuffer[];
}

/**
 * A desk in a thread of its own. Bodies are handed over, not copied. The thread starts with the first large request and ends
 * a while after the last.
 */
export function createConversionThread(options: ConversionThreadOptions = {}): ConversionThread {
  const { url = selectWorkerUrl('worker-threads/conversion-worker') } = options;
  const worker = createWorkerClient<ConversionCall, ConversionAnswer>({ ...options, url });

  /** Of running requests: a thread that ends while an answer takes its time has forgotten them. */
  const jobs = new Map<string, ReadJob>();

  async function post(create: () => Outgoing): Promise<ConversionAnswer> {
    // Made anew for each try: what was handed over to a thread that ended is lost.
    const send = (): Promise<ConversionAnswer> => {
      const { asked, transfers } = create();
      return worker.call(asked, transfers);
    };
    try {
      return await send();
    } catch (error) {
      if (!isInnocent(error)) throw error;
      return send();
    }
  }

  async function call<Type extends ConversionAnswer['type']>(
    expected: Type,
    create: () => Outgoing,
  ): Promise<AnswerTo<Type> | null> {
    const answer = await post(create);
    if (answer.type === 'unknown') return null;
    if (answer.type === 'refused') {
      throw new GatewayError(answer.kind, answer.message, { code: answer.code });
    }
    if (answer.type === 'failed') throw restoreError(answer);
    if (answer.type !== expected) throw new Error(`the conversion thread answered ${answer.type}`);
    return answer as AnswerTo<Type>;
  }

  async function read(job: ReadJob): Promise<AnswerTo<'read'>> {
    const create = (): Outgoing => {
      const bytes = copyBody(job.body);
      const body = { chunks: [bytes], length: bytes.length };
      return { asked: { type: 'read', job: { ...job, body } }, transfers: [bytes.buffer] };
    };
    return told(await call('read', create));
  }

  /** Asks about a request that was read before, if need be by another thread. */
  async function ask<Type extends 'write' | 'messages' | 'mediaUrls'>(
    id: string,
    expected: Type,
    asked: ConversionCall,
  ): Promise<AnswerTo<Type>> {
    const create = (): Outgoing => ({ asked, transfers: [] });
    const answer = await call(expected, create);
    if (answer !== null) return answer;
    const job = jobs.get(id);
    if (job === undefined) throw new Error(`request ${id} has not been read`);
    await read(job);
    return told(await call(expected, create));
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
      if (worker.running) worker.call({ type: 'forget', id }).catch(() => undefined);
    },
    close: () => worker.close(),
  };
}

/** Whether another call ended the thread while this one waited for it. */
function isInnocent(error: unknown): boolean {
  return error instanceof WorkerError && !error.begun && error.code !== 'worker_closed';
}

/** Of its own, so that it can be handed over: the client's bytes may be needed for another channel. */
function copyBody({ chunks, length }: BodyPieces): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let position = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
}

function restoreError({ message, stack }: AnswerTo<'failed'>): Error {
  const error = new Error(message);
  if (stack !== null) error.stack = stack;
  return error;
}

function told<Answer>(answer: Answer | null): Answer {
  if (answer === null) throw new Error('the conversion thread forgot a request at once');
  return answer;
}
