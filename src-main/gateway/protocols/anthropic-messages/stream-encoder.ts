import type { Usage } from '#shared/domain/usage';
import type { AnswerContext, StreamEncoder } from '../canonical/codec';
import type { Finish } from '../canonical/response';
import type { UpstreamError } from '../types';
import { createBlockWriter } from './create-block-writer';
import { encodeFinish } from './encode-finish';
import { MESSAGE_ID_CHARS } from './encode-response';
import { encodeStreamError } from './encode-stream-error';
import { encodeUsage } from './encode-usage';
import { writeEvent } from './write-event';

const PING = 'event: ping\ndata: {"type":"ping"}\n\n';

/** https://platform.claude.com/docs/en/build-with-claude/streaming */
export function createStreamEncoder({ request, requestId, newId, warn }: AnswerContext): StreamEncoder {
  const blocks = createBlockWriter(warn);
  let started = false;
  let over = false;
  let usage: Usage | null = null;

  /** A second `message_start` is an error to clients. */
  function start(): string {
    if (started) return '';
    started = true;
    const message = {
      id: `msg_${newId(MESSAGE_ID_CHARS)}`,
      type: 'message',
      role: 'assistant',
      model: request.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      stop_details: null,
      container: null,
      usage: encodeUsage(null),
    };
    return writeEvent('message_start', { message }) + PING;
  }

  function fail({ kind, message }: Pick<UpstreamError, 'kind' | 'message'>): string {
    over = true;
    return encodeStreamError({ kind, message, requestId });
  }

  function finish(ending: Finish): string {
    if (ending.reason === 'malformed') {
      const message = ending.message ?? 'the model gave an answer that cannot be read';
      if (!blocks.hasContent()) return fail({ kind: 'server_error', message });
      warn(`The answer ended early: ${message}.`);
    }
    over = true;
    const last = blocks.finish();
    const delta = encodeFinish(ending, blocks.hasCalls());
    const end = writeEvent('message_delta', { delta, usage: encodeUsage(usage) });
    return start() + last + end + writeEvent('message_stop', {});
  }

  return {
    preamble: start,
    ping: () => PING,
    push(event) {
      if (over) return '';
      switch (event.type) {
        case 'start':
          return start();
        case 'usage':
          usage = event.usage;
          return '';
        case 'finish':
          return finish(event.finish);
        case 'error':
          return fail(event.error);
        default: {
          const text = blocks.push(event);
          return started || text === '' ? text : start() + text;
        }
      }
    },
  };
}
