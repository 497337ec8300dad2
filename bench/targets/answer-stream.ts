import { deltaFrame, encodeClosing, encodeOpening } from '#bench/traffic/answer-events';
import { createChatStream } from '#bench/traffic/chat-chunks';
import type { RequestTicket } from '#bench/traffic/request-ticket';

/** An answer in one protocol. ASCII only. */
export interface AnswerStream {
  readonly headers: Readonly<Record<string, string>>;
  readonly opening: string;
  /** @param stamp the moment it is written */
  delta(sequence: number, stamp: string): string;
  readonly closing: string;
}

const SSE_HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'strict-transport-security': 'max-age=31536000; includeSubDomains; preload',
};

const ANTHROPIC_HEADERS = {
  ...SSE_HEADERS,
  'request-id': 'req_bench00000000000000000000',
  'anthropic-organization-id': '00000000-0000-4000-8000-000000000000',
  'anthropic-ratelimit-requests-limit': '4000',
  'anthropic-ratelimit-requests-remaining': '3999',
  'anthropic-ratelimit-tokens-limit': '2000000',
  'anthropic-ratelimit-tokens-remaining': '1990000',
  via: '1.1 google',
  'x-robots-tag': 'none',
};

const CHAT_HEADERS = {
  ...SSE_HEADERS,
  'x-request-id': 'req_bench00000000000000000000',
  'openai-organization': 'org-bench',
  'openai-processing-ms': '120',
  'openai-version': '2020-10-01',
  'x-ratelimit-limit-requests': '4000',
  'x-ratelimit-remaining-requests': '3999',
  'x-ratelimit-limit-tokens': '2000000',
  'x-ratelimit-remaining-tokens': '1990000',
  'x-ratelimit-reset-requests': '15ms',
};

export function createAnthropicAnswer({ number, deltas }: RequestTicket): AnswerStream {
  return {
    headers: ANTHROPIC_HEADERS,
    opening: encodeOpening(number),
    delta(sequence, stamp) {
      const { head, tail } = deltaFrame(sequence);
      return head + stamp + tail;
    },
    closing: encodeClosing(deltas),
  };
}

export function createChatAnswer({ number, deltas }: RequestTicket): AnswerStream {
  return { headers: CHAT_HEADERS, ...createChatStream(number, deltas) };
}
