import type { MemoryAccount } from '../memory-budget';
import { isRecord, parseJson, type JsonRecord } from '../protocols/json/read';
import { createSseSplitter } from '../protocols/sse/create-sse-splitter';
import { isCommentBlock, readSseData, readSseName } from '../protocols/sse/read-sse-event';
import { createCheckedSplitter } from '../protocols/stream/create-checked-splitter';
import type { UpstreamError } from '../protocols/types';
import { AnswerLostError, type AnswerRewriter } from './answer-rewriter';
import type { TransformerRun } from './begin-transformers';
import type { StreamEvent } from './transformer';

const COLON = 0x3a;

/**
 * Changes a stream of server-sent events, packet by packet. Events that stay as they are keep their bytes, and so does what is
 * no JSON: a closing marker, or a comment that keeps the connection alive.
 */
export function createEventRewriter(
  run: Pick<TransformerRun, 'events'>,
  memory: MemoryAccount,
): AnswerRewriter {
  let packet: Buffer[] = [];
  let loss: UpstreamError | null = null;
  const splitter = createCheckedSplitter({
    create: createSseSplitter,
    memory,
    onEvent: (raw) => void packet.push(raw),
    onLoss: (error) => void (loss ??= error),
  });

  async function rewrite(): Promise<Buffer | null> {
    const raws = packet;
    packet = [];
    if (loss !== null) throw new AnswerLostError(loss.message);
    const written: Buffer[] = [];
    let batch: StreamEvent[] = [];
    const known = new Map<JsonRecord, Buffer>();
    const flush = async (): Promise<void> => {
      if (batch.length === 0) return;
      const events = await run.events(batch);
      batch = [];
      for (const event of events) written.push(known.get(event.data) ?? writeEvent(event));
    };
    for (const raw of raws) {
      const data = parseJson(readSseData(raw));
      if (isRecord(data)) {
        known.set(data, raw);
        batch.push({ name: readSseName(raw), data });
        continue;
      }
      await flush();
      written.push(raw);
    }
    await flush();
    return written.length === 0 ? null : Buffer.concat(written);
  }

  return {
    push(chunk) {
      splitter.push(chunk);
      const endsNothing = packet.length === 0 && loss === null && splitter.isAtBoundary();
      const isComment = endsNothing && chunk[0] === COLON && isCommentBlock(chunk);
      return isComment ? Promise.resolve(chunk) : rewrite();
    },
    end() {
      splitter.end();
      return rewrite();
    },
  };
}

function writeEvent({ name, data }: StreamEvent): Buffer {
  const head = name === null ? '' : `event: ${name}\n`;
  return Buffer.from(`${head}data: ${JSON.stringify(data)}\n\n`);
}
