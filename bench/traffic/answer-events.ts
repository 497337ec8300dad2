/** Where an event carries the moment it was written. */
export const STAMP_DIGITS = 16;

/** A text delta without its stamp: `head`, stamp, `tail`. */
export interface DeltaFrame {
  readonly head: string;
  readonly tail: string;
}

/** Text of different lengths, as models send it. ASCII only: a byte is a character. */
const TEXTS = [
  ' I',
  ' will look at',
  ' the failing test first,',
  ' then',
  ' read `src/store/open-database.ts`',
  ' to see where the lock is taken.\\n\\n',
  ' It says \\"database is locked\\"',
  ' because',
];

const frames: DeltaFrame[] = [];

/** Anthropic's stream from its start to the first delta. The request's number stands in the message's id. */
export function encodeOpening(number: number): string {
  return (
    frame(
      'message_start',
      `{"type":"message_start","message":{"id":"msg_bench${String(number).padStart(9, '0')}","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":12,"cache_creation_input_tokens":480,"cache_read_input_tokens":46210,"output_tokens":1,"service_tier":"standard"}}}`,
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
    head: `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"#${String(sequence).padStart(5, '0')}@`,
    tail: `${TEXTS[sequence % TEXTS.length] ?? ''}"}}\n\n`,
  });
}

export function encodeStamp(us: number): string {
  return String(us).padStart(STAMP_DIGITS, '0');
}

export function encodeClosing(deltas: number): string {
  return (
    frame('content_block_stop', '{"type":"content_block_stop","index":0}') +
    frame(
      'message_delta',
      `{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"input_tokens":12,"cache_creation_input_tokens":480,"cache_read_input_tokens":46210,"output_tokens":${deltas + 1}}}`,
    ) +
    frame('message_stop', '{"type":"message_stop"}')
  );
}

function frame(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}
