import type { DecodeAnswerContext, StreamDecoder } from '../canonical/codec';
import { decodeStreamError } from '../decode-stream-error';
import { isRecord, parseJson } from '../json/read';
import { createSseSplitter } from '../sse/create-sse-splitter';
import { readSseData, readSseName } from '../sse/read-sse-event';
import { createCheckedSplitter } from '../stream/create-checked-splitter';
import type { UpstreamError } from '../types';
import { createChunkReader } from './create-chunk-reader';
import { createTextChunkReader } from './create-text-chunk-reader';

const DONE = '[DONE]';

function createError(kind: 'truncated' | 'bad_response', message: string): UpstreamError {
  return { kind, message, status: null, retryAfterMs: null };
}

export function createStreamDecoder({ target, warn, memory }: DecodeAnswerContext): StreamDecoder {
  const reader = createChunkReader(target.profile, warn);
  const texts = createTextChunkReader();
  const splitter = createCheckedSplitter({
    create: createSseSplitter,
    isPlain: readText,
    memory,
    onEvent: readEvent,
    onLoss: reader.fail,
  });

  function readText(chunk: Buffer, start: number, end: number): boolean {
    const text = reader.isEnded() ? null : texts.read(chunk, start, end);
    if (text === null) return false;
    reader.addText(text);
    return true;
  }

  function readEvent(raw: Buffer): void {
    if (reader.isEnded()) return;
    const data = readSseData(raw).trim();
    if (data === DONE) {
      finish();
      return;
    }
    const chunk = parseJson(data);
    if (readSseName(raw) === 'error') reader.fail(decodeStreamError(chunk ?? data));
    else if (isRecord(chunk)) {
      reader.read(chunk);
      if (reader.isFirst()) texts.learn(raw, chunk);
    } else if (chunk === undefined && data !== '')
      reader.fail(createError('bad_response', 'The upstream sent an event that is not JSON.'));
  }

  /** An answer of which nothing came is none. */
  function finish(): void {
    if (reader.isComplete() || reader.hasBegun() || splitter.countEvents() > 1) reader.finish();
    else reader.fail(createError('truncated', 'The upstream ended its stream without an answer.'));
  }

  return {
    isComplete: () => reader.isComplete() || reader.isEnded(),
    push(chunk) {
      if (reader.isEnded()) return reader.take();
      splitter.push(chunk);
      return reader.take();
    },
    end() {
      splitter.end();
      if (reader.isComplete() || (reader.hasBegun() && target.profile.lenientEof)) reader.finish();
      else
        reader.fail(
          createError('truncated', 'The upstream ended its stream before the answer was complete.'),
        );
      return reader.take();
    },
  };
}
