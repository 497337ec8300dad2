import type { ConversionDesk } from '#main/gateway/conversion/conversion-desk';
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
  url: URL = selectWorkerUrl('worker-threads/conversion-worker'),
): ConversionThread {
  const worker = createWorkerClient<ConversionCall, ConversionAnswer>({ url });

  async function call<Type extends ConversionAnswer['type']>(
    asked: ConversionCall,
    expected: Type,
    transfers: readonly ArrayBuffer[] = [],
  ): Promise<AnswerTo<Type>> {
    const answer = await worker.call(asked, transfers);
    if (answer.type === 'refused') {
      throw new GatewayError(answer.kind, answer.message, { code: answer.code });
    }
    if (answer.type !== expected) throw new Error(`the conversion thread answered ${answer.type}`);
    return answer as AnswerTo<Type>;
  }

  return {
    async read(job) {
      // Of its own, so that it can be handed over: the client's bytes may be needed for another channel.
      const body = new Uint8Array(job.body);
      const { result, inputTokens } = await call({ type: 'read', job: { ...job, body } }, 'read', [
        body.buffer,
      ]);
      return { ...result, inputTokens: () => inputTokens };
    },
    async write(job) {
      const { result } = await call({ type: 'write', job }, 'write');
      // Between threads a Buffer is a plain array of bytes.
      const { buffer, byteOffset, byteLength } = result.body;
      return { ...result, body: Buffer.from(buffer, byteOffset, byteLength) };
    },
    messages: async (id) => (await call({ type: 'messages', id }, 'messages')).messages,
    forget(id) {
      // A thread that has ended has forgotten.
      if (worker.running) call({ type: 'forget', id }, 'forgotten').catch(() => undefined);
    },
    close: () => worker.close(),
  };
}
