import type { AnswerContext, StreamEncoder } from '../protocols/canonical/codec';
import type { CanonicalEvent } from '../protocols/canonical/response';
import { codecs } from '../protocols/codecs';
import type { ClientResponse } from './client-response';
import type { HeaderRecord } from './forward-headers';

/** Claude Code and Codex give up after five minutes without a byte; proxies in between sooner. */
const SILENCE_MS = 15_000;

/**
 * The stream of one client, whatever channels its events come from: once it is open, a failed channel can be followed by
 * another for as long as no content has been sent.
 */
export interface ClientStream {
  isOpen(): boolean;
  /** The client has a part of an answer. */
  hasWritten(): boolean;
  /** Answers 200 and says what the protocol lets be said before there is content. */
  open(headers: HeaderRecord): void;
  write(events: readonly CanonicalEvent[]): void;
  /** Nothing follows. */
  end(): void;
}

const SSE_HEADERS: HeaderRecord = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
};
const ARRAY_HEADERS: HeaderRecord = { 'content-type': 'application/json; charset=utf-8' };

export function createClientStream(client: ClientResponse, context: AnswerContext): ClientStream {
  const encoder: StreamEncoder = codecs[context.request.origin.protocol].createStreamEncoder(context);
  let opened = false;
  let written = false;
  let silence: NodeJS.Timeout | null = null;

  function breakSilence(): void {
    if (client.gone) {
      stop();
      return;
    }
    if (!client.blocked) send(encoder.ping());
    silence?.refresh();
  }

  function send(text: string): void {
    if (text !== '') client.write(text);
  }

  function stop(): void {
    if (silence !== null) clearTimeout(silence);
    silence = null;
  }

  return {
    isOpen: () => opened,
    hasWritten: () => written,
    open(headers) {
      if (opened) return;
      opened = true;
      client.start(200, { ...headers, ...(context.framing === 'sse' ? SSE_HEADERS : ARRAY_HEADERS) });
      const preamble = encoder.preamble();
      if (preamble === '') client.flushHeaders();
      else client.write(preamble);
      silence = setTimeout(breakSilence, SILENCE_MS);
    },
    write(events) {
      written = true;
      let text = '';
      for (const event of events) text += encoder.push(event);
      send(text);
      silence?.refresh();
    },
    end() {
      stop();
      client.end();
    },
  };
}
