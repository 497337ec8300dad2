import {
  countOutputTokens,
  deltaText,
  encodeNumber,
  encodeSequence,
  INPUT_TOKENS,
} from '#bench/traffic/answer-content';

/** A text delta without its stamp: `head`, stamp, `tail`. */
export interface DeltaFrame {
  readonly head: string;
  readonly tail: string;
}

const USAGE = `"input_tokens":${INPUT_TOKENS.fresh},"cache_creation_input_tokens":${INPUT_TOKENS.cacheWrite},"cache_read_input_tokens":${INPUT_TOKENS.cacheRead}`;

const frames: DeltaFrame[] = [];

/** Anthropic's stream from its start to the first delta. The request's number stands in the message's id. */
export function encodeOpening(number: number): string {
  return (
    frame(
      'message_start',
      `{"type":"message_start","message":{"id":"msg_bench${encodeNumber(number)}","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,"stop_sequence":null,"usage":{${USAGE},"output_tokens":1,"service_tier":"standard"}}}`,
    ) +
    frame(
      'content_block_start',
      '{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}',
    ) +
    frame('ping', '{"type":"ping"}')
  );
}

/** @param sequence counts from 0 within an answer */
export function deltaFrame(sequence: number): DeltaFrame {
  return (frames[sequence] ??= {
    head: `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${encodeSequence(sequence)}`,
    tail: `${deltaText(sequence)}"}}\n\n`,
  });
}

export function encodeClosing(deltas: number): string {
  return (
    frame('content_block_stop', '{"type":"content_block_stop","index":0}') +
    frame(
      'message_delta',
      `{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{${USAGE},"output_tokens":${countOutputTokens(deltas)}}}`,
    ) +
    frame('message_stop', '{"type":"message_stop"}')
  );
}

function frame(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}
