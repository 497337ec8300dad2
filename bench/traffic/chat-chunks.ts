import {
  countOutputTokens,
  deltaText,
  encodeNumber,
  encodeSequence,
  INPUT_TOKENS,
} from '#bench/traffic/answer-content';
import { CHAT_MODEL } from '#bench/traffic/models';

/** A stream of Chat Completions, up to the text that grows. */
export interface ChatStream {
  readonly opening: string;
  /** @param stamp the moment it is written */
  delta(sequence: number, stamp: string): string;
  readonly closing: string;
}

const PROMPT_TOKENS = INPUT_TOKENS.fresh + INPUT_TOKENS.cacheWrite + INPUT_TOKENS.cacheRead;
const DELTA_TAIL = '"},"logprobs":null,"finish_reason":null}],"usage":null}\n\n';

/**
 * What OpenAI's servers send for the same answer. The number of its request stands in each delta, because the id of the
 * upstream's answer is not that of the converted one.
 */
export function createChatStream(number: number, deltas: number): ChatStream {
  const chunk = `data: {"id":"chatcmpl-bench${encodeNumber(number)}","object":"chat.completion.chunk","created":1764115200,"model":"${CHAT_MODEL}","service_tier":"default","system_fingerprint":"fp_bench000001",`;
  const deltaHead = `${chunk}"choices":[{"index":0,"delta":{"content":"`;
  const mark = encodeChatMark(number);
  return {
    opening: `${chunk}"choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null${DELTA_TAIL.slice(1)}`,
    delta: (sequence, stamp) =>
      deltaHead + encodeSequence(sequence) + stamp + mark + deltaText(sequence) + DELTA_TAIL,
    closing:
      `${chunk}"choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}\n\n` +
      `${chunk}"choices":[],"usage":${describeUsage(deltas)}}\n\n` +
      'data: [DONE]\n\n',
  };
}

/** What stands between a delta's stamp and its text. */
export function encodeChatMark(number: number): string {
  return `~${encodeNumber(number)}`;
}

function describeUsage(deltas: number): string {
  const completion = countOutputTokens(deltas);
  return JSON.stringify({
    prompt_tokens: PROMPT_TOKENS,
    completion_tokens: completion,
    total_tokens: PROMPT_TOKENS + completion,
    prompt_tokens_details: {
      cached_tokens: INPUT_TOKENS.cacheRead,
      cache_write_tokens: INPUT_TOKENS.cacheWrite,
      audio_tokens: 0,
    },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  });
}
